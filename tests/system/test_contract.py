"""Every turn: at least one text and exactly one well-formed `custom.answer`."""

import json
from typing import Any

import pytest

from tests.system.contract import unknown_names, violations
from tests.system.messages import ALL, COMMANDS, MARKUP, OTHER_LANGUAGES
from tests.system.system import System


@pytest.fixture(scope="module")
def published(county: System) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        (county.publication / "revisions" / "000001" / "status.json").read_bytes()
    )
    return document


@pytest.mark.parametrize("message", ALL, ids=lambda message: ascii(message[:40]))
def test_every_message_gets_a_well_formed_answer(
    county: System, resident: str, published: dict[str, Any], message: str
) -> None:
    reply = county.ask(resident, message)
    assert violations(reply, resident) == []
    assert unknown_names(reply, published) == []
    assert not reply["degraded"]
    assert reply["revision"] == 1


def test_one_long_conversation_keeps_the_contract(county: System, resident: str) -> None:
    broken = {
        message[:60]: wrong
        for message in ALL
        if (wrong := violations(county.ask(resident, message), resident))
    }
    assert broken == {}


@pytest.mark.parametrize("message", OTHER_LANGUAGES)
def test_another_language_gets_one_bilingual_sentence(
    county: System, resident: str, message: str
) -> None:
    reply = county.ask(resident, message)
    assert (reply["language"], reply["kind"]) == ("und", "clarify")
    english, spanish, person = (choice["title"] for choice in reply["choices"])
    assert (english, spanish) == ("English", "Español")
    assert "person" in person
    assert "English" in reply.text
    assert "español" in reply.text
    assert "816-881-3232" in reply.text


def test_the_choice_of_a_language_holds(county: System, resident: str) -> None:
    county.ask(resident, OTHER_LANGUAGES[0])
    assert county.ask(resident, "Español")["language"] == "es"
    assert county.ask(resident, "ok")["language"] == "es"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_slash_is_no_command(county: System, resident: str, command: str) -> None:
    county.ask(resident, "¿está abierto el registro el viernes?")
    county.ask(resident, command)
    after = county.ask(resident, "¿y la oficina de tasación?")
    assert after["subjects"] == ["assessment"]
    assert after["language"] == "es"


@pytest.mark.parametrize("message", MARKUP)
def test_markup_is_never_echoed(county: System, resident: str, message: str) -> None:
    replies = [county.ask(resident, message), county.ask(resident, "i want a person")]
    for reply in replies:
        assert "<" not in reply.text
        assert "javascript" not in reply.text
        assert "evil.example" not in reply.text


def test_a_message_that_shows_nothing_is_answered(county: System, resident: str) -> None:
    reply = county.ask(resident, "\u200b \x00")
    assert reply.text
    assert reply["case"] is None
