"""What the call book asks the database, each statement built once."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from countyline.calling.schema import call_reports, calls
from countyline.cases.schema import cases
from countyline.desk.schema import conversations

CALL = (
    select(calls, conversations.c.owner, conversations.c.context)
    .join(conversations, conversations.c.id == calls.c.conversation)
    .where(calls.c.call == bindparam("this"))
    .with_for_update(of=calls)
)
REPORT = select(call_reports).where(
    call_reports.c.call == bindparam("this"), call_reports.c.key == bindparam("report")
)
BEGIN = insert(calls)
ADD_REPORT = insert(call_reports)
TOLD = (
    update(call_reports)
    .where(call_reports.c.call == bindparam("this"), call_reports.c.key == bindparam("report"))
    .values(said=bindparam("told"), seq=bindparam("last"))
)
STANDS = (
    update(calls)
    .where(calls.c.call == bindparam("this"))
    .values(state=bindparam("now_state"), ended_at=bindparam("ended"))
)
CASE = select(cases).where(
    cases.c.id == bindparam("this"), cases.c.conversation == bindparam("talk")
)
"""Of the conversation itself: callers may ask after any number."""
