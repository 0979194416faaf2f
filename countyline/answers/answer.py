"""What a resident is told, and the record of what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from countyline.answers.question import SpokenLanguage
from countyline.card import Card
from countyline.status.model import Certainty, Language, Source

Kind = Literal["answer", "clarify", "handoff", "decline", "smalltalk"]
Reason = Literal["asked_for_person", "not_understood", "nothing_published", "case_by_case", "media"]
"""Why a question goes to staff."""
Sensitivity = Literal["deadline_today", "ticket", "penalty", "personal_account"]
"""Why it must not be left lying there."""


@dataclass(frozen=True)
class Choice:
    """Something that a resident can pick; sending the title back as a message picks it."""

    id: str
    title: str


@dataclass(frozen=True)
class NamedMatter:
    """What a message says it is about; null and empty where it does not say."""

    topic: str | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Escalation:
    """The wish for a case; the action opens it, or finds the one that waits, and gives its number.

    `aspect`, written `topic/aspect`, is what was spoken of; null when that is not known. `named`
    is the matter that the message itself names: a bare wish for a person names none.
    `told` says of the case what it is: `new`, or of before and `open`, `claimed` or `closed`. The
    text holds the sentence for a new one.
    """

    reason: Reason
    topic: str
    subjects: tuple[str, ...]
    question: str
    aspect: str | None = None
    named: NamedMatter = NamedMatter()
    speaks_of_today: bool = False
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseReport:
    """What a resident may know of a case."""

    id: str
    state: Literal["open", "claimed", "closed"]
    opened_at: datetime
    outcome: str | None = None

    def as_json(self) -> dict[str, str]:
        """Give the case as the outside sees it."""
        return {"id": self.id, "state": self.state}


@dataclass(frozen=True)
class Answer:
    """One reply: what is read and what `custom.answer` says of it.

    `escalation` asks for a case to be opened before the text is sent: the text then holds the
    mark `CASE_MARK` where the number goes.
    """

    kind: Kind
    card: Card
    language: SpokenLanguage
    topics: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    certainty: Certainty | None = None
    as_of: datetime | None = None
    revision: int | None = None
    sources: tuple[Source, ...] = ()
    choices: tuple[Choice, ...] = ()
    case: CaseReport | None = None
    degraded: bool = False
    replay: bool = False
    escalation: Escalation | None = None

    @property
    def text(self) -> str:
        """The whole text, for a channel that shows no card."""
        return self.card.text

    def as_json(self) -> dict[str, Any]:
        """Give the record, as the contract's `custom.answer`."""
        return {
            "kind": self.kind,
            "topic": self.topics[0] if self.topics else None,
            "topics": list(self.topics),
            "subjects": list(self.subjects),
            "facts": list(self.facts),
            "certainty": self.certainty,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "revision": self.revision,
            "sources": [_source_json(source, self.language) for source in self.sources],
            "language": self.language,
            "choices": [{"id": choice.id, "title": choice.title} for choice in self.choices],
            "case": self.case.as_json() if self.case else None,
            "degraded": self.degraded,
            "replay": self.replay,
        }


def _source_json(source: Source, language: SpokenLanguage) -> Mapping[str, str | None]:
    spoken: Language = "es" if language == "es" else "en"
    return {
        "title": source.title.said_in(spoken),
        "url": source.url,
        "published": source.published.isoformat(),
    }
