"""The residents' page without JavaScript, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from docs.running_system import RunningSystem
from tests.browser.desk import about
from tests.browser.watching import Visits

FIRST = "is the recorder open friday"
PLAIN = {"java_script_enabled": False}


@pytest.fixture
def page(visits: Visits) -> Page:
    """The notice, in a browser that runs no scripts."""
    return visits.page("/en/", **PLAIN)


def ask(page: Page, text: str) -> None:
    """Write a question into the form, send it, and wait until its answer is there."""
    before = page.locator(".by-bot").count()
    page.locator("#question").fill(text)
    page.locator("form.ask button").click()
    expect(page.locator(".by-bot")).to_have_count(before + 1)


def paragraphs(page: Page) -> str:
    """Give the newest answer as REST gives it: what the county says, then sources and mark."""
    texts = page.locator(".by-bot").last.locator("> p:not(.who)").all_inner_texts()
    return "\n".join(texts)


def test_the_notice_and_a_whole_conversation(page: Page, system: RunningSystem) -> None:
    county = about(system)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text(county["mark"]["en"]).first).to_be_visible()
    expect(page.locator("main")).to_contain_text("As of Wednesday, April 3")
    expect(page.locator("countyline-widget")).to_have_count(0)
    ask(page, FIRST)
    assert page.url.endswith("/ask?language=en")
    rest = f"form-{uuid4()}"
    assert paragraphs(page) == system.ask(rest, FIRST).text
    ask(page, "taxes and deeds")
    asked = system.ask(rest, "taxes and deeds")
    choices = page.locator(".by-bot form button")
    titles = [choice["title"] for choice in asked.answer["choices"]]
    expect(choices).to_have_text(titles)
    choices.first.click()
    expect(page.locator(".by-resident")).to_have_count(3)
    expect(page.locator(".by-resident").last).to_contain_text(titles[0])
    expect(page.locator(".by-bot")).to_have_count(3)
    assert paragraphs(page) == system.ask(rest, titles[0]).text
    ask(page, "i want to talk to a person")
    expect(page.locator(".by-bot").last).to_contain_text("Your case number is")
    page.get_by_role("link", name=re.compile("notice", re.IGNORECASE)).last.click()
    expect(page.locator("h1")).to_be_visible()


def test_in_spanish(visits: Visits, system: RunningSystem) -> None:
    page = visits.page("/", **PLAIN, locale="es-MX")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    ask(page, "¿cómo pago mi impuesto de la propiedad?")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    asked = system.ask(f"form-{uuid4()}", "¿cómo pago mi impuesto de la propiedad?")
    assert paragraphs(page) == asked.text
    # The other language shows the same conversation, each entry in its own.
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".by-bot")).to_have_attribute("lang", "es")


def test_the_way_back_keeps_the_language(visits: Visits) -> None:
    """A browser that prefers Spanish, and a resident who has chosen English."""
    page = visits.page("/ask?language=en", **PLAIN, locale="es-MX")
    page.get_by_role("link", name="Back to the notice").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_topic_is_asked_with_one_press(page: Page, system: RunningSystem) -> None:
    entry = about(system)["menu"]["en"][1]
    page.locator("#ask").get_by_role("button", name=entry["title"], exact=True).click()
    expect(page.locator(".by-resident")).to_have_count(1)
    expect(page.locator(".by-resident")).to_contain_text(entry["message"])
    expect(page.locator(".by-bot")).to_have_count(1)


def test_pressing_twice_and_reloading_send_once(page: Page) -> None:
    page.locator("#question").fill(FIRST)
    page.locator("form.ask button").dblclick()
    expect(page.locator(".by-bot")).to_have_count(1)
    page.reload()
    expect(page.locator(".by-resident")).to_have_count(1)
    expect(page.locator(".by-bot")).to_have_count(1)


def test_going_back_and_sending_again_sends_once(page: Page) -> None:
    ask(page, FIRST)
    page.go_back()
    # The same form with its hidden name of the message, as the browser kept it.
    page.locator("#question").fill(FIRST)
    page.locator("form.ask button").click()
    expect(page.locator(".by-bot")).to_have_count(1)
    expect(page.locator(".by-resident")).to_have_count(1)


def test_an_empty_form_is_not_sent(page: Page) -> None:
    page.locator("form.ask button").click()
    expect(page.locator("#question:invalid")).to_be_visible()
    page.locator("#question").fill("   ")
    page.locator("form.ask button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".by-resident")).to_have_count(0)
    expect(page.locator("#question")).to_be_visible()


def test_a_text_that_is_too_long_is_cut_and_the_resident_is_told(page: Page) -> None:
    expect(page.locator("#question")).to_have_attribute("maxlength", "2000")
    ask(page, f"{FIRST}? " + "please " * 270)
    said = page.locator(".by-resident").inner_text()
    assert len(said) < 1200
    expect(page.locator(".by-bot")).to_contain_text(
        "Your message was long, so I read only the first part."
    )


def test_a_conversation_is_nobody_elses(page: Page, visits: Visits) -> None:
    ask(page, FIRST)
    cookie = next(each for each in page.context.cookies() if "conversation" in each["name"])
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["path"] == "/ask"
    other = visits.page("/ask?language=en", **PLAIN)
    expect(other.locator(".by-resident")).to_have_count(0)


def test_an_address_that_is_not_there_leads_on(visits: Visits) -> None:
    window = visits.window(**PLAIN)
    page = window.new_page()
    response = page.goto("/nowhere")
    assert response is not None
    assert response.status == 404
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text("As of Wednesday, April 3")
    page.get_by_role("link", name="Back to the notice").click()
    expect(page.locator("#ask")).to_be_visible()


@pytest.fixture
def printed(visits: Visits) -> Iterator[Page]:
    """The notice as it goes to paper, in a browser that runs scripts."""
    page = visits.page("/en/")
    expect(page.locator("countyline-widget .launcher")).to_be_visible()
    page.emulate_media(media="print")
    yield page


def test_on_paper_there_is_the_notice_and_nothing_to_press(
    printed: Page, system: RunningSystem
) -> None:
    expect(printed.locator("countyline-widget")).to_be_hidden()
    expect(printed.locator("#ask")).to_be_hidden()
    expect(printed.locator("form.ask")).to_be_hidden()
    expect(printed.get_by_role("button").filter(visible=True)).to_have_count(0)
    expect(printed.locator("h1")).to_be_visible()
    mark = about(system)["mark"]["en"]
    expect(printed.get_by_text(mark).first).to_be_visible()
    expect(printed.locator("#sources")).to_be_visible()
    # What is folded on the screen, cannot be unfolded on paper.
    pages = printed.pdf(format="Letter").count(b"/Type /Page\n")
    assert pages <= 2
