"""The status in service, told to the console: in a few words, and as the bot would answer now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from countyline.answers.composing import mark_of
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.question import Guess, Part, Question
from countyline.answers.situation import Situation
from countyline.answers.wording import COMMON, Wording
from countyline.console.current import Known, ToReview
from countyline.settings import DEFAULT_REVIEW_NEAR
from countyline.status.model import LANGUAGES, Language, StatusDocument
from countyline.status.publication_reader import PublicationReader
from countyline.status.told_facts import ToldFact, ToldFacts
from countyline.status.upkeep import Stage, count_facts, reviews
from countyline.topics import ASPECTS, is_aspect


@dataclass(frozen=True)
class CurrentStatusInService:
    """Reads the publication at each call, so that a new revision is told at once."""

    reader: PublicationReader
    wording: Wording
    now: Callable[[], datetime]
    replay: bool
    review_near: timedelta | None = DEFAULT_REVIEW_NEAR

    def known(self) -> Known:
        """Tell the status in a few words; nothing when nothing was ever published."""
        published = self.reader.current()
        if published is None:
            return Known()
        document = published.document
        mark = mark_of(document, replay=self.replay)
        return Known(
            county={one: document.organization.name.said_in(one) for one in LANGUAGES},
            headline={one: document.incident["headline"].text.said_in(one) for one in LANGUAGES},
            staff_hours={one: self._staff_hours(document, one) for one in LANGUAGES},
            subjects={key: one.name.said_in("en") for key, one in document.subjects_by_id()},
            revision=published.revision,
            mark=self.wording.say("en", COMMON, mark) if mark else None,
            zone=ZoneInfo(document.organization.time_zone),
            to_review=self._to_review(document),
        )

    def to_review(self) -> ToReview:
        """Count the facts that are near their review time or past it."""
        published = self.reader.current()
        return ToReview() if published is None else self._to_review(published.document)

    def _to_review(self, document: StatusDocument) -> ToReview:
        found = reviews(document, self.now(), self.review_near)
        return ToReview(count_facts(found, Stage.NEAR), count_facts(found, Stage.PAST))

    def answer(self, about: str, subjects: Sequence[str], language: Language) -> str | None:
        """Give what the bot would say now; None when it would hand over or knows nothing.

        `about` is an aspect, written `topic/aspect`; of a topic alone, its first aspect is taken,
        which is what is asked most.
        """
        published = self.reader.current()
        topic, _, aspect = about.partition("/")
        if published is None or topic not in ASPECTS:
            return None
        known = {key for key, _ in published.document.subjects_by_id()}
        part = Part(
            "",
            Guess(topic, aspect if is_aspect(about) else next(iter(ASPECTS[topic])), 1.0),
            subjects=tuple(one for one in subjects if one in known),
        )
        answerer = Answerer(
            published.document, self.wording, revision=published.revision, replay=self.replay
        )
        answer = answerer.reply(Question("", language, (part,)), Context(), self.now()).answer
        is_said = answer.kind == "answer" and answer.certainty not in (None, "unknown")
        return answer.text if is_said else None

    def told(self, facts: Sequence[str], revision: int | None) -> Sequence[ToldFact]:
        """Tell what facts said in the revision that was used, and how they stand now."""
        return self._told.of(facts, revision)

    @cached_property
    def _told(self) -> ToldFacts:
        return ToldFacts(self.reader)

    def _staff_hours(self, document: StatusDocument, language: Language) -> str:
        part = Part("", Guess("person", "human", 1.0))
        situation = Situation(document, self.wording, language, part, self.now())
        hours = situation.weekly(document.staff.weekly)
        return situation.common("staff_hours", hours=hours)
