"""The page in a real Chromium: the sheet it prints on, its policy, its requests, its width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

from countyline.page.addresses import AskForm, Links
from countyline.page.loading import load_menu
from countyline.page.markup import content_security_policy_hashes
from countyline.page.static_site import static_site
from countyline.status.model import LANGUAGES, Language
from tests.answers.asking import ROOT, SNAPSHOTS, snapshot, wording
from tests.page.pages import FRESH, STALE, actual, html, whole_page

CHROMIUM = Path("/usr/bin/chromium")
ADDRESS = "http://countyline.test/"
WIDTHS = (320, 390, 1280)

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}."
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@contextmanager
def shown(browser: Browser, source: str, **context: object) -> Iterator[tuple[Page, list[str]]]:
    """Show a page under a strict policy; give it with all that it asked for or complained of."""
    policy = (
        "default-src 'none'; img-src data:; form-action 'self'; base-uri 'none'; "
        f"style-src {' '.join(content_security_policy_hashes())}"
    )
    heard: list[str] = []

    def answer(route: Route) -> None:
        route.fulfill(
            body=source,
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy},
        )

    def asked(request: Request) -> None:
        if request.url != ADDRESS and not request.url.startswith("data:image/svg+xml,"):
            heard.append(f"asked for {request.url}")

    def said(message: ConsoleMessage) -> None:
        heard.append(message.text)

    opened = browser.new_context(**context)  # type: ignore[arg-type]
    try:
        page = opened.new_page()
        page.route("**/*", answer)
        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.goto(ADDRESS)
        yield page, heard
    finally:
        opened.close()


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("age", [FRESH, STALE], ids=["fresh", "stale"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_page_prints_on_one_sheet(
    browser: Browser, name: str, language: Language, age: timedelta
) -> None:
    with shown(browser, whole_page(name, language, age)) as (page, _):
        page.emulate_media(media="print")
        assert sheets(page) == 1
        assert page.locator(".mark").is_visible()
        assert page.locator(".age").is_visible()
        assert not page.locator("form").first.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_file_prints_on_one_sheet(browser: Browser, name: str, language: Language) -> None:
    files = static_site(
        snapshot(name), wording(), snapshot(name).sent, revision=3, mark="replay", desk_url=None
    )
    path = "index.html" if language == "en" else "es/index.html"
    with shown(browser, files[path].decode()) as (page, _):
        assert sheets(page) == 1


def test_a_strict_policy_lets_the_page_look_and_speak_as_it_should(browser: Browser) -> None:
    """The style is allowed by its hash, and JSON-LD is data, which no policy blocks."""
    links = Links(pages={"en": "/", "es": "/es/"})
    ask = AskForm("/ask", "token", load_menu(ROOT / "data")["en"])
    source = html(actual(snapshot("2024-04-03")), ask=ask, links=links)
    assert "application/ld+json" in source
    with shown(browser, source) as (page, heard):
        background = page.locator(".top").evaluate("one => getComputedStyle(one).backgroundColor")
        assert background == "rgb(22, 46, 81)"
        assert page.locator("body").evaluate("one => getComputedStyle(one).margin") == "0px"
        assert heard == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_asks_for_nothing_and_fits_every_width(
    browser: Browser, language: Language, scheme: str
) -> None:
    source = whole_page("2024-04-22", language, STALE)
    for width in WIDTHS:
        viewport = {"width": width, "height": 800}
        with shown(browser, source, viewport=viewport, color_scheme=scheme) as (page, heard):
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(overflow) == 0
            assert heard == []


def test_the_essence_is_on_one_screen_of_a_phone(browser: Browser) -> None:
    source = whole_page("2024-04-03", "en")
    with shown(browser, source, viewport={"width": 390, "height": 844}) as (page, _):
        for words in ("As of Wednesday, April 3", "A ransomware attack has closed"):
            box = page.get_by_text(words).first.bounding_box()
            assert box
            assert box["y"] + box["height"] <= 844
        box = page.locator(".rows").bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844


def test_the_age_stays_in_sight(browser: Browser) -> None:
    source = whole_page("2024-04-03", "en")
    with shown(browser, source, viewport={"width": 390, "height": 844}) as (page, _):
        page.evaluate("scrollTo(0, 2500)")
        box = page.locator(".age").bounding_box()
        assert box
        assert box["y"] == 0


def test_lines_are_not_too_long_to_read(browser: Browser) -> None:
    source = whole_page("2024-04-03", "en")
    with shown(browser, source, viewport={"width": 1600, "height": 900}) as (page, _):
        for selector in (".headline", ".entries p"):
            box = page.locator(selector).first.bounding_box()
            assert box
            size = page.locator(selector).first.evaluate(
                "one => parseFloat(getComputedStyle(one).fontSize)"
            )
            # A character of running text is about half as wide as it is high.
            assert box["width"] / (size / 2) <= 85


def test_it_can_be_used_by_keyboard_alone(browser: Browser) -> None:
    with shown(browser, whole_page("2024-04-03", "en")) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Go to the notice"
        assert page.locator(".skip").is_visible()
        reached = set()
        for _step in range(80):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.tagName"))
        assert {"A", "SUMMARY", "BUTTON", "TEXTAREA"} <= reached
