"""Cases that wait too long: a mark in the queue, and a count on every page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from countyline.answers.wording_files import load_wording
from countyline.running.current_status import CurrentStatusInService
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader
from tests.console.house import House, Page, Role, open_house

MINUTES = 60.0


def marks(page: Page) -> dict[str, str]:
    """What the queue says of cases that wait too long, by their number."""
    found = {}
    for number, rest in re.findall(r'id="case-([^"]+)"(.*?)</li>', page.text, re.S):
        tag = re.search(r'<span class="tag urgent"><svg .*?</svg> ([^<]+)</span>', rest, re.S)
        if tag:
            found[number] = tag[1]
    return found


def alarm(page: Page) -> str:
    found = re.search(r'<a id="alarm"[^>]*><svg .*?</svg> ([^<]+)</a>', page.text, re.S)
    return found[1] if found else ""


def test_who_waits_too_long_is_marked_with_a_word(any_house: House) -> None:
    person = any_house.signed_in("mlee")
    open_case, claimed, answered = (any_house.asked() for _ in range(3))
    for case in (claimed, answered):
        person.do(f"/staff/cases/{case}/claim")
    person.do(f"/staff/cases/{answered}/reply", key="k", text_en="We look into it.")
    assert marks(person.get("/staff")) == {}
    any_house.clock.forward(31 * MINUTES)
    assert marks(person.get("/staff")) == {open_case: "unclaimed for too long"}
    for case in (claimed, answered):
        person.do(f"/staff/cases/{case}/keep")
    any_house.clock.forward(7 * 60 * MINUTES)
    late = {open_case: "unclaimed for too long", claimed: "overdue: no reply yet"}
    for path in ("/staff", "/staff/queue", f"/staff/cases/{claimed}"):
        assert marks(any_house.signed_in("mlee").get(path)) == late


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMINISTRATOR])
def test_every_page_counts_what_nobody_claims(house: House, role: Role) -> None:
    case, other = house.asked(), house.asked()
    person = house.signed_in("mlee", role)
    paths = ["/staff", "/staff/account", f"/staff/cases/{case}"]
    if role is Role.ADMINISTRATOR:
        paths += ["/staff/people", "/staff/telling", "/staff/trail"]
    assert {alarm(person.get(path)) for path in [*paths, "/staff/alarm"]} == {""}
    house.clock.forward(31 * MINUTES)
    for path in [*paths, "/staff/alarm"]:
        assert alarm(person.get(path)) == "2 cases unclaimed for too long", path
    tag = person.get("/staff/alarm").response.headers["ETag"]
    assert person.get("/staff/alarm", **{"If-None-Match": tag}).status == 304
    person.do(f"/staff/cases/{other}/claim")
    assert alarm(person.get("/staff/alarm")) == "1 case unclaimed for too long"
    person.do(f"/staff/cases/{case}/claim")
    assert alarm(person.get("/staff/alarm")) == ""


def test_every_page_keeps_the_count_new(house: House) -> None:
    person = house.signed_in("chief", Role.ADMINISTRATOR)
    for path in ("/staff", "/staff/people", "/staff/account", "/staff/trail", "/staff/nothing"):
        live = [known.get("data-live") for _, known in person.get(path).tags]
        assert "/staff/alarm" in live, path
    assert "data-live" not in house.somebody().get("/staff/sign-in").text


def test_outside_staff_hours_nobody_is_late(house: House) -> None:
    house.clock.forward(12 * 60 * MINUTES)
    case = house.asked()
    person = house.signed_in("mlee")
    house.clock.forward(2 * 60 * MINUTES)
    person = house.signed_in("mlee")
    assert marks(person.get("/staff")) == {}
    assert alarm(person.get("/staff")) == ""
    house.clock.forward(11 * 60 * MINUTES)
    assert marks(house.signed_in("mlee").get("/staff")) == {case: "unclaimed for too long"}


def review(page: Page) -> str:
    found = re.search(r'<a id="review"[^>]*><svg .*?</svg> ([^<]+)</a>', page.text, re.S)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-100, re.compile("")),
        (-1, re.compile(r"\d+ to review soon")),
        (1, re.compile(r"\d+ facts past review(, \d+ to review soon)?")),
    ],
)
def test_publishers_see_on_every_page_which_facts_must_be_reviewed(
    sqlite_url: str, settings: Settings, hours: int, words: re.Pattern[str]
) -> None:
    published = PublicationReader(settings.publication).current()
    assert published is not None
    first = min(one.review_by for one in published.document.provenance.values())
    now = first + timedelta(hours=hours)
    reader = PublicationReader(settings.publication)
    wording = load_wording(settings.root / "data")
    current = CurrentStatusInService(reader, wording, lambda: now, replay=True)
    with open_house(sqlite_url, settings, current) as house:
        for number, role in enumerate((Role.PUBLISHER, Role.ADMINISTRATOR)):
            person = house.signed_in(f"p{number}", role)
            for path in ("/staff", "/staff/account", "/staff/ledger", "/staff/alarm"):
                assert words.fullmatch(review(person.get(path))), path
        agent = house.signed_in("agent")
        assert {review(agent.get(path)) for path in ("/staff", "/staff/alarm")} == {""}
