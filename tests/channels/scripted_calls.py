"""A voice core in place of the real one: says what a test wants, and the same to the same key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from countyline.calling.model import Heard, Said, Transfer
from countyline.desk.model import Hint
from countyline.speech import speech_of

ANSWER = {"kind": "answer", "topic": "status", "revision": 1, "degraded": False}


def said(*sentences: str, language: Hint = "en", **more: object) -> Said:
    """Give something to say; it listens afterwards unless told otherwise."""
    fields: dict[str, object] = {"next": "listen", **more}
    return Said(speech=speech_of(sentences, language), language=language, **fields)  # type: ignore[arg-type]


def transfer() -> Transfer:
    whisper = speech_of(["Call from Countyline, about a waiver."], "en")
    return Transfer("+18165550188", whisper, "About a waiver, case 4F-27.", seconds=20)


class ScriptedCalls:
    """Answers `One. Two & three.`, unless a script says otherwise; `failure` is raised instead."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.script: Callable[[Heard], Said] = lambda _: said("One.", "Two & three.", answer=ANSWER)
        self.failure: Exception | None = None
        self._kept: dict[tuple[str, str], Said] = {}

    def says(self, *each: Said) -> None:
        """Say these in turn, the last one for ever."""
        rest: Sequence[Said] = each

        def next_one(_: Heard) -> Said:
            nonlocal rest
            now, rest = rest[0], rest[1:] or rest
            return now

        self.script = next_one

    async def take(self, heard: Heard) -> Said:
        if self.failure is not None:
            raise self.failure
        if (heard.call, heard.key) not in self._kept:
            self.heard.append(heard)
            self._kept[heard.call, heard.key] = self.script(heard)
        return self._kept[heard.call, heard.key]
