"""The widget on other people's websites: hostile styles, a strict policy, a stranger."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docs.running_system import RunningSystem
from tests.browser.chat import Chat
from tests.browser.watching import Visits
from tests.browser.websites import Websites, host_page

QUESTION = "is the recorder open friday"

HOSTILE = {
    "unset": """
        body * { all: unset !important; display: none !important; color: red !important;
                 font-size: 3px !important }""",
    "elements": """
        * { box-sizing: content-box !important; margin: 9px !important; padding: 9px !important;
            border: 5px solid red !important; background: pink !important; opacity: .3 !important;
            letter-spacing: 9px !important; line-height: 3 !important; color: red !important;
            text-transform: uppercase !important; visibility: hidden !important }
        html, body { visibility: visible !important; opacity: 1 !important }
        button, textarea { width: 3px !important; height: 3px !important; min-height: 0 !important;
                           appearance: auto !important; pointer-events: none !important }
        div, section, header, form, p, span { float: left !important; position: relative !important;
                                              transform: rotate(9deg) !important }
        svg, path { width: 300px !important; fill: lime !important; stroke: lime !important }
        h2, h3, strong { font: italic 40px serif !important }
        a { text-decoration: none !important; color: white !important }
        .panel, .frame, .launcher, .log, .entry, .card, .hidden, .choice, .status, .icon, .own
            { display: none !important }""",
    "host": """
        :host, countyline-widget { display: none !important; position: absolute !important;
            left: -9999px !important; width: 0 !important; height: 0 !important;
            overflow: hidden !important; clip-path: inset(100%) !important; opacity: 0 !important;
            visibility: hidden !important; transform: scale(0) !important; zoom: 3 !important;
            filter: blur(9px) !important; contain: strict !important;
            pointer-events: none !important; content-visibility: hidden !important;
            font: 3px fantasy !important; color: red !important; direction: rtl !important;
            user-select: none !important; writing-mode: vertical-rl !important }
        ::part(panel), countyline-widget::before { display: none !important }""",
    "root": """
        html { font-size: 3px !important; color: red !important; letter-spacing: 1em !important;
               line-height: 9 !important; word-spacing: 1em !important;
               font-family: fantasy !important;
               text-align: right !important; cursor: wait !important; quotes: none !important;
               text-indent: 99px !important; list-style: none !important;
               text-transform: uppercase !important; white-space: nowrap !important;
               color-scheme: dark !important; user-select: none !important }
        body { text-shadow: 3px 3px red !important; hyphens: auto !important;
               font-variant: small-caps !important; direction: rtl !important;
               word-break: break-all !important; tab-size: 99 !important }""",
}

# Where every part of the widget is, and how it looks.
_LOOK = """host => {
  const found = {};
  const walk = (element, path) => {
    if (!element.checkVisibility()) return;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const look = {};
    // What is private to a page, or how the browser names its own parts, says nothing.
    for (const name of style) if (!name.startsWith("--")) look[name] = style.getPropertyValue(name);
    look.box = [box.x, box.y, box.width, box.height].map(each => Math.round(each * 4) / 4);
    // What has no size, or is there for screen readers alone, cannot be seen anywhere.
    if (box.width > 1 && box.height > 1) found[path] = look;
    [...element.children].forEach((child, at) =>
      walk(child, `${path} > ${child.tagName.toLowerCase()}.${child.getAttribute("class")}:${at}`));
  };
  for (const child of host.shadowRoot.children) walk(child, child.tagName.toLowerCase());
  // As one text: there are some ten thousand values.
  return JSON.stringify(found);
}"""


def look(chat: Chat) -> Mapping[str, Mapping[str, Any]]:
    """Give where every part of the widget is and how it looks, at rest."""
    chat.page.mouse.move(1, 1)
    found: Mapping[str, Mapping[str, Any]] = json.loads(chat.host.evaluate(_LOOK))
    return found


def differences(
    clean: Mapping[str, Mapping[str, Any]], other: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """Say what looks different, and where."""
    if clean.keys() != other.keys():
        return sorted(clean.keys() ^ other.keys())
    return [
        f"{path}: {name} is {other[path][name]}, not {value}"
        for path, style in clean.items()
        for name, value in style.items()
        if other[path][name] != value
    ]


def looks(page: Page) -> list[Mapping[str, Mapping[str, Any]]]:
    """Give how the widget looks closed, open, and with an answer."""
    chat = Chat(page)
    expect(chat.launcher).to_be_visible()
    closed = look(chat)
    chat.open()
    page.evaluate("() => document.activeElement.blur()")
    opened = look(chat)
    chat.ask(QUESTION)
    expect(chat.status).to_have_text("")
    return [closed, opened, look(chat)]


@pytest.fixture(scope="module")
def seen_clean() -> list[list[Mapping[str, Mapping[str, Any]]]]:
    """How the widget looks on a clean page: seen once."""
    return []


@pytest.mark.parametrize("kind", [*HOSTILE, "rtl"])
def test_a_pages_styles_do_not_reach_into_the_widget(
    kind: str,
    system: RunningSystem,
    websites: Websites,
    visits: Visits,
    seen_clean: list[list[Mapping[str, Mapping[str, Any]]]],
) -> None:
    window = {"reduced_motion": "reduce"}
    if not seen_clean:
        clean = websites.write("/clean", host_page(system.site))
        seen_clean.append(looks(visits.page(clean, **window)))
    attributes = "lang=en dir=rtl" if kind == "rtl" else "lang=en"
    address = websites.write(f"/{kind}", host_page(system.site, HOSTILE.get(kind, ""), attributes))
    hostile = looks(visits.page(address, **window))
    for before, now in zip(seen_clean[0], hostile, strict=True):
        assert differences(before, now) == []


def test_the_widget_stays_above_a_page_that_wants_to_be_on_top(
    system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    style = ".top { position: fixed; inset: 0; z-index: 2000000000; background: white }"
    body = "<div class=top>Cookies?</div>" * 3
    chat = Chat(
        visits.page(websites.write("/top", host_page(system.site, style, body=body)))
    ).open()
    chat.ask(QUESTION)
    # A page that has something yet higher says how high the widget has to be.
    style = style.replace("2000000000", "2147483647") + ":root { --countyline-z-index: 2147483647 }"
    chat = Chat(
        visits.page(websites.write("/higher", host_page(system.site, style, body=body)))
    ).open()
    chat.ask(QUESTION)


@pytest.mark.parametrize(
    "layout",
    [
        "body { display: flex; justify-content: space-between }",
        "body { display: grid; grid-auto-flow: column; gap: 40px }",
        "body > * { margin-bottom: 50px } body > :last-child { height: 100vh }",
    ],
    ids=["flex", "grid", "margins"],
)
def test_the_widget_does_not_move_the_page(
    layout: str, system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    page = visits.page(websites.write("/laid-out", host_page(system.site, layout)))
    expect(Chat(page).launcher).to_be_visible()
    places = """() => [...document.querySelectorAll("h1, p"), document.documentElement].map(each =>
      [each.getBoundingClientRect().x, each.getBoundingClientRect().y, each.scrollHeight])"""
    with_widget = page.evaluate(places)
    page.evaluate("() => document.querySelector('countyline-widget').remove()")
    assert page.evaluate(places) == with_widget


def test_a_page_sets_color_words_and_place(
    system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    html = host_page(system.site, attributes="lang=es-MX").replace(
        " defer>",
        ' defer data-accent="#7a1f5c" data-position="left" data-label-es="¿Dudas?"'
        ' data-title-es="Pregúntele a su condado" data-greeting-es="Buenos días.">',
    )
    chat = Chat(visits.page(websites.write("/own", html)), "es")
    expect(chat.launcher).to_have_accessible_name("¿Dudas?")
    expect(chat.launcher).to_have_css("background-color", "rgb(122, 31, 92)")
    box = chat.launcher.bounding_box()
    assert box is not None
    assert box["x"] < 60
    chat.open()
    expect(chat.panel.get_by_role("heading", level=2)).to_have_text("Pregúntele a su condado")
    expect(chat.panel).to_contain_text("Buenos días.")


def test_a_strict_policy_is_kept(system: RunningSystem, websites: Websites, visits: Visits) -> None:
    """No style, no script and no connection is allowed but the desk's; nothing else is tried."""
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {system.site}",
            f"connect-src {system.site}",
            "style-src 'none'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types countyline",
        ]
    )
    html = re.sub("<style>.*</style>", "", host_page(system.site))
    address = websites.write("/strict", html, {"Content-Security-Policy": policy})
    window = visits.window()
    window.add_init_script(
        "window.violations = [];"
        "document.addEventListener('securitypolicyviolation',"
        " event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"
    )
    page = window.new_page()
    page.goto(address)
    chat = Chat(page).open()
    answer = chat.ask(QUESTION)
    expect(answer).to_have_css("border-top-style", "solid")
    page.reload()
    expect(chat.answers).to_have_count(1)
    chat.ask("and collection?")
    assert page.evaluate("window.violations") == []


