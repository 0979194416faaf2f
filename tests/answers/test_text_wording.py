"""The words for text messages: they stand for a long form, say as much, and keep the voice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from countyline.answers.wording import COMMON
from countyline.segments import is_gsm, plain, segments
from countyline.status.model import LANGUAGES, Language
from countyline.status.reading_grade import grade, words
from tests.answers.test_wording import (
    CERTAINTY_WORDS,
    FAMILIAR_FORMS,
    HARDEST_GRADE,
    LONG_ENOUGH_TO_GRADE,
    VALUES,
    WITHOUT_ACCENT,
    placeholders,
    templates,
    tree,
    wording,
)

PARTS = {"sentences", "unsaid", "titles"}


def forms(content: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The forms for text messages of one wording file."""
    found: Mapping[str, Any] = content.get("texts", {}).get(kind, {})
    return found


def texts(language: Language) -> Iterator[tuple[str, str, str]]:
    """Every template that has a form for text messages: topic, key and that form."""
    for topic, content in tree(language).items():
        for key, template in forms(content, "sentences").items():
            yield topic, key, str(template)


def of_aspects(language: Language, kind: str) -> Iterator[tuple[str, str, str]]:
    for topic, content in tree(language).items():
        for aspect, said in forms(content, kind).items():
            yield topic, aspect, str(said)


def filled(language: Language) -> Iterator[tuple[str, str]]:
    """Every form for text messages with plausible values."""
    values = {**VALUES[language], "place": ""}
    for topic, key, _ in texts(language):
        yield f"{topic}.{key}", plain(wording().texted.say(language, topic, key, **values))
    for topic, aspect, said in of_aspects(language, "unsaid"):
        whole = wording().texted.say(language, COMMON, "unsaid", what=said)
        yield f"{topic}/{aspect} unsaid", whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stands_for_a_long_form_and_needs_no_more_values(language: Language) -> None:
    long = {(topic, key): template for topic, key, template in templates(language)}
    for topic, key, template in texts(language):
        assert placeholders(template) <= placeholders(long[topic, key]), f"{topic}.{key}"
    for kind in ("unsaid", "titles"):
        for topic, aspect, _ in of_aspects(language, kind):
            assert aspect in tree(language)[topic]["aspects"], f"{topic}/{aspect}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_else_stands_among_them(language: Language) -> None:
    for topic, content in tree(language).items():
        assert content.get("texts", {}).keys() <= PARTS, topic


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_is_left_out_only_where_it_is_said_elsewhere(language: Language) -> None:
    """The title of a document is left out, and who is meant where it was named before."""
    long = {(topic, key): template for topic, key, template in templates(language)}
    left_out = {
        name
        for topic, key, template in texts(language)
        for name in placeholders(long[topic, key]) - placeholders(template)
    }
    assert left_out <= {"offices", "names"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_certainty_keeps_its_fixed_words(language: Language) -> None:
    fixed = CERTAINTY_WORDS[language]
    for name, text in filled(language):
        is_likely = "likely_" in name
        assert (fixed["likely"] in text.lower()) == is_likely, f"{name}: {text}"
        if re.search(r"[./]unsaid|unsaid$|_unsaid", name) and "can" not in name:
            assert fixed["unsaid"].lower() in text.lower(), f"{name}: {text}"
    texted = dict(filled(language))
    assert fixed["not_confirmed"] in texted["common.not_confirmed_since"]


def test_english_needs_the_alphabet_of_the_phone_alone() -> None:
    assert [text for _, text in filled("en") if not is_gsm(plain(text))] == []


def test_spanish_does_without_the_letters_that_cost_half_the_room() -> None:
    """But for the names of some days, and where an accent costs nothing."""
    costly = {key for _, key, text in texts("es") if not is_gsm(text.replace("{", ""))}
    assert costly == {"weekday_sat"}
    unsaid = [text for _, _, text in of_aspects("es", "unsaid")]
    assert [text for text in unsaid if not is_gsm(text)] == []
    titles = [title for _, _, title in of_aspects("es", "titles")]
    assert [title for title in titles if not is_gsm(title)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_takes_more_than_two_segments(language: Language) -> None:
    for name, text in filled(language):
        assert segments(plain(text)).count <= 2, name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unwanted", ["[!¡]", r"\b\d{1,2}/\d{1,2}\b", r"(?i)\b(soon|pronto)\b"])
def test_nobody_reads(language: Language, unwanted: str) -> None:
    assert [name for name, text in filled(language) if re.search(unwanted, text)] == []


def test_spanish_says_usted_and_has_its_accents() -> None:
    for name, text in filled("es"):
        assert not re.search(FAMILIAR_FORMS, text), f"{name}: {text}"
        assert not re.search(WITHOUT_ACCENT, text), f"{name}: {text}"
        assert text.count("?") == text.count("¿"), f"{name}: {text}"


@pytest.mark.parametrize(("name", "text"), list(filled("en")))
def test_long_ones_are_read_with_ease(name: str, text: str) -> None:
    if len(words(text)) >= LONG_ENOUGH_TO_GRADE:
        assert grade(text) <= HARDEST_GRADE, f"{name}: {text}"
