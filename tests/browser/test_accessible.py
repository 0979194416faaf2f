"""axe-core, reflow, text spacing and target sizes, in every state of widget and page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.chat import Chat
from tests.browser.fitting import cut_off, scrolls_sideways, sticking_out, too_small
from tests.browser.texts import button_words
from tests.browser.watching import Visits

# WCAG 1.4.12: what a resident's own style sheet may set, everywhere.
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    " word-spacing: .16em !important } p { margin-bottom: 2em !important }"
)


@dataclass(frozen=True)
class Manner:
    """A way in which a resident looks at the page."""

    name: str
    language: str = "en"
    window: Mapping[str, Any] = field(default_factory=dict)
    spacing: bool = False


SMALL: Mapping[str, Any] = {"viewport": {"width": 320, "height": 640}}
# A window of 1280 by 1024 at 200 %, and at 400 %.
ZOOMED: Mapping[str, Any] = {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2}
FOURFOLD: Mapping[str, Any] = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}

MANNERS = (
    Manner("english"),
    Manner("spanish-dark", "es", {"color_scheme": "dark"}),
    Manner("forced-colors", window={"forced_colors": "active", "reduced_motion": "reduce"}),
    Manner("320-pixels", window=SMALL),
    Manner("zoom-200", window=ZOOMED),
    Manner("zoom-400-spanish", "es", FOURFOLD),
    Manner("text-spacing-320-pixels-spanish", "es", SMALL, spacing=True),
)

QUESTIONS = {
    "en": ("is the recorder open friday", "taxes and deeds", "i want to talk to a person"),
    "es": ("¿está abierta la recaudación?", "quiero registrar", "quiero hablar con una persona"),
}


def states(chat: Chat, language: str) -> Iterator[str]:
    """Bring the widget from state to state, and name each."""
    page = chat.page
    answer, unclear, person = QUESTIONS[language]
    expect(chat.launcher).to_be_visible()
    yield "closed"
    page.route(re.compile("/panel.js"), lambda route: route.abort())
    chat.launcher.click()
    expect(chat.launcher).to_have_accessible_name(button_words(language)["FAILED"])
    yield "could not be opened"
    page.unroute(re.compile("/panel.js"))
    chat.open()
    yield "open and empty"
    chat.input.press("Enter")
    expect(chat.input).to_have_attribute("aria-invalid", "true")
    yield "nothing written"
    chat.ask(answer)
    expect(chat.status).to_have_text("")
    yield "answered"
    chat.ask(unclear)
    expect(chat.choices.first).to_be_visible()
    yield "choices"
    chat.ask(person)
    expect(chat.answers.last.locator(".case")).to_be_visible()
    yield "handed over"
    chat.start_over.click()
    yield "asked whether to start over"
    page.keyboard.press("Escape")
    chat.input.fill("x" * 1010)
    yield "too long"
    chat.input.fill("")
    page.route(re.compile("/messages$"), lambda route: route.fulfill(status=400, json={}))
    chat.say(answer)
    expect(chat.again).to_be_visible()
    yield "not sent"
    page.unroute(re.compile("/messages$"))
    page.context.set_offline(True)
    expect(chat.status).not_to_have_text("")
    yield "offline, not sent"
    page.context.set_offline(False)


def space_out(page: Page) -> None:
    """Set a resident's own text spacing, in the widget too."""
    page.add_style_tag(content=SPACING)
    page.evaluate(
        """css => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          const root = document.querySelector("countyline-widget").shadowRoot;
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
        }""",
        SPACING,
    )


def faults(page: Page, within: str) -> list[str]:
    """Give all that is wrong with a part of what is on the screen now."""
    return [
        *violations(page, within),
        *(f"is cut off: {each}" for each in cut_off(page, within)),
        *(f"sticks out: {each}" for each in sticking_out(page, within)),
        *(f"is too small: {each}" for each in too_small(page, within)),
        *(["the page scrolls sideways"] if scrolls_sideways(page) else []),
    ]


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)
def test_every_state_of_the_widget(manner: Manner, visits: Visits) -> None:
    window = visits.window(**manner.window, bypass_csp=manner.spacing)
    page = window.new_page()
    page.goto(f"/{manner.language}/")
    chat = Chat(page, manner.language)
    found: list[str] = []
    for state in states(chat, manner.language):
        if manner.spacing:
            space_out(page)
        found += [f"{state}: {each}" for each in faults(page, "countyline-widget")]
    assert not found, "\n".join(found)


def nothing(page: Page) -> None:
    """Leave the page as it is."""


def unfolded(page: Page) -> None:
    """Unfold everything."""
    page.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")


def conversing(page: Page) -> None:
    """Have an answer, a question back with choices, and a hand-off in the form."""
    language = page.locator("html").get_attribute("lang") or "en"
    answer, unclear, person = QUESTIONS[language]
    for text in (answer, person, unclear):
        page.locator("#question").fill(text)
        page.locator("form.ask button").click()
    expect(page.locator(".by-bot form button").first).to_be_visible()


def mistaken(page: Page) -> None:
    """Send nothing."""
    page.locator("#question").evaluate("field => field.removeAttribute('required')")
    page.locator("form.ask button").click()
    expect(page.get_by_role("alert")).to_be_visible()


PAGES: Mapping[str, tuple[str, Callable[[Page], None]]] = {
    "notice": ("/", unfolded),
    "empty form": ("/ask?language={language}", nothing),
    "conversation": ("/ask?language={language}", conversing),
    "nothing written": ("/ask?language={language}", mistaken),
    "not found": ("/nowhere", nothing),
}


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)
def test_every_page(manner: Manner, visits: Visits) -> None:
    locale = {"en": "en-US", "es": "es-MX"}[manner.language]
    window = visits.window(**manner.window, locale=locale, bypass_csp=manner.spacing)
    found: list[str] = []
    page = window.new_page()
    for name, (address, bring_about) in PAGES.items():
        page.goto(address.format(language=manner.language))
        expect(page.locator("html")).to_have_attribute("lang", manner.language)
        bring_about(page)
        if manner.spacing:
            page.add_style_tag(content=SPACING)
        found += [f"{name}: {each}" for each in faults(page, "html")]
    assert not found, "\n".join(found)


def test_nothing_moves_for_those_who_want_it_still(visits: Visits) -> None:
    page = visits.page("/en/", reduced_motion="reduce")
    chat = Chat(page).open()
    chat.ask(QUESTIONS["en"][0])
    moving = page.evaluate(
        """() => {
          const root = document.querySelector("countyline-widget").shadowRoot;
          return [...document.querySelectorAll("*"), ...root.querySelectorAll("*")].filter(each => {
            const style = getComputedStyle(each);
            return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0
              || style.scrollBehavior === "smooth";
          }).map(each => each.outerHTML.slice(0, 80));
        }"""
    )
    assert moving == []


def test_forced_colors_leave_borders_and_states_visible(visits: Visits) -> None:
    page = visits.page("/en/", forced_colors="active")
    chat = Chat(page).open()
    chat.ask(QUESTIONS["en"][1])
    for part in (chat.choices.first, chat.send, chat.input, chat.own.first.locator(".bubble")):
        expect(part).to_have_css("border-top-style", "solid")
        assert part.evaluate("part => getComputedStyle(part).borderTopColor") != "rgba(0, 0, 0, 0)"
    pressed = chat.panel.get_by_role("button", name="English")
    other = chat.panel.get_by_role("button", name="Español")
    line = "part => getComputedStyle(part).borderBottom"
    assert pressed.evaluate(line) != other.evaluate(line)
