"""Ready texts: the same in both languages, and nothing in them but what can be filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from countyline.console.canned import PLACES, load_canned, places_of
from countyline.problem import Problem
from countyline.running.current_status import CurrentStatusInService
from countyline.settings import PROJECT_ROOT
from countyline.status.model import LANGUAGES
from countyline.topics import TOPICS

ONE = "replies:\n  - {id: done, title: Done, text: 'Case {case}.'}\n"


def test_both_languages_have_the_same_places() -> None:
    for reply in load_canned(PROJECT_ROOT / "data").replies:
        english, spanish = (places_of(reply.texts[language]) for language in LANGUAGES)
        assert english == spanish <= PLACES
        assert reply.texts["en"] != reply.texts["es"]


def write(folder: Path, english: str, spanish: str) -> Path:
    for language, text in (("en", english), ("es", spanish)):
        (folder / language).mkdir()
        (folder / language / "canned.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (ONE, "replies: []"),
        (ONE, ONE.replace("done", "other")),
        (ONE, ONE.replace("{case}", "{wait}")),
        (ONE, ONE.replace("{case}", "{case")),
        (ONE, ONE.replace("{case}", "{}")),
        (ONE, "replies: 5"),
        (ONE, "["),
    ],
)
def test_what_cannot_be_filled_stops_the_start(tmp_path: Path, english: str, spanish: str) -> None:
    with pytest.raises(Problem, match="canned"):
        load_canned(write(tmp_path, english, spanish))


def test_the_current_answer_of_every_topic_is_an_answer_or_none(
    current: CurrentStatusInService,
) -> None:
    found = {topic: current.answer(topic, (), "en") for topic in TOPICS}
    assert found["status"]
    assert found["person"] is None
    assert current.answer("no such topic", (), "en") is None
    for language in LANGUAGES:
        answer = current.answer("status", ("recorder_of_deeds", "gone"), language)
        assert answer and "Recorder of Deeds" in answer


def test_what_is_known_comes_from_the_revision_in_service(
    current: CurrentStatusInService,
) -> None:
    known = current.known()
    assert known.county["en"] == "Jackson County"
    assert known.revision == 1
    assert known.mark
    assert known.headline["es"] != known.headline["en"]
    assert known.staff_hours["en"].startswith("Staff answer")
    assert known.subjects["recorder_of_deeds"] == "Recorder of Deeds"
