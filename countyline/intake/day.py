"""What came in on a day of the county's: its questions, and its transcripts with their drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Engine, Row, func, select

from countyline.database.engine import reading
from countyline.intake.grouping import AskedOnce, Group, grouped
from countyline.intake.model import Outcome, State
from countyline.intake.schema import transcript_questions, transcripts

_AT_ONCE = 500
_EARLIEST, _LATEST = 1990, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What came in on one day. `waiting` transcripts are not in the groups yet."""

    day: date
    transcripts: int
    waiting: int
    cases: int
    groups: list[Group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A question with its transcript, as a list shows it. `at` is aware, in UTC."""

    transcript: str
    at: datetime
    kind: str
    contact: str | None
    case: str | None
    question: str
    outcome: str
    topic: str | None
    subjects: tuple[str, ...]
    language: str
    certainty: str | None
    revision: int | None
    draft: str | None


def read_day(engine: Engine, day: date, zone: tzinfo) -> Day:
    """Give what came in on a day. Raises DatabaseUnavailable."""
    asked = (
        select(transcript_questions, transcripts.c.case_id)
        .join(transcripts, transcripts.c.id == transcript_questions.c.transcript)
        .where(_on(day, zone))
        .order_by(transcripts.c.at, transcripts.c.id, transcript_questions.c.seq)
    )
    states = (
        select(transcripts.c.state, func.count(), func.count(transcripts.c.case_id))
        .where(_on(day, zone))
        .group_by(transcripts.c.state)
    )
    with reading(engine) as connection:
        counts = {state: (count, cases) for state, count, cases in connection.execute(states)}
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(asked)
        groups = grouped(_asked_once(row) for row in rows)
    waiting = counts.get(State.WAITING.value, (0, 0))
    done = counts.get(State.DONE.value, (0, 0))
    return Day(
        day=day,
        transcripts=waiting[0] + done[0],
        waiting=waiting[0],
        cases=done[1],
        groups=groups,
    )


def day_of(text: str) -> date:
    """Read a day such as 2024-04-03. Raises ValueError, also for one outside of our time."""
    day = date.fromisoformat(text)
    if not _EARLIEST <= day.year < _LATEST:
        raise ValueError("nobody called then")
    return day


def newest_day(engine: Engine, zone: tzinfo) -> date | None:
    """Give the last day on which anything came in; None when nothing ever did."""
    with reading(engine) as connection:
        newest = connection.scalar(select(func.max(transcripts.c.at)))
    return newest.astimezone(zone).date() if newest else None


def listed(engine: Engine, day: date, zone: tzinfo) -> Iterator[Listed]:
    """Give the questions of a day with their transcripts, in the order in which they came."""
    query = (
        select(transcript_questions, transcripts)
        .join(transcripts, transcripts.c.id == transcript_questions.c.transcript)
        .where(_on(day, zone))
        .order_by(transcripts.c.at, transcripts.c.id, transcript_questions.c.seq)
    )
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(query)
        yield from map(_listed, rows)


def _on(day: date, zone: tzinfo) -> Any:
    begin = datetime.combine(day, time(0), zone)
    end = datetime.combine(day + timedelta(days=1), time(0), zone)
    return (transcripts.c.at >= begin) & (transcripts.c.at < end)


def _asked_once(row: Row[Any]) -> AskedOnce:
    return AskedOnce(
        text=row.text,
        outcome=Outcome(row.outcome),
        topic=row.topic,
        aspect=row.aspect,
        subjects=tuple(row.subjects),
        language=row.language,
        draft=row.draft,
        certainty=row.certainty,
        revision=row.revision,
        case=row.case_id,
    )


def _listed(row: Row[Any]) -> Listed:
    question = transcript_questions.c
    known = row._mapping
    return Listed(
        transcript=known[transcripts.c.id],
        at=known[transcripts.c.at],
        kind=known[transcripts.c.kind],
        contact=known[transcripts.c.contact],
        case=known[transcripts.c.case_id],
        question=known[question.text],
        outcome=known[question.outcome],
        topic=known[question.topic],
        subjects=tuple(known[question.subjects]),
        language=known[question.language],
        certainty=known[question.certainty],
        revision=known[question.revision],
        draft=known[question.draft] if known[question.outcome] == "drafted" else None,
    )
