"""Pages for when there is none to show."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from countyline.page.addresses import Links
from countyline.page.trouble import Trouble, render_trouble, render_unpublished, trouble_of
from countyline.status.model import LANGUAGES, Language
from tests.answers.asking import snapshot, wording
from tests.page.markup_tree import Element, parsed
from tests.page.pages import LINKS, STALE

DOCUMENT = snapshot("2024-04-03")
PLAIN = Links(pages={})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", get_args(Trouble))
def test_it_says_so_in_both_languages_with_what_is_known(
    trouble: Trouble, language: Language
) -> None:
    tree = parsed(
        render_trouble(
            trouble, DOCUMENT, wording(), language, DOCUMENT.sent, mark="replay", links=PLAIN
        )
    )
    assert tree.one("html").attributes["lang"] == language
    first, second = tree.all("section")
    other: Language = "es" if language == "en" else "en"
    assert second.attributes["lang"] == other
    parts: dict[Language, Element] = {language: first, other: second}
    for spoken, part in parts.items():
        assert wording().say(spoken, "page", trouble) in part.text
        assert DOCUMENT.incident["headline"].text.said_in(spoken) in part.text
        assert "816-881-3232" in part.text
        assert f"/{spoken}/" in {link.attributes["href"] for link in part.all("a")}
    assert re.search("As of Wednesday, April 3|Información del miércoles 3", first.text)
    assert tree.classed("mark")
    assert len(tree.all("h1")) == 1


def test_a_stale_headline_is_not_told_as_news() -> None:
    page = render_trouble(
        "failed", DOCUMENT, wording(), "en", DOCUMENT.sent + STALE, mark=None, links=LINKS
    )
    tree = parsed(page)
    assert "The county has not confirmed this since Wednesday, April 3" in tree.text
    assert "El condado no lo ha confirmado desde el miércoles 3 de abril" in tree.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_so_when_nothing_was_ever_published(language: Language) -> None:
    tree = parsed(render_unpublished(wording(), language, PLAIN))
    first, second = tree.all("section")
    titles = {one: wording().say(one, "page", "unpublished_title") for one in LANGUAGES}
    assert tree.one("h1").text == first.one("h1").text == titles[language]
    assert second.one("h2").text in titles.values()
    assert titles[language] in tree.one("title").raw
    nothing = render_trouble(
        "busy", None, wording(), language, DOCUMENT.sent, mark=None, links=PLAIN
    )
    assert wording().say(language, "page", "busy") in parsed(nothing).text


@pytest.mark.parametrize(("status", "trouble"), [
    (404, "not_found"), (410, "gone"), (429, "busy"), (400, "refused"), (403, "refused"),
    (405, "refused"), (500, "failed"), (503, "failed"),
])  # fmt: skip
def test_http_knows_what_it_means(status: int, trouble: Trouble) -> None:
    assert trouble_of(status) == trouble
