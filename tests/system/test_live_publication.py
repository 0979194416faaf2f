"""The status document is the only truth: what it says now is what residents are told now."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.contract import violations
from tests.system.system import SNAPSHOTS, Reply, System

NOON = "2024-04-03T12:00:00-05:00"


class Editor:
    """A communications officer with the status document open."""

    def __init__(self, system: System, path: Path) -> None:
        self.system, self.path = system, path
        self.original = path.read_text(encoding="utf-8")
        self._digest = system.current()["digest"]

    def is_original(self, record: dict[str, Any]) -> bool:
        return bool(record["digest"] == self._digest)

    def replace(self, old: str, new: str) -> None:
        text = self.path.read_text(encoding="utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, section: str, entry: str) -> None:
        self.replace(f"\n{section}:\n", f"\n{section}:\n{entry}")

    @property
    def revision(self) -> int:
        return int(self.system.current()["revision"])

    def wait_for_revision_after(self, number: int) -> int:
        record = self.system.wait_until(lambda record: record["revision"] > number)
        assert record["error"] is None
        return int(record["revision"])

    def wait_for_error(self) -> str:
        return str(self.system.wait_until(lambda record: record["error"])["error"])


@pytest.fixture(scope="module")
def office(rasa_alone: System, tmp_path_factory: pytest.TempPathFactory) -> Editor:
    path = tmp_path_factory.mktemp("office") / "status.yml"
    shutil.copy(SNAPSHOTS[0], path)
    rasa_alone.serve(path, now=NOON)
    return Editor(rasa_alone, path)


@pytest.fixture
def editor(office: Editor) -> Iterator[Editor]:
    """The document as it was at first; what a test does to it is taken back."""
    yield office
    office.path.write_text(office.original, encoding="utf-8")
    office.system.wait_until(lambda record: record["error"] is None and office.is_original(record))


def asked_until(ask: Callable[[], Reply], holds: Callable[[Reply], object]) -> Reply:
    """Ask the same again until the answer is the new one."""
    deadline = time.monotonic() + 5
    while not holds(reply := ask()):
        assert time.monotonic() < deadline, reply
        time.sleep(0.1)
    return reply


def test_an_edited_fact_is_told_without_a_restart(editor: Editor, resident: str) -> None:
    def ask() -> Reply:
        return editor.system.ask(resident, "how much does it cost to pay online")

    before = ask()
    assert "$2.00" in before.text
    editor.replace("costs $2.00", "costs $3.50")
    after = asked_until(ask, lambda reply: "$3.50" in reply.text)
    assert "$2.00" not in after.text
    assert after["revision"] == before["revision"] + 1


def test_a_reopened_office_is_open_in_the_next_answer(editor: Editor, resident: str) -> None:
    closed = editor.system.ask(resident, "is the recorder open on monday april 8")
    assert closed["certainty"] == "unknown"
    editor.replace(
        "{from: 2024-04-04, through: 2024-04-05, certainty: expected}",
        "{from: 2024-04-04, through: 2024-04-12, certainty: confirmed}",
    )
    reply = asked_until(
        lambda: editor.system.ask(resident, "is the recorder open on monday april 8"),
        lambda reply: reply["revision"] > closed["revision"],
    )
    assert reply["certainty"] == "confirmed"
    assert "closed on Monday, April 8" in reply.text


NEW_OFFICE = """\
  animal_shelter:
    name: {en: Regional Animal Shelter, es: Refugio de Animales (Regional Animal Shelter)}
    aliases:
      en: [animal shelter, dog pound]
      es: [refugio de animales, perrera]
    does: {en: takes in lost animals, es: recibe animales perdidos}
    hours: *business_hours
    closure: *closure
"""


def test_a_new_office_is_understood_at_once(editor: Editor, resident: str) -> None:
    before = editor.system.ask(f"{resident}-before", "is the dog pound open today")
    assert before["subjects"] == []
    first = editor.revision
    editor.replace("\nplaces:\n", f"\n{NEW_OFFICE}\nplaces:\n")
    editor.wait_for_revision_after(first)
    for message, language in (
        ("is the dog pound open today", "en"),
        ("is the anmal shelter open today", "en"),
        ("¿está abierta la perrera hoy?", "es"),
    ):
        reply = editor.system.ask(f"{resident}-{message}", message)
        assert (reply["kind"], reply["topic"], reply["language"]) == ("answer", "status", language)
        assert reply["subjects"] == ["animal_shelter"]
        assert "offices.animal_shelter.closure" in reply["facts"]


SHUTTLE = """\
  shuttle:
    per: release
    about: [location/parking]
    subjects: [truman_courthouse]
    asks:
      en: [is there a shuttle from the overflow lot, does a bus go from the parking lot]
      es: [hay un autobús desde el estacionamiento, hay transporte desde el estacionamiento]
    text:
      en: A free bus runs between the overflow lot and the courthouse.
      es: Un autobús gratis va del estacionamiento al palacio de justicia.
