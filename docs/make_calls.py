"""Holds a call in English and one in Spanish, so that a person can listen: docs/calls.md.

    python -m docs.make_calls

The real programs, by the JSON turn endpoint. The page has what was said and its markup. Where the
programs espeak-ng and sox are installed, it also speaks both calls into var/calls/: our side from
the markup, the caller's in another voice.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.calls.phoning import JsonLine, Line, Turned
from benchmarks.desk.asking import connection_to
from countyline.calling.model import Alternative
from countyline.settings import PROJECT_ROOT
from docs.running_system import DidNotStart, running_system

PAGE = PROJECT_ROOT / "docs" / "calls.md"
RECORDINGS = PROJECT_ROOT / "var" / "calls"
TITLES = {"en": "A call in English", "es": "A call in Spanish"}
_CALLER = "+18165550123"
_WELL, _BADLY = 0.93, 0.5
"""How sure recognition is of what it heard."""

_OURS = {"en": "en-us+klatt", "es": "es-419+klatt"}
_CALLERS = {"en": "en-us+f2", "es": "es-419+f2"}
_RATE = 22050
_PAUSE_SECONDS = 0.6
_TONES = (697, 770, 852, 941), (1209, 1336, 1477)
_KEYPAD = ("123", "456", "789", "*0#")
_CASE = re.compile(r"\b\d[A-Z]-\d{2,}\b")


@dataclass(frozen=True)
class Uttered:
    """One thing said or pressed. `who` is `caller` or `county`; `next` is what comes after ours."""

    who: str
    text: str
    language: str
    ssml: str = ""
    keys: str = ""
    confidence: float | None = None
    next: str = ""


@dataclass
class Caller:
    """Somebody who calls, and what was said on both sides."""

    line: Line
    language: str = "en"
    said: list[Uttered] = field(default_factory=list)

    def dials(self) -> Turned:
        """Call, and hear the greeting."""
        return self._hears(self.line.start("en"))

    def says(self, words: str, confidence: float = _WELL) -> Turned:
        """Say something, heard with this confidence."""
        self.said.append(Uttered("caller", words, self.language, confidence=confidence))
        return self._hears(self.line.speak([Alternative(words, confidence)]))

    def presses(self, key: str) -> Turned:
        """Press a key."""
        self.said.append(Uttered("caller", "", self.language, keys=key))
        return self._hears(self.line.press(key))

    def hangs_up(self) -> list[Uttered]:
        """End the call, and give all that was said in it."""
        self.line.hang_up()
        return self.said

    def _hears(self, turned: Turned) -> Turned:
        self.language = turned.language
        ours = Uttered("county", turned.say, turned.language, turned.ssml, next=turned.next)
        self.said.append(ours)
        return turned


def english(caller: Caller) -> list[Uttered]:
    """Hold the English call: an answer, more, a repeat, a confirmation, a person by key 0."""
    caller.dials()
    caller.says("Is the Recorder of Deeds open on Friday?")
    caller.says("tell me more")
    caller.presses("9")
    caller.says("how can I pay my property tax", _BADLY)
    caller.says("yes")
    caller.presses("0")
    return caller.hangs_up()


def spanish(caller: Caller) -> list[Uttered]:
    """Hold the Spanish call; a person has to look at what the caller tells at its end."""
    caller.dials()
    caller.presses("2")
    caller.says("¿Está abierto el Registro de Escrituras el viernes?")
    caller.says("más")
    caller.says("repita por favor")
    caller.says("cómo puedo pagar mis impuestos", _BADLY)
    caller.says("sí")
    caller.says("me dieron una multa por las placas vencidas porque ustedes están cerrados")
    return caller.hangs_up()


CALLS: Mapping[str, Callable[[Caller], list[Uttered]]] = {"en": english, "es": spanish}


@contextmanager
def phones() -> Iterator[Callable[[], Caller]]:
    """Give phones that call a running system. Raises DidNotStart."""
    token = secrets.token_urlsafe(24)
    with (
        running_system(extra={"COUNTYLINE_VOICE_TOKEN": token}) as system,
        closing(connection_to(system.site)) as desk,
    ):
        yield lambda: Caller(JsonLine(desk, token, secrets.token_hex(8), _CALLER))


def page_of(calls: Mapping[str, Sequence[Uttered]]) -> str:
    """Write the page. Case numbers are drawn at random: each is shown as 4F-27."""
    lines = [
        "# Two calls",
        "",
        "Made by `python -m docs.make_calls`; edits are lost. The real programs on the example of "
        "Wednesday, April 3, at the JSON turn endpoint. The command also speaks both calls into "
        "`var/calls/`, where espeak-ng and sox are installed. In brackets: how sure recognition "
        "was of the words, from 0 to 1.",
        "",
    ]
    for language, said in calls.items():
        lines += [f"## {TITLES[language]}", "", "| | who | said | then |", "|---|---|---|---|"]
        lines += [_row(number, one) for number, one in enumerate(said, start=1)]
        lines += ["", "What the voice got to read:", "", "```xml"]
        lines += [_without_case(one.ssml) for one in said if one.ssml]
        lines += ["```", ""]
    return "\n".join(lines)


def _row(number: int, one: Uttered) -> str:
    if one.keys:
        return f"| {number} | caller | *presses {one.keys}* | |"
    sure = "" if one.confidence is None else f" [{one.confidence:g}]"
    return f"| {number} | {one.who} | {_without_case(one.text)}{sure} | {one.next} |"


def _without_case(text: str) -> str:
    return _CASE.sub("4F-27", text)


# Recording


def can_record() -> bool:
    """Tell whether the programs that speak are there."""
    return all(shutil.which(program) for program in ("espeak-ng", "sox"))


def record(said: Sequence[Uttered], recording: Path) -> None:
    """Speak a call into a WAV file. Raises CalledProcessError."""
    recording.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        parts = []
        for number, one in enumerate(said):
            part = Path(folder) / f"{number:03}.wav"
            if one.keys:
                _tone(one.keys, part)
            elif one.text:
                _voice(one, part)
            else:
                continue
            parts.append(str(part))
        # A little quieter: other rates have higher peaks.
        pauses = ["gain", "-3", "pad", "0", str(_PAUSE_SECONDS)]
        even = [f"{part}.wav" for part in parts]
        for name, alike in zip(parts, even, strict=True):
            subprocess.run(["sox", name, "-r", str(_RATE), "-c", "1", alike, *pauses], check=True)
        subprocess.run(["sox", *even, str(recording)], check=True)


def _voice(one: Uttered, part: Path) -> None:
    voices = _CALLERS if one.who == "caller" else _OURS
    command = ["espeak-ng", "-v", voices[one.language], "-s", "150", "-w", str(part), "--stdin"]
    words = one.ssml or one.text
    if one.ssml:
        command.append("-m")
    subprocess.run(command, input=words.encode(), check=True)


def _tone(keys: str, part: Path) -> None:
    """Give the two tones of each key, as telephones do."""
    sounds: list[str] = []
    for key in keys:
        low, high = tones_of(key)
        sounds += [":"] if sounds else []
        sounds += ["synth", "0.25", "sine", str(low), "sine", str(high)]
    subprocess.run(
        ["sox", "-n", "-r", str(_RATE), "-c", "2", str(part), *sounds, "gain", "-12"], check=True
    )


def tones_of(key: str) -> tuple[int, int]:
    """Give the frequencies of a key in Hz. Raises ValueError for what is no key."""
    for row, keys in enumerate(_KEYPAD):
        if key in keys:
            return _TONES[0][row], _TONES[1][keys.index(key)]
    raise ValueError(f"{key!r} is no key")


def main() -> int:
    """Write the page, and speak the calls."""
    try:
        with phones() as phone:
            calls = {language: hold(phone()) for language, hold in CALLS.items()}
    except (DidNotStart, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    PAGE.write_text(page_of(calls), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(PROJECT_ROOT)}.")
    if can_record():
        for language, said in calls.items():
            record(said, RECORDINGS / f"{language}.wav")
        print(f"Spoke both calls into {RECORDINGS.relative_to(PROJECT_ROOT)}/.")
    else:
        print("To hear the calls, install espeak-ng and sox.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
