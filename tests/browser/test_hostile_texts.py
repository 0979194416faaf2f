"""Markup in every field that a resident or a status document can fill stays text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from docs.running_system import RunningSystem
from tests.browser.chat import Chat, read
from tests.browser.hostile import MARKUP, URL, markup
from tests.browser.watching import Visits, watched
from tests.browser.websites import Websites, host_page

# Two offices and nothing asked of them: whoever is asked back chooses between their names. How
# such a line is understood varies with every training, so one of several must do.
UNCLEAR = (
    "oficina de tasación u oficina de recaudación",
    "el registro y la recaudación",
    "recaudaciones / registro de escrituras",
)

# What markup would have made, in the page and in the widget; what is ours has none of it.
_MADE = """() => {
  const roots = [document, ...[...document.querySelectorAll("*")].map(each => each.shadowRoot)];
  const found = [];
  for (const root of roots.filter(Boolean)) {
    for (const each of root.querySelectorAll("*")) {
      const names = [...each.attributes].map(attribute => attribute.name);
      const runs = names.some(name => /^on/i.test(name));
      const leads = /^\\s*(javascript|data|vbscript):/i;
      const away = ["href", "src", "action", "formaction", "xlink:href"].some(
        name => leads.test(each.getAttribute(name) ?? "") && !each.matches("link[rel=icon]"));
      const data = each.matches('script[type="application/ld+json"]');
      const alien = each.matches("img, iframe, object, embed, script:not([src])") && !data;
      if (runs || away || alien) found.push(each.outerHTML.slice(0, 300));
    }
  }
  return found;
}"""


@pytest.fixture
def attacked(chromium: Browser, hostile_system: RunningSystem) -> Iterator[Visits]:
    """Windows on a system whose status document is hostile."""
    with watched(chromium, hostile_system.site) as opened:
        yield opened


def assert_nothing_ran(page: Page) -> None:
    """No element that could do anything came out of a text."""
    # What would load or run, has had the time to: an image that is not there fails at once.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    assert page.evaluate(_MADE) == []


def is_of_the_document(title: str) -> bool:
    """Tell a choice that the hostile document names from one of our own."""
    return "alert" in title


def first_choice(page: Page, question: str) -> str:
    """Ask in the form, and give the title of the first choice."""
    page.locator("#question").fill(question)
    page.locator("form.ask button").click()
    expect(page.locator(".by-resident").last).to_contain_text(question)
    return page.locator(".by-bot form button").first.inner_text()


def test_a_residents_markup_stays_text(
    system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    """On a website without any policy of its own, so that nothing else stops a script."""
    chat = Chat(visits.page(websites.write("/attacked", host_page(system.site)))).open()
    kinds = range(len(MARKUP))
    english = [markup("message", kind) for kind in kinds]
    spanish = [f"¿Está abierto? {markup('mensaje', kind)}" for kind in kinds]
    for text in english:
        chat.ask(text)
        assert_nothing_ran(chat.page)
    chat.panel.get_by_role("button", name="Español").click()
    chat = Chat(chat.page, "es")
    for text in spanish:
        chat.ask(text)
        assert_nothing_ran(chat.page)
    assert chat.own_texts() == [*english, *spanish]
    chat.page.reload()
    expect(chat.own).to_have_count(2 * len(MARKUP))
    assert chat.own_texts() == [*english, *spanish]
    assert_nothing_ran(chat.page)


@pytest.mark.parametrize("address", ["/en/", "/es/"])
def test_a_hostile_document_stays_text_on_the_page(address: str, attacked: Visits) -> None:
    page = attacked.page(address)
    expect(page.locator("main")).to_contain_text("alert")
    expect(page.locator(".county")).to_contain_text("organization.name")
    assert_nothing_ran(page)
    # The data for search engines is whole: nothing ended its script early.
    data = page.locator('script[type="application/ld+json"]')
    expect(data).to_have_count(1)
    assert page.evaluate("text => typeof JSON.parse(text)", data.text_content()) == "object"
    sources = page.locator("#sources a").all()
    assert sources
    assert {link.evaluate("link => new URL(link.href).origin") for link in sources} == {
        "https://example.gov"
    }
    for link in sources:
        link.hover()
    assert_nothing_ran(page)


def test_a_hostile_document_stays_text_in_the_widget(
    hostile_system: RunningSystem, websites: Websites, attacked: Visits
) -> None:
    chat = Chat(attacked.page(websites.write("/document", host_page(hostile_system.site)))).open()
    expect(chat.panel.get_by_role("heading", level=2)).to_contain_text("organization.name.en")
    answer = chat.ask("is the recorder open friday")
    expect(answer).to_contain_text("alert")
    for link in answer.get_by_role("link").all():
        assert link.evaluate("link => new URL(link.href).protocol") in {"https:", "tel:", "mailto:"}
        link.hover()
    chat.ask("i want to talk to a person")
    chat.ask("where do i vote")
    title = next(filter(is_of_the_document, (read(chat.ask(text)).choices[0] for text in UNCLEAR)))
    assert_nothing_ran(chat.page)
    spanish = Chat(chat.page, "es")
    chat.panel.get_by_role("button", name="Español").click()
    spanish.press(spanish.log.get_by_role("button", name=title, exact=True))
    assert spanish.own_texts()[-1] == title
    assert_nothing_ran(chat.page)


def test_hostile_texts_stay_text_in_the_form(attacked: Visits) -> None:
    """The form needs no JavaScript; here it has it, so that what came out of a text would run."""
    page = attacked.page("/ask?language=en")
    for kind in range(len(MARKUP)):
        page.locator("#question").fill(markup("question", kind))
        page.locator("form.ask button").click()
        expect(page.locator(".by-resident").last).to_contain_text(markup("question", kind))
        assert_nothing_ran(page)
    page.goto("/ask?language=es")
    title = next(filter(is_of_the_document, (first_choice(page, text) for text in UNCLEAR)))
    page.locator(".by-bot form button").first.click()
    expect(page.locator(".by-resident").last).to_contain_text(title)
    assert_nothing_ran(page)


def test_a_form_that_another_website_fills_in_is_refused_and_stays_text(
    system: RunningSystem, websites: Websites, visits: Visits
) -> None:
    draft = markup("draft", 3)
    html = f"""<!doctype html><html lang=en><title>Win a prize</title>
        <form method=post action="{system.site}/ask"><input type=hidden name=language value=en>
        <input type=hidden name=text><button>Win</button></form>"""
    websites.write("/prize", html)
    page = visits.page(websites.stranger + "/prize")
    page.locator("[name=text]").evaluate("(field, text) => field.value = text", draft)
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".by-resident")).to_have_count(0)
    expect(page.locator("#question")).to_have_value(draft)
    assert_nothing_ran(page)


def test_hostile_addresses_stay_text(attacked: Visits) -> None:
    page = attacked.page(f"/ask?language={quote(markup('language', 1))}")
    assert_nothing_ran(page)
    response = page.goto(f"/{quote(markup('path', 2))}?{URL}#{URL}")
    assert response is not None
    assert response.status == 404
    assert_nothing_ran(page)
