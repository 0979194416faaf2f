"""Transcripts go by age, or with their case."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, func, select, update

from countyline.cases.retention import Retention
from countyline.cases.schema import cases
from countyline.database import reading, writing
from countyline.desk.schema import conversations
from countyline.intake.book import IntakeBook
from countyline.intake.retention import OLD_TRANSCRIPTS
from countyline.intake.schema import transcript_batches
from tests.desk.scene import Clock
from tests.intake.dying import work_off, worker_of
from tests.intake.scene import rows, taken_in, voicemail


def test_what_is_old_and_over_goes(engine: Engine, clock: Clock) -> None:
    book = IntakeBook(engine, clock)
    taken_in(book, voicemail("Is the recorder open?"), voicemail("I got a ticket, what now?", 2))
    work_off(worker_of(engine, clock))
    taken_in(book, voicemail("Is the recorder open? It waits.", 3))
    clock.forward(100)
    retention = Retention(engine, conversations, clock, 0.0, OLD_TRANSCRIPTS)
    assert retention.count(clock())["transcripts"] == 1
    assert retention.delete(clock(), "test")["transcripts"] == 1
    # One has an open case, one was not asked yet.
    assert len(rows(engine)["transcripts"]) == 2
    with writing(engine) as connection:
        connection.execute(
            update(cases).values(state="closed", closed_at=clock(), closed_by="x", outcome="done")
        )
    clock.forward(100)
    work_off(worker_of(engine, clock))
    clock.forward(100)
    retention.delete(clock() + timedelta(seconds=1), "test")
    assert all(not found for found in rows(engine).values())
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(transcript_batches)) == 0
