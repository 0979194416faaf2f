"""What residents are told later, worded by the engine: reopenings, and what facts say now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from countyline.answers.basis import Basis, NoBasis, answered, messages_of, read_basis
from countyline.answers.context import Context
from countyline.answers.known_cases import KnownCases
from countyline.answers.program import program_digest
from countyline.answers.question import Guess, Part, Question
from countyline.answers.situation import Situation
from countyline.answers.watching import back
from countyline.answers.wording import Wording
from countyline.answers.wording_files import load_wording
from countyline.desk.model import THEN, Hint
from countyline.following.news import Said
from countyline.following.told import Reversed
from countyline.following.words import Words, load_following_words
from countyline.replay import is_replay
from countyline.settings import Settings
from countyline.status.difference import FactChange, difference
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader
from countyline.status.told_facts import fact_in_words

_REVISIONS_KEPT = 16
_MOST_REVISIONS = 200
"""How many revisions back a fact is looked for."""

WHEN = Guess("reopening", "when", 1.0)


@dataclass(frozen=True)
class LaterAnswers:
    """Words what is told later. `now` gives the moment that residents are told about, aware."""

    reader: PublicationReader
    wording: Wording
    words: Words
    program: str
    now: Callable[[], datetime]
    replay: bool

    # Wishes

    def zone(self) -> tzinfo:
        """Give the county's time zone; UTC while nothing was published."""
        published = self.reader.current()
        return published.document.zone if published else UTC

    def back(self, subject: str) -> int | None:
        """Tell how far a subject is back; None when the document does not hold it."""
        published = self.reader.current()
        if published is None or subject not in dict(published.document.subjects_by_id()):
            return None
        part = Part("", WHEN, subjects=(subject,))
        situation = Situation(published.document, self.wording, "en", part, self.now())
        return int(back(situation, subject))

    def reopening(self, subject: str, language: Hint, channel: str) -> Said | None:
        """Say when a subject opens, for a channel; None when nothing sure can be said."""
        published = self.reader.current()
        if published is None:
            return None
        part = Part("", WHEN, subjects=(subject,))
        # It offers nothing: the conversation may be about something else by now.
        question = Question("", language, (part,), channel=channel, has_desk=False)
        basis = self._basis(question, published)
        answer = answered(basis, published.document, self.wording).answer
        if answer.kind != "answer" or answer.certainty in (None, "unknown", "not_confirmed"):
            return None
        kept, record = basis.as_json(), answer.as_json()
        if question.medium != "screen":
            text = messages_of(answer, question.medium, self.wording)[0]
            return Said(text, record, basis=kept)
        told = self.words[language].sentences["told"]
        card = answer.card.as_json()
        card = {**card, "paragraphs": [told, *card["paragraphs"]]}
        return Said(f"{answer.text}\n{told}", record, card, {**kept, THEN: told})

    # Corrections

    def reversed_in(self, number: int) -> list[Reversed]:
        """Give the facts that a revision took back or says otherwise than the one before it."""
        earlier = [one for one in self.reader.numbers() if one < number]
        before = self._revision(max(earlier)) if earlier else None
        after = self._revision(number)
        if before is None or after is None:
            return []
        return [
            self._reversed(change, before, after, sorted(earlier, reverse=True))
            for change in difference(before.document, after.document).facts
            if change.kind != "added" and change.where != ("per",)
        ]

    def revisions(self) -> list[int]:
        """Give the numbers of the revisions that have one before them, the newest first."""
        return sorted(self.reader.numbers(), reverse=True)[:-1]

    def proposed(
        self, basis: Mapping[str, Any] | None, facts: Sequence[Reversed], language: Hint
    ) -> str:
        """Propose the words of a correction.

        They are what the bot would answer now to the question that was asked; where that is not
        known, when the subject opens. `basis` is that of the old answer.
        """
        sentences = self.words[language].sentences
        lead = sentences["correction" if any(one.now for one in facts) else "correction_withdrawn"]
        published = self.reader.current()
        if published is None:
            return lead
        question = _asked(basis) or _about(facts, published)
        if question is None:
            return lead
        question = replace(question, language=language, channel="web", read_on=None)
        answer = answered(
            self._basis(question, published), published.document, self.wording
        ).answer
        return f"{lead}\n{answer.text}" if answer.kind == "answer" else lead

    def _basis(self, question: Question, published: Published) -> Basis:
        return Basis(
            question=question,
            now=self.now(),
            revision=published.revision,
            document=published.digest,
            program=self.program,
            context=Context(),
            replay=self.replay,
            cases=KnownCases({}),
        )

    def _reversed(
        self, change: FactChange, before: Published, after: Published, earlier: Sequence[int]
    ) -> Reversed:
        return Reversed(
            change.fact,
            fact_in_words(before.document, change.fact) or change.fact,
            fact_in_words(after.document, change.fact) if change.after is not None else None,
            after.revision,
            frozenset(self._that_said(change, earlier)),
        )

    def _that_said(self, change: FactChange, earlier: Sequence[int]) -> Iterator[int]:
        """Give the revisions that said what was said last, back to the first that did not."""
        assert change.before is not None
        for number in earlier[:_MOST_REVISIONS]:
            published = self._revision(number)
            fact = dict(published.document.facts_by_id()).get(change.fact) if published else None
            if fact is None or not _says_the_same(fact, change.before):
                return
            yield number

    def _revision(self, number: int) -> Published | None:
        return _read(self.reader, number)


def later_answers_for(settings: Settings, now: Callable[[], datetime]) -> LaterAnswers:
    """Put it together from the settings. Raises Problem."""
    data = settings.root / "data"
    return LaterAnswers(
        PublicationReader(settings.publication),
        load_wording(data),
        load_following_words(data),
        program_digest(settings.root),
        now,
        replay=is_replay(settings),
    )


@lru_cache(_REVISIONS_KEPT)
def _read(reader: PublicationReader, number: int) -> Published | None:
    # A revision never changes.
    return reader.revision(number)


def _says_the_same(one: Any, other: Any) -> bool:
    """Whether two facts differ by their provenance alone, if at all."""
    apart = {"per"}
    return type(one) is type(other) and bool(
        one.model_dump(exclude=apart) == other.model_dump(exclude=apart)
    )


def _asked(basis: Mapping[str, Any] | None) -> Question | None:
    try:
        question = read_basis(basis).question
    except NoBasis:
        return None
    return replace(question, heard=None, readings=()) if question.parts else None


def _about(facts: Sequence[Reversed], published: Published) -> Question | None:
    """Ask when the subject of a fact opens, where its id names one."""
    known = dict(published.document.subjects_by_id())
    subjects = dict.fromkeys(one.fact.split(".")[1] for one in facts if "." in one.fact)
    named = tuple(one for one in subjects if one in known)
    return Question("", "en", (Part("", WHEN, subjects=named),)) if named else None
