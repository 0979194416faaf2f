"""The mark of a case that waits too long, and the notice about it: one rule."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from countyline.cases.rows import case_of
from countyline.cases.schema import cases
from countyline.database import reading, writing
from countyline.notices.book import DueSince, NoticeBook
from countyline.notices.late import late
from countyline.notices.model import Kind, Way
from countyline.notices.schema import notices
from tests.notices.scene import START, Clock, add_case, change, claim, kept

MOMENTS = st.integers(0, 4).map(lambda hours: START - timedelta(hours=hours))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    waiting=st.lists(
        st.tuples(MOMENTS, st.sampled_from(["open", "claimed", "answered", "closed"]))
    ),
    unclaimed=st.none() | MOMENTS,
    overdue=st.none() | MOMENTS,
)
def test_a_case_is_marked_when_a_notice_tells_of_it(
    sqlite: Engine, waiting: list[tuple[object, str]], unclaimed: object, overdue: object
) -> None:
    with writing(sqlite) as connection:
        connection.execute(delete(notices))
        connection.execute(delete(cases))
    for number, (at, state) in enumerate(waiting):
        case = add_case(sqlite, f"4F-{number}", opened_at=at)  # type: ignore[arg-type]
        if state in ("claimed", "answered"):
            claim(sqlite, case, at)  # type: ignore[arg-type]
        if state == "answered":
            change(sqlite, case, first_reply_at=at)
        if state == "closed":
            change(sqlite, case, state="closed", closed_at=at, closed_by="x", outcome="x")
    due = DueSince(unclaimed, overdue)  # type: ignore[arg-type]
    book = NoticeBook(sqlite, Clock())
    book.make([Way.MAIL], due)
    told = {(case, kind) for case, kind, _ in kept(sqlite) if kind != Kind.NEW}
    with reading(sqlite) as connection:
        found = [case_of(row) for row in connection.execute(select(cases))]
    marked = {(one.id, kind) for one in found if (kind := late(one, due)) is not None}
    assert marked == told
    counted = sum(kind == Kind.UNCLAIMED for _, kind in marked)
    assert book.count_unclaimed(due) == counted
