"""How a page is built: for a screen reader, a browser without JavaScript, and a search engine."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest

from countyline.page.addresses import AskElsewhere, AskForm, Links, Widget
from countyline.page.menu import MenuEntry
from countyline.status.model import LANGUAGES, Language
from tests.page.markup_tree import Element, parsed
from tests.page.pages import DOCUMENTS, FRESH, STALE, actual, document_of, html, page, whole_page

MOST_BYTES = 50_000
EVERY_PAGE = [
    (name, language, age) for name in DOCUMENTS for language in LANGUAGES for age in (FRESH, STALE)
]


@pytest.fixture(params=EVERY_PAGE, ids=lambda one: f"{one[0]}-{one[1]}-{one[2].days}d")
def example(request: pytest.FixtureRequest) -> tuple[str, Language, timedelta]:
    found: tuple[str, Language, timedelta] = request.param
    return found


@pytest.fixture
def source(example: tuple[str, Language, timedelta]) -> str:
    return whole_page(*example)


@pytest.fixture
def tree(source: str) -> Element:
    return parsed(source)


def test_a_page_has_its_landmarks(
    tree: Element, example: tuple[str, Language, timedelta]
) -> None:
    _, language, _ = example
    assert tree.one("html").attributes["lang"] == language
    assert len(tree.all("h1")) == len(tree.all("main")) == len(tree.all("footer")) == 1
    assert tree.one("title").raw.strip()
    assert tree.all("a")[0].attributes["href"] == "#main"
    names = [nav.attributes.get("aria-label") or nav.attributes["aria-labelledby"]
             for nav in tree.all("nav")]  # fmt: skip
    assert len(set(names)) == len(names) == 2


def test_headings_go_down_step_by_step(tree: Element) -> None:
    levels = [int(one.tag[1]) for one in tree.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_every_link_within_the_page_arrives(tree: Element) -> None:
    ids = [one.attributes["id"] for one in tree.all() if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    naming = ("aria-labelledby", "aria-describedby", "for")
    named = [one.attributes[name] for one in tree.all() for name in naming
             if name in one.attributes]  # fmt: skip
    targets = [link.attributes["href"][1:] for link in tree.all("a", "use")
               if link.attributes["href"].startswith("#")]  # fmt: skip
    assert set(named) | set(targets) <= set(ids)


def test_links_say_where_they_lead(tree: Element) -> None:
    for link in tree.all("a"):
        assert link.text
        assert re.match(r"https://|tel:\+1\d{10}$|mailto:[^?]+$|[#/]", link.attributes["href"])


def test_state_is_a_word_beside_an_icon_that_is_not_read_out(tree: Element) -> None:
    badges = tree.classed("badge")
    assert badges
    for badge in badges:
        assert badge.text
        assert badge.all("svg")
    assert all(svg.attributes["aria-hidden"] == "true" for svg in tree.all("svg"))


def test_the_age_stands_before_everything_else_and_dates_have_their_weekday(
    tree: Element, example: tuple[str, Language, timedelta]
) -> None:
    (age,) = tree.classed("age")
    assert re.search(r"day, |\b(lunes|martes|miércoles|jueves|viernes|sábado|domingo) ", age.text)
    everything = [one for one in tree.all() if one is age or one.tag == "main"]
    assert everything[0] is age


def test_a_page_asks_for_nothing_else(source: str, tree: Element) -> None:
    assert not tree.all("script", "img", "iframe", "object", "embed", "video", "audio")
    loading = [link for link in tree.all("link") if link.attributes["rel"] not in
               ("alternate", "canonical")]  # fmt: skip
    (icon,) = (link.attributes["href"] for link in loading)
    assert icon.startswith("data:image/svg+xml,")
    style = tree.one("style").raw
    assert not re.search(r"url\(|@import|@font-face", style)


def test_there_is_no_inline_script_and_no_style_outside_the_sheet(tree: Element) -> None:
    for one in tree.all():
        assert "style" not in one.attributes
        assert not [name for name in one.attributes if name.startswith("on")]


def test_a_page_is_light(source: str) -> None:
    assert len(source.encode()) < MOST_BYTES


def test_both_languages_are_built_alike(example: tuple[str, Language, timedelta]) -> None:
    name, _, age = example
    shapes = [
        [(one.tag, one.attributes.get("id"), one.attributes.get("class"))
         for one in parsed(whole_page(name, language, age)).all() if one.tag not in ("a", "br")]
        for language in LANGUAGES
    ]  # fmt: skip
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_leads_to_the_other(language: Language) -> None:
    tree = page(document_of("2024-04-03"), language)
    other = "es" if language == "en" else "en"
    (switch,) = (link for link in tree.all("a") if "hreflang" in link.attributes)
    assert switch.attributes["hreflang"] == switch.attributes["lang"] == other
    assert switch.text == {"en": "English", "es": "Español"}[other]
    heads = {link.attributes["hreflang"]: link.attributes["href"]
             for link in tree.all("link") if "hreflang" in link.attributes}  # fmt: skip
    assert heads == {"en": "/en/", "es": "/es/"}


# Marks


@pytest.mark.parametrize(
    ("mark", "language", "words"),
    [("replay", "en", "Replay of a past event, not live"),
     ("replay", "es", "Repetición de un suceso pasado, no en vivo"),
     ("exercise", "en", "Exercise, not live"),
     ("exercise", "es", "Simulacro, no en vivo")],
)  # fmt: skip
def test_a_mark_stands_at_the_top_and_in_the_title(
    mark: str, language: Language, words: str
) -> None:
    tree = page(actual(document_of("2024-04-03")), language, mark=mark)
    (banner,) = tree.classed("mark")
    assert words in banner.text
    assert tree.one("title").raw.startswith(words)
    elements = tree.one("body").all()
    assert elements.index(banner) < elements.index(tree.one("header"))
    assert "noindex" in {meta.attributes["content"] for meta in tree.all("meta")
                         if meta.attributes.get("name") == "robots"}  # fmt: skip


@pytest.mark.parametrize("mode", ["exercise", "test"])
def test_a_document_that_is_not_real_is_marked_whoever_serves_it(mode: str) -> None:
    document = document_of("2024-04-03").model_copy(update={"mode": mode})
    (banner,) = page(document, mark=None).classed("mark")
    assert "Exercise, not live" in banner.text


def test_what_is_real_bears_no_mark() -> None:
    tree = page(actual(document_of("2024-04-03")))
    assert tree.classed("mark") == []
    headline = "A ransomware attack has closed three county offices"
    assert tree.one("title").raw == f"{headline} · Jackson County"


# Asking


def test_the_form_works_without_javascript() -> None:
    topics = (MenuEntry("How do I pay?", "How do I pay my taxes?"),)
    tree = page(document_of("2024-04-03"), "es", ask=AskForm("/ask", "tok&en", topics))
    forms = tree.by_id("ask").all("form")
    assert len(forms) == 2
    for form in forms:
        assert (form.attributes["action"], form.attributes["method"]) == ("/ask", "post")
        hidden = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
        assert hidden == {"language": "es", "csrf_token": "tok&en"}
    (button,) = forms[0].all("button")
    assert (button.attributes["name"], button.attributes["value"]) == ("text", topics[0].message)
    assert button.text == topics[0].title
    (area,) = forms[1].all("textarea")
    assert area.attributes["name"] == "text"
    assert "required" in area.attributes
    assert forms[1].one("label").attributes["for"] == area.attributes["id"]


def test_without_a_token_none_is_posted() -> None:
    tree = page(document_of("2024-04-03"), ask=AskForm("/ask"))
    assert {one.attributes["name"] for one in tree.all("input")} == {"language"}


def test_a_page_that_takes_no_questions_leads_to_where_they_are_taken() -> None:
    tree = page(document_of("2024-04-03"), ask=AskElsewhere("https://example.org/#ask"))
    assert not tree.all("form")
    (link,) = tree.by_id("ask").all("a")
    assert link.attributes["href"] == "https://example.org/#ask"


def test_without_a_place_to_ask_there_is_no_such_section() -> None:
    tree = page(document_of("2024-04-03"))
    assert not [one for one in tree.all("section") if one.attributes["id"] == "ask"]
    assert "#ask" not in {link.attributes["href"] for link in tree.all("a")}


def test_the_widget_is_one_deferred_script() -> None:
    widget = Widget("/widget.js", {"language": "en", "title-en": 'Ask "us"'}, nonce="n0")
    tree = page(document_of("2024-04-03"), widget=widget)
    (script,) = tree.all("script")
    assert script.attributes == {
        "src": "/widget.js", "defer": "", "nonce": "n0", "data-language": "en",
        "data-title-en": 'Ask "us"',
    }  # fmt: skip
    assert script.raw == ""


def test_the_public_address_is_told_once_it_is_known() -> None:
    links = Links(pages={"en": "/en/", "es": "/es/"}, public="https://help.example.gov")
    tree = page(document_of("2024-04-03"), "es", links=links)
    (canonical,) = (link for link in tree.all("link") if link.attributes["rel"] == "canonical")
    assert canonical.attributes["href"] == "https://help.example.gov/es/"
    others = {link.attributes["href"] for link in tree.all("link") if "hreflang" in link.attributes}
    assert others == {"https://help.example.gov/en/", "https://help.example.gov/es/"}


def test_a_page_says_which_notice_and_revision_it_is() -> None:
    footer = page(document_of("2024-04-03")).one("footer")
    assert "us-mo-jackson-2024-04-03, revision 3" in footer.text
    assert footer.one("a").attributes["href"] == "https://www.jacksongov.org"


def test_the_same_gives_the_same() -> None:
    assert html(document_of("2024-04-16"), "es") == html(document_of("2024-04-16"), "es")
