"""What the one action utters: on REST the record, the card and the new context go along."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.service import AnswerService
from countyline.answers.basis import read_basis
from countyline.answers.context import read_context
from countyline.card import read_card
from tests.actions.trackers import tracker, understood

Uttered = tuple[dict[str, Any], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ActionAnswer]:
    """The action on the example, with a folder and a database of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNTYLINE_VAR", str(tmp_path_factory.mktemp("var")))
        for name in ("STATUS", "NOW", "NOW_OFFSET", "DATABASE_URL"):
            patch.delenv(f"COUNTYLINE_{name}", raising=False)
        yield ActionAnswer(AnswerService.from_environment())


@pytest.fixture
def lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ActionAnswer:
    """The action with a database that is none."""
    broken = tmp_path / "broken.db"
    broken.write_text("no database at all " * 100, encoding="utf-8")
    monkeypatch.setenv("COUNTYLINE_VAR", str(tmp_path))
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", f"sqlite:///{broken}")
    return ActionAnswer(AnswerService.from_environment())


def utter(action: ActionAnswer, given: Tracker) -> Uttered:
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, given, {}))
    (message,) = dispatcher.messages
    return message, events


def slot_of(events: list[dict[str, Any]]) -> Any:
    (event,) = events
    assert (event["event"], event["name"]) == ("slot", "context")
    return event["value"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["status/open", "person/human", "deadlines/penalty"])
def test_on_rest_the_card_and_the_context_go_along(
    action: ActionAnswer, name: str, language: str
) -> None:
    given = tracker(understood(name, language), metadata={"message_id": f"{name}-{language}"})
    message, events = utter(action, given)
    custom = message["custom"]
    assert custom.keys() == {"answer", "card", "context"}
    assert custom["context"] == slot_of(events)
    card = read_card(custom["card"])
    assert card is not None and card.text == message["text"]
    context = read_context(json.loads(json.dumps(custom["context"])))
    assert context.last == card
    assert context.language == language


def test_the_context_that_comes_back_carries_the_conversation(action: ActionAnswer) -> None:
    asked = understood("status/open", subjects=[{"id": "collection"}])
    shown = utter(action, tracker(asked))[0]["custom"]["context"]
    other = {"topic": "marriage_license", "aspect": "get", "subjects": ["marriage_license"]}
    place = understood("location/where", fragment=True)
    message, _ = utter(action, tracker(place, other, {"context": shown}))
    assert message["custom"]["answer"]["subjects"] == ["collection"]


def test_on_another_connector_only_the_text_is_said(action: ActionAnswer) -> None:
    message, events = utter(action, tracker(understood("status/open"), input_channel="callback"))
    assert message["custom"] == {}
    assert slot_of(events)["topic"] == "status"


def test_a_case_that_is_not_kept_leaves_the_conversation_where_it_was(lost: ActionAnswer) -> None:
    before = {"language": "en", "topic": "status", "aspect": "open", "subjects": ["collection"]}
    given = tracker(understood("person/human"), metadata={"context": before})
    message, events = utter(lost, given)
    custom = message["custom"]
    assert custom.keys() == {"answer", "card"}
    assert custom["answer"]["degraded"]
    card = read_card(custom["card"])
    assert card is not None and card.text == message["text"]
    assert card.paragraphs[0].startswith("I could not save your question")
    assert card.source is not None and card.mark is not None
    assert read_context(slot_of(events)) == read_context(before)


def test_one_message_id_is_one_case(action: ActionAnswer) -> None:
    given = tracker(understood("person/human"), metadata={"message_id": "desk-1"})
    numbers = {utter(action, given)[0]["custom"]["answer"]["case"]["id"] for _ in range(3)}
    assert len(numbers) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_text_message_is_uttered_with_its_rest_beside_it(
    action: ActionAnswer, language: str
) -> None:
    texted = tracker(
        understood("contact/whom", language=language), metadata={"channel": "sms"}
    )
    message, events = utter(action, texted)
    custom = message["custom"]
    shown, _ = utter(action, tracker(understood("contact/whom", language=language)))
    assert custom["answer"] == shown["custom"]["answer"]
    assert set(custom) == {"answer", "card", "context", "rest"}
    assert slot_of(events)["last"] == custom["card"]
    rest = custom["rest"]
    assert all(isinstance(text, str) and text for text in rest)
    assert message["text"].endswith(("MORE for the rest.", "para el resto.")) == bool(rest)


def test_nothing_left_is_an_empty_rest_and_other_channels_have_none(action: ActionAnswer) -> None:
    message, _ = utter(action, tracker(understood("voting/id"), metadata={"channel": "sms"}))
    assert message["custom"]["rest"] == []
    message, _ = utter(action, tracker(understood("voting/id"), metadata={"channel": "web"}))
    assert "rest" not in message["custom"]


