"""What the desk relies on: its context wins and comes back, and a message may be sent again."""

from __future__ import annotations

import http.client
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from queue import SimpleQueue
from threading import Event
from urllib.parse import urlsplit

import pytest

from tests.system.contract import ANSWER, joined, violations
from tests.system.stand_in import says_json, sleeps, standing_in
from tests.system.system import SNAPSHOTS, Reply, System

RECORDER = "is the recorder of deeds open friday"
UNCLEAR = "asdf recordr assesmnt which one"
PERSON = "i want a person"


def cases_of(system: System, conversation: str) -> int:
    with closing(sqlite3.connect(system.var / "countyline.db")) as database:
        query = "SELECT count(*) FROM cases WHERE conversation = ?"
        return int(database.execute(query, (conversation,)).fetchone()[0])


def sent_to(system: System, sender: str, message_id: str) -> http.client.HTTPConnection:
    """Send a message and give the connection, on which there is no answer yet."""
    address = urlsplit(system.rest)
    assert address.hostname is not None
    body = {"sender": sender, "message": RECORDER, "metadata": {"message_id": message_id}}
    connection = http.client.HTTPConnection(address.hostname, address.port)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", address.path, json.dumps(body), headers)
    return connection


# The context


def test_what_was_shown_wins_over_what_rasa_remembers(county: System, resident: str) -> None:
    shown = county.ask(f"{resident}-shown", RECORDER).custom["context"]
    county.ask(resident, "how much is a marriage license")
    reply = county.ask(resident, "and assessment?", context=shown)
    assert (reply["topic"], reply["subjects"]) == ("status", ["assessment"])
    assert "Friday, April 5" in reply.text


def test_nothing_shown_yet_wins_too(county: System, resident: str) -> None:
    county.ask(resident, RECORDER)
    assert county.ask(resident, "where is that")["subjects"] == ["recorder_of_deeds"]
    stranger = county.ask(f"{resident}-stranger", "where is that")
    assert county.ask(resident, "where is that", context={}).text == stranger.text


def test_without_a_context_rasa_s_own_holds(county: System, resident: str) -> None:
    county.ask(resident, RECORDER)
    assert county.ask(resident, "and assessment?")["subjects"] == ["assessment"]


def test_the_language_of_what_was_shown_wins(county: System, resident: str) -> None:
    county.ask(resident, "¿está abierto el registro?")
    assert county.ask(resident, "ok", context={"language": "en"})["language"] == "en"
    county.ask(resident, "is the recorder open")
    assert county.ask(resident, "ok", context={"language": "es"})["language"] == "es"
    assert county.ask(resident, "ok", context={}, language="en")["language"] == "en"


def test_an_open_choice_that_was_never_shown_picks_nothing(county: System, resident: str) -> None:
    asked = county.ask(resident, "recorder")
    assert asked["choices"]
    reply = county.ask(resident, "1", context={})
    assert (reply["kind"], reply["subjects"]) == ("clarify", [])


def test_a_whole_conversation_lives_on_the_echoed_context(county: System, resident: str) -> None:
    """Each message goes to a conversation of its own, so that Rasa remembers nothing."""
    context: object = {}
    replies: list[Reply] = []
    for number, message in enumerate([RECORDER, "and assessment?", "where is that", "repeat"]):
        sender = f"{resident}-{number}"
        reply = county.ask(sender, message, context=context)
        assert violations(reply, sender) == []
        context = reply.custom["context"]
        replies.append(reply)
    assert replies[1]["topic"] == "status"
    assert [reply["subjects"] for reply in replies[1:3]] == [["assessment"], ["assessment"]]
    assert replies[3].text == replies[2].text
    assert replies[3].custom["card"] == replies[2].custom["card"]


def test_the_desk_may_say_that_it_capped_a_text(county: System, resident: str) -> None:
    reply = county.ask(resident, RECORDER, capped=True)
    assert reply.custom["card"]["paragraphs"][-1].endswith("so I read only the first part.")
    assert violations(reply, resident) == []


# The card


@pytest.mark.parametrize("message", [RECORDER, "¿puedo pagar por internet?", PERSON, "hello"])
def test_the_card_holds_the_text_in_its_parts(
    county: System, resident: str, message: str
) -> None:
    reply = county.ask(resident, message)
    card = reply.custom["card"]
    assert joined(card) == reply.text
    assert card["mark"] in {
        "Replay of a past event, not live",
        "Repetición de un suceso pasado, no en vivo",
    }
    assert (card["source"] is not None) == (reply["as_of"] is not None)


