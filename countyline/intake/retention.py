"""Which transcripts go by age: those that are over and have no case; others go with their case."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, select

from countyline.cases.retention import OldRows
from countyline.intake.model import State
from countyline.intake.schema import transcript_batches, transcripts


def _transcript_may_go(before: datetime) -> ColumnElement[bool]:
    return and_(
        transcripts.c.state == State.DONE.value,
        transcripts.c.case_id.is_(None),
        transcripts.c.received_at < before,
    )


def _batch_may_go(before: datetime) -> ColumnElement[bool]:
    has_one = select(transcripts.c.id).where(transcripts.c.batch == transcript_batches.c.id)
    return and_(transcript_batches.c.received_at < before, ~has_one.exists())


OLD_TRANSCRIPTS: Final = (
    OldRows(transcripts, _transcript_may_go),
    OldRows(transcript_batches, _batch_may_go),
)
"""In the order in which they go: a batch once none of its transcripts is left."""
