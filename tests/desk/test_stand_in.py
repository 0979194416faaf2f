"""What the desk says by itself, on each kind of channel."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from countyline.desk.stand_in import stand_in_for
from countyline.headline import LAST_TEXT, LAST_WORDS
from countyline.revision import PublicationReader
from tests.desk.scene import waiting_turn

NOW = datetime(2024, 4, 3, 13, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_message_gets_the_short_headline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COUNTYLINE_STATUS", str(tmp_path / "status.yml"))
    say = stand_in_for(PublicationReader(tmp_path), lambda: NOW)
    texted = say(waiting_turn(channel="sms", language=language))
    assert (texted.text, texted.rest, texted.headline) == (LAST_TEXT, (), True)
    on_the_web = say(waiting_turn(language=language))
    assert on_the_web.rest == ()
    assert on_the_web.text != texted.text
    assert on_the_web.answer == texted.answer


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_caller_gets_the_headline_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COUNTYLINE_STATUS", str(tmp_path / "status.yml"))
    say = stand_in_for(PublicationReader(tmp_path), lambda: NOW)
    said = say(waiting_turn(channel="voice", language=language))
    assert (said.text, said.rest, said.headline) == (LAST_WORDS[language], (), True)
    assert said.answer == say(waiting_turn(language=language)).answer
