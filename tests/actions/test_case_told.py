"""“What happened to my request?” is answered from the case, whatever staff have done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.answer import ActionAnswer
from actions.service import AnswerService
from countyline.cases.ids import find_ids
from countyline.cases.staff import Role, StaffMember
from countyline.database.engine import open_engine
from countyline.desk.switchboard import Switchboard
from countyline.settings import Settings
from tests.actions.test_answer import utter
from tests.actions.trackers import tracker, understood

ANA = StaffMember("ana", "Ana Diaz", Role.AGENT)


@pytest.fixture
def action(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ActionAnswer:
    monkeypatch.setenv("COUNTYLINE_VAR", str(tmp_path))
    for name in ("STATUS", "NOW", "NOW_OFFSET", "DATABASE_URL"):
        monkeypatch.delenv(f"COUNTYLINE_{name}", raising=False)
    return ActionAnswer(AnswerService.from_environment())


@pytest.fixture
def switchboard(action: ActionAnswer) -> Iterator[Switchboard]:
    engine = open_engine(Settings.from_environment().database_url)
    yield Switchboard(engine, lambda: datetime.now(UTC))
    engine.dispose()


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_became_of_a_case_is_told(
    action: ActionAnswer, switchboard: Switchboard, language: str
) -> None:
    asked = tracker(understood("person/human", language), metadata={"message_id": "m-1"})
    case = utter(action, asked)[0]["custom"]["answer"]["case"]["id"]

    def told() -> tuple[str, str]:
        message, _ = utter(action, tracker(understood("person/case", language)))
        answer = message["custom"]["answer"]
        assert (answer["kind"], answer["case"]["id"]) == ("handoff", case)
        return message["text"], answer["case"]["state"]

    waits, has, closed, noted = {
        "en": ("has not picked it up yet", "with a staff member", "is closed", "Staff noted: "),
        "es": ("no lo ha tomado", "ya lo tiene una persona", "está cerrado", "Nota del personal: "),
    }[language]
    text, state = told()
    assert (state, waits in text) == ("open", True)
    switchboard.claim(case, ANA)
    text, state = told()
    assert (state, has in text) == ("claimed", True)
    assert "Ana" not in text
    switchboard.release(case, ANA)
    assert told()[1] == "open"
    switchboard.close(case, ANA, "Receipt mailed on Friday.")
    text, state = told()
    assert (state, closed in text) == ("closed", True)
    assert f"{noted}Receipt mailed on Friday." in text
    assert "Ana" not in text


def case_of(action: ActionAnswer, name: str, turn: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """Ask, and give the text and the case that it tells of."""
    given = {"message_id": turn}
    message, _ = utter(action, tracker(understood(name, **more), metadata=given, text=turn))
    return message["text"], message["custom"]["answer"]["case"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_asking_again_names_the_case_that_waits(
    action: ActionAnswer, switchboard: Switchboard, language: str
) -> None:
    opened, waits, taken, hours = {
        "en": ("I have sent", "already waiting for a person", "A staff member has", "8 a.m."),
        "es": ("Envié", "ya está esperando", "Una persona del personal ya", "8 a. m."),
    }[language]
    text, case = case_of(action, "person/human", "m-1", language=language)
    assert opened in text
    # The same message once more is the same reply.
    assert case_of(action, "person/human", "m-1", language=language) == (text, case)
    text, again = case_of(action, "person/human", "m-2", language=language)
    assert again == case
    assert (opened in text, waits in text, hours in text) == (False, True, True)
    assert text.count(case["id"]) == 1
    switchboard.claim(case["id"], ANA)
    text, again = case_of(action, "person/human", "m-3", language=language)
    assert (again["id"], again["state"]) == (case["id"], "claimed")
    assert (taken in text, "Ana" in text) == (True, False)
    switchboard.close(case["id"], ANA, "done")
    text, new = case_of(action, "person/human", "m-4", language=language)
    assert new["id"] != case["id"]
    assert opened in text
    text, again = case_of(action, "person/human", "m-2", language=language)
    assert (again["id"], again["state"]) == (case["id"], "closed")


def test_asking_again_on_another_connector_is_one_case_too(action: ActionAnswer) -> None:
    def said(turn: str) -> str:
        given = tracker(
            understood("person/human"), metadata={"message_id": turn}, input_channel="callback"
        )
        return str(utter(action, given)[0]["text"])

    texts = [said("m-1"), said("m-2")]
    [number] = {number for text in texts for number in find_ids(text)}
    assert f"Your case {number} is already waiting for a person." in texts[1]


def test_another_matter_is_another_case_and_both_are_told(
    action: ActionAnswer, switchboard: Switchboard
) -> None:
    _, ticket = case_of(action, "vehicle/ticket", "m-1")
    _, receipt = case_of(action, "receipts/urgent", "m-2")
    assert ticket["id"] != receipt["id"]
    text, told = case_of(action, "person/case", "m-3")
    assert told == receipt
    assert ticket["id"] in text
    switchboard.close(receipt["id"], ANA, "Receipt mailed.")
    text, told = case_of(action, "person/case", "m-4")
    assert (told["id"], told["state"]) == (receipt["id"], "closed")
    assert "Receipt mailed." in text
    assert f"Case {ticket['id']} is open." in text


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("vehicle/ticket", "they pulled me over", "ticket"),
        ("person/human", "a person, i got a late fee", "penalty"),
        ("person/human", "una persona, mi cuenta está mal", "personal_account"),
        ("receipts/urgent", "i need it today", "deadline_today"),
        ("person/human", "a person", None),
    ],
)
def test_a_case_says_why_it_presses(
    action: ActionAnswer, switchboard: Switchboard, name: str, text: str, kind: str | None
) -> None:
    message, _ = utter(action, tracker(understood(name), text=text))
    file = switchboard.file(message["custom"]["answer"]["case"]["id"])
    assert file is not None
    assert file.case.sensitivity == kind
    assert file.case.is_sensitive == (kind is not None)
