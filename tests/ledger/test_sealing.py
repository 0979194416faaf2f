"""What the desk said becomes entries: each, once, in one chain, whoever seals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from countyline.cases.model import CaseDraft, Reason
from countyline.cases.retention import Retention
from countyline.cases.staff import Role, StaffMember
from countyline.cases.store import CaseBook
from countyline.database.engine import DatabaseUnavailable, open_engine, writing
from countyline.desk.schema import conversations
from countyline.desk.switchboard import Switchboard
from countyline.ledger.sealing import Sealer
from tests.desk.scene import Clock
from tests.ledger.scene import Office, reply

ANA = StaffMember("ana", "Ana Diaz", Role.AGENT)


def test_an_answer_is_an_entry_with_all_that_it_rests_on(office: Office) -> None:
    office.offset = timedelta(days=-400)
    conversation = office.ask("is it open", reply("It is closed.", {"by": "desk"}))
    office.clock.forward(2)
    assert office.seal() == 1
    [entry] = office.entries()
    written_at = office.clock() - timedelta(seconds=2)
    assert (entry.number, entry.conversation, entry.seq) == (1, conversation, 2)
    assert (entry.channel, entry.language, entry.author) == ("web", "en", "bot")
    assert (entry.question, entry.text) == ("is it open", "It is closed.")
    assert (entry.written_at, entry.told_at) == (written_at, written_at + office.offset)
    assert entry.delivered_at is None
    assert entry.rests_on("facts") == ["offices.recorder_of_deeds.closure"]
    assert (entry.rests_on("revision"), entry.rests_on("degraded")) == (1, False)
    assert entry.basis == {"by": "desk"}
    assert office.verify().fault is None


def test_the_moment_of_the_answer_counts_where_it_is_known(office: Office) -> None:
    office.ask(told=reply("Closed.", {"by": "answers", "now": "2024-04-03T13:00:00.5Z"}))
    office.ask(told=reply("Closed.", {"by": "answers", "now": "nonsense"}))
    office.seal()
    first, second = office.entries()
    assert first.told_at.isoformat() == "2024-04-03T13:00:00.500000+00:00"
    assert second.told_at == second.written_at


def test_every_entry_once_however_often_and_in_what_batches(office: Office) -> None:
    for number in range(7):
        office.ask(told=f"Answer {number}.")
    assert office.seal(most=3) == 7
    assert office.seal() == 0
    office.sealer = office.another_sealer()
    assert office.seal() == 0
    office.ask(told="One more.")
    assert office.seal() == 1
    assert office.texts() == [*(f"Answer {n}." for n in range(7)), "One more."]
    assert office.verify().head.count == 8


def test_what_becomes_known_of_the_delivery_is_an_entry_of_its_own(office: Office) -> None:
    late, early = office.ask(told="Late."), office.ask(told="Early.")
    office.book.delivered({early: 2})
    assert office.seal() == 2
    office.clock.forward(60)
    office.book.delivered({late: 2})
    assert office.seal() == 1
    assert office.seal() == 0
    arrived = {entry.text: entry.delivered_at for entry in office.entries()}
    assert arrived == {"Late.": office.clock(), "Early.": office.clock() - timedelta(seconds=60)}
    verdict = office.verify()
    assert (verdict.fault, verdict.head.count) == (None, 3)
    assert office.scalar("SELECT count(*) FROM ledger_awaited") == 0


def test_staff_and_what_the_desk_says_of_its_own_accord_are_entries(
    office: Office, url: str
) -> None:
    conversation = office.ask()
    cases = CaseBook(url, clock=office.clock)
    case = cases.open(
        CaseDraft(conversation=conversation, turn="t", reason=Reason.ASKED_FOR_PERSON,
                  language="en", channel="web", question="a person")
    )  # fmt: skip
    cases.dispose()
    board = Switchboard(office.engine, office.clock)
    board.claim(case.id, ANA)
    board.reply([case.id], ANA, {"en": "It is in the mail."}, "form")
    with office.book.working() as connection:
        office.book.say_in(connection, conversation, "One moment, please.", "en")
    office.seal()
    told = [(entry.author, entry.text, entry.question) for entry in office.entries()]
    assert ("staff", "It is in the mail.", None) in told
    assert told[-1] == ("bot", "One moment, please.", None)
    assert len(told) == 4  # with the one that tells of the person
    assert office.verify().fault is None


def test_a_number_that_is_given_out_again_is_not_taken_for_the_one_before(
    office: Office,
) -> None:
    for number in range(3):
        office.ask(told=f"Old {number}.")
    office.seal()
    office.clock.forward(100 * 86400)
    Retention(office.engine, conversations, office.clock, 0).delete(office.clock(), "Ana")
    assert office.scalar("SELECT count(*) FROM outbox") == 0
    for number in range(5):
        office.ask(told=f"New {number}.")
    office.seal()
    assert office.texts() == [f"New {number}." for number in range(5)]
    verdict = office.verify()
    assert (verdict.fault, verdict.deleted, verdict.head.count) == (None, 3, 8)


def test_what_was_said_before_there_was_a_ledger_is_told_as_late(office: Office) -> None:
    office.ask()
    office.clock.forward(7200)
    assert office.verify().unsealed == 1
    office.seal()
    verdict = office.verify()
    assert (verdict.late, verdict.unsealed, verdict.fault) == (1, 0, None)


def test_several_desks_seal_one_chain(office: Office, url: str) -> None:
    for number in range(40):
        office.ask(told=f"Answer {number}.")

    def work(_: int) -> None:
        engine = open_engine(url)
        sealer = Sealer(engine, office.clock, lambda: timedelta(0))
        while sealer.seal(most=4):
            pass
        engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sorted(office.texts()) == sorted(f"Answer {number}." for number in range(40))
    verdict = office.verify()
    assert (verdict.fault, verdict.head.count) == (None, 40)


def test_what_was_not_kept_is_looked_at_again(sqlite_office: Office) -> None:
    office = sqlite_office
    for number in range(6):
        office.ask(told=f"Answer {number}.")
    batch = office.sealer.prepare(most=3)
    assert len(batch.entries) == 3
    # The database goes away between the two: nothing of the batch is there.
    assert office.seal(most=3) == 6
    assert office.verify().head.count == 6


DEEDS = {
    "UPDATE ledger SET hash = 'x'": True,
    "DELETE FROM ledger": True,
    "UPDATE ledger_contents SET content = '{}'": True,
    "DELETE FROM ledger_contents": True,
}


@pytest.mark.parametrize("statement", DEEDS)
def test_the_database_itself_refuses_changes(office: Office, statement: str) -> None:
    office.ask()
    office.seal()
    with (
        pytest.raises(DatabaseUnavailable, match="the ledger is only added to"),
        writing(office.engine) as connection,
    ):
        connection.execute(text(statement))
    assert office.verify().fault is None


def test_deletion_by_age_takes_the_words_and_leaves_the_chain(office: Office) -> None:
    office.ask("my question", "Old.")
    office.seal()
    office.clock.forward(100 * 86400)
    office.ask(told="New.")
    office.seal()
    anchor = office.verify().head
    before = office.clock() - timedelta(days=90)
    counts = Retention(office.engine, conversations, office.clock, 0).delete(before, "Ana")
    assert counts["ledger_contents"] == 1
    assert office.texts() == ["New."]
    kept = "SELECT count(*) FROM ledger_contents WHERE content LIKE '%my question%'"
    assert office.scalar(kept) == 0
    verdict = office.verify(anchor=anchor)
    assert (verdict.fault, verdict.deleted, verdict.head) == (None, 1, anchor)


def test_a_clock_set_back_and_no_entries_at_all_do_no_harm(engine: Engine, clock: Clock) -> None:
    office = Office(engine, clock)
    assert office.seal() == 0
    assert office.verify().head.count == 0
    clock.forward(-3600)
    office.ask()
    assert office.seal() == 1