def test_a_website_that_is_not_allowed_is_told_plainly(
    system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    websites.write("/stranger", host_page(system.site))
    chat = Chat(visits.page(websites.stranger + "/stranger"))
    chat.launcher.click()
    expect(chat.panel).to_be_visible()
    chat.say(QUESTION)
    expect(chat.status).to_have_text(chat.words["noticeForbidden"])
    expect(chat.own.last).to_contain_text(chat.words["notSent"])


def test_the_widget_leaves_nothing_on_the_page_but_itself(
    system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    page = visits.page(websites.write("/quiet", host_page(system.site)))
    chat = Chat(page).open()
    chat.ask(QUESTION)
    assert page.evaluate("() => [...document.body.children].map(each => each.localName)") == [
        "h1",
        "p",
        "script",
        "countyline-widget",
    ]
    assert page.context.cookies() == []
    added = page.evaluate("() => Object.keys(window).filter(name => /countyline/i.test(name))")
    assert set(added) <= {"Countyline", "__countylinePanel"}
    keys = page.evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert all(key.startswith("countyline:") for key in keys)


def test_storage_that_is_forbidden_does_not_hinder_a_conversation(
    system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    """As in a browser that blocks what websites keep."""
    address = websites.write("/forgetful", host_page(system.site))
    window = visits.window()
    window.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no'); } });"
    )
    page = window.new_page()
    page.goto(address)
    chat = Chat(page).open()
    chat.ask(QUESTION)
    chat.ask("and collection?")
