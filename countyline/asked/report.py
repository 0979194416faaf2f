"""The report of a period: its counts, how long staff took, what found no answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from countyline.asked.alike import alike
from countyline.asked.counting import counted, waits
from countyline.asked.model import Asked, AskedAlike, Became, Counts, Raised, Unanswered, Waits
from countyline.asked.reading import read_asked, read_raised
from countyline.cases.model import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked from `since` up to `until`, both aware, as it was known at `now`."""

    since: datetime
    until: datetime
    now: datetime
    counts: Counts
    waits: Waits
    unanswered: Sequence[AskedAlike]


def read_report(engine: Engine, since: datetime, until: datetime, now: datetime) -> Report:
    """Make the report from the database; it reads long, so not on an event loop.

    Raises DatabaseUnavailable.
    """
    raised = read_raised(engine, since, until)
    unanswered: list[Unanswered] = []
    counts = counted(_noting(read_asked(engine, since, until), unanswered))
    unanswered.extend(_not_understood(raised))
    return Report(
        since=since,
        until=until,
        now=now,
        counts=counts,
        waits=waits(raised, now),
        unanswered=alike(unanswered),
    )


def _noting(asked: Iterable[Asked], unanswered: list[Unanswered]) -> Iterator[Asked]:
    """Pass messages on, so that they are read once, and keep those that found nothing."""
    for one in asked:
        if one.became is Became.UNKNOWN:
            unanswered.append(
                Unanswered(
                    text=one.text,
                    language=one.language,
                    topic=one.topics[0] if one.topics else None,
                    subjects=one.subjects,
                )
            )
        yield one


def _not_understood(raised: Iterable[Raised]) -> Iterator[Unanswered]:
    """Give what was handed over, also after a clarification that failed, as not understood."""
    for case in raised:
        if case.reason == Reason.NOT_UNDERSTOOD:
            yield Unanswered(text=case.question, language=case.language, topic=None, subjects=())
