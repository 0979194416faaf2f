"""What an answer was made from, kept so that it can be made again, word for word.

The action writes the basis down beside the answer, and the desk keeps it. It holds what the engine
was given: the question as it was understood, what the conversation was about, the moment, the
revision, and the cases that it may speak of. With the same document and the same words
`said_again` gives the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from countyline.answers.answer import Answer, CaseReport
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.fallback import not_saved_answer
from countyline.answers.known_cases import KnownCases
from countyline.answers.medium import Medium
from countyline.answers.question import Question
from countyline.answers.reply import Reply
from countyline.answers.speaking import said_on_the_phone
from countyline.answers.texting import text_messages
from countyline.answers.wording import Wording
from countyline.status.model import StatusDocument

BY_ANSWERS = "answers"
"""Stands in a basis under `by`: this program's answer engine made the text."""

_REPEAT = "smalltalk/repeat"


class NoBasis(ValueError):
    """What was kept is no basis of an answer."""


@dataclass(frozen=True)
class CaseGiven:
    """The case that was opened, or found, after the engine had asked for one."""

    report: CaseReport
    is_new: bool

    def told_in(self, reply: Reply) -> Reply:
        """Fill the case into a reply."""
        if self.is_new:
            return reply.with_case(self.report)
        return reply.with_case_of_before(self.report)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What the engine was given.

    `now` is the moment that residents were told about, aware. `document` is the digest of the
    revision's document, `program` that of the words and the code that answered. `is_saved` is
    false where the database of cases was away, so that only the headline could be said.
    """

    question: Question
    now: datetime
    revision: int
    document: str
    program: str
    context: Context = field(default_factory=Context)
    replay: bool = False
    cases: KnownCases = field(default_factory=lambda: KnownCases({}))
    case: CaseGiven | None = None
    is_saved: bool = True

    def as_json(self) -> dict[str, Any]:
        """Give the basis as it is kept; what is as always is left out."""
        slim = self
        if not any(part.aspect == _REPEAT for part in self.question.parts):
            # It is long, and only a wish to hear it again needs what was said last.
            slim = replace(self, context=replace(self.context, last=None))
        kept: dict[str, Any] = _adapter().dump_python(slim, mode="json", exclude_defaults=True)
        return {"by": BY_ANSWERS, **kept}


def read_basis(kept: object) -> Basis:
    """Read a basis that was kept. Raises NoBasis."""
    if not isinstance(kept, Mapping) or kept.get("by") != BY_ANSWERS:
        raise NoBasis("not the answer engine's")
    fields = {name: value for name, value in kept.items() if name != "by"}
    try:
        return _adapter().validate_python(fields)
    except ValidationError as error:
        raise NoBasis("not readable") from error


def answered(basis: Basis, document: StatusDocument, wording: Wording) -> Reply:
    """Give what the engine replies; where it asked for a case that is known, with that."""
    if not basis.is_saved:
        answer = not_saved_answer(
            document,
            wording,
            basis.question,
            basis.now,
            revision=basis.revision,
            replay=basis.replay,
        )
        return Reply(answer, basis.context)
    answerer = Answerer(document, wording, revision=basis.revision, replay=basis.replay)
    reply = answerer.reply(basis.question, basis.context, basis.now, basis.cases)
    return basis.case.told_in(reply) if basis.case else reply


def said_again(basis: Basis, document: StatusDocument, wording: Wording) -> tuple[str, ...]:
    """Give the texts of an answer: what was said at once, then what was said when asked for."""
    answer = answered(basis, document, wording).answer
    return messages_of(answer, basis.question.medium, wording)


def messages_of(answer: Answer, medium: Medium, wording: Wording) -> tuple[str, ...]:
    """Give what is sent or said of an answer that was worded for a medium, at least one."""
    if medium == "text":
        return text_messages(answer, wording)
    return said_on_the_phone(answer) if medium == "speech" else (answer.text,)


@cache
def _adapter() -> TypeAdapter[Basis]:
    return TypeAdapter(Basis)
