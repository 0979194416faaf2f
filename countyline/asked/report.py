"""The report of a period: its counts, how long staff took, what found no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from countyline.asked.counting import counted, waits
from countyline.asked.model import Asked, Calls, Counts, Raised, Unanswered, Waits
from countyline.asked.reading import Span, read_asked, read_calls, read_hours, read_raised
from countyline.asked.transcribed import Transcribed, read_transcribed
from countyline.cases.model import Reason
from countyline.database.engine import snapshot
from countyline.intake.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked in a stretch of time, as it was known at a moment of the real time.

    `unanswered` holds each wording once, the most asked first.
    """

    span: Span
    now: datetime
    counts: Counts
    calls: Calls
    waits: Waits
    unanswered: Sequence[Unanswered]


def read_report(engine: Engine, span: Span, now: datetime) -> Report:
    """Make the report from the database; it reads long, so not on an event loop.

    `now` is real and aware. Raises DatabaseUnavailable.
    """
    raised = read_raised(engine, span)
    unanswered: Counter[Unanswered] = Counter()
    # Both look at the same messages, whatever comes in meanwhile.
    with snapshot(engine) as connection:
        transcribed = read_transcribed(connection, span)
        hours = Counter(read_hours(connection, span))
        for one in transcribed:
            hours[one.hour] += len(one.asked)
        asked = _all_asked(connection, span, transcribed)
        counts = counted(_noting(asked, unanswered), +hours)
        calls = _with_transcripts(read_calls(connection, span), transcribed)
    unanswered.update(_not_understood(raised))
    return Report(
        span=span,
        now=now,
        counts=counts,
        calls=calls,
        waits=waits(raised, now),
        unanswered=[replace(one, count=count) for one, count in unanswered.most_common()],
    )


def _all_asked(
    connection: Connection, span: Span, transcribed: Iterable[Transcribed]
) -> Iterator[Asked]:
    yield from read_asked(connection, span)
    for one in transcribed:
        yield from one.asked


def _noting(asked: Iterable[Asked], unanswered: Counter[Unanswered]) -> Iterator[Asked]:
    """Pass messages on, so that they are read once, and keep those that found nothing."""
    for one in asked:
        if one.text is not None:
            key = Unanswered(
                text=one.text,
                language=one.language,
                topic=one.topics[0] if one.topics else None,
                subjects=one.subjects,
            )
            unanswered[key] += one.count
        yield one


def _with_transcripts(calls: Calls, transcribed: Sequence[Transcribed]) -> Calls:
    kinds = Counter(one.kind for one in transcribed)
    return replace(
        calls,
        voicemails=kinds[Kind.VOICEMAIL],
        call_transcripts=kinds[Kind.CALL],
        unread=sum(one.is_unread for one in transcribed),
    )


def _not_understood(raised: Iterable[Raised]) -> Iterator[Unanswered]:
    """Give what was handed over, also after a clarification that failed, as not understood."""
    for case in raised:
        if case.reason == Reason.NOT_UNDERSTOOD and not case.is_of_transcript:
            yield Unanswered(text=case.question, language=case.language, topic=None, subjects=())
