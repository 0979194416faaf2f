"""What the bot would have said to a question at a time: a rehearsal, which leaves no trace.

The answer comes from the answer engine, with the revision that was in service then. How the
question is understood comes from the ledger, when the very same one was answered before, or else
from the running Rasa: as it understands now, by the names and statements of the revision that is
in service now. No case is opened and nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from sqlalchemy import Engine

from countyline.answers.answer import CaseReport
from countyline.answers.basis import (
    Basis,
    CaseGiven,
    NoBasis,
    answered,
    read_basis,
    said_again,
)
from countyline.answers.question import Question
from countyline.answers.wording import Wording
from countyline.desk.brain import Brain
from countyline.desk.model import Turn
from countyline.ledger.asking import asked_before
from countyline.problem import Problem
from countyline.redaction import clean
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader

CHANNEL = "rehearsal"
"""The channel under which the action opens no case; see `actions/service.py`."""

NO_CASE = "2A-22"
"""Stands for the number of the case that would have been opened."""

_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put. `language` is a hint; `channel` decides the wording."""

    text: str
    language: str | None
    channel: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is understood; `entry` is the ledger's that it was understood for."""

    question: Question
    entry: int | None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would have been said: at once, then on request.

    `hands_over`: it would have opened a case, whose number in the text is `NO_CASE`.
    """

    messages: tuple[str, ...]
    revision: int
    entry: int | None
    hands_over: bool


def understood_before(engine: Engine, asked: Asked) -> Understood | None:
    """Give how the same question was understood when it was last answered, if it ever was.

    Raises DatabaseUnavailable.
    """
    entry = asked_before(engine, clean(asked.text).text, asked.language)
    if entry is None:
        return None
    try:
        question = read_basis(entry.basis).question
    except NoBasis:
        return None
    return Understood(question, entry.number)


async def understood_now(brain: Brain, asked: Asked) -> Understood:
    """Ask the running Rasa. Raises BrainUnavailable, BrainTooSlow or Problem."""
    cleaned = clean(asked.text)
    turn = Turn(
        message=0,
        conversation="rehearsal",
        channel=CHANNEL,
        key=token_hex(8),
        text=cleaned.text,
        capped=cleaned.was_capped,
        language=asked.language,
        context={},
        attempts=1,
    )
    reply = await brain.reply(turn, _SECONDS)
    try:
        return Understood(read_basis(reply.basis).question, None)
    except NoBasis:
        raise Problem(
            "The question was not understood: only the headline came. Look whether all parts of "
            "Countyline run, then ask again."
        ) from None


def rehearse(
    understood: Understood,
    published: Published,
    wording: Wording,
    *,
    at: datetime,
    channel: str,
    replay: bool,
) -> Rehearsed:
    """Answer a question as it would have been answered at an aware moment."""
    question = replace(
        understood.question, channel=channel, revision=published.revision, read_on=None
    )
    basis = Basis(
        question=question,
        now=at,
        revision=published.revision,
        document=published.digest,
        program="",
        replay=replay,
    )
    hands_over = answered(basis, published.document, wording).answer.escalation is not None
    if hands_over:
        basis = replace(basis, case=CaseGiven(CaseReport(NO_CASE, "open", at), is_new=True))
    messages = said_again(basis, published.document, wording)
    return Rehearsed(messages, published.revision, understood.entry, hands_over)


def in_service_at(reader: PublicationReader, at: datetime, *, replay: bool) -> Published | None:
    """Give the revision that was in service at a moment; None when there was none yet.

    In a replay, whose time is pretended, a revision counts from the time that its document was
    sent; else from the real time at which it was published.
    """
    found = None
    for number in reader.numbers():
        published = reader.revision(number)
        if published is None:
            continue
        since = published.document.sent if replay else reader.published_at(number)
        if since is not None and since <= at:
            found = published
    return found
