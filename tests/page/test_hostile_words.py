"""Whatever stands in a document, a message or a form, it is read as words and does nothing."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from countyline.page.addresses import AskForm, Links
from countyline.page.conversation import Said, render_conversation
from countyline.page.linking import Linker
from countyline.page.menu import MenuEntry
from countyline.status.model import StatusDocument
from tests.answers.asking import snapshot, wording
from tests.page.markup_tree import Element, parsed
from tests.page.pages import LINKS, actual, changed, html, page

ATTACKS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "<!-- <script>",
    "\"><svg onload=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#60;",
    "\u2028\u2029\u202e ]]>",
)


def poisoned(document: StatusDocument, words: str) -> StatusDocument:
    """Put words into every text that residents read, and into every contact."""

    def poison(value: Any) -> Any:
        if isinstance(value, dict):
            if value.keys() >= {"en", "es"} and isinstance(value["en"], str):
                return {"en": f"A {words} b.", "es": f"A {words} b."}
            return {key: poison(one) for key, one in value.items()}
        return [poison(one) for one in value] if isinstance(value, list) else value

    def change(content: dict[str, Any]) -> None:
        for section, value in list(content.items()):
            content[section] = poison(value)
        for place in content["places"].values():
            place["address"] = {"street": words, "city": words, "state": "MO"}
        for contact in content["contacts"].values():
            contact["value"] = words
        for authority in content["authorities"].values():
            authority["website"] = words

    return changed(document, change)


def assert_harmless(tree: Element) -> None:
    """It holds no element and no attribute that the page of a plain document does not hold."""
    allowed = {(one.tag, name) for one in skeleton().all() for name in one.attributes}
    assert {one.tag for one in tree.all()} <= {one.tag for one in skeleton().all()}
    assert {(one.tag, name) for one in tree.all() for name in one.attributes} <= allowed
    for link in tree.all("a"):
        assert link.attributes["href"].startswith(("https://", "tel:+1", "mailto:", "#", "/"))


@cache
def skeleton() -> Element:
    return page(actual(snapshot("2024-04-03")))


@pytest.mark.parametrize("words", ATTACKS)
def test_a_hostile_document_is_only_read(words: str) -> None:
    document = poisoned(actual(snapshot("2024-04-03")), words)
    tree = page(document)
    assert_harmless(tree)
    assert " ".join(words.split()) in tree.one("main").text
    (data,) = (one for one in tree.all("script"))
    assert words in json.loads(data.raw)["text"]


@given(words=st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip())))
@settings(max_examples=40, deadline=None)
def test_any_words_in_a_document_are_only_read(words: str) -> None:
    document = poisoned(actual(snapshot("2024-04-03")), words)
    tree = page(document)
    assert_harmless(tree)
    (data,) = tree.all("script")
    assert json.loads(data.raw)["text"] == document.incident["headline"].text.en


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://x.us", "//x"])
def test_the_model_refuses_addresses_that_are_no_secure_sites(url: str) -> None:
    def portal(content: dict[str, Any]) -> None:
        content["portals"]["myjacksoncounty"]["url"] = url

    def source(content: dict[str, Any]) -> None:
        content["sources"]["release_april_2"]["url"] = url

    for change in (portal, source):
        with pytest.raises(ValidationError):
            changed(snapshot("2024-04-03"), change)


def test_an_address_cannot_leave_its_attribute() -> None:
    def change(content: dict[str, Any]) -> None:
        for source in content["sources"].values():
            source["url"] = "https://x.example/\"onmouseover='alert(1)'><script>"
        content["organization"]["website"] = 'https://x.example/"><script>'

    tree = page(changed(snapshot("2024-04-03"), change))
    assert not tree.all("script")
    assert "onmouseover" not in {name for one in tree.all() for name in one.attributes}


@pytest.mark.parametrize("text", [
    "Write to evil.example or pay at payments.jacksongov.org.evil.example",
    "payments.jacksongov.org@evil.example",
    "https://evil.example/payments.jacksongov.org",
    "xpayments.jacksongov.org and payments.jacksongov.orgs",
])  # fmt: skip
def test_only_the_countys_own_addresses_become_links(text: str) -> None:
    assert Linker(snapshot("2024-04-03")).link(text) == text


def test_the_countys_addresses_become_links() -> None:
    link = Linker(snapshot("2024-04-03")).link
    assert link("Pay at payments.jacksongov.org.") == (
        'Pay at <a href="https://payments.jacksongov.org">payments.jacksongov.org</a>.'
    )
    assert link("816-881-3232") == '<a href="tel:+18168813232">816-881-3232</a>'
    assert link("Write to IPP@jacksongov.org.") == (
        'Write to <a href="mailto:IPP@jacksongov.org">IPP@jacksongov.org</a>.'
    )
    assert link("See KCEB.org, ok") == 'See <a href="https://kceb.org">KCEB.org</a>, ok'


# What residents write


def talk(said: Said, **more: Any) -> str:
    document = snapshot("2024-04-03")
    return render_conversation(
        [said], document, wording(), "en", document.sent, mark=None, links=LINKS,
        form=AskForm("/ask", more.pop("token", "t")), address="/ask", **more,
    )  # fmt: skip


@given(words=st.text(min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_message_is_only_read(words: str) -> None:
    said = Said("resident", (words,), snapshot("2024-04-03").sent, "en", words, words, (words,))
    tree = parsed(talk(said, draft=words, status="too_long", token=words))
    assert not tree.all("script", "img")
    assert tree.one("textarea").raw.strip("\n\r") == words.replace("\r\n", "\n").replace(
        "\r", "\n").strip("\n\r") or "\r" in words or "\0" in words  # fmt: skip
    (token, *_) = (one for one in tree.all("input") if one.attributes["name"] == "csrf_token")
    assert token.attributes["value"] == words
    allowed = {"class", "id", "href", "lang", "name", "value", "action", "method", "type", "role"}
    names = {name for one in tree.one("main").all() for name in one.attributes}
    assert not {name for name in names - allowed if name.startswith(("on", "style"))}


def test_a_residents_own_addresses_are_no_links() -> None:
    said = Said("resident", ("see payments.jacksongov.org",), snapshot("2024-04-03").sent, "en")
    entry = parsed(talk(said)).by_id("newest")
    assert not entry.all("a")


def test_a_menu_is_escaped_too() -> None:
    form = AskForm("/ask", None, (MenuEntry('"><script>', '"><script>'),))
    assert "<script>" not in html(snapshot("2024-04-03"), ask=form, links=Links({"en": "/"}))
