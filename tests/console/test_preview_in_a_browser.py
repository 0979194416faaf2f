"""The preview in a real Chromium: axe-core, on a small phone and in dark, without its script."""

from __future__ import annotations

from playwright.sync_api import expect

from countyline.settings import Settings
from tests.console.house import Role
from tests.console.test_in_a_browser import Windows, assert_fine, chromium, windows
from tests.console.test_preview import CLOSED_UNTIL, drafted, text_of

__all__ = ["chromium", "windows"]


def test_a_preview_is_read_by_everybody(windows: Windows, settings: Settings) -> None:
    path = drafted(windows.house, text_of(settings).replace(CLOSED_UNTIL, "2024-04-12"))
    page = windows.open("officer", Role.PUBLISHER)
    page.goto(path, timeout=90_000)
    expect(page.locator("del").first).to_be_visible()
    assert_fine(page, "preview")
    page.get_by_label("Channel").select_option("text")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("segment").first).to_be_visible(timeout=90_000)
    page.get_by_label("Question", exact=True).fill("is it open")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be understood", timeout=90_000)
    assert_fine(page, "preview, tried")
