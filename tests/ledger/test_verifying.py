"""The check on a real database: whoever changes a row, also with the guards off, is found."""

from __future__ import annotations

import json

import pytest

from countyline.ledger.chain import canonical
from tests.ledger.scene import Office

ENTRIES = 5


@pytest.fixture
def full(office: Office) -> Office:
    conversation = None
    for number in range(ENTRIES):
        conversation = office.ask(f"question {number}", f"Answer {number}.")
    assert conversation is not None
    office.book.delivered({conversation: 2})
    assert office.seal() == ENTRIES
    return office


def other_words(office: Office, number: int) -> str:
    content = json.loads(
        office.scalar(f"SELECT content FROM ledger_contents WHERE number = {number}")
    )
    return canonical({**content, "text": "Something else."})


@pytest.mark.parametrize(
    ("statement", "number", "why"),
    [
        ("UPDATE ledger SET hash = digest WHERE number = 3", 3, "does not follow"),
        ("UPDATE ledger SET digest = hash WHERE number = 2", 2, "does not follow"),
        ("DELETE FROM ledger WHERE number = 2", 2, "entry 2 is missing"),
        ("DELETE FROM ledger WHERE number = 1", 1, "entry 1 is missing"),
        ("UPDATE ledger SET number = 9 WHERE number = 4", 4, "entry 4 is missing"),
        ("UPDATE ledger_contents SET channel = 'sms' WHERE number = 3", 3, "columns of entry 3"),
        ("UPDATE ledger_contents SET content = '[]' WHERE number = 3", 3, "content of entry 3"),
        ("UPDATE ledger_contents SET salt = 'zz' WHERE number = 3", 3, "content of entry 3"),
        ("DELETE FROM ledger_contents WHERE number = 4", 0, "1 contents are missing, and only 0"),
        ("DELETE FROM ledger WHERE number = 5", 5, "entry 5 has a content and no place"),
        ("UPDATE outbox SET text = 'No.' WHERE text = 'Answer 2.'", 3, "the outbox does not hold"),
        (
            "UPDATE outbox SET answer = '{\"kind\": \"clarify\"}' WHERE text = 'Answer 1.'",
            2,
            "the outbox does not hold",
        ),
    ],
)
def test_what_was_changed_is_named(full: Office, statement: str, number: int, why: str) -> None:
    full.tamper(statement)
    fault = full.verify().fault
    assert fault is not None
    assert fault.number == number
    assert why in fault.why


def test_other_words_are_found(full: Office) -> None:
    changed = other_words(full, 2)
    full.tamper("UPDATE ledger_contents SET content = :c WHERE number = 2", c=changed)
    fault = full.verify().fault
    assert fault is not None and fault.why == "the content of entry 2 was changed"


def test_a_cut_end_is_found_by_an_anchor_alone(full: Office) -> None:
    anchor = full.verify().head
    full.tamper("DELETE FROM ledger_contents WHERE number > 3")
    full.tamper("DELETE FROM ledger_awaited WHERE number > 3")
    full.tamper("DELETE FROM ledger WHERE number > 3")
    assert full.verify().fault is None
    cut = full.verify(anchor=anchor).fault
    assert cut is not None and cut.why == "the end was cut off: the anchor knows 5 entries"
    # The desk puts in again what was said, and the anchor still shows it.
    full.sealer = full.another_sealer()
    full.seal()
    assert full.verify().fault is None
    anew = full.verify(anchor=anchor).fault
    assert anew is not None and "another hash than the anchor" in anew.why
