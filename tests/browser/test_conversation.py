"""A whole conversation, in both languages, beside the same one over REST."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from docs.running_system import Reply, RunningSystem
from tests.browser.chat import Chat, read
from tests.browser.desk import about
from tests.browser.texts import button_words
from tests.browser.watching import Visits

_CASE = re.compile(r"\b\w{2}-\w{2,3}\b")


@dataclass(frozen=True)
class Script:
    """What a resident does in one language."""

    language: str
    address: str
    typed: str
    unclear: str
    person: str


SCRIPTS = (
    Script(
        language="en",
        address="/en/",
        typed="is the recorder open friday",
        unclear="taxes and deeds",
        person="i want to talk to a person",
    ),
    Script(
        language="es",
        address="/es/",
        typed="¿está abierta la oficina de recaudación el viernes?",
        unclear="quiero registrar",
        person="quiero hablar con una persona",
    ),
)


def told(reply: Reply) -> str:
    """Give what REST says, without the number that each case has of its own."""
    return _CASE.sub("#", reply.text)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.language)
def test_a_whole_conversation(script: Script, system: RunningSystem, visits: Visits) -> None:
    page = visits.page(script.address)
    chat = Chat(page, script.language).open()
    rest = f"browser-{uuid4()}"
    county = about(system)
    mark = county["mark"][script.language]
    entry = county["menu"][script.language][0]
    expect(chat.panel).to_contain_text(mark)
    expect(chat.panel.get_by_role("heading", level=2)).to_have_text(
        county["county"][script.language]
    )

    menu = chat.press(chat.topics.first)
    assert chat.own_texts() == [entry["message"]]
    assert read(menu).text == told(system.ask(rest, entry["message"]))

    typed = read(chat.ask(script.typed))
    assert typed.text == told(system.ask(rest, script.typed))
    assert typed.mark == mark
    assert typed.language == script.language
    links = chat.answers.nth(1).locator(".source").get_by_role("link")
    expect(links.first).to_have_attribute("href", re.compile(r"^https://www\.jacksongov\.org"))
    expect(links.first).to_have_attribute("target", "_blank")
    expect(links.first).to_have_accessible_name(re.compile(re.escape(chat.words["newTab"])))

    unclear = read(chat.ask(script.unclear))
    asked = system.ask(rest, script.unclear)
    assert asked.answer["kind"] == "clarify"
    assert unclear.text == told(asked)
    titles = tuple(choice["title"] for choice in asked.answer["choices"])
    assert unclear.choices == titles
    expect(chat.choices).to_have_text(list(titles))

    chosen = read(chat.press(chat.choices.first))
    assert chosen.text == told(system.ask(rest, titles[0]))
    # What was chosen cannot be chosen again.
    expect(chat.answers.nth(2).get_by_role("button")).to_have_count(0)

    handed = chat.ask(script.person)
    asked = system.ask(rest, script.person)
    assert asked.answer["kind"] == "handoff"
    assert _CASE.sub("#", read(handed).text) == told(asked)
    expect(handed).to_contain_text(chat.words["connecting"])
    expect(handed.locator(".case")).to_have_text(_CASE)

    assert chat.own_texts() == [
        entry["message"],
        script.typed,
        script.unclear,
        titles[0],
        script.person,
    ]


def test_the_widget_changes_its_language(chat: Chat) -> None:
    chat.ask("is the recorder open friday")
    chat.panel.get_by_role("button", name="Español").click()
    spanish = Chat(chat.page, "es")
    expect(spanish.input).to_be_visible()
    expect(chat.panel).to_have_attribute("lang", "es")
    # What was said stays in the language in which it was said, and is marked so.
    expect(spanish.answers.first).to_have_attribute("lang", "en")
    answer = spanish.ask("¿cómo pago mi impuesto de la propiedad?")
    expect(answer).to_have_attribute("lang", "es")
    spanish.close.click()
    expect(spanish.launcher).to_have_accessible_name(button_words("es")["LABEL"])


def test_a_new_conversation_begins_when_the_resident_says_so(chat: Chat) -> None:
    chat.ask("is the recorder open friday")
    chat.start_over.click()
    expect(chat.no).to_be_focused()
    chat.no.click()
    expect(chat.start_over).to_be_focused()
    expect(chat.answers).to_have_count(1)
    chat.start_over.click()
    chat.yes.click()
    expect(chat.answers).to_have_count(0)
    expect(chat.own).to_have_count(0)
    chat.ask("and collection?")
    assert chat.own_texts() == ["and collection?"]


def test_more_than_is_kept_is_told_before_it_is_sent(chat: Chat) -> None:
    chat.input.fill("x" * 1001)
    expect(chat.panel).to_contain_text(chat.words["over"])
    chat.input.fill("x" * 950)
    expect(chat.panel).to_contain_text(chat.words["left"].replace("{n}", "50"))
    chat.input.fill("   ")
    chat.input.press("Enter")
    expect(chat.panel).to_contain_text(chat.words["empty"])
    expect(chat.input).to_be_focused()
    expect(chat.own).to_have_count(0)


def test_a_social_security_number_is_hidden_from_the_resident_too(chat: Chat) -> None:
    chat.ask("my social is 123-45-6789, is it stolen")
    expect(chat.own.first).to_contain_text("[###]")
    assert "123-45-6789" not in chat.page.content()


def addresses(page: Page) -> list[str]:
    """Give where the scripts of the widget come from."""
    found: list[str] = page.evaluate(
        "() => performance.getEntriesByType('resource').map(each => each.name)"
    )
    return found


def test_nothing_of_the_panel_is_fetched_before_the_click(visits: Visits) -> None:
    page = visits.page("/en/")
    chat = Chat(page)
    expect(chat.launcher).to_be_visible()
    before = addresses(page)
    assert any("/widget.js" in address for address in before)
    assert not any("/panel.js" in address or "/webhooks/" in address for address in before)
    chat.open()
    assert any("/panel.js" in address for address in addresses(page))
