"""Puts questions to the example documents, as understanding would hand them over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.known_cases import KnownCases
from countyline.answers.question import Guess, Part, Question, SpokenLanguage, Symbol
from countyline.answers.reply import Reply
from countyline.answers.wording import Wording
from countyline.answers.wording_files import load_wording
from countyline.cutting import WITH_NEXT
from countyline.status.loading import load
from countyline.status.model import StatusDocument
from countyline.topics import ASPECTS

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "jackson-county-2024"
SNAPSHOTS = ("2024-04-03", "2024-04-16", "2024-04-22")
CHICAGO = ZoneInfo("America/Chicago")
EVERY_ASPECT = [(topic, aspect) for topic, aspects in ASPECTS.items() for aspect in aspects]

TODAY: Symbol = {"kind": "day", "days": 0}
NOW: Symbol = {"kind": "now"}
FRIDAY: Symbol = {"kind": "weekday", "weekday": 4, "which": "bare"}
SATURDAY: Symbol = {"kind": "weekday", "weekday": 5, "which": "bare"}
NEXT_MONDAY: Symbol = {"kind": "weekday", "weekday": 0, "which": "next"}
THIS_WEEK: Symbol = {"kind": "week", "which": "this"}
IN_MAY: Symbol = {"kind": "month", "month": 5, "which": "bare"}
SATURDAYS_IN_MAY: Symbol = {"kind": "every", "weekday": 5, "month": 5}


def on(month: int, day: int) -> Symbol:
    return {"kind": "date", "month": month, "day": day, "year": 2024}


def at(day: str, clock: str = "08:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=CHICAGO)



@cache
def snapshot(day: str) -> StatusDocument:
    return load(EXAMPLES / f"{day}.yml")


@cache
def wording() -> Wording:
    return load_wording(ROOT / "data")


def part(name: str, *subjects: str, dates: Sequence[Symbol] = (), **more: Any) -> Part:
    """A question as understood: `name` is `topic/aspect`."""
    topic, _, aspect = name.partition("/")
    guess = Guess(topic, aspect, more.pop("confidence", 0.95))
    text = more.pop("text", "a question")
    return Part(text, guess, subjects=subjects, dates=tuple(dates), **more)


def reply_to(
    document: StatusDocument,
    *parts: Part,
    language: SpokenLanguage = "en",
    text: str = "a question",
    now: datetime | None = None,
    context: Context | None = None,
    cases: KnownCases | None = None,
) -> Reply:
    question = Question(text, language, parts)
    answerer = Answerer(document, wording(), revision=1)
    return answerer.reply(question, context or Context(), now or document.sent, cases)


def told(reply: Reply) -> str:
    """The text without the line on its age, its sources and its being an exercise.

    What keeps sentences together is not seen.
    """
    lines = reply.answer.text.replace(WITH_NEXT, "").split("\n")
    age = ("As of", "Información del", "Exercise, not live", "Simulacro, no en vivo")
    return "\n".join(line for line in lines if not line.startswith(age))
