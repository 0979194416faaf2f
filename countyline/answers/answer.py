"""What a resident is told, and the record of what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from countyline.answers.question import SpokenLanguage
from countyline.status.model import Certainty, Language, Source

Kind = Literal["answer", "clarify", "handoff", "decline", "smalltalk"]
Reason = Literal[
    "asked_for_person", "not_understood", "nothing_published", "case_by_case", "media"
]
"""Why a question goes to staff."""


@dataclass(frozen=True)
class Choice:
    """Something that a resident can pick; sending the title back as a message picks it."""

    id: str
    title: str


@dataclass(frozen=True)
class Escalation:
    """The wish to open a case; the action opens it and gives its number."""

    reason: Reason
    topic: str
    subjects: tuple[str, ...]
    question: str


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
    """One reply: its text and what `custom.answer` says of it.

    `escalation` asks for a case to be opened before the text is sent: the text then holds the
    mark `CASE_MARK` where the number goes.
    """

    kind: Kind
    text: str
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
