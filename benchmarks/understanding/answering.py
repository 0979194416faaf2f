"""From what was understood to the reply that a resident gets, with no server between.

The same engine, wording and document as in service; the clock stands at the document's own time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.understanding.judging import ASKED_OF_A_DAY, Told
from benchmarks.understanding.lines import Days
from benchmarks.understanding.recognition import Found
from benchmarks.understanding.sweeping import NEVER, Guess
from countyline.answers.answer import Answer
from countyline.answers.context import Context
from countyline.answers.dates import resolve
from countyline.answers.engine import Answerer
from countyline.answers.question import Part, Question, Symbol, read_question
from countyline.answers.reply import Reply
from countyline.answers.wording_files import load_wording
from countyline.settings import Settings
from countyline.status.calendar import Calendar
from countyline.status.loading import load


@dataclass(frozen=True)
class Understood:
    """One message as understanding read it."""

    id: str
    question: Question
    milliseconds: float
    cpu_milliseconds: float

    @property
    def first(self) -> Part:
        """Its first question."""
        return self.question.parts[0]

    def best_guess(self) -> Guess:
        """What it takes the message for, whether it is vouched for or not."""
        return _guess_of(self.question.parts)

    def guess_of_topics(self) -> Guess:
        """The topics that are vouched for, whatever is asked within them."""
        return _guess_of([p for p in self.question.parts if p.confident or p.topic_confident])

    def guess_of_aspects(self) -> Guess:
        """The topics of what is vouched for down to the aspect, which is what gets an answer."""
        return _guess_of([part for part in self.question.parts if part.confident])


def _guess_of(parts: Sequence[Part]) -> Guess:
    if not parts:
        return Guess((), NEVER)
    topics = tuple(dict.fromkeys(part.topic for part in parts))
    return Guess(topics, min(part.guess.confidence for part in parts))


def understood_of(entry: Mapping[str, Any]) -> Understood:
    """Read one line that `understand.py` wrote."""
    parsed = entry["parsed"]
    question = read_question(parsed["understanding"], text=parsed["text"], channel="web")
    return Understood(entry["id"], question, entry["ms"], entry["cpu_ms"])


class Desk:
    """Answers messages, each as the first of a conversation."""

    def __init__(self, settings: Settings) -> None:
        document = load(settings.status)
        self._document = document
        # A replay says so in every text; left out, it is the same answer.
        self._answerer = Answerer(document, load_wording(settings.root / "data"), revision=1)
        self._now = document.sent
        self._local = Calendar(document).local(document.sent)
        self._known: dict[tuple[str, tuple[bool, ...]], Answer] = {}

    def answer(self, understood: Understood, believed: tuple[bool, ...] | None = None) -> Answer:
        """Answer; `believed` says of each question whether it counts as vouched for.

        By default what understanding itself vouches for does.
        """
        parts = understood.question.parts
        kept = believed if believed is not None else tuple(part.confident for part in parts)
        key = (understood.id, kept)
        if key not in self._known:
            changed = tuple(
                replace(part, confident=is_kept) for part, is_kept in zip(parts, kept, strict=True)
            )
            question = replace(understood.question, parts=changed)
            self._known[key] = self._answerer.reply(question, Context(), self._now).answer
        return self._known[key]

    def reply(self, question: Question, context: Context) -> Reply:
        """Answer within a conversation."""
        return self._answerer.reply(question, context, self._now)

    def told(self, understood: Understood, answer: Answer) -> Told:
        """What is judged of an answer; its days are those of questions that a day answers."""
        parts = [part for part in understood.question.parts if part.topic in ASKED_OF_A_DAY]
        return Told(
            kind=answer.kind,
            certainty=answer.certainty,
            topics=answer.topics,
            subjects=answer.subjects,
            days=self._days_in(parts),
        )

    def found(self, understood: Understood) -> Found:
        """The subjects and days that understanding found, what is ruled out left aside."""
        parts = understood.question.parts
        return Found(
            subjects=tuple(dict.fromkeys(name for part in parts for name in part.subjects)),
            days=self._days_in(parts),
        )

    @property
    def offices(self) -> frozenset[str]:
        """The ids of the county's offices."""
        return frozenset(self._document.offices)

    def with_related(self, subjects: Iterable[str]) -> tuple[str, ...]:
        """The subjects with what belongs to them by the document: a service's office and places,
        an office's services and places, the offices in a place.

        An answer about the office is an answer about its service.
        """
        found = dict.fromkeys(subjects)
        for subject in tuple(found):
            for office, entry in self._document.offices.items():
                if subject == office or subject in entry.places:
                    found.update(dict.fromkeys((office, *entry.places)))
            for service, offered in self._document.services.items():
                if subject == service and offered.office:
                    found.update(dict.fromkeys((offered.office, *offered.places)))
                if subject == offered.office:
                    found[service] = None
        return tuple(found)

    def still_ahead(self, days: Days) -> Days:
        """The days without those gone by, as answers speak of a week that has begun."""
        return days.still_ahead(self._local.date())

    def _days_in(self, parts: Iterable[Part]) -> tuple[Days, ...]:
        symbols = (symbol for part in parts for symbol in part.dates)
        return tuple(dict.fromkeys(self._days(symbols)))

    def _days(self, symbols: Iterable[Symbol]) -> Iterable[Days]:
        for symbol in symbols:
            # "Now", and the day that a bare time implies, are no days that somebody named.
            if symbol.get("kind") == "now" or symbol.get("implied") is True:
                continue
            resolved = resolve(symbol, self._local)
            if resolved:
                yield Days(resolved.first, resolved.last)
                if resolved.other:
                    yield Days(resolved.other, resolved.other)
