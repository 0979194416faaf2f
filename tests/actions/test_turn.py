"""What is read out of Rasa's tracker."""

from __future__ import annotations

from typing import Any

import pytest

from actions.turn import read_turn
from countyline.answers.context import Context, read_context
from tests.actions.trackers import tracker, understood

SLOT = {"language": "en", "topic": "status", "aspect": "open", "subjects": ["collection"]}
SHOWN = {"language": "es", "topic": "hours", "aspect": "open_hours", "subjects": ["assessment"]}
ASKED = understood("status/open")


def test_what_the_resident_was_shown_wins_over_rasas_memory() -> None:
    assert read_turn(tracker(ASKED, SLOT, {"context": SHOWN})).context == read_context(SHOWN)


def test_nothing_shown_yet_wins_too() -> None:
    assert read_turn(tracker(ASKED, SLOT, {"context": {}})).context == Context()


@pytest.mark.parametrize("metadata", [{}, {"context": None}, {"context": []}, {"context": "x"}])
def test_without_a_context_in_the_request_rasas_memory_holds(metadata: dict[str, Any]) -> None:
    assert read_turn(tracker(ASKED, SLOT, metadata)).context == read_context(SLOT)


def test_a_blank_tracker_lives_on_what_is_sent_along() -> None:
    assert read_turn(tracker(ASKED, None, {"context": SHOWN})).context == read_context(SHOWN)
    assert read_turn(tracker(ASKED)).context == Context()


def test_the_desks_id_of_a_message_is_the_turns() -> None:
    assert read_turn(tracker(ASKED, None, {"message_id": "desk-7"})).id == "desk-7"
    assert read_turn(tracker(ASKED)).id == "of-rasa"


def test_the_desk_may_have_capped_the_text() -> None:
    assert read_turn(tracker(ASKED, None, {"capped": True})).question.capped
    assert not read_turn(tracker(ASKED)).question.capped