def test_a_lost_database_is_texted_too(lost: ActionAnswer) -> None:
    message, _ = utter(lost, tracker(understood("person/human"), metadata={"channel": "sms"}))
    assert message["text"].startswith("I could not save your question just now.")
    assert message["custom"]["answer"]["degraded"] is True
    assert "816-881-3232" in " ".join([message["text"], *message["custom"]["rest"]])


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_call_is_answered_with_its_first_part_and_the_others_beside_it(
    action: ActionAnswer, language: str
) -> None:
    asked = understood("status/open", language=language)
    message, events = utter(action, tracker(asked, metadata={"channel": "voice"}))
    shown, _ = utter(action, tracker(asked))
    custom = message["custom"]
    assert custom["answer"] == shown["custom"]["answer"]
    assert set(custom) == {"answer", "card", "context", "rest"}
    assert custom["card"] == {"paragraphs": [message["text"]], "source": None, "mark": None}
    assert custom["rest"]
    for said in (message["text"], *custom["rest"]):
        assert not any(one.isdigit() for one in said), said
    last = slot_of(events)["last"]
    assert len(last["paragraphs"]) + 1 >= len(custom["rest"])


def test_a_draft_for_a_voicemail_is_worded_for_a_screen(action: ActionAnswer) -> None:
    asked = understood("status/open")
    drafted, _ = utter(action, tracker(asked, metadata={"channel": "voice", "medium": "screen"}))
    shown, _ = utter(action, tracker(asked, metadata={"channel": "web"}))
    assert drafted["text"] == shown["text"]
    assert "rest" not in drafted["custom"]


def test_a_lost_database_is_told_to_a_caller_too(lost: ActionAnswer) -> None:
    message, _ = utter(lost, tracker(understood("person/human"), metadata={"channel": "voice"}))
    assert message["text"].startswith("I could not save your question just now")
    assert "eight one six" in " ".join([message["text"], *message["custom"]["rest"]])


def test_whoever_keeps_what_the_answer_was_made_from_gets_it(action: ActionAnswer) -> None:
    asked = understood("status/open", subjects=[{"id": "collection"}])
    message, _ = utter(action, tracker(asked, metadata={"basis": True}))
    basis = read_basis(json.loads(json.dumps(message["custom"]["basis"])))
    assert basis.question.parts[0].subjects == ("collection",)
    assert (basis.revision, basis.is_saved) == (1, True)
    assert "basis" not in utter(action, tracker(asked))[0]["custom"]


def test_a_rehearsal_opens_no_case(action: ActionAnswer) -> None:
    rehearsed = tracker(understood("person/human"), metadata={"channel": "rehearsal"})
    message, _ = utter(action, rehearsed)
    assert message["custom"]["answer"]["case"] is None


@pytest.mark.parametrize("channel", [None, "web", "sms"])
def test_plain_rest_promises_nothing_whatever_channel_it_names(
    action: ActionAnswer, channel: str | None
) -> None:
    named = {"channel": channel} if channel else {}
    closed = understood("status/open", subjects=[{"id": "recorder_of_deeds"}])
    wish = understood("reopening/notify", subjects=[{"id": "recorder_of_deeds"}])
    for asked in (closed, wish):
        message, _ = utter(action, tracker(asked, metadata=named))
        assert message["custom"].keys() <= {"answer", "card", "context", "rest"}
        assert not any("watch:" in one["id"] for one in message["custom"]["answer"]["choices"])
    assert "cannot send notices" in message["text"]


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_a_desk_may_promise_what_it_does_not_promise_already(
    action: ActionAnswer, channel: str
) -> None:
    desk = {"channel": channel, "basis": True}
    closed = understood("status/open", subjects=[{"id": "recorder_of_deeds"}])
    custom = utter(action, tracker(closed, metadata=desk))[0]["custom"]
    assert [one["id"] for one in custom["answer"]["choices"]] == ["watch:recorder_of_deeds"]
    assert custom["may_change"] is True
    known = {**desk, "context": {"watching": ["recorder_of_deeds"]}}
    told = utter(action, tracker(closed, metadata=known))[0]["custom"]
    assert told["answer"]["choices"] == []
    # The desk says it anew with each message: what was wished for may have been told meanwhile.
    assert "watching" not in told["context"]
    assert read_basis(told["basis"]).context.watching == ("recorder_of_deeds",)
    wish = understood("reopening/notify", subjects=[{"id": "recorder_of_deeds"}])
    assert utter(action, tracker(wish, metadata=desk))[0]["custom"]["watches"]
