"""Whatever single thing is changed in the ledger, the check finds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.ledger.chain import (
    BEGINNING,
    Anchor,
    anchor_at,
    canonical,
    digest_of,
    next_link,
)
from countyline.ledger.content import columns_of
from countyline.ledger.verifying import checked
from tests.ledger.scene import record

NOW = "2024-04-03T13:00:00Z"


@dataclass(frozen=True)
class Row:
    """A row as the check reads it."""

    number: int
    digest: str
    hash: str
    salt: str | None
    content: str | None
    what: str
    conversation: str
    seq: int
    told_at: datetime
    written_at: datetime
    channel: str
    language: str
    author: str
    kind: str | None
    revision: int | None
    topics: str
    about: str
    said_text: str | None
    said_answer: Any


def content_of(number: int, words: str) -> dict[str, Any]:
    return {
        "what": "said", "conversation": "c", "seq": number, "channel": "web", "author": "bot",
        "language": "en", "written_at": NOW, "told_at": NOW, "delivered_at": None,
        "sealed_at": NOW, "question": "is it open", "text": words,
        "answer": {k: v for k, v in record().items() if k in
                   ("kind", "topics", "subjects", "facts", "certainty", "as_of", "revision",
                    "degraded", "replay", "case")},
        "basis": None,
    }  # fmt: skip


def chain_of(texts: Sequence[str]) -> list[Row]:
    head, rows = BEGINNING, []
    for number, words in enumerate(texts, start=1):
        content = content_of(number, words)
        salt, written = sha256(words.encode()).hexdigest()[:32], canonical(content)
        link = next_link(head, digest_of(salt, written))
        head = anchor_at(link)
        rows.append(
            Row(link.number, link.digest, link.hash, salt, written, **columns_of(content),
                said_text=words, said_answer=record())
        )  # fmt: skip
    return rows


TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9), min_size=2, max_size=6
)


@given(TEXTS)
def test_an_untouched_chain_holds(texts: list[str]) -> None:
    rows = chain_of(texts)
    verdict = checked(rows, Anchor(len(rows), rows[-1].hash))
    assert verdict.fault is None
    assert verdict.head == Anchor(len(rows), rows[-1].hash)


CHANGED: dict[str, Any] = {
    "digest": "0" * 64,
    "hash": "f" * 64,
    "salt": "ab" * 16,
    "content": "{}",
    "conversation": "d",
    "seq": 99,
    "told_at": datetime(2020, 1, 1, tzinfo=UTC),
    "written_at": datetime(2020, 1, 1, tzinfo=UTC),
    "channel": "sms",
    "language": "es",
    "author": "staff",
    "kind": "handoff",
    "revision": 7,
    "topics": " hours ",
    "about": " collection ",
    "what": "delivered",
    "said_text": "something else",
    "said_answer": {"kind": "answer"},
}


@given(TEXTS, st.data())
def test_any_changed_field_is_found_and_named(texts: list[str], data: st.DataObject) -> None:
    rows = chain_of(texts)
    place = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(sorted(CHANGED)))
    rows[place] = replace(rows[place], **{name: CHANGED[name]})
    fault = checked(rows).fault
    assert fault is not None and fault.number == place + 1


@given(TEXTS, st.data())
def test_any_changed_character_of_a_content_is_found(
    texts: list[str], data: st.DataObject
) -> None:
    rows = chain_of(texts)
    place = data.draw(st.integers(0, len(rows) - 1))
    content = rows[place].content or ""
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != content[at]))
    rows[place] = replace(rows[place], content=content[:at] + other + content[at + 1 :])
    fault = checked(rows).fault
    assert fault is not None and fault.number == place + 1


@given(TEXTS, st.data())
def test_an_entry_that_is_taken_away_moved_or_put_in_is_found(
    texts: list[str], data: st.DataObject
) -> None:
    rows = chain_of(texts)
    place = data.draw(st.integers(0, len(rows) - 2))
    without = [*rows[:place], *rows[place + 1 :]]
    renumbered = [replace(row, number=number) for number, row in enumerate(without, start=1)]
    swapped = list(rows)
    swapped[place] = replace(rows[place + 1], number=place + 1)
    swapped[place + 1] = replace(rows[place], number=place + 2)
    twice = [*rows[: place + 1], *rows[place:]]
    put_in = [replace(row, number=number) for number, row in enumerate(twice, start=1)]
    for changed in (without, renumbered, swapped, twice, put_in):
        assert checked(changed).fault is not None


@given(TEXTS, st.data())
def test_a_cut_end_and_a_chain_written_anew_are_found_by_an_anchor(
    texts: list[str], data: st.DataObject
) -> None:
    rows = chain_of(texts)
    anchor = Anchor(len(rows), rows[-1].hash)
    kept = data.draw(st.integers(0, len(rows) - 1))
    assert checked(rows[:kept]).fault is None
    cut = checked(rows[:kept], anchor).fault
    assert cut is not None and cut.number == kept + 1
    anew = chain_of(["other", *texts[1:]]) if texts[0] != "other" else chain_of(["x", *texts[1:]])
    assert checked(anew).fault is None
    assert checked(anew, anchor).fault is not None


@given(TEXTS)
def test_deleted_contents_leave_a_chain_that_holds(texts: list[str]) -> None:
    rows = [replace(row, salt=None, content=None) for row in chain_of(texts)]
    verdict = checked(rows)
    assert (verdict.fault, verdict.deleted) == (None, len(rows))


def test_a_digest_cannot_be_guessed_without_its_salt() -> None:
    written = canonical(content_of(1, "yes"))
    assert digest_of("00" * 16, written) != digest_of("01" * 16, written)


def test_whoever_reads_the_description_can_do_it_again() -> None:
    link = next_link(Anchor(4, "a" * 64), "b" * 64)
    assert link.number == 5
    assert link.hash == sha256(f"5:{'a' * 64}:{'b' * 64}".encode()).hexdigest()


def test_an_anchor_is_read_as_it_is_written() -> None:
    anchor = Anchor(12, "0123456789abcdef" * 4)
    assert Anchor.read(f" {anchor}\n") == anchor
    for wrong in ("", "12", "12:", f"{anchor}0", "x:" + "a" * 64, "-1:" + "a" * 64):
        with pytest.raises(ValueError, match="no anchor"):
            Anchor.read(wrong)
