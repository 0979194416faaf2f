"""The headline says by the settings of the moment that it is a replay, and holds its parts."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from countyline.card import Card, card_of
from countyline.headline import (
    LAST_RESORT,
    LAST_WORDS,
    SpokenCounty,
    headline,
    help_message,
    spoken_county,
    spoken_headline,
    texted_headline,
)
from countyline.revision import Revision
from countyline.segments import is_gsm, segments
from tests.understanding.published import FALLBACK, STATUS

NOW = datetime(2024, 4, 3, 13, tzinfo=timezone.utc)
MARKS: Mapping[str, Any] = {
    "en": {"replay": "Replay, not live", "exercise": "Exercise, not live"},
    "es": {"replay": "Repetición, no en vivo", "exercise": "Simulacro, no en vivo"},
}


def revision(mode: str) -> Revision:
    return Revision(4, {**STATUS, "mode": mode}, {**FALLBACK, "marks": MARKS})


@pytest.fixture(autouse=True)
def own_county(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A county that serves a document of its own at the real time."""
    monkeypatch.setenv("COUNTYLINE_STATUS", str(tmp_path / "status.yml"))
    for name in ("COUNTYLINE_NOW", "COUNTYLINE_NOW_OFFSET"):
        monkeypatch.delenv(name, raising=False)


def test_who_drilled_and_goes_live_keeps_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTYLINE_NOW", "2024-04-03T08:00:00-05:00")
    drilled = headline(revision("actual"), "es", NOW)
    assert drilled.text == "es fresh headline · Repetición, no en vivo"
    assert drilled.answer["replay"] is True
    monkeypatch.delenv("COUNTYLINE_NOW")
    live = headline(revision("actual"), "es", NOW)
    assert live.text == "es fresh headline"
    assert live.answer["replay"] is False


