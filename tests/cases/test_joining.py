"""Whoever asks again is in the case that waits; only another matter gets one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.cases import Case, CaseBook, CaseDraft, Reason, Sensitivity, State
from countyline.cases.history import What, events_of
from countyline.cases.joining import Named, is_same_matter, matter_of, waiting_for
from countyline.database import open_engine, reading
from countyline.desk.switchboard import Switchboard
from tests.cases.opening import book_at

PERSON = CaseDraft(
    conversation="c1",
    turn="t1",
    reason=Reason.ASKED_FOR_PERSON,
    topic="person",
    language="en",
    channel="rest",
    question="a person please",
)
RECEIPT = replace(
    PERSON,
    turn="t2",
    reason=Reason.NOTHING_PUBLISHED,
    topic="receipts",
    aspect="receipts/get",
    subjects=("collection",),
    named_topic="receipts",
    named_subjects=("collection",),
    question="where is my receipt",
)
TICKET = replace(
    PERSON,
    turn="t3",
    reason=Reason.CASE_BY_CASE,
    topic="vehicle",
    aspect="vehicle/ticket",
    named_topic="vehicle",
    question="i got a ticket",
    sensitivity=Sensitivity.TICKET,
)


@pytest.fixture
def book(database_url: str) -> Iterator[CaseBook]:
    opened = book_at(database_url)
    yield opened
    opened.dispose()


def close(url: str, case: str) -> None:
    engine = open_engine(url)
    Switchboard(engine, lambda: datetime.now(UTC)).close_from_outside(case, "done", "M. Lee")
    engine.dispose()


def asked_again(book: CaseBook, case: str) -> list[str]:
    with book._transaction(reading) as connection:
        found = events_of(connection, case)
    return [one.detail["question"] for one in found if one.what is What.ASKED_AGAIN]


def test_asking_twice_for_a_person_is_one_case(book: CaseBook) -> None:
    first = book.open(PERSON)
    again = book.open(replace(PERSON, turn="t2", question="hello? a person, my ssn is 123-45-6789"))
    assert (again.id, again.turn) == (first.id, "t1")
    assert book.of_conversation("c1") == [first]
    assert asked_again(book, first.id) == ["hello? a person, my ssn is [###]"]
    assert book.open(replace(PERSON, conversation="c2")).id != first.id


def test_a_turn_that_is_sent_again_is_noted_once(book: CaseBook) -> None:
    first = book.open(PERSON)
    again = replace(PERSON, turn="t2")
    assert {book.open(again).id for _ in range(3)} == {first.id}
    assert len(asked_again(book, first.id)) == 1
    assert asked_again(book, book.open(PERSON).id) == [PERSON.question]


def test_after_it_is_closed_there_is_a_new_one(book: CaseBook, database_url: str) -> None:
    first = book.open(PERSON)
    joined = book.open(replace(PERSON, turn="t2"))
    close(database_url, first.id)
    # What was sent before stays where it was.
    assert book.open(replace(PERSON, turn="t2")).id == joined.id
    assert book.open(replace(PERSON, turn="t3")).id != first.id


def test_another_matter_gets_a_case_of_its_own(book: CaseBook) -> None:
    receipt, ticket = book.open(RECEIPT), book.open(TICKET)
    assert receipt.id != ticket.id
    other = ("recorder_of_deeds",)
    other_office = replace(RECEIPT, turn="t4", subjects=other, named_subjects=other)
    assert book.open(other_office).id not in {receipt.id, ticket.id}
    both = replace(RECEIPT, turn="t5", named_subjects=("collection", "assessment"))
    assert book.open(both).id == receipt.id
    # A wish for a person belongs to what was spoken of last, else to the newest.
    person = replace(PERSON, turn="t6", aspect="receipts/cost", subjects=("collection",))
    assert book.open(person).id == receipt.id


def test_a_case_without_a_matter_takes_on_the_first_that_is_named(book: CaseBook) -> None:
    first = book.open(PERSON)
    joined = book.open(TICKET)
    assert joined.id == first.id
    assert (joined.topic, joined.aspect) == ("vehicle", "vehicle/ticket")
    assert joined.sensitivity is Sensitivity.TICKET
    assert (joined.reason, joined.question) == (first.reason, first.question)
    assert book.by_id(first.id) == joined
    assert book.open(RECEIPT).id != first.id


def test_what_presses_more_stays(book: CaseBook) -> None:
    first = book.open(TICKET)
    for turn, kind, stays in (
        ("t4", Sensitivity.PERSONAL_ACCOUNT, Sensitivity.TICKET),
        ("t5", None, Sensitivity.TICKET),
        ("t6", Sensitivity.DEADLINE_TODAY, Sensitivity.DEADLINE_TODAY),
    ):
        joined = book.open(replace(PERSON, turn=turn, sensitivity=kind))
        assert (joined.id, joined.sensitivity) == (first.id, stays)


def test_turns_at_once_get_one_case(book: CaseBook, database_url: str) -> None:
    together = Barrier(8)
    books = [book_at(database_url) for _ in range(8)]
    book.list()

    def ask(number: int) -> str:
        books[number].list()
        together.wait()
        return books[number].open(replace(PERSON, turn=f"t{number}")).id

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(ask, range(8)))
    for one in books:
        one.dispose()
    [case] = book.of_conversation("c1")
    assert numbers == {case.id}
    assert len(asked_again(book, case.id)) == 7


def test_a_wish_for_a_person_that_names_another_matter_gets_its_own(book: CaseBook) -> None:
    ticket = book.open(TICKET)
    assert book.open(replace(PERSON, turn="t4", named_topic="receipts")).id != ticket.id
    # What was spoken of since, but is not named, makes no other matter.
    since = replace(PERSON, turn="t5", aspect="status/open", subjects=("collection",))
    assert len({book.open(since).id, *(one.id for one in book.of_conversation("c1"))}) == 2


def test_when_a_place_opens_and_where_it_is_are_one_matter(book: CaseBook) -> None:
    hours = replace(RECEIPT, topic="hours", aspect="hours/saturday", named_topic="hours")
    first = book.open(hours)
    where = replace(hours, turn="t3", aspect="location/where", named_topic="location")
    assert book.open(where).id == first.id
    elsewhere = replace(where, turn="t4", named_subjects=("assessment",))
    assert book.open(elsewhere).id != first.id


subjects = st.lists(st.sampled_from("abc"), unique=True, max_size=2).map(tuple)
topics = st.sampled_from([None, "person", "receipts", "vehicle", "status"])
named = st.builds(Named, topics.filter(lambda topic: topic != "person"), subjects)
START = datetime(2024, 4, 3, tzinfo=UTC)


@st.composite
def case(draw: st.DrawFn) -> Case:
    topic = draw(topics)
    return Case(
        id=f"2F-{draw(st.integers(22, 9999))}",
        conversation="c1",
        turn="t",
        reason=draw(st.sampled_from(Reason)),
        topic=topic,
        aspect=draw(st.sampled_from([None, f"{topic}/x"])) if topic else None,
        subjects=draw(subjects),
        language="en",
        channel="web",
        question="q",
        contact=None,
        state=draw(st.sampled_from(State)),
        outcome=None,
        opened_at=START + timedelta(minutes=draw(st.integers(0, 9))),
        closed_at=None,
        closed_by=None,
    )


@given(st.lists(case(), max_size=6), case(), named)
def test_nobody_joins_what_is_closed_or_another_matter(
    known: list[Case], new: Case, said: Named
) -> None:
    found = waiting_for(known, new, said)
    fitting = [
        one for one in known if one.state is not State.CLOSED and is_same_matter(one, said)
    ]
    assert (found is None) == (not fitting)
    if found is not None:
        assert found in fitting
        assert found.state is State.CLAIMED or all(one.state is State.OPEN for one in fitting)


@given(case(), named)
def test_whoever_names_no_matter_joins(waiting: Case, said: Named) -> None:
    assert is_same_matter(waiting, Named(None, ()))
    if None not in (said.topic, matter_of(waiting)) and said.topic != matter_of(waiting):
        assert not is_same_matter(waiting, said)
