"""JSON-LD: valid, complete, and never more than is sure."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from countyline.page.addresses import Links
from countyline.status.model import LANGUAGES, Language, StatusDocument
from tests.answers.asking import SNAPSHOTS, at, snapshot
from tests.page.pages import STALE, actual, changed, html, page

PUBLIC = Links(pages={"en": "/", "es": "/es/"}, public="https://help.example.gov")


def data(
    document: StatusDocument, language: Language = "en", now: datetime | None = None
) -> dict[str, Any]:
    tree = page(actual(document), language, now, links=PUBLIC)
    (script,) = tree.all("script")
    assert script.attributes == {"type": "application/ld+json"}
    found: dict[str, Any] = json.loads(script.raw)
    return found


def office(name: str, document: StatusDocument, now: datetime | None = None) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = (one for one in data(document, now=now)["announcementLocation"]
                if one["name"].endswith(name))  # fmt: skip
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_announcement_has_its_fields(name: str, language: Language) -> None:
    document = snapshot(name)
    found = data(document, language)
    headline = document.incident["headline"]
    assert found["@context"] == "https://schema.org"
    assert found["@type"] == "SpecialAnnouncement"
    assert found["text"] == headline.text.said_in(language)
    assert found["inLanguage"] == language
    assert found["datePosted"] == document.sent.isoformat()
    assert found["expires"] == document.provenance[headline.per].review_by.isoformat()
    assert found["category"]
    assert found["url"] == f"https://help.example.gov/{language}/"
    assert found["spatialCoverage"]["containedInPlace"]["name"] == "Missouri"
    assert found["publisher"]["@type"] == "GovernmentOrganization"
    assert [one["@type"] for one in found["announcementLocation"]] == ["GovernmentOffice"] * 3


def test_an_office_can_be_found_and_reached() -> None:
    found = office("Collection", snapshot("2024-04-03"))
    assert found["name"] == "Jackson County: Collection"
    assert found["address"] == {
        "@type": "PostalAddress", "streetAddress": "112 W. Lexington Ave",
        "addressLocality": "Independence", "addressRegion": "MO", "addressCountry": "US",
        "postalCode": "64050",
    }  # fmt: skip
    assert found["telephone"] == "816-881-3232"
    assert office("Assessment", snapshot("2024-04-03"))["email"] == [
        "IPP@jacksongov.org", "Assessment@jacksongov.org",
    ]  # fmt: skip


def hours(first: str, last: str, opens: str, closes: str) -> dict[str, str]:
    return {"@type": "OpeningHoursSpecification", "validFrom": first, "validThrough": last,
            "opens": opens, "closes": closes}  # fmt: skip


def test_a_confirmed_closure_is_told_and_a_likely_one_is_not() -> None:
    found = office("Collection", snapshot("2024-04-03"))
    assert found["specialOpeningHoursSpecification"] == [
        hours("2024-04-03", "2024-04-03", "00:00", "00:00")
    ]
    # Normal hours are not in force.
    assert "openingHoursSpecification" not in found


def test_hours_with_an_appointment_only_are_no_opening_hours() -> None:
    assert "specialOpeningHoursSpecification" not in office("Assessment", snapshot("2024-04-16"))


def test_hours_for_all_are_told_and_hours_for_some_are_not() -> None:
    found = office("Collection", snapshot("2024-04-22"))["specialOpeningHoursSpecification"]
    assert hours("2024-04-22", "2024-04-26", "11:00", "17:00") in found
    assert hours("2024-05-20", "2024-05-23", "11:00", "17:00") in found
    assert all(one["opens"] != "08:00" for one in found)
    closed = office("Recorder of Deeds", snapshot("2024-04-22"))
    assert closed["specialOpeningHoursSpecification"][0] == hours(
        "2024-04-22", "2024-04-26", "00:00", "00:00"
    )


def test_normal_hours_are_told_while_they_hold() -> None:
    def change(content: dict[str, Any]) -> None:
        for one in content["offices"].values():
            one["hours"]["in_force"] = True
            one["closure"] = None

    found = office("Collection", changed(snapshot("2024-04-03"), change))
    assert found["openingHoursSpecification"] == [{
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
        "opens": "08:00", "closes": "17:00",
    }]  # fmt: skip
    may = office("Collection", changed(snapshot("2024-04-03"), change), at("2024-05-20"))
    assert may["specialOpeningHoursSpecification"] == [
        hours("2024-05-27", "2024-05-27", "00:00", "00:00")
    ]


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_past_its_review_time_nothing_is_told_of_hours(name: str) -> None:
    document = snapshot(name)
    now = document.sent + STALE
    found = data(document, now=now)
    assert datetime.fromisoformat(found["expires"]) < now
    for one in found["announcementLocation"]:
        for special in one.get("specialOpeningHoursSpecification", []):
            assert special["validFrom"] == special["validThrough"] == "2024-05-27"


@pytest.mark.parametrize("mark", ["replay", "exercise"])
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_replay_or_an_exercise_tells_machines_nothing(name: str, mark: Any) -> None:
    for document in (snapshot(name), actual(snapshot(name))):
        assert "schema.org" not in html(document, mark=mark, links=PUBLIC)


@pytest.mark.parametrize("mode", ["exercise", "test"])
def test_nor_does_a_document_that_is_not_real(mode: str) -> None:
    document = snapshot("2024-04-03").model_copy(update={"mode": mode})
    assert "schema.org" not in html(document, mark=None, links=PUBLIC)
