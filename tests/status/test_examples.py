"""The three snapshots say what was published on each day, with the same ids, names and aliases."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from countyline.status.calendar import Calendar
from countyline.status.loading import load
from countyline.status.model import StatusDocument, Text
from tests.status.documents import SNAPSHOTS

DOCUMENTS = tuple(load(path) for path in SNAPSHOTS)
FIRST, SECOND, THIRD = DOCUMENTS
COUNTY_ANNOUNCED = ("assessment", "collection")


def test_each_names_the_one_before() -> None:
    for earlier, later in pairwise(DOCUMENTS):
        assert later.references == (earlier.identifier,)
        assert earlier.sent < later.sent
    assert {document.mode for document in DOCUMENTS} == {"exercise"}


def test_subjects_keep_their_ids_names_and_aliases() -> None:
    def named(document: StatusDocument) -> dict[str, object]:
        return {
            key: (subject.name, subject.aliases, subject.topics)
            for key, subject in document.subjects_by_id()
        }

    assert named(FIRST) == named(SECOND) == named(THIRD)
    assert FIRST.contacts == SECOND.contacts == THIRD.contacts
    assert FIRST.places == SECOND.places == THIRD.places
    assert FIRST.authorities == SECOND.authorities == THIRD.authorities


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.identifier)
def test_each_is_to_be_reviewed_the_next_morning(document: StatusDocument) -> None:
    for name, provenance in document.provenance.items():
        if name != "standing":
            assert provenance.as_of == document.sent
            assert (provenance.review_by - document.sent).total_seconds() == 24 * 60 * 60


@pytest.mark.parametrize("office", COUNTY_ANNOUNCED)
def test_april_16_sees_people_with_appointments_this_week(office: str) -> None:
    calendar = Calendar(SECOND)
    for day in range(16, 20):
        found = calendar.day(office, date(2024, 4, day))
        assert found.state == "open"
        assert {window.admits for window in found.windows} == {"appointment"}
    saturday = calendar.day(office, date(2024, 4, 20))
    assert [(window.opens.hour, window.closes.hour) for window in saturday.windows] == [(8, 12)]
    assert {window.admits for window in saturday.windows} == {"unspecified"}
    assert calendar.day(office, date(2024, 4, 22)).state == "unknown"
    for day in (4, 11, 18, 25):
        assert calendar.day(office, date(2024, 5, day)).state == "open"
    assert calendar.day(office, date(2024, 5, 27)).state == "closed"


@pytest.mark.parametrize("office", COUNTY_ANNOUNCED)
def test_april_22_keeps_the_first_hours_for_some(office: str) -> None:
    calendar = Calendar(THIRD)
    moments = {
        hour: calendar.moment(office, datetime(2024, 4, 22, hour, 30, tzinfo=THIRD.zone)).window
        for hour in (7, 8, 10, 11, 16, 17)
    }
    admits = {hour: window.admits if window else None for hour, window in moments.items()}
    assert admits == {7: None, 8: "group", 10: "group", 11: "walk_in", 16: "walk_in", 17: None}
    assert calendar.day(office, date(2024, 5, 18)).state == "open"
    assert calendar.day(office, date(2024, 5, 25)).state == "closed"
    assert calendar.day(office, date(2024, 5, 27)).state == "closed"


@pytest.mark.parametrize("document", [SECOND, THIRD], ids=["April 16", "April 22"])
def test_the_recorder_asks_people_not_to_come(document: StatusDocument) -> None:
    day = Calendar(document).day("recorder_of_deeds", document.sent.date())
    assert day.state == "closed"
    assert {window.admits for window in day.windows} == {"nobody"}


def test_relief_is_unknown_until_it_was_announced() -> None:
    assert FIRST.deadlines == {}
    for document in (SECOND, THIRD):
        relief, declaration = document.deadlines["relief"], document.deadlines["declaration"]
        assert set(relief.about) == {"deadlines/relief", "deadlines/penalty"}
        assert declaration.about == ("deadlines/declaration",)


def test_services_nobody_spoke_of_have_no_state() -> None:
    for document in (SECOND, THIRD):
        stated = {key for key, service in document.services.items() if service.state}
        assert stated == {"property_tax_payment", "marriage_license"}


def test_no_text_says_soft_opening_or_soon() -> None:
    for document in DOCUMENTS:
        for _, fact in document.facts_by_id():
            texts = [value for value in vars(fact).values() if isinstance(value, Text)]
            for text in texts:
                assert "soft opening" not in text.en.lower()
                assert " soon" not in text.en.lower()
                assert "pronto" not in text.es.lower()
