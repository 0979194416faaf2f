"""Plays every noisy transcript to the running system: what callers get who are misheard.

    python -m benchmarks.calls.noisy
    python -m benchmarks.calls.noisy --tuning --show wrong harmful

Writes docs/benchmarks-noisy-calls.md. `--tuning` plays the transcripts that may be looked at
(`corpus.py`) and prints the page instead; `--show` prints calls: what was meant, heard and said.
Each transcript is a call of its own at the JSON turn
endpoint, with the real programs behind it. `--straight` goes to Rasa itself, with what recognition
says of the words; `--deaf` too, but without it: what answers would be like if nobody cared how
well words were heard. Neither writes the page.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import track

from benchmarks.calls.corpus import (
    FROZEN,
    HEARD,
    HOPELESS,
    LANGUAGES,
    TUNING,
    Noisy,
    Part,
    read_noisy,
)
from benchmarks.calls.phoning import JsonLine, Line, StraightLine
from benchmarks.calls.playing import BAD, GOT, RULES, SERVED, Played, play
from benchmarks.desk.asking import connection_to
from benchmarks.turn.measured import commit
from benchmarks.understanding.answering import Desk
from benchmarks.understanding.intervals import wilson
from benchmarks.understanding.judging import SAFETY
from benchmarks.understanding.reading_lines import completed, published
from benchmarks.understanding.tables import share, table
from countyline.settings import PROJECT_ROOT
from docs.running_system import running_system

PAGE = PROJECT_ROOT / "docs" / "benchmarks-noisy-calls.md"
MOST_WRONG, LEAST_SERVED = 0.01, 0.6
_ERRORS = (0.1, 0.25, 0.4, 0.6, float("inf"))
_UNLIMITED = {
    f"COUNTYLINE_LIMIT_{whose}": "1000000/minute"
    for whose in ("CONVERSATION", "ADDRESS", "EVERYBODY")
}
"""One caller speaks here as often as thousands do elsewhere."""

Dial = Callable[[], Line]


def main(arguments: Sequence[str]) -> None:
    """Play everything, and write the page."""
    asked = _arguments(arguments)
    corpora = TUNING if asked.tuning else (FROZEN,)
    noisy = [one for language in LANGUAGES for one in read_noisy(language, corpora)]
    noisy = noisy[:: asked.every]
    revision = commit()
    with TemporaryDirectory(prefix="countyline-noisy-") as folder:
        desk = Desk(published(Path(folder)))
    with _dialing(asked) as dial:
        played = [
            play(one, completed(one.line, desk), dial(), desk.offices)
            for one in track(noisy, "calls")
        ]
    command = " ".join(("python -m benchmarks.calls.noisy", *arguments))
    page = page_of(played, command, revision)
    if asked.print or asked.tuning or asked.straight or asked.deaf:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8")
    for one in played:
        if one.got in asked.show:
            print(shown(one))


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calls.noisy")
    parser.add_argument("--every", type=int, default=1, help="play only every so-manieth")
    parser.add_argument("--tuning", action="store_true", help="play what may be looked at")
    parser.add_argument("--straight", action="store_true", help="straight to Rasa")
    parser.add_argument("--deaf", action="store_true", help="the same, without confidences")
    parser.add_argument("--print", action="store_true", help="print instead of writing the page")
    parser.add_argument("--show", nargs="*", choices=GOT, default=(), help="print such calls")
    return parser.parse_args(arguments)


@contextmanager
def _dialing(asked: argparse.Namespace) -> Iterator[Dial]:
    """Start everything, and give what begins a call."""
    token, number = secrets.token_urlsafe(24), count(1)
    with (
        running_system(extra={**_UNLIMITED, "COUNTYLINE_VOICE_TOKEN": token}) as system,
        closing(connection_to(system.rest)) as rasa,
        closing(connection_to(system.site)) as desk,
    ):

        def dial() -> Line:
            call = f"noisy-{next(number)}"
            if asked.straight or asked.deaf:
                return StraightLine(rasa, call, tells_recognition=not asked.deaf)
            return JsonLine(desk, token, call)

        yield dial


def page_of(played: Sequence[Played], command: str, revision: str) -> str:
    """Write the page."""
    return "\n".join(
        [
            "# Benchmarks of noisy calls",
            "",
            "Made by `make bench-calls`; edits are lost.",
            "",
            "Questions that we wrote, spoken by espeak-ng in several voices, put through a "
            "telephone (300 to 3,400 Hz, 8 kHz, μ-law, noise at 20 to 34 dB, up to 2 % of packets "
            "lost) and written down by recognizers that know nothing of the county. The "
            "transcripts are frozen in `benchmarks/calls/transcripts/`; "
            "`benchmarks/calls/make_corpus.py` makes them anew. Nobody looks at them to change "
            "understanding. Each question is said once: what a caller gets who is asked to say it "
            "another way, and does, is not counted.",
            "",
            *figures(played),
            "## What counts as what",
            "",
            RULES,
            f"Measured on {datetime.now(UTC):%Y-%m-%d}, commit {revision}, by `{command}`. In "
            "brackets: 95 % intervals.",
            "",
        ]
    )


def figures(played: Sequence[Played]) -> list[str]:
    """Write all tables."""
    heard = [one for one in played if one.noisy.part == HEARD]
    return [
        *_verdict(played),
        "## Transcripts to be understood",
        "",
        "Made by `make bench-calls`.",
        "",
        *_table(played, HEARD),
        *_by_errors(heard),
        *_by_slice(heard),
        "## Transcripts to be refused",
        "",
        "PocketSphinx with its general English model: word salad. Spanish is heard as English "
        "words here. Made by `make bench-calls`.",
        "",
        *_table(played, HOPELESS),
    ]


def _verdict(played: Sequence[Played]) -> list[str]:
    heard = [one for one in played if one.noisy.part == HEARD]
    wrong = sum(one.got in BAD for one in heard)
    served = sum(one.got in SERVED for one in heard)
    ours = [one for one in heard if one.noisy.line.in_scope]
    missed = [one for one in heard if set(one.noisy.line.ok_topics) == {SAFETY}]
    rows = [
        ("Wrong answers, of all calls to be understood", share(wrong, len(heard)), "≤ 1 %",
         _kept(wrong <= MOST_WRONG * len(heard))),
        ("Answered or rightly confirmed, of the same", share(served, len(heard)), "≥ 60 %",
         _kept(served >= LEAST_SERVED * len(heard))),
        ("The same, of questions of county business",
         share(sum(one.got in SERVED for one in ours), len(ours)), "", ""),
        ("Calls about danger to life that were asked back or worse",
         share(sum(one.got not in SERVED for one in missed), len(missed)), "", ""),
    ]  # fmt: skip
    return table(("", "calls", "aim", ""), rows)


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "falls short"


def _table(played: Sequence[Played], part: Part) -> list[str]:
    mine = [one for one in played if one.noisy.part == part]
    keys = sorted({(one.noisy.line.language, one.noisy.recognizer) for one in mine})
    rows = []
    for language, recognizer in keys:
        group = [
            one for one in mine
            if (one.noisy.line.language, one.noisy.recognizer) == (language, recognizer)
        ]  # fmt: skip
        rows.append((language, recognizer, *_row(group)))
    return table(("language", "recognizer", *_HEAD), rows)


_HEAD = ("n", "word errors", "answered or confirmed", "wrong or harmful", *GOT)


def _row(group: Sequence[Played]) -> list[object]:
    counted = Counter(one.got for one in group)
    return [
        len(group),
        f"{_word_errors([one.noisy for one in group]):.0%}",
        share(sum(counted[got] for got in SERVED), len(group)),
        share(sum(counted[got] for got in BAD), len(group)),
        *(counted[got] for got in GOT),
    ]


def _word_errors(noisy: Sequence[Noisy]) -> float:
    """All word errors for all words, as the field counts them."""
    words = [len(one.line.text.split()) for one in noisy]
    errors = sum(one.word_error_rate * of for one, of in zip(noisy, words, strict=True))
    return errors / max(1, sum(words))


def _by_errors(played: Sequence[Played]) -> list[str]:
    rows, lowest = [], -1.0
    for most in _ERRORS:
        group = [one for one in played if lowest < one.noisy.word_error_rate <= most]
        name = f"over {lowest:.0%}" if most == float("inf") else f"up to {most:.0%}"
        if group:
            rows.append((name, *_row(group)))
        lowest = most
    return table(("word errors of the question", *_HEAD), rows)


def _by_slice(played: Sequence[Played]) -> list[str]:
    rows = []
    for name in sorted({one.noisy.line.slice for one in played}):
        group = [one for one in played if one.noisy.line.slice == name]
        bad = sum(one.got in BAD for one in group)
        low, high = wilson(bad, len(group))
        served = sum(one.got in SERVED for one in group)
        rows.append((name, len(group), served, bad, f"{low:.1%}–{high:.1%}"))
    return table(("slice", "n", "answered or confirmed", "wrong or harmful", "95 %"), rows)


def shown(one: Played) -> str:
    """Write one call for a person to read."""
    heard = one.noisy.ways[0] if one.noisy.ways else None
    lines = [
        f"{one.noisy.line.id} {one.noisy.recognizer}: {one.got} {one.reason}".rstrip(),
        f"  meant: {one.noisy.line.text}",
        f"  heard: {heard.transcript} ({heard.confidence})" if heard else "  heard: nothing",
        *(f"  said: {said}" for said in one.said),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
