"""Opens pages for one test, and watches for what must not happen in any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, WebError

PATIENCE_MS = 30_000
_POLICY = re.compile(r"content.security.policy|refused to|trusted ?type", re.IGNORECASE)


class Visits:
    """The browser windows of one test. `troubles` is what went wrong in them."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser = browser
        self.site = site
        self.troubles: list[str] = []
        self._contexts: list[BrowserContext] = []

    def window(self, **options: Any) -> BrowserContext:
        """Give a window with its own storage, as another resident would have."""
        given = {"locale": "en-US", "viewport": {"width": 1280, "height": 900}, **options}
        context = self._browser.new_context(base_url=self.site, **given)
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", self._script_failed)
        context.on("console", self._told)
        context.on("dialog", self._dialog)
        self._contexts.append(context)
        return context

    def page(self, address: str = "/", **options: Any) -> Page:
        """Open an address in a window of its own."""
        page = self.window(**options).new_page()
        page.goto(address)
        return page

    def close(self) -> None:
        """Close all windows."""
        for context in self._contexts:
            context.close()

    def _script_failed(self, error: WebError) -> None:
        self.troubles.append(f"a script failed: {error.error}")

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and _POLICY.search(message.text):
            self.troubles.append(f"the console says: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()


@contextmanager
def watched(browser: Browser, site: str) -> Iterator[Visits]:
    """Give a test its windows; at the end nothing may have gone wrong in them."""
    visits = Visits(browser, site)
    try:
        yield visits
    finally:
        visits.close()
    assert visits.troubles == []
