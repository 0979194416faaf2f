"""Read what was asked in transcripts: voicemails, and calls that were held elsewhere.

A transcript counts at the time that the phone system gave it, in a replay too, as in
`countyline intake report`. One of a call that was held here is left out: what was asked in it is
among the messages of the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from countyline.asked.model import Asked, Became
from countyline.asked.reading import Span, became_of
from countyline.calling.schema import calls
from countyline.cases.model import Reason
from countyline.intake.model import Kind, Outcome, State, id_for
from countyline.intake.schema import transcript_questions, transcripts

_CHANNELS = {Kind.VOICEMAIL: "voicemail", Kind.CALL: "call_transcript"}
_NOT_KNOWN_YET = "not known yet"


@dataclass(frozen=True, slots=True)
class Transcribed:
    """A transcript with its questions, also while they still wait. `hour` is in UTC."""

    kind: Kind
    hour: datetime
    is_unread: bool
    asked: Sequence[Asked]


def read_transcribed(connection: Connection, span: Span) -> list[Transcribed]:
    """Give the transcripts of a stretch of time."""
    is_in_span = and_(transcripts.c.at >= span.since, transcripts.c.at < span.until)
    found = select(
        transcripts.c.id,
        transcripts.c.kind,
        transcripts.c.at,
        transcripts.c.language,
        transcripts.c.state,
        transcripts.c.questions,
    ).where(is_in_span)
    questions = (
        select(transcript_questions)
        .join(transcripts, transcripts.c.id == transcript_questions.c.transcript)
        .where(is_in_span)
    )
    asked: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(questions):
        asked.setdefault(row.transcript, []).append(row)
    rows = connection.execute(found.order_by(transcripts.c.at, transcripts.c.id)).all()
    twice = _held_here(connection) if any(row.kind == Kind.CALL for row in rows) else frozenset()
    return [
        _transcribed(row, asked.get(row.id, ()))
        for row in rows
        if row.kind != Kind.CALL or row.id not in twice
    ]


def _held_here(connection: Connection) -> frozenset[str]:
    """Give the ids that transcripts of the calls of this desk would have.

    A phone system names a call as it does here, where its own name stands before the colon.
    """
    names = connection.scalars(select(calls.c.call)).all()
    return frozenset(id_for(one) for name in names for one in (name, name.partition(":")[2]) if one)


def _transcribed(row: Any, questions: Sequence[Row[Any]]) -> Transcribed:
    kind, is_unread = Kind(row.kind), row.state == State.WAITING
    hour = row.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if is_unread:
        asked = [
            Asked(
                channel=_CHANNELS[kind],
                language=row.language or _NOT_KNOWN_YET,
                became=Became.WAITING,
            )
            for _ in row.questions
        ]
    else:
        asked = [_asked(one, _CHANNELS[kind]) for one in questions]
    return Transcribed(kind, hour, is_unread, asked)


def _asked(row: Row[Any], channel: str) -> Asked:
    became = _became(row)
    is_not_understood = row.reason == Reason.NOT_UNDERSTOOD
    return Asked(
        channel=channel,
        language=row.language,
        became=became,
        certainty=row.certainty,
        topics=(row.topic,) if row.topic and not is_not_understood else (),
        subjects=() if is_not_understood else tuple(row.subjects),
        text=row.text if became is Became.UNKNOWN or is_not_understood else None,
    )


def _became(row: Row[Any]) -> Became:
    found = became_of(row.kind, row.certainty)
    if found in (Became.UNKNOWN, Became.DECLINED, Became.SMALL_TALK):
        return found
    # Nobody was there to be asked back: what was not understood is a person's.
    return Became.DRAFTED if row.outcome == Outcome.DRAFTED else Became.HANDED_OVER
