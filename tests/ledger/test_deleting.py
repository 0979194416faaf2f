"""Each deletion is an entry of the chain: what is gone is explained, and nothing else is gone."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from countyline.cases.holding import hold
from countyline.cases.retention import Retention
from countyline.cases.schema import cases
from countyline.database.engine import reading, writing
from countyline.desk.schema import conversations, outbox
from countyline.intake.retention import OLD_TRANSCRIPTS
from countyline.intake.schema import transcript_batches, transcripts
from countyline.ledger.deleting import DeletionWitness, numbers_in, spans_of
from countyline.ledger.schema import ledger, ledger_contents, ledger_notes
from tests.ledger.scene import Office


def delete_old(office: Office, by: str = "Ana") -> None:
    retention = Retention(
        office.engine,
        conversations,
        office.clock,
        0,
        OLD_TRANSCRIPTS,
        witness=DeletionWitness(),
    )
    retention.delete(office.clock() - timedelta(days=90), by)


def add_case(office: Office, number: str, conversation: str) -> str:
    now = office.clock()
    with writing(office.engine) as connection:
        connection.execute(
            cases.insert().values(
                id=number, conversation=conversation, turn=number, reason="media", subjects=[],
                language="en", channel="web", question="q", state="closed", opened_at=now,
                closed_at=now, closed_by="x", outcome="y",
            )
        )  # fmt: skip
    return number


def test_a_deletion_is_an_entry_that_names_what_went(office: Office) -> None:
    office.ask("old")
    office.ask("old too")
    office.seal()
    office.clock.forward(100 * 86400)
    office.ask("new")
    office.seal()
    delete_old(office)
    verdict = office.verify()
    assert (verdict.fault, verdict.deleted, verdict.unexplained) == (None, 2, 0)
    assert verdict.head.count == 4
    with reading(office.engine) as connection:
        [note] = connection.execute(select(ledger_notes)).all()
    content = json.loads(note.content)
    assert (content["what"], content["by"], content["entries"]) == ("deleted", "Ana", [[1, 2]])
    assert content["rows"]["conversations"] == content["rows"]["ledger_contents"] == 2
    office.ask("later")
    office.seal()
    delete_old(office)
    assert office.verify().head.count == 5
    assert office.texts() == ["It is closed.", "It is closed."]


def test_a_content_that_went_by_another_hand_is_found(office: Office) -> None:
    for question in ("old", "new", "newer"):
        office.ask(question)
        office.seal()
        office.clock.forward(50 * 86400)
    delete_old(office)
    assert office.verify().deleted == 2
    # Even when somebody raises the counts of the record.
    office.tamper("DELETE FROM ledger_contents WHERE number = 3")
    fault = office.verify().fault
    assert fault is not None
    assert "no deletion names entry 3" in fault.why


def test_a_note_that_was_changed_or_taken_out_is_found(office: Office) -> None:
    office.ask("old")
    office.seal()
    office.clock.forward(100 * 86400)
    delete_old(office)
    is_guarded = office.scalar("SELECT content FROM ledger_notes")
    assert is_guarded
    sqlite = office.engine.dialect.name == "sqlite"
    drop = "DROP TRIGGER ledger_notes_refuses_update" + ("" if sqlite else " ON ledger_notes")
    office.tamper(drop)
    office.tamper("UPDATE ledger_notes SET content = '{\"entries\": []}'")
    fault = office.verify().fault
    assert fault is not None
    assert fault.why == "the note of entry 2 was changed"


def test_what_is_held_survives_in_every_part(office: Office) -> None:
    held, other = office.ask("held"), office.ask("other")
    office.seal()
    number, gone = add_case(office, "2F-22", held), add_case(office, "2F-23", other)
    hold(office.engine, number, "Request", "Ana", office.clock())
    office.clock.forward(100 * 86400)
    with writing(office.engine) as connection:
        _add_transcript(connection, office, "t-held", number)
        _add_transcript(connection, office, "t-other", gone)
        _add_transcript(connection, office, "t-alone", None)
    office.clock.forward(100 * 86400)
    delete_old(office)
    with reading(office.engine) as connection:
        for column in (conversations.c.id, outbox.c.conversation, ledger_contents.c.conversation):
            assert set(connection.scalars(select(column))) == {held}
        assert list(connection.scalars(select(transcripts.c.id))) == ["t-held"]
        assert connection.scalar(select(func.count()).select_from(ledger)) == 5
    assert office.verify().fault is None


def _add_transcript(
    connection: Connection, office: Office, name: str, case: str | None
) -> None:
    at = office.clock()
    batch = {"id": name, "source": "x", "received_at": at, "complete": True, "taken": 1}
    connection.execute(transcript_batches.insert().values(**batch, known=0, bad_count=0, bad=[]))
    connection.execute(
        transcripts.insert().values(
            id=name, digest="d", batch=name, kind="call", at=at, text="words", questions=[],
            wants_call=False, too_many=False, state="done", attempts=1, free_at=at,
            received_at=at, done_at=at, case_id=case,
        )
    )  # fmt: skip


@given(st.sets(st.integers(1, 60)))
def test_spans_hold_the_same_numbers(numbers: set[int]) -> None:
    spans = spans_of(sorted(numbers))
    assert list(numbers_in(spans)) == sorted(numbers)
    assert all(after[0] > before[1] + 1 for before, after in pairwise(spans))


def test_an_interrupted_run_leaves_nothing_unexplained(office: Office) -> None:
    for _ in range(3):
        office.ask("old")
    office.seal()
    office.clock.forward(100 * 86400)

    class Breaking(DeletionWitness):
        def note(self, *_: object) -> None:
            raise KeyboardInterrupt

    retention = Retention(office.engine, conversations, office.clock, 0, witness=Breaking())
    with suppress(KeyboardInterrupt):
        retention.delete(office.clock() - timedelta(days=90), "Ana")
    assert (office.verify().fault, office.verify().deleted) == (None, 0)
    delete_old(office)
    assert (office.verify().fault, office.verify().deleted) == (None, 3)