"""


def test_a_new_statement_is_found_by_what_it_asks(editor: Editor, resident: str) -> None:
    first = editor.revision
    editor.add("statements", SHUTTLE)
    editor.wait_for_revision_after(first)
    english = editor.system.ask(resident, "is there a shuttle from the overflow lot?")
    assert english["facts"] == ["statements.shuttle"]
    assert "free bus" in english.text
    spanish = editor.system.ask(resident, "¿hay transporte desde el estacionamiento?")
    assert spanish["facts"] == ["statements.shuttle"]
    assert spanish["language"] == "es"
    assert "autobús gratis" in spanish.text


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("mode: exercise", "mode: sometimes", "mode"),
        ("value: works", "value: perhaps", "state"),
        ("through: 2024-04-05", "through: 2024-04-99", "through"),
        ("per: payit", "per: nowhere", "per"),
        ("  drop_boxes:\n    per:", "  drop_boxes:\n    pear:", "pear"),
        ("website: https://www.jacksongov.org", "website: [", ""),
        ("\npayments:\n", "\npayments:\n\t", ""),
    ],
)
def test_a_broken_edit_leaves_the_last_good_revision(
    editor: Editor, resident: str, old: str, new: str, field: str
) -> None:
    question = "can i pay my property tax online"
    before = editor.system.ask(resident, question)
    editor.replace(old, new)
    error = editor.wait_for_error()
    assert "line " in error.casefold()
    assert field in error
    during = editor.system.ask(resident, question)
    assert during.messages == before.messages
    assert violations(during, resident) == []

    editor.path.write_text(editor.original, encoding="utf-8")
    editor.system.wait_until(lambda record: record["error"] is None)
    assert editor.revision == before["revision"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe binary", b"a: &a [*a, *a]\n" * 1000])
def test_rubbish_leaves_the_last_good_revision(
    editor: Editor, resident: str, content: bytes
) -> None:
    editor.path.write_bytes(content)
    assert editor.wait_for_error()
    reply = editor.system.ask(resident, "is the recorder open today")
    assert "offices.recorder_of_deeds.closure" in reply["facts"]


def test_a_deleted_document_leaves_the_last_good_revision(editor: Editor, resident: str) -> None:
    editor.path.unlink()
    assert editor.path.name in editor.wait_for_error()
    assert editor.system.ask(resident, "is the recorder open today")["kind"] == "answer"


def test_the_number_grows_only_with_the_content(editor: Editor, resident: str) -> None:
    first = editor.revision
    editor.path.write_text(f"# a remark\n\n{editor.original}\n", encoding="utf-8")
    # A real edit after it shows that the remark was read, and alone counted for nothing.
    time.sleep(1)
    assert editor.revision == first
    editor.replace("$2.00", "$2.10")
    assert editor.wait_for_revision_after(first) == first + 1
    assert editor.system.ask(resident, "is the recorder open today")["revision"] == first + 1
    editor.path.write_text(editor.original, encoding="utf-8")
    assert editor.wait_for_revision_after(first + 1) == first + 2


SNAPSHOT_ANSWERS = {
    "is the assessment office open today": (
        ("confirmed", "closed today"),
        ("confirmed", "appointment"),
        ("confirmed", "11"),
    ),
    "¿está abierta hoy la oficina de tasación?": (
        ("confirmed", "cerrada hoy"),
        ("confirmed", "cita"),
        ("confirmed", "11"),
    ),
    # Weeks away and unknown, then one of "every Saturday in May", then the exception to it.
    "is the assessment office open on saturday may 25": (
        ("unknown", "has not said"),
        ("confirmed", "8 a.m. to noon"),
        ("confirmed", "will not be open on Saturday, May 25"),
    ),
    "will i pay a penalty for late taxes": (
        ("unknown", "has not said"),
        ("confirmed", "waives April's penalties"),
        ("confirmed", "waives April's penalties"),
    ),
    "did they steal my data": (
        ("confirmed", "knows of nothing"),
        ("confirmed", "no private taxpayer information"),
        ("confirmed", "no private taxpayer information"),
    ),
}


@pytest.fixture(scope="module")
def snapshots(rasa_alone: System) -> dict[tuple[str, int], Reply]:
    """What is answered to each question under each snapshot, at its own time."""
    replies = {}
    for number, path in enumerate(SNAPSHOTS):
        rasa_alone.serve(path)
        for question in SNAPSHOT_ANSWERS:
            sender = f"snapshot {number} {question}"
            replies[question, number] = rasa_alone.ask(sender, question)
    return replies


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("question", SNAPSHOT_ANSWERS)
def test_three_snapshots_give_three_right_answers(
    snapshots: dict[tuple[str, int], Reply], question: str, number: int
) -> None:
    certainty, words = SNAPSHOT_ANSWERS[question][number]
    reply = snapshots[question, number]
    assert words in reply.text
    assert (reply["kind"], reply["certainty"]) == ("answer", certainty)


def test_snapshots_differ_in_what_they_say_of_today(
    snapshots: dict[tuple[str, int], Reply],
) -> None:
    question = "is the assessment office open today"
    assert len({snapshots[question, number].text for number in range(3)}) == 3


@pytest.fixture(scope="module")
def past_review(rasa_alone: System) -> System:
    rasa_alone.serve(SNAPSHOTS[0], now="2024-04-05T09:00:00-05:00")
    return rasa_alone


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("is the recorder open today", "has not confirmed this since"),
        ("did they steal my data", "has not confirmed this since"),
        ("¿robaron mis datos?", "no lo ha confirmado desde"),
    ],
)
def test_past_its_review_time_nothing_is_confirmed(
    past_review: System, resident: str, message: str, said: str
) -> None:
    reply = past_review.ask(resident, message)
    assert reply["certainty"] == "not_confirmed"
    assert said in reply.text
    assert violations(reply, resident) == []
