"""Writes what is said on the phone beside what a screen shows: docs/spoken-answers.md.

    python -m docs.make_spoken

words, with the engine, one question of every topic on the example's first document, some on the
others and past a review time, and measures the parts of everything that can be asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from countyline.answers.answer import Answer, CaseReport
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.question import Guess, Part, Question, Symbol
from countyline.answers.speaking import said_on_the_phone
from countyline.answers.wording import Wording
from countyline.answers.wording_files import load_wording
from countyline.cutting import sentences
from countyline.settings import PROJECT_ROOT
from countyline.spoken_parts import MOST_WORDS
from countyline.status.loading import load
from countyline.status.model import LANGUAGES, Language, StatusDocument
from countyline.topics import ASPECTS
from docs.make_answers import DOCS, EXAMPLE
from docs.make_segments import SNAPSHOTS, asked_of, renewed

PAGE = DOCS / "spoken-answers.md"
ANSWERS, MEASURED = "answers", "measured"
FRIDAY: Symbol = {"kind": "weekday", "weekday": 4, "which": "bare"}
LATER = timedelta(days=2)
"""Past the review time of what changes daily."""

_HEAD = (
    "| document | language | answers | parts of an answer, median | words of a part, median | "
    "parts of more than 30 words | of all parts, two sentences and more than 30 words | "
    "longest, words |\n|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Told:
    """An answer as a screen shows it and as it is said."""

    screen: Answer
    parts: tuple[str, ...]


class Teller:
    """Words questions to one document for both mediums. `live`: without the marks of an example."""

    def __init__(self, document: StatusDocument, wording: Wording, *, live: bool) -> None:
        said = document.model_copy(update={"mode": "actual"}) if live else document
        self._answerer = Answerer(said, wording, revision=1, replay=not live)

    def tell(self, part: Part, language: Language, now: datetime) -> Told:
        """Answer on a screen and by voice."""
        spoken = self._answer(part, language, now, "voice")
        return Told(self._answer(part, language, now, "web"), said_on_the_phone(spoken))

    def _answer(self, part: Part, language: Language, now: datetime, channel: str) -> Answer:
        question = Question("a question", language, (part,), channel=channel)
        reply = self._answerer.reply(question, Context(), now)
        if reply.answer.escalation:
            reply = reply.with_case(CaseReport("4F-27", "open", now))
        return reply.answer


def asked(name: str, *subjects: str, dates: tuple[Symbol, ...] = (), sure: bool = True) -> Part:
    """Give a question as understanding hands it over; `name` is `topic/aspect`."""
    topic, _, aspect = name.partition("/")
    guess = Guess(topic, aspect, 1.0 if sure else 0.3)
    return Part("a question", guess, subjects=subjects, dates=dates, confident=sure)


def answers(wording: Wording) -> str:
    """Make the tables of answers."""
    first, second, third = (load(EXAMPLE / moment.document) for moment in SNAPSHOTS)
    topics = [asked(f"{topic}/{next(iter(aspects))}") for topic, aspects in ASPECTS.items()]
    friday = asked("status/open", "recorder_of_deeds", dates=(FRIDAY,))
    more = [
        friday,
        asked("location/where", "collection"),
        asked("how_to_pay/drop_box"),
        asked("vehicle/ticket"),
        asked("safety/suicide"),
        asked("status/open", "collection", sure=False),
    ]
    days = [moment.title for moment in SNAPSHOTS]
    tables = [
        (f"{days[0]}, live", first, True, timedelta(), topics + more),
        (f"{days[0]}, as the example is served", first, False, timedelta(),
         [asked("status/open"), friday]),
        ("The same document on Friday, April 5: past its review time", first, True, LATER,
         [asked("status/open"), friday, asked("voting/id")]),
        (f"{days[1]}, live", second, True, timedelta(),
         [asked("status/open", "collection"), asked("reopening/soft_opening")]),
        (f"{days[2]}, live", third, True, timedelta(),
         [asked("status/open", "assessment"), asked("hours/saturday")]),
    ]  # fmt: skip
    lines: list[str] = []
    for title, document, live, later, questions in tables:
        teller = Teller(document, wording, live=live)
        lines += _table(title, teller, questions, document.sent + later)
    return "\n".join(lines)


def _table(
    title: str, teller: Teller, questions: Sequence[Part], now: datetime
) -> Iterator[str]:
    yield f"### {title}\n"
    yield "| asked | on a screen | said, part by part |"
    yield "|---|---|---|"
    for part in questions:
        for language in LANGUAGES:
            told = teller.tell(part, language, now)
            name = " ".join((part.aspect, *part.subjects))
            said = "\n".join(f"{number}. {one}" for number, one in enumerate(told.parts, start=1))
            yield f"| `{name}` {language} | {_cell(told.screen.text)} | {_cell(said)} |"
    yield ""


def measured(wording: Wording) -> str:
    """Measure the parts of every statement, aspect and subject, live."""
    lines = [_HEAD]
    for moment in SNAPSHOTS:
        document = load(EXAMPLE / moment.document)
        teller = Teller(document, wording, live=True)
        for title, now in (
            (moment.title, document.sent),
            (f"{moment.title}, two days later", document.sent + LATER),
        ):
            for language in LANGUAGES:
                told = [teller.tell(part, language, now).parts for _, part in asked_of(document)]
                lines.append(row(title, language, told))
    return "\n".join(lines)


def row(title: str, language: str, told: Sequence[Sequence[str]]) -> str:
    """Write one line of the table."""
    parts = [part for one in told for part in one]
    words = [len(part.split()) for part in parts]
    long = [part for part, count in zip(parts, words, strict=True) if count > MOST_WORDS]
    pairs = [part for part in long if len(list(sentences(part))) > 1]
    cells = (
        title, language, len(told), f"{median(map(len, told)):g}", f"{median(words):g}",
        f"{len(long) / len(parts):.0%}", f"{len(pairs) / len(parts):.1%}", max(words),
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def _cell(text: str) -> str:
    """Write a text so that it stays within one cell of a table."""
    return text.strip().replace("|", "\\|").replace("<", "&lt;").replace("\n", "<br>")


def made(page: str, wording: Wording) -> str:
    """Give the page with its generated parts made anew."""
    return renewed(renewed(page, MEASURED, measured(wording)), ANSWERS, answers(wording))


def main() -> None:
    """Write the page."""
    page = made(PAGE.read_text(encoding="utf-8"), load_wording(PROJECT_ROOT / "data"))
    PAGE.write_text(page, encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(PROJECT_ROOT)}.")


if __name__ == "__main__":
    main()
