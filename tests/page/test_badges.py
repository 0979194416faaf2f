"""The word of an office, for states that the examples do not show, and pages of small documents."""

from __future__ import annotations

from typing import Any

import pytest

from countyline.page.editions import KeptEdition, LiveEdition
from countyline.page.static_site import static_site
from countyline.status.model import LANGUAGES, Language, StatusDocument
from tests.answers.asking import at, snapshot, wording
from tests.page.pages import changed, page

WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def with_office(**parts: Any) -> StatusDocument:
    """The first example, with Collection in another state."""

    def change(content: dict[str, Any]) -> None:
        collection = content["offices"]["collection"]
        collection["closure"] = None
        collection["hours"]["in_force"] = True
        collection.update(parts)

    return changed(snapshot("2024-04-03"), change)


def arranged(**parts: Any) -> dict[str, Any]:
    return {"per": "release", "from": "2024-04-01", "admits": "walk_in", **parts}


def live(document: StatusDocument, clock: str = "09:00", language: Language = "en") -> str:
    now = at("2024-04-03", clock)
    return LiveEdition(document, wording(), language, now).office_badge("collection").word


def kept(document: StatusDocument, clock: str = "09:00") -> str:
    now = at("2024-04-03", clock)
    return KeptEdition(document, wording(), "en", now).office_badge("collection").word


@pytest.mark.parametrize(("admits", "word", "likely"), [
    ("walk_in", "Open", "Likely open"),
    ("appointment", "Open by appointment", "Likely open by appointment"),
    ("group", "Open for some people", "Likely open for some people"),
    ("unspecified", "Open, not known for whom", "Likely open, not known for whom"),
    ("nobody", "Closed to visits", "Closed to visits"),
])  # fmt: skip
def test_who_may_come_is_in_the_word(admits: str, word: str, likely: str) -> None:
    group = {"en": "seniors", "es": "personas mayores"} if admits == "group" else None
    for certainty, expected in (("confirmed", word), ("expected", likely),
                                ("not_confirmed", f"Not confirmed: {word.lower()}")):  # fmt: skip
        special = arranged(admits=admits, group=group, certainty=certainty)
        document = with_office(arrangements={"special": special})
        assert live(document) == expected
        assert kept(document) == f"{expected} (Wednesday, April 3)"


@pytest.mark.parametrize(("clock", "word"), [
    ("07:59", "Not open yet"), ("08:00", "Open"), ("12:30", "Closed right now"),
    ("13:00", "Open"), ("17:00", "Closed for the day"),
])  # fmt: skip
def test_the_word_follows_the_hour(clock: str, word: str) -> None:
    weekly = [{"days": WORKDAYS, "opens": "08:00", "closes": "12:00"},
              {"days": WORKDAYS, "opens": "13:00", "closes": "17:00"}]  # fmt: skip
    document = with_office(hours={"per": "standing", "weekly": weekly})
    assert live(document, clock) == word
    assert kept(document, clock) == "Open (Wednesday, April 3)"


def test_a_day_with_hours_for_some_and_hours_for_all_needs_to_be_read() -> None:
    seniors = arranged(admits="group", opens="08:00", closes="11:00",
                       group={"en": "seniors", "es": "personas mayores"})  # fmt: skip
    document = with_office(
        arrangements={"a": seniors, "b": arranged(opens="11:00", closes="17:00")}
    )
    assert kept(document) == "Open, hours vary (Wednesday, April 3)"
    assert live(document, "09:00") == "Open for some people"
    assert live(document, "11:00") == "Open"


def test_a_closure_that_is_only_expected_is_likely() -> None:
    stretch = {"from": "2024-04-03", "through": "2024-04-04", "certainty": "expected"}
    document = with_office(closure={"per": "release", "stretches": [stretch]})
    assert live(document) == "Likely closed"
    assert live(document, language="es") == "Probablemente cerrado"


def small() -> StatusDocument:
    """As little as a document may hold."""

    def change(content: dict[str, Any]) -> None:
        for section in ("emergency", "data", "elections", "payments", "deadlines", "statements",
                        "offices", "places", "services", "portals", "authorities",
                        "case_by_case"):  # fmt: skip
            content[section] = {}
        content["incident"] = {"headline": content["incident"]["headline"]}
        phone = {"per": "standing", "kind": "phone", "value": "816-555-0100"}
        content["contacts"] = {"desk": phone}
        content["staff"]["contacts"] = ["desk"]
        content["holidays"] = None

    return changed(snapshot("2024-04-03"), change)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_document_gives_a_small_page(language: Language) -> None:
    document = small()
    tree = page(document, language)
    assert [one.attributes["id"] for one in tree.all("section")] == ["staff", "sources"]
    assert "816-555-0100." in tree.by_id("staff").text
    assert "tel:+18165550100" in {link.attributes["href"] for link in tree.all("a")}
    assert document.incident["headline"].text.said_in(language) in tree.text
    assert static_site(document, wording(), document.sent, revision=1, mark=None, desk_url=None)


def test_a_statement_that_answers_no_named_question_is_told_too() -> None:
    """Its own example questions lead to it; the page has no such way."""

    def change(content: dict[str, Any]) -> None:
        text = {"en": "Checks are fine.", "es": "Se aceptan cheques."}
        asks = {"en": ["do you take checks"], "es": ["aceptan cheques"]}
        content["payments"]["checks"] = {"per": "standing", "text": text, "asks": asks}
        content["statements"]["parking"] = {"per": "standing", "text": {"en": "Park.", "es": "Sí."}}

    tree = page(changed(snapshot("2024-04-03"), change))
    assert "Checks are fine." in tree.by_id("payments").text
    (other,) = (one for one in tree.all("details") if "Also good to know" in one.text)
    assert "Park." in other.text


def test_what_is_told_in_short_stands_in_full_with_its_caveat() -> None:
    tree = page(snapshot("2024-04-16"))
    assert "You can apply for a marriage license online." in tree.by_id("closed").text
    assert "has not said how you get the license itself" in tree.by_id("more").text


def test_a_telephone_that_nobody_answers_is_not_offered() -> None:
    def change(content: dict[str, Any]) -> None:
        content["contacts"]["collection_phone"]["answered"] = False

    document = changed(snapshot("2024-04-03"), change)
    assert "816-881-3232" not in page(document).text
