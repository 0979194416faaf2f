"""The conversation without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest

from countyline.page.addresses import AskForm, Links
from countyline.page.conversation import Said, Status, render_conversation
from countyline.page.menu import MenuEntry
from countyline.status.model import LANGUAGES, Language
from tests.answers.asking import snapshot, wording
from tests.page.markup_tree import Element, parsed

DOCUMENT = snapshot("2024-04-03")
SENT = DOCUMENT.sent
LINKS = Links(pages={"en": "/ask?language=en", "es": "/ask?language=es"})
FORM = AskForm("/ask", "token", (MenuEntry("How do I pay?", "How do I pay my taxes?"),))
ASKED = Said("resident", ("is the recorder open friday",), SENT, "en")
ANSWERED = Said(
    "bot", ("The office is likely closed.", "See jacksongov.org."), SENT + timedelta(seconds=2),
    "en", "As of Wednesday, April 3, 8:00 a.m.", "Replay of a past event, not live",
    ("Ask a person", "How to pay"),
)  # fmt: skip
HELPED = Said("staff", ("This is Dana.",), SENT + timedelta(minutes=5), "en")


def talk(*entries: Said, language: Language = "en", **more: Any) -> Element:
    given: dict[str, Any] = {"mark": None, "links": LINKS, "form": FORM, "address": "/ask#newest"}
    return parsed(
        render_conversation(
            entries, more.pop("document", DOCUMENT), wording(), language, SENT, **given | more
        )
    )


def test_who_said_what_and_when() -> None:
    (first, second, third) = talk(ASKED, ANSWERED, HELPED).one("ol").all("li")
    assert first.text == "You Wednesday, April 3, 8:00 a.m. is the recorder open friday"
    assert first.one("time").attributes["datetime"] == "2024-04-03T08:00:00-05:00"
    assert second.text.startswith("Automatic answer Wednesday, April 3, 8:00 a.m. The office is")
    assert "As of Wednesday, April 3, 8:00 a.m. · Replay of a past event, not live" in second.text
    assert third.text.startswith("County staff Wednesday, April 3, 8:05 a.m. This is Dana.")
    assert third.attributes["id"] == "newest"


def test_choices_post_their_title_while_nothing_was_said_after_them() -> None:
    tree = talk(ASKED, ANSWERED)
    (form,) = tree.by_id("newest").all("form")
    assert (form.attributes["action"], form.attributes["method"]) == ("/ask", "post")
    assert [(one.attributes["name"], one.attributes["value"]) for one in form.all("button")] == [
        ("text", "Ask a person"), ("text", "How to pay"),
    ]  # fmt: skip
    assert {one.attributes["name"]: one.attributes["value"] for one in form.all("input")} == {
        "language": "en", "csrf_token": "token",
    }  # fmt: skip
    assert not talk(ASKED, ANSWERED, ASKED).one("ol").all("form")


def test_the_form_and_the_way_back_are_there() -> None:
    tree = talk(ASKED, ANSWERED)
    assert tree.by_id("ask").all("textarea")
    hrefs = [link.attributes["href"] for link in tree.all("a")]
    assert "/ask#newest" in hrefs
    assert "/en/" in hrefs
    assert not [one for one in tree.all("meta") if "http-equiv" in one.attributes]


def test_before_anything_is_asked() -> None:
    tree = talk()
    assert "You have not asked anything yet." in tree.text
    assert tree.by_id("ask").one("h2").text == "Ask a question"


def test_each_message_is_in_its_own_language() -> None:
    entries = [
        Said("resident", ("¿está abierto?",), SENT, "es"),
        Said("bot", ("I speak English and Spanish. / Hablo inglés y español.",), SENT, "und"),
        ANSWERED,
    ]
    spanish, unknown, english = talk(*entries).one("ol").all("li")
    assert spanish.attributes["lang"] == "es"
    assert spanish.classed("who")[0].attributes["lang"] == "en"
    assert "lang" not in unknown.attributes
    assert "lang" not in english.attributes
    spanish, _, english = talk(*entries, language="es").one("ol").all("li")
    assert "lang" not in spanish.attributes
    assert english.attributes["lang"] == "en"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", get_args(Status))
def test_what_became_of_a_message_is_said_first(status: Status, language: Language) -> None:
    tree = talk(ASKED, status=status, language=language)
    said = wording().say(language, "page", status)
    (box,) = (one for one in tree.all("p") if one.attributes.get("role") in ("status", "alert"))
    assert said in box.text
    failed = status not in ("saved", "waiting", "with_staff")
    assert (box.attributes["role"] == "alert") == failed
    order = tree.one("main").all()
    assert order.index(box) < order.index(tree.one("ol"))


def test_what_could_not_be_taken_is_not_lost() -> None:
    tree = talk(ASKED, status="too_long", draft="a very <long> message")
    assert tree.one("textarea").raw == "a very <long> message"


def test_who_could_not_be_heard_is_told_whom_to_call() -> None:
    assert "816-881-3232" in talk(ASKED, status="not_saved").text
    assert "816-881-3232" not in talk(ASKED, status="saved").text


def test_no_page_reloads_by_itself() -> None:
    """It would take away what is being written (WCAG 2.2.1)."""
    for status in get_args(Status):
        tree = talk(ASKED, status=status)
        assert not [one for one in tree.all("meta") if "http-equiv" in one.attributes]
        assert tree.all("textarea")


def test_a_conversation_is_kept_from_search_engines_and_bears_its_mark() -> None:
    tree = talk(ASKED, mark="replay")
    assert "noindex" in {one.attributes["content"] for one in tree.all("meta")
                         if "content" in one.attributes}  # fmt: skip
    assert tree.one("title").raw.startswith("Replay of a past event, not live")
    assert not tree.all("script")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works_when_nothing_was_ever_published(language: Language) -> None:
    tree = talk(ASKED, language=language, document=None, status="not_saved")
    assert tree.one("html").attributes["lang"] == language
    assert len(tree.all("h1")) == 1
    assert "is the recorder open friday" in tree.text