def test_danger_has_neither_source_nor_mark(county: System, resident: str) -> None:
    card = county.ask(resident, "someone is bleeding in the courthouse hallway").custom["card"]
    assert (len(card["paragraphs"]), card["source"], card["mark"]) == (1, None, None)


# A message that is sent again


def test_afterwards_it_gets_the_same_reply(county: System, resident: str) -> None:
    first = county.ask(resident, UNCLEAR, message_id="m-1")
    assert first["kind"] == "clarify"
    assert county.ask(resident, UNCLEAR, message_id="m-1") == first
    # Another message is another turn: it is not understood for the second time.
    assert county.ask(resident, UNCLEAR, message_id="m-2")["kind"] == "handoff"


def test_without_an_id_it_is_another_message(county: System, resident: str) -> None:
    assert county.ask(resident, UNCLEAR)["kind"] == "clarify"
    assert county.ask(resident, UNCLEAR)["kind"] == "handoff"


def test_another_conversation_may_use_the_same_id(county: System, resident: str) -> None:
    county.ask(resident, "hello", message_id="m-1")
    assert county.ask(f"{resident}-other", RECORDER, message_id="m-1")["kind"] == "answer"


def test_while_it_is_answered_all_get_the_same_reply_and_one_case(
    county: System, resident: str
) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(lambda _: county.ask(resident, PERSON, message_id="m-1"), range(8))
        )
    assert all(reply == replies[0] for reply in replies)
    assert replies[0]["kind"] == "handoff"
    assert cases_of(county, resident) == 1


@pytest.fixture
def deserted(changing: System) -> Iterator[System]:
    """Snapshot 1 is published; its action server is away until the test is over."""
    changing.actions.kill()
    yield changing
    if changing.actions.process is None:
        changing.serve(SNAPSHOTS[0])


def test_a_degraded_reply_is_tried_again(deserted: System, resident: str) -> None:
    degraded = deserted.ask(resident, RECORDER, message_id="m-1", context={})
    assert degraded["degraded"]
    assert violations(degraded, resident) == []
    deserted.actions.start()
    real = deserted.ask(resident, RECORDER, message_id="m-1", context={})
    assert (real["degraded"], real["subjects"]) == (False, ["recorder_of_deeds"])
    assert deserted.ask(resident, RECORDER, message_id="m-1", context={}) == real


def test_who_waits_for_a_slow_turn_waits_for_the_same_one(
    deserted: System, resident: str
) -> None:
    calls: SimpleQueue[None] = SimpleQueue()

    def slowly(request: BaseHTTPRequestHandler) -> None:
        calls.put(None)
        sleeps(12)(request)

    with standing_in(deserted.actions_port, slowly), ThreadPoolExecutor(2) as pool:
        first = pool.submit(deserted.ask, resident, RECORDER, message_id="m-1")
        calls.get(timeout=8)
        second = deserted.ask(resident, RECORDER, message_id="m-1")
        assert second == first.result()
    assert second["degraded"]
    assert calls.empty()


def test_a_turn_goes_on_when_the_desk_is_gone(deserted: System, resident: str) -> None:
    calls: SimpleQueue[None] = SimpleQueue()
    may_answer = Event()

    def when_it_may(request: BaseHTTPRequestHandler) -> None:
        calls.put(None)
        may_answer.wait(3)
        custom = {"answer": dict.fromkeys(ANSWER["required"])}
        says_json({"events": [], "responses": [{"text": "An answer.", "custom": custom}]})(request)

    with standing_in(deserted.actions_port, when_it_may), ThreadPoolExecutor(1) as pool:
        with closing(sent_to(deserted, resident, "m-1")):
            calls.get(timeout=8)
        picked_up = pool.submit(deserted.ask, resident, RECORDER, message_id="m-1")
        may_answer.set()
        assert picked_up.result().text == "An answer."
        assert deserted.ask(resident, RECORDER, message_id="m-1") == picked_up.result()
        assert calls.empty()


def test_when_rasa_forgot_it_too_there_is_still_one_case(changing: System, resident: str) -> None:
    first = changing.ask(resident, PERSON, message_id="m-1", context={})
    changing.rasa.kill()
    changing.rasa.start()
    second = changing.ask(resident, PERSON, message_id="m-1", context={})
    assert second == first
    assert cases_of(changing, resident) == 1
