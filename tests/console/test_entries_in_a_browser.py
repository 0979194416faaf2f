"""The forms of entries, and two changes side by side, in a real Chromium: axe-core, no script,
a network that is cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from countyline.cases.staff import Role
from tests.console.house import House
from tests.console.test_in_a_browser import PHONE, Windows, assert_fine, chromium, windows_on

__all__ = ["chromium"]
MAIL = "/staff/publish/entries/payments/mail"
IN_ENGLISH = "What residents are told in English"


@pytest.fixture
def windows(chromium: Browser, office: House) -> Iterator[Windows]:
    with windows_on(chromium, office) as opened:
        yield opened


def put(page: Page, text: str) -> None:
    page.get_by_label(IN_ENGLISH, exact=True).fill(text)
    page.get_by_role("button", name="Put it into").first.click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()


def test_axe_finds_nothing_on_the_forms_and_on_two_changes(windows: Windows) -> None:
    ana = windows.open("ana", Role.PUBLISHER)
    for path in ("", "/offices/collection", "/payments/mail", "/contacts", "/staff", "/holidays",
                 "/provenance/release"):  # fmt: skip
        ana.goto(f"/staff/publish/entries{path}")
        for folded in ana.locator("details:not([open]) > summary").all():
            if folded.is_visible():
                folded.click()
        assert_fine(ana, path)
    ana.goto("/staff/publish/entries/payments/mail")
    ana.get_by_label("What residents are told in Spanish", exact=True).fill("")
    ana.get_by_role("button", name="Put it into").first.click()
    expect(ana.get_by_text("The Spanish text is missing")).to_be_visible()
    assert_fine(ana, "an entry with something missing")
    ben = windows.open("ben", Role.PUBLISHER)
    ben.goto(MAIL)
    ana.goto(MAIL)
    ana.get_by_role("button", name="Show it as it was").click()
    put(ana, "Hers.")
    ana.get_by_text("Nobody else is there?").click()
    ana.get_by_label("Why you publish it alone").fill("Nobody else has power tonight")
    ana.get_by_role("button", name="Publish it alone").click()
    expect(ana.get_by_text("It is published")).to_be_visible()
    put(ben, "His.")
    expect(ben.get_by_role("heading", name="Both changed these places")).to_be_visible()
    ben.get_by_text("Write it anew", exact=True).click()
    assert_fine(ben, "two changes")
    ben.get_by_label("Write it anew, below").check()
    ben.get_by_label(IN_ENGLISH, exact=True).fill("Both.")
    ben.get_by_role("button", name="Bring the draft onto revision 2").click()
    expect(ben.get_by_text("The draft stands on the revision in service now")).to_be_visible()
    assert_fine(ben, "a draft brought onto another revision")


def test_an_office_on_a_phone_without_a_script(windows: Windows) -> None:
    page = windows.open("ana", Role.PUBLISHER, viewport=PHONE, java_script_enabled=False)
    page.goto("/staff/publish")
    page.locator('a[href^="/staff/publish/entries/offices/collection"]').first.click()
    page.get_by_role("button", name="One more: Closed days").click()
    row = page.get_by_role("group", name="Number 3")
    row.get_by_label("First day").fill("2024-04-08")
    row.get_by_label("Last day").fill("2024-04-06")
    page.get_by_role("button", name="Put it into").first.click()
    expect(row.get_by_text("The last day is before the first day")).to_be_visible()
    expect(row.get_by_label("First day")).to_have_value("2024-04-08")
    row.get_by_label("Last day").fill("2024-04-09")
    page.get_by_role("button", name="Put it into").first.click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    expect(page.locator("main")).to_contain_text("offices.collection.closure")


def test_nothing_typed_is_lost_without_a_network(windows: Windows) -> None:
    page = windows.open("ana", Role.PUBLISHER)
    page.goto("/staff/publish/entries/offices/collection")
    page.get_by_label("Name in Spanish", exact=True).fill("Lo que escribí")
    page.get_by_label("Truman Courthouse").first.uncheck()
    page.context.set_offline(True)
    page.get_by_role("button", name="Put it into").first.click()
    expect(page.get_by_text("There is no network, so nothing was sent")).to_be_visible()
    expect(page.get_by_label("Name in Spanish", exact=True)).to_have_value("Lo que escribí")
    page.context.set_offline(False)
    # Also when the page itself went away, as it does where a browser believes it has a network.
    page.goto("/staff/publish")
    page.goto("/staff/publish/entries/offices/collection")
    expect(page.get_by_text("What you typed here before is back")).to_be_visible()
    expect(page.get_by_label("Name in Spanish", exact=True)).to_have_value("Lo que escribí")
    expect(page.get_by_label("Truman Courthouse").first).not_to_be_checked()
    page.get_by_role("button", name="Put it into").first.click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    page.get_by_text("Edit it as YAML").click()
    page.get_by_label("The status document").press_sequentially("# by hand\n")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("There is no network, so nothing was sent")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept. Nothing is published yet.")).to_be_visible()
    page.get_by_role("button", name="Hand it in for approval").click()
    ben = windows.open("ben", Role.PUBLISHER)
    ben.goto(page.url.partition("?")[0])
    ben.context.set_offline(True)
    ben.get_by_role("button", name="Approve: publish it now").click()
    expect(ben.get_by_text("There is no network, so nothing was sent")).to_be_visible()
    ben.context.set_offline(False)
    ben.get_by_role("button", name="Approve: publish it now").click()
    expect(ben.get_by_text("It is published")).to_be_visible()
    # Kept and sent: the form is as it is published, with nothing brought back.
    page.goto("/staff/publish/entries/offices/collection")
    expect(page.get_by_text("What you typed here before is back")).to_be_hidden()
