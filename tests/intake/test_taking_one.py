"""A voicemail that comes by itself: kept once, whatever comes with the second telling."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from countyline.database import reading
from countyline.intake.book import IntakeBook
from countyline.intake.model import Transcript
from countyline.intake.schema import transcript_batches, transcripts

ONE = Transcript(
    at=datetime(2024, 4, 3, 14, tzinfo=UTC),
    text="I need a waiver. My social is 123-45-6789.",
    given_id="twilio:RE1",
    caller="+18165550123",
)


def rows(engine: Engine, table: Any) -> Sequence[Any]:
    with reading(engine) as connection:
        return connection.execute(select(table)).all()


def test_it_is_a_batch_of_one_without_secret_numbers(engine: Engine) -> None:
    book = IntakeBook(engine, lambda: datetime.now(UTC))
    assert book.take_one("voicemail", ONE)
    [batch] = rows(engine, transcript_batches)
    assert (batch.source, batch.taken, batch.complete) == ("voicemail", 1, True)
    [kept] = rows(engine, transcripts)
    assert "123-45-6789" not in kept.text
    assert (kept.batch, kept.state) == (batch.id, "waiting")


def test_told_again_it_is_the_same(engine: Engine) -> None:
    book = IntakeBook(engine, lambda: datetime.now(UTC))
    later = replace(ONE, at=ONE.at + timedelta(minutes=1), text="something else")
    assert [book.take_one("voicemail", each) for each in (ONE, ONE, later)] == [True, False, False]
    assert len(rows(engine, transcript_batches)) == len(rows(engine, transcripts)) == 1
    assert book.take_one("voicemail", replace(ONE, given_id="twilio:RE2"))


def test_told_by_many_at_once_it_is_kept_once(engine: Engine) -> None:
    books = [IntakeBook(engine, lambda: datetime.now(UTC)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda book: book.take_one("voicemail", ONE), books * 3))
    assert sorted(taken) == [False] * 11 + [True]
    assert len(rows(engine, transcript_batches)) == 1
