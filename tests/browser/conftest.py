"""One browser and one system for this folder, and windows for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from countyline.running.browser import MISSING, OPTIONS, find_browser
from docs.running_system import RunningSystem, running_system
from tests.browser.chat import Chat
from tests.browser.hostile import write_hostile_document
from tests.browser.watching import Visits, watched
from tests.browser.websites import Websites, serving


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Where the browser is."""
    path = find_browser()
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="module")
def chromium(browser_path: str) -> Iterator[Browser]:
    """A Chromium without a window. It ends with each module: while Playwright runs, no test of
    another folder could run an event loop of its own.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="session")
def websites() -> Iterator[Websites]:
    """Websites that carry the widget: one that may, one that may not."""
    with serving() as served:
        yield served


@pytest.fixture(scope="session")
def system(browser_path: str, websites: Websites) -> Iterator[RunningSystem]:
    """A whole Countyline on the example. Nothing about it changes while tests run."""
    with running_system(extra={"COUNTYLINE_WEB_ORIGINS": websites.allowed}) as started:
        yield started


@pytest.fixture(scope="session")
def hostile_system(
    browser_path: str, websites: Websites, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSystem]:
    """A Countyline with a hostile status document, of which tests may kill programs."""
    document = write_hostile_document(tmp_path_factory.mktemp("hostile"))
    with running_system(document, extra={"COUNTYLINE_WEB_ORIGINS": websites.allowed}) as started:
        yield started


@pytest.fixture
def visits(chromium: Browser, system: RunningSystem) -> Iterator[Visits]:
    """Windows on the residents' page, in which nothing may go wrong."""
    with watched(chromium, system.site) as opened:
        yield opened


@pytest.fixture
def chat(visits: Visits) -> Chat:
    """The widget on the residents' page, open."""
    return Chat(visits.page("/en/")).open()
