"""Takes the pictures of the documents from a running system, in a real Chromium.

    make screenshots
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from countyline.running.browser import MISSING, OPTIONS, find_browser
from countyline.settings import PROJECT_ROOT
from docs.palette_png import packed
from docs.running_system import RunningSystem, running_system

FOLDER = Path(__file__).with_name("screenshots")
_DESKTOP = {"width": 1100, "height": 780}
_TALL = {"width": 1280, "height": 1540}
_PHONE = {"width": 390, "height": 780}
_NARROW = {"width": 320, "height": 640}
_PATIENCE_MS = 20_000
_LOGIN, _PASSWORD = "mlee", "only for these pictures"
_UNPUBLISHED = "do i get a late penalty if i pay in may"
_REPLY = "I am asking Collection about this. I will write to you here."

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One picture: where, how wide, and what is done before it is taken."""

    name: str
    address: str
    act: Act
    window: Mapping[str, int] = field(default_factory=lambda: _DESKTOP)
    context: Mapping[str, Any] = field(default_factory=dict)


_HANDED_OVER = (
    ("/en/", _UNPUBLISHED, "Ask a person"),
    ("/es/", "creo que mi casa está valuada demasiado alto", "Hablar con una persona"),
    ("/en/", "is the county jail letting families visit this week", "Ask a person"),
)
"""What residents ask before the console is looked at: where, and what they say."""


def _look(_: Page) -> None:
    """Only look."""


def _chat(*messages: str) -> Act:
    """Open the chat and say something, each after the answer to the one before."""

    def act(page: Page) -> None:
        widget = page.locator("countyline-widget")
        widget.locator("button.launcher").click()
        for number, message in enumerate(messages, start=1):
            _say(widget, message)
            widget.locator(".card").nth(number - 1).wait_for(timeout=_PATIENCE_MS)
        page.wait_for_timeout(300)

    return act


def _say(widget: Locator, message: str) -> None:
    box = widget.locator("#countyline-input")
    box.fill(message)
    box.press("Enter")


def _offline(page: Page) -> None:
    _chat("is the recorder open friday")(page)
    page.context.set_offline(True)
    _say(page.locator("countyline-widget"), "and collection?")
    page.wait_for_timeout(800)


def _ask_without_javascript(page: Page) -> None:
    page.locator("textarea").fill("is the recorder open friday")
    page.locator("form.ask button").click()
    page.wait_for_load_state()


def _sign_in(page: Page) -> None:
    page.get_by_label("Sign-in name").fill(_LOGIN)
    page.get_by_label("Password").fill(_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#cases li").first.wait_for(timeout=_PATIENCE_MS)


def _claim_and_write(page: Page) -> None:
    """Claim a case and write a reply; the page is shown from its beginning."""
    _sign_in(page)
    page.locator("#cases a").filter(has_text=_UNPUBLISHED).click()
    page.get_by_role("button", name="Claim this case").click()
    page.get_by_label("English").fill(_REPLY)
    page.evaluate("() => scrollTo(0, 0)")


def _see(path: str) -> Act:
    """Sign in, and go to a page of the console."""

    def act(page: Page) -> None:
        _sign_in(page)
        page.goto(page.url.partition("/staff")[0] + path)

    return act


def _reopen(page: Page) -> None:
    """Put a reopening into a draft."""
    _see("/staff/publish/moves/reopen")(page)
    page.get_by_label("Recorder of Deeds").check()
    page.get_by_label("Opens on").fill("2024-04-16")
    page.get_by_label("Who may come").select_option(label="By appointment only")
    page.get_by_role("button", name="Put it into a new draft").click()
    page.get_by_role("heading", name="What changes").wait_for(timeout=_PATIENCE_MS)


def _preview(page: Page) -> None:
    """Look at every answer that the reopening alters."""
    _reopen(page)
    page.get_by_role("link", name="See every answer that it alters").click()
    page.locator(".altered").first.wait_for(timeout=3 * _PATIENCE_MS)


PICTURES = (
    Picture("page", "/en/", _look),
    Picture("page-phone", "/en/", _look, _PHONE),
    Picture("page-es", "/es/", _look, _PHONE),
    Picture("widget-en", "/en/", _chat("is the recorder open friday")),
    Picture("widget-es", "/es/", _chat("¿puedo pagar mis impuestos por internet?")),
    Picture("widget-dark", "/en/", _chat("was my data stolen"), context={"color_scheme": "dark"}),
    Picture("widget-320", "/en/", _chat("was the election moved"), _NARROW),
    Picture("widget-handed-over", "/en/", _chat("I want a person"), _PHONE),
    Picture("widget-offline", "/en/", _offline, _PHONE),
    Picture(
        "ask-without-javascript",
        "/en/",
        _ask_without_javascript,
        _PHONE,
        {"java_script_enabled": False},
    ),
    Picture("console-queue", "/staff", _sign_in),
    Picture("console-case", "/staff", _claim_and_write, _TALL),
    Picture("console-ledger", "/staff", _see("/staff/ledger")),
    Picture("console-publish", "/staff", _see("/staff/publish"), _TALL),
    Picture("console-draft", "/staff", _reopen, _TALL),
    Picture("console-preview", "/staff", _preview, _TALL),
    Picture("console-asked", "/staff", _see("/staff/asked"), _TALL),
    Picture("console-briefing", "/staff", _see("/staff/asked/briefing"), _TALL),
)


def main() -> None:
    """Take every picture; those that are there are replaced."""
    path = find_browser()
    if path is None:
        sys.exit(MISSING)
    FOLDER.mkdir(exist_ok=True)
    with running_system() as system, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        _add_staff_member(system)
        _hand_over(browser, system.site)
        for picture in PICTURES:
            _take(browser, system.site, picture)
            print(f"{FOLDER.name}/{picture.name}.png")
        browser.close()


def _add_staff_member(system: RunningSystem) -> None:
    """Add who looks at the console, with a password that need not be changed first."""
    command = [sys.executable, "-m", "countyline.cli", "staff", "add", _LOGIN, "--ask"]
    subprocess.run(
        [*command, "--role", "administrator", "--name", "Maria Lee"],
        check=True,
        cwd=PROJECT_ROOT,
        env=system.environment,
        input=f"{_PASSWORD}\n",
        text=True,
        stdout=subprocess.DEVNULL,
    )


def _hand_over(browser: Browser, site: str) -> None:
    """Let residents ask for staff, each in a window of their own."""
    for address, *messages in _HANDED_OVER:
        context = browser.new_context()
        page = context.new_page()
        page.goto(site + address)
        _chat(*messages)(page)
        context.close()


def _take(browser: Browser, site: str, picture: Picture) -> None:
    window: Any = dict(picture.window)
    context = browser.new_context(viewport=window, reduced_motion="reduce", **picture.context)
    page = context.new_page()
    page.goto(site + picture.address)
    picture.act(page)
    taken = page.screenshot(animations="disabled")
    context.close()
    (FOLDER / f"{picture.name}.png").write_bytes(packed(browser, taken))


if __name__ == "__main__":
    main()
