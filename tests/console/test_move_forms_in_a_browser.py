"""The forms of the common moves in a real Chromium: axe-core, a phone, a keyboard, no script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from countyline.cases.staff import Role
from countyline.console.move_forms import FORMS
from tests.console.house import House
from tests.console.test_in_a_browser import PHONE, Windows, assert_fine, chromium, windows_on

__all__ = ["chromium"]


@pytest.fixture
def windows(chromium: Browser, office: House) -> Iterator[Windows]:
    with windows_on(chromium, office) as opened:
        yield opened


def test_axe_finds_nothing_on_any_form(windows: Windows) -> None:
    page = windows.open("ana", Role.PUBLISHER)
    for name in FORMS:
        page.goto(f"/staff/publish/moves/{name}")
        assert_fine(page, name)
    page.goto("/staff/publish/moves/reopen")
    page.get_by_label("Recorder of Deeds").check()
    page.get_by_label("Opens on").fill("2024-04-16")
    page.get_by_role("button", name="Put it into a new draft").click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    assert_fine(page, "draft")


def test_a_reopening_on_a_phone_without_a_script(windows: Windows) -> None:
    house: House = windows.house
    house.add("ana", Role.PUBLISHER)
    page = windows.open("ana", Role.PUBLISHER, viewport=PHONE, java_script_enabled=False)
    page.goto("/staff/publish/moves/reopen")
    page.get_by_label("Recorder of Deeds").check()
    page.get_by_label("Opens on").fill("2024-04-16")
    page.get_by_label("Who may come").select_option(label="By appointment only")
    page.get_by_label("Opens at").fill("09:00")
    button = page.get_by_role("button", name="Put it into a new draft")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Give both times of day")
    expect(page.get_by_label("Opens on")).to_have_value("2024-04-16")
    expect(page.get_by_label("Recorder of Deeds")).to_be_checked()
    page.get_by_label("Closes at").fill("11:00")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    expect(page.locator("main")).to_contain_text("offices.recorder_of_deeds.closure")
