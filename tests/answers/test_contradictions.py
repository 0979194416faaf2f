"""Whatever is asked, of whatever day: no two answers say opposite things of one office and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from countyline.answers.question import Symbol
from countyline.status.calendar import Calendar
from countyline.status.model import LANGUAGES
from tests.answers.asking import SNAPSHOTS, on, part, reply_to, snapshot, told
from tests.status.offices import document
from tests.status.test_calendar_properties import offices

OF_A_DAY = ("status/open", "hours/open_hours", "reopening/when")
SUBJECTS = ("assessment", "collection", "recorder_of_deeds", "tax_receipts", "truman_courthouse")
SAYS_OPEN = (" is open ", " are open ", " will likely be open ")
SAYS_CLOSED = (" closed ", "not open for visits", "will not be open")

snapshots = st.sampled_from(SNAPSHOTS)
hours_later = st.integers(0, 24 * 50)
moments = st.builds(timedelta, hours=hours_later)
days = st.one_of(
    st.just([]),
    st.builds(lambda month, day: [on(month, day)], st.integers(4, 5), st.integers(1, 30)),
    st.sampled_from(
        [
            [{"kind": "week", "which": "this"}],
            [{"kind": "weekend", "which": "next"}],
            [{"kind": "month", "month": 5, "which": "bare"}],
            [{"kind": "every", "weekday": 5}],
            [{"kind": "now"}],
        ]
    ),
)


@given(snapshots, st.sampled_from(SUBJECTS), days, moments)
def test_topics_say_the_same_of_one_office_and_day(
    day: str, subject: str, dates: Sequence[Symbol], later: timedelta
) -> None:
    doc = snapshot(day)
    claims = []
    for name in OF_A_DAY:
        reply = reply_to(doc, part(name, subject, dates=dates), now=doc.sent + later)
        claims.append(told(reply).split("\n")[0])
    assert len({_states(claim) for claim in claims}) == 1, claims


def _states(claim: str) -> tuple[bool, bool, bool]:
    return (
        any(words in claim for words in SAYS_OPEN),
        any(words in claim for words in SAYS_CLOSED),
        "has not said whether" in claim,
    )


@given(snapshots, st.sampled_from(SUBJECTS), moments)
def test_beside_an_address_a_closed_office_is_called_closed(
    day: str, subject: str, later: timedelta
) -> None:
    doc = snapshot(day)
    now = doc.sent + later
    calendar = Calendar(doc)
    text = told(reply_to(doc, part("location/where", subject), now=now))
    shut = [
        office
        for office in _offices_behind(subject)
        if calendar.day(office, calendar.local(now).date()).state == "closed"
    ]
    if shut:
        assert any(words in text for words in SAYS_CLOSED)
    assert " is open today, 8 a.m. to 5 p.m. You can walk in" not in text


def _offices_behind(subject: str) -> tuple[str, ...]:
    behind = {
        "tax_receipts": ("collection",),
        "truman_courthouse": ("assessment", "collection", "recorder_of_deeds"),
    }
    return behind.get(subject, (subject,))


@given(snapshots, st.sampled_from(SUBJECTS), days, moments)
def test_english_and_spanish_carry_the_same(
    day: str, subject: str, dates: Sequence[Symbol], later: timedelta
) -> None:
    doc = snapshot(day)
    for name in (*OF_A_DAY, "hours/saturday", "hours/appointment", "hours/reserved"):
        english, spanish = (
            reply_to(doc, part(name, subject, dates=dates), now=doc.sent + later, language=language)
            for language in LANGUAGES
        )
        for field in ("kind", "facts", "certainty", "subjects", "as_of"):
            assert getattr(english.answer, field) == getattr(spanish.answer, field)


@given(offices(), st.datetimes(datetime(2024, 3, 20), datetime(2024, 6, 1)), days)
def test_any_office_gets_an_answer_that_agrees_with_the_calendar(
    office: dict[str, object], now: datetime, dates: Sequence[Symbol]
) -> None:
    doc = document(office)
    local = now.replace(tzinfo=doc.zone)
    calendar = Calendar(doc)
    for name in (*OF_A_DAY, "hours/saturday", "hours/appointment", "hours/reserved",
                 "reopening/soft_opening", "location/where", "contact/phone"):  # fmt: skip
        for language in LANGUAGES:
            reply = reply_to(doc, part(name, "desk", dates=dates), now=local, language=language)
            assert reply.answer.text
            assert set(reply.answer.facts) <= dict(doc.facts_by_id()).keys()
    text = told(reply_to(doc, part("status/open", "desk"), now=local))
    today = calendar.day("desk", calendar.local(local).date())
    assert ("has not said whether the Desk office will be open today" in text) == (
        today.state == "unknown"
    )
    if today.state == "closed":
        assert not any(f"The Desk office{words}today" in text for words in SAYS_OPEN)
