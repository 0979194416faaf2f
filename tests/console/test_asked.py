"""What people ask: the page, its table, the briefing on one sheet, a draft of what is missing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from playwright.sync_api import sync_playwright

from countyline.asked.written import REPLAY
from countyline.cases.staff import Role
from countyline.desk.model import Reply
from countyline.running.browser import MISSING, OPTIONS, find_browser
from countyline.running.current_status import CurrentStatusInService
from countyline.settings import Settings
from tests.browser.axe import violations
from tests.console.house import PASSWORD, House, open_house
from tests.ledger.scene import Office, reply

ANSWERED = reply("It is closed.", topics=["status"], subjects=["recorder_of_deeds"])


def unknown(language: str) -> Reply:
    return reply(
        "The county has not said.",
        certainty="unknown",
        topics=["other_service"],
        subjects=[],
        language=language,
    )


def ask_things(house: House) -> None:
    office = Office(house.engine, house.clock)
    for number in range(6):
        office.ask(f"is the recorder open {number}", ANSWERED)
    office.ask("where do I get a <b>dog</b> license", unknown("en"))
    office.ask("=cmd is there a license for my dog", unknown("en"), channel="sms")
    office.ask("¿dónde saco la licencia de mi perro?", unknown("es"))
    house.clock.forward(30)


def test_the_report_counts_and_groups(house: House) -> None:
    ask_things(house)
    page = house.signed_in("ana").get("/staff/asked")
    assert page.status == 200
    assert "9 messages" in page.text
    assert "nothing is published for it" in page.text and "66.7 %" in page.text
    assert "3 times" in page.text and "dog&lt;/b&gt; license" in page.text
    assert "¿dónde saco la licencia de mi perro?" in page.text
    assert "Draft a statement" not in page.text
    assert "is the recorder open 1" not in page.text


def test_another_period_holds_nothing_of_it(house: House) -> None:
    ask_things(house)
    ana = house.signed_in("ana")
    assert "0 messages" in ana.get("/staff/asked?period=yesterday").text
    assert "9 messages" in ana.get("/staff/asked?period=week").text
    wrong = ana.get("/staff/asked?from=soon&to=2024-04-05")
    assert wrong.status == 200 and "A day is written like" in wrong.notices()
    for wrong_days in ("from=2024-04-05&to=2024-04-01", "from=2024-04-05&to=2025-04-06"):
        assert "a year apart" in ana.get(f"/staff/asked?{wrong_days}").notices()
    for address in ("/staff/asked?to=9999-12-31", "/staff/asked/briefing?day=0001-01-01"):
        assert ana.get(address).status == 200


def test_a_replay_is_counted_on_its_own_days(
    sqlite_url: str, settings: Settings, current: CurrentStatusInService
) -> None:
    offset = timedelta(days=-400)
    with open_house(sqlite_url, settings, current, offset=offset) as house:
        ask_things(house)
        ana = house.signed_in("ana")
        today = ana.get("/staff/asked")
        assert "9 messages" in today.text and REPLAY in today.text
        assert today.inputs["from"] == "2023-02-28"
        assert "0 messages" in ana.get("/staff/asked?from=2024-04-03&to=2024-04-03").text
        briefing = ana.get("/staff/asked/briefing").text
        assert "Tuesday, February 28, 2023" in briefing and REPLAY in briefing


def test_without_a_replay_nothing_is_said_of_one(house: House) -> None:
    assert REPLAY not in house.signed_in("ana").get("/staff/asked").text


def test_the_table_runs_no_formula_and_stands_in_the_trail(house: House) -> None:
    ask_things(house)
    table = house.signed_in("ana").get("/staff/asked.csv")
    assert house.did()[-1][1:] == ("asked_exported", "csv, 2024-04-03 to 2024-04-03")
    rows = list(csv.reader(io.StringIO(table.text)))
    assert ["outcome", "answered", "6", "66.7"] in rows
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_what_is_missing_becomes_a_draft_with_its_very_wordings(house: House) -> None:
    ask_things(house)
    ana = house.signed_in("ana", Role.PUBLISHER)
    page = ana.get("/staff/asked")
    links = [str(known["href"]) for tag, known in page.tags if tag == "a" and known.get("href")]
    (draft,) = (one for one in links if one.startswith("/staff/publish/moves/statement?"))
    form = ana.get(draft)
    assert "=cmd is there a license for my dog" in form.areas["asks_en"]
    assert form.areas["asks_es"].strip() == "¿dónde saco la licencia de mi perro?"


def test_pages_are_for_everybody_and_the_briefing_is_one_sheet(house: House) -> None:
    path = find_browser()
    if path is None:
        pytest.skip(MISSING)
    ask_things(house)
    house.add("ana", Role.PUBLISHER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        window = browser.new_page(viewport={"width": 320, "height": 700})
        window.goto(f"{house.url}/staff/asked")
        window.get_by_label("Sign-in name").fill("ana")
        window.get_by_label("Password").fill(PASSWORD)
        window.get_by_role("button", name="Sign in").click()
        for address in ("/staff/asked", "/staff/asked/briefing"):
            window.goto(f"{house.url}{address}")
            assert violations(window, "html") == [], address
            assert window.evaluate("document.documentElement.scrollWidth") <= 320
        sheet = window.pdf(format="Letter")
        browser.close()
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1
