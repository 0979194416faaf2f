"""The words for the phone: they stand for a long form, say as much, and speak to a caller."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from countyline.answers.spoken_words import in_words
from countyline.answers.wording import COMMON
from countyline.cutting import WITH_NEXT, sentences
from countyline.status.model import LANGUAGES, Language
from countyline.status.reading_grade import grade, words
from tests.answers.test_wording import (
    CERTAINTY_WORDS,
    FAMILIAR_FORMS,
    LONG_ENOUGH_TO_GRADE,
    VALUES,
    WITHOUT_ACCENT,
    placeholders,
    templates,
    tree,
    wording,
)

NOT_SPOKEN = {"page"}
"""Words of the resident's page alone."""
OF_TEXTS = {"more", "more_plain", "link", "pick", "help_keyword"}
"""What is said in text messages alone."""
HARDEST_GRADE = 9
"""A sentence more to keep in mind is harder on the phone than one that goes on."""


def forms(language: Language) -> Iterator[tuple[str, str, str]]:
    """Every template that has a form for the phone: topic, key and that form."""
    for topic, content in tree(language).items():
        for key, template in content.get("spoken", {}).get("sentences", {}).items():  # type: ignore[attr-defined]
            yield topic, key, str(template)


def filled(language: Language) -> Iterator[tuple[str, str]]:
    """Every sentence as it is said on the phone, with plausible values."""
    values = {**VALUES[language], "place": ""}
    for topic, key, _ in templates(language):
        if topic not in NOT_SPOKEN and key not in OF_TEXTS:
            said = wording().spoken.say(language, topic, key, **values)
            yield f"{topic}.{key}", in_words(said, language).replace(WITH_NEXT, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_stands_for_a_long_form_and_needs_no_more_values(language: Language) -> None:
    long = {(topic, key): template for topic, key, template in templates(language)}
    for topic, key, template in forms(language):
        assert placeholders(template) <= placeholders(long[topic, key]), f"{topic}.{key}"
        lacking = placeholders(long[topic, key]) - placeholders(template)
        # How to reach a person is said in words; hours are said in a sentence of their own.
        assert lacking <= {"phones", "hours"}, f"{topic}.{key}"
    for topic, content in tree(language).items():
        spoken = content.get("spoken", {})
        assert spoken.keys() <= {"sentences", "unsaid", "titles"}, topic
        for kind in ("unsaid", "titles"):
            assert spoken.get(kind, {}).keys() <= content["aspects"].keys()  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_more_than_two_sentences(language: Language) -> None:
    for name, said in filled(language):
        assert len(list(sentences(said))) <= 2, f"{name}: {said}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_speaks_of_what_a_caller_cannot_see(language: Language) -> None:
    unseen = {
        "en": r"(?i)\b(e-mail here|below|above|button|tap|click|reply|link|your message|"
        r"text back|your text|i read|send me|ask me here|website address)\b",
        "es": r"(?i)\b(dejar aquí|abajo|arriba|botón|toque|haga clic|responda|enlace|su mensaje|"
        r"este mensaje|leí|envíemelo|pregúnteme aquí)\b",
    }[language]
    assert [(name, said) for name, said in filled(language) if re.search(unseen, said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_certainty_keeps_its_fixed_words(language: Language) -> None:
    fixed = CERTAINTY_WORDS[language]
    texts = dict(filled(language))
    for name, said in texts.items():
        assert (fixed["likely"] in said.lower()) == ("likely_" in name), f"{name}: {said}"
    for key in ("not_confirmed", "not_confirmed_since"):
        assert texts[f"common.{key}"].startswith(fixed["not_confirmed"])
    for key in [key for topic, key, _ in forms(language) if "unspecified" in key]:
        said = texts[f"openings.{key}"]
        assert fixed["unsaid"].lower() in said.lower(), said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unwanted", ["[!¡]", r"\d", r"(?i)\b(soon|pronto)\b", r",[.,]|  | [,.;]"])
def test_nobody_hears(language: Language, unwanted: str) -> None:
    assert [(name, said) for name, said in filled(language) if re.search(unwanted, said)] == []


def test_spanish_says_usted_and_has_its_accents() -> None:
    for name, said in filled("es"):
        assert not re.search(FAMILIAR_FORMS, said), f"{name}: {said}"
        assert not re.search(WITHOUT_ACCENT, said), f"{name}: {said}"
        assert said.count("?") == said.count("¿"), f"{name}: {said}"


@pytest.mark.parametrize(("topic", "key", "form"), list(forms("en")))
def test_long_ones_are_understood_with_ease(topic: str, key: str, form: str) -> None:
    said = dict(filled("en"))[f"{topic}.{key}"]
    if len(words(said)) >= LONG_ENOUGH_TO_GRADE and key != "language_choice":
        assert grade(said) <= HARDEST_GRADE, f"{topic}.{key}: {said}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_fits_in_a_question(language: Language) -> None:
    """What is a question on a button is a part of one on the phone."""
    for topic, content in tree(language).items():
        for aspect in content["aspects"]:
            title = wording().spoken.aspect(language, f"{topic}/{aspect}").title
            assert "?" not in title, f"{topic}/{aspect}: {title}"
    assert wording().spoken.say(language, COMMON, "a_person").islower()
