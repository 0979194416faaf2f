"""Which conversations and cases a narrow export is about, as conditions of the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, true, union

from countyline.cases.ids import case_id_from
from countyline.cases.schema import case_events, cases
from countyline.ledger.schema import ledger_contents
from countyline.records.model import Wanted


def of_wanted(conversation: ColumnElement[Any], wanted: Wanted) -> ColumnElement[bool]:
    """Give the condition that a conversation is one that is wanted."""
    return and_(true(), *(conversation.in_(one) for one in _limits(wanted)))


def case_is_wanted(wanted: Wanted) -> ColumnElement[bool]:
    """Give the condition that a case is wanted: opened in the period, or worked on in it."""
    worked_on = (
        select(case_events.c.id)
        .where(case_events.c.case == cases.c.id, wanted.within(case_events.c.at))
        .exists()
    )
    is_in_time = wanted.within(cases.c.opened_at) | worked_on
    return is_in_time & of_wanted(cases.c.conversation, wanted)


def wanted_cases(wanted: Wanted) -> Select[Any]:
    """Give the numbers of the cases that are wanted."""
    return select(cases.c.id).where(case_is_wanted(wanted))


def _limits(wanted: Wanted) -> Iterator[Any]:
    if wanted.conversations:
        yield wanted.conversations
    if wanted.cases:
        numbers = [case_id_from(one) or one for one in wanted.cases]
        yield select(cases.c.conversation).where(cases.c.id.in_(numbers))
    if wanted.topics:
        told = [
            select(ledger_contents.c.conversation).where(
                ledger_contents.c.topics.contains(f" {topic} ", autoescape=True)
            )
            for topic in wanted.topics
        ]
        yield union(*told, select(cases.c.conversation).where(cases.c.topic.in_(wanted.topics)))
