"""A headline answer says that it is a replay or an exercise by the settings of the moment."""

from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from countyline.understanding.headline import headline
from countyline.understanding.publication import Revision
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