@pytest.mark.parametrize("mode", ["exercise", "test"])
def test_an_exercise_says_so_and_a_replay_of_it_says_replay(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert headline(revision(mode), "en", NOW).text == "en fresh headline · Exercise, not live"
    monkeypatch.setenv("COUNTYLINE_NOW_OFFSET", "-60")
    assert headline(revision(mode), "en", NOW).text == "en fresh headline · Replay, not live"


def test_a_revision_of_an_earlier_program_is_said_as_it_stands() -> None:
    old = Revision(1, {**STATUS, "mode": "exercise"}, FALLBACK)
    assert headline(old, "en", NOW).text == "en fresh headline"


def test_the_headline_turns_stale_after_its_review_time() -> None:
    review = datetime(2024, 4, 4, 13, tzinfo=timezone.utc)
    second = timedelta(seconds=1)
    assert headline(revision("actual"), "es", review).text == "es fresh headline"
    assert headline(revision("actual"), "es", review + second).text == "es stale headline"


def test_a_broken_fallback_gives_the_last_resort() -> None:
    broken: list[Any] = [
        {},
        {"en": {}},
        {**FALLBACK, "review_by": "soon"},
        {**FALLBACK, "en": 5},
        {**FALLBACK, "marks": 5},
    ]
    for fallback in broken:
        said = headline(Revision(1, STATUS, fallback), "en", NOW)
        assert said.text == LAST_RESORT
        assert said.answer["degraded"] is True
        assert said.as_json()["card"] == Card((LAST_RESORT,)).as_json()


def test_the_headline_leaves_the_conversation_where_it_was() -> None:
    for said in (headline(revision("actual"), "en", NOW), headline(None, "en", NOW)):
        assert said.as_json().keys() == {"answer", "basis", "card"}


PARTS = Card(("The systems are down.", "Staff contact: 816-881-3232."), "As of Wednesday")


def with_parts(parts: object, mode: str = "exercise") -> Revision:
    known = revision(mode)
    said = {**FALLBACK["en"]["fresh"], "text": PARTS.text, "card": parts}
    fallback = {**known.fallback, "en": {"fresh": said, "stale": said}}
    return Revision(4, known.status, fallback)


def test_the_mark_takes_its_place_among_the_parts() -> None:
    said = headline(with_parts(PARTS.as_json()), "en", NOW)
    assert said.card == Card(PARTS.paragraphs, "As of Wednesday", "Exercise, not live")
    assert said.text == f"{PARTS.text} · Exercise, not live"
    assert headline(with_parts(PARTS.as_json(), "actual"), "en", NOW).card == PARTS


@pytest.mark.parametrize(
    "parts", [None, "text", [], {}, {"paragraphs": [5]}, Card(("Other words.",)).as_json()]
)
def test_without_parts_of_this_very_text_each_line_is_one(parts: object) -> None:
    said = headline(with_parts(parts), "en", NOW)
    assert said.text == f"{PARTS.text} · Exercise, not live"
    assert said.card == card_of(said.text)
    assert said.card.paragraphs[-1] == "As of Wednesday · Exercise, not live"


TEXTED = Card(("Offices closed Wed Apr 3.",), "As of Wed Apr 3 8am. · More: jacksongov.org")
TEXTING: Mapping[str, Any] = {
    "en": {
        "marks": {"replay": "REPLAY, not live.", "exercise": "EXERCISE, not live."},
        "more": ["Reply MORE."],
        "help": "Jackson County. Reply STOP to opt out.",
    }
}


def with_texts(mode: str = "exercise") -> Revision:
    known = with_parts(PARTS.as_json(), mode)
    said = {**known.fallback["en"]["fresh"], "text_card": TEXTED.as_json()}
    fallback = {**known.fallback, "en": {"fresh": said, "stale": said}, "texting": TEXTING}
    return Revision(4, known.status, fallback)


def test_the_headline_for_a_text_message_is_short_and_bears_its_mark() -> None:
    said = texted_headline(with_texts(), "en", NOW)
    assert said.messages == (
        "Offices closed Wed Apr 3. As of Wed Apr 3 8am.\nMore: jacksongov.org EXERCISE, not live.",
    )
    assert said.answer == headline(with_texts(), "en", NOW).answer
    assert texted_headline(with_texts("actual"), "en", NOW).card == TEXTED


def test_a_revision_of_an_earlier_program_is_texted_as_it_stands() -> None:
    said = texted_headline(with_parts(PARTS.as_json()), "en", NOW)
    assert said.messages[0].startswith("The systems are down. As of Wednesday\n")
    assert is_gsm(said.messages[0])


def test_nothing_published_is_texted_in_both_languages() -> None:
    for language in ("en", "es"):
        (message,) = texted_headline(None, language, NOW).messages
        assert segments(message).count <= 2
        assert "contact the county" in message
        assert "contacte al condado" in message


def test_help_says_how_to_opt_out_and_that_it_is_not_live() -> None:
    assert help_message(with_texts(), "en") == (
        "Jackson County. Reply STOP to opt out. EXERCISE, not live."
    )
    assert help_message(with_texts("actual"), "en") == "Jackson County. Reply STOP to opt out."
    assert help_message(revision("actual"), "en") is None
    assert help_message(None, "es") is None


SPOKEN = Card(("The offices are closed today.",), "as of Wednesday at eight in the morning")
SPEAKING: Mapping[str, Any] = {
    "en": {
        "county": "Jackson County",
        "marks": {"replay": "a replay, not live", "exercise": "an exercise, not live"},
        "notices": {"replay": "Replay, not live.", "exercise": "Exercise, not live."},
        "hours": "Staff answer Monday to Friday, eight to five.",
        "website": "jacksongov dot org",
    }
}


def with_speech(mode: str = "exercise") -> Revision:
    known = with_parts(PARTS.as_json(), mode)
    said = {**known.fallback["en"]["fresh"], "spoken_card": SPOKEN.as_json()}
    fallback = {**known.fallback, "en": {"fresh": said, "stale": said}, "speaking": SPEAKING}
    return Revision(4, known.status, fallback)


def test_the_headline_for_the_phone_is_in_words_and_bears_its_mark() -> None:
    said = spoken_headline(with_speech(), "en", NOW)
    assert said.messages == (
        "The offices are closed today; "
        "as of Wednesday at eight in the morning, an exercise, not live.",
    )
    assert said.answer == headline(with_speech(), "en", NOW).answer
    assert spoken_headline(with_speech("actual"), "en", NOW).card == SPOKEN


def test_a_revision_of_an_earlier_program_is_said_without_its_sources() -> None:
    said = spoken_headline(with_parts(PARTS.as_json()), "en", NOW)
    assert said.messages == (
        "The systems are down. Staff contact: 816-881-3232; Exercise, not live.",
    )


def test_nothing_published_is_said_in_the_language_of_the_voice() -> None:
    for language in ("en", "es"):
        (said,) = spoken_headline(None, language, NOW).messages
        assert said == LAST_WORDS[language]


def test_what_is_said_of_the_county_tells_that_it_is_not_live() -> None:
    known = SpokenCounty(
        "Jackson County", "Exercise, not live.",
        "Staff answer Monday to Friday, eight to five.", "jacksongov dot org",
    )  # fmt: skip
    assert spoken_county(with_speech(), "en") == known
    live = spoken_county(with_speech("actual"), "en")
    assert live is not None and live.notice is None
    assert spoken_county(with_speech(), "es") is None
    assert spoken_county(revision("actual"), "en") is None
    assert spoken_county(None, "en") is None
