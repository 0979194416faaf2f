"""The page's own words: used, plain, and the same in both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
import yaml

import countyline.page
from countyline.page.conversation import Status
from countyline.page.trouble import Trouble
from countyline.status.model import LANGUAGES, Language
from countyline.status.reading_grade import grade, words
from tests.answers.asking import ROOT, SNAPSHOTS, snapshot
from tests.answers.wording_calls import literals
from tests.page.pages import STALE, page

CODE = Path(countyline.page.__file__).parent
HARDEST_GRADE = 8


def sentences(language: Language) -> dict[str, str]:
    file = ROOT / "data" / language / "wording" / "page.yml"
    found: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))["sentences"]
    return found


def test_every_sentence_is_used() -> None:
    assert sentences("en").keys() - literals(CODE) == set()


@pytest.mark.parametrize("key", [*get_args(Status), *get_args(Trouble)])
def test_every_outcome_has_its_sentence(key: str) -> None:
    assert all(key in sentences(language) for language in LANGUAGES)


@pytest.mark.parametrize("name", SNAPSHOTS)
@pytest.mark.parametrize("age", [timedelta(0), STALE], ids=["fresh", "stale"])
def test_the_page_is_read_with_ease(name: str, age: timedelta) -> None:
    tree = page(snapshot(name), "en", snapshot(name).sent + age)
    paragraphs = [one.text for one in tree.one("main").all("p") if one.text.endswith(".")]
    assert len(paragraphs) > 10
    whole = " ".join(paragraphs)
    assert grade(whole) <= HARDEST_GRADE
    named = tree.by_id("other").text  # names of services in a row are no sentence to grade
    for text in paragraphs:
        if len(words(text)) >= 25 and text not in named:
            assert grade(text) <= HARDEST_GRADE + 2, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
@pytest.mark.parametrize("age", [timedelta(0), STALE], ids=["fresh", "stale"])
def test_no_date_is_a_bare_number_and_none_lacks_its_weekday(
    language: Language, name: str, age: timedelta
) -> None:
    text = page(snapshot(name), language, snapshot(name).sent + age).one("body").text
    notice = re.sub(r"us-mo-jackson-\S+", "", text)
    assert not re.search(r"\b\d{1,2}/\d{1,2}\b|\b\d{4}-\d{2}-\d{2}\b", notice)
    days = {"en": r"\w+day,? (?:\w+ \d+(?:, | and )?)*$", "es": r"(?:lunes|martes|miércoles|jueves|viernes|sábados?|domingo) (?:\d+ de \w+(?:, | y )?)*$"}  # noqa: E501
    months = {"en": r"(?:March|April|May|June|July) \d+", "es": r"\d+ de (?:marzo|abril|mayo|junio|julio)"}  # noqa: E501
    for found in re.finditer(months[language], notice):
        before = notice[max(0, found.start() - 60) : found.start()]
        assert re.search(days[language], before.replace("Saturdays", "Saturday")), (
            before + found.group()
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_waits_or_promises(language: Language) -> None:
    for text in sentences(language).values():
        assert not re.search(r"(?i)\bsoon\b|shortly|pronto|en breve|sorry|lo sentimos|[!¡]", text)
