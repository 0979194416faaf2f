"""A conversation of staff's stays theirs, whatever Rasa forgets and whatever is killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.console.house import Person
from tests.system.staffed import Resident, Staffed, staffed

OFFICE = "is the recorder of deeds open friday"
PERSON = "i want to talk to a person"
REPLY = "We are asking the Recorder of Deeds."


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    with staffed(tmp_path_factory.mktemp("staffed")) as started:
        yield started


def handed_over(whole: Staffed) -> tuple[Resident, str]:
    """A resident asks about an office, then for a person; give them and the case."""
    resident = whole.resident()
    assert resident.ask("m-1", OFFICE)["answer"]["subjects"] == ["recorder_of_deeds"]
    offered = resident.ask("m-2", PERSON)
    assert offered["answer"]["kind"] == "handoff"
    return resident, str(offered["answer"]["case"]["id"])


def assert_bot_is_at_work(whole: Staffed) -> None:
    """Somebody else, who asks now, is answered by the bot itself."""
    answer = whole.resident().ask("m-1", OFFICE)["answer"]
    assert (answer["degraded"], answer["subjects"]) == (False, ["recorder_of_deeds"])


def has_it(person: Person, case: str) -> bool:
    return "You have this case." in person.get(f"/staff/cases/{case}").notices()


def reply_form(person: Person, case: str) -> dict[str, str]:
    inputs = person.get(f"/staff/cases/{case}").inputs
    return {"form_token": inputs["form_token"], "key": inputs["key"], "text_en": REPLY}


def test_rasas_sessions_expire_and_the_bot_stays_silent(whole: Staffed) -> None:
    resident, case = handed_over(whole)
    # The model is one that expires: each message began another session.
    assert whole.sessions(resident.conversation) >= 2
    ana = whole.staff_member("ana")
    assert ana.do(f"/staff/cases/{case}/claim").status == 303
    heard = whole.heard(resident.conversation)
    said = resident.authors()
    assert said == ["resident", "bot", "resident", "bot", "bot"]

    # What begins or restarts a session in a stock Rasa, through the desk and past it.
    for number, text in enumerate(["/session_start", "/restart", OFFICE]):
        resident.send(f"s-{number}", text)
    assert_bot_is_at_work(whole)
    assert whole.heard(resident.conversation) == heard
    whole.system.ask(resident.conversation, "/session_start")
    assert whole.sessions(resident.conversation) > 2
    resident.send("s-4", OFFICE)
    assert_bot_is_at_work(whole)
    assert resident.authors() == [*said, *["resident"] * 4]
    assert has_it(ana, case)


def test_all_is_killed_and_forgotten_and_nothing_is_said_twice(whole: Staffed) -> None:
    resident, case = handed_over(whole)
    ana = whole.staff_member("bea")
    assert ana.do(f"/staff/cases/{case}/claim").status == 303
    form = reply_form(ana, case)
    assert ana.send(f"/staff/cases/{case}/reply", form).status == 303
    resident.send("m-3", "thank you")
    before = resident.entries()

    # Rasa alone, then every process; what Rasa remembered is deleted each time.
    whole.restart(whole.system.rasa, forgetting=True)
    resident.send("m-3", "thank you")
    assert_bot_is_at_work(whole)
    whole.restart(*whole.programs, forgetting=True)

    # Everybody sends once more what they do not know to have arrived.
    resident.send("m-3", "thank you")
    assert ana.send(f"/staff/cases/{case}/reply", form).status == 303
    assert_bot_is_at_work(whole)
    assert [one["text"] for one in resident.entries()] == [one["text"] for one in before]
    assert [one["seq"] for one in resident.entries()] == [one["seq"] for one in before]
    assert has_it(ana, case)

    # The person gives it back: the bot knows what the conversation is about, though Rasa does not.
    assert whole.heard(resident.conversation) == 0
    assert ana.do(f"/staff/cases/{case}/release").status == 303
    where = resident.ask("m-4", "where is that")
    assert where["answer"]["subjects"] == ["recorder_of_deeds"]
    assert not where["answer"]["degraded"]
    assert resident.answers_to("m-3") == []
