"""What callers hear when the desk is dead: in both languages, dated, marked, twice, and TwiML."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.page.fallback import calls_when_down, spoken_twiml
from countyline.speech import speech_of
from countyline.status.model import LANGUAGES
from tests.answers.asking import SNAPSHOTS, snapshot, wording
from tests.channels.twiml_rules import checked
from tests.page.pages import actual
from tests.page.test_static_site import RELATIVE_DAYS, files


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_headline_is_heard_twice_in_each_language(name: str) -> None:
    document = snapshot(name)
    said = calls_when_down(document, wording(), document.sent, replay=True)
    assert [language for language, _ in said] == ["en", "es"] * 4
    for language in LANGUAGES:
        opening, once, again, goodbye = (speech.text for one, speech in said if one == language)
        assert document.organization.name.said_in(language) in opening
        assert again.endswith(once)
        assert {"en": "a replay", "es": "una repetición"}[language] in once
        # A week later it still says of which day it tells.
        as_of = {"en": "as of Wednesday, April third", "es": "información del miércoles tres de"}
        assert as_of[language].lower() in once.lower() or name != "2024-04-03"
        assert not re.search(r"\d|https?:|\.org", once)
        assert not re.search(RELATIVE_DAYS, once.replace("de la mañana", ""))
        assert goodbye
    # Whoever speaks Spanish need not guess that it comes.
    assert "Para español" in said[1][1].text


def test_what_is_past_its_review_time_is_not_confirmed() -> None:
    document = actual(snapshot("2024-04-03"))
    later = document.sent + timedelta(days=30)
    said = calls_when_down(document, wording(), later, replay=False)
    assert "The county has not confirmed this since" in said[2][1].text
    assert "El condado no lo ha confirmado desde" in said[3][1].text


def test_it_stands_among_the_files_and_twilio_knows_all_of_it() -> None:
    root = checked(files(snapshot("2024-04-03"))["fallback/voice.xml"])
    assert {verb.tag for verb in root} == {"Say", "Pause", "Hangup"}
    assert root[-1].tag == "Hangup"
    assert [say.attrib["language"] for say in root.iter("Say")][:2] == ["en-US", "es-US"]


@given(st.lists(st.text(), max_size=3))
def test_whatever_a_document_says_twilio_can_read_it(sentences: list[str]) -> None:
    speech = speech_of(["\x0b<Redirect>&\ufffe", *sentences], "en", "slow")
    root = checked(spoken_twiml([("en", speech), ("es", speech)]))
    for say in root.iter("Say"):
        assert "".join("".join(say.itertext()).split()) == "".join(speech.text.split())
