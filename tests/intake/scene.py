"""What the tests of the intake share: transcripts, and what is on disk."""

from __future__ import annotations

import io
import json
from typing import Any

from sqlalchemy import Engine, select

from countyline.cases.schema import case_events, cases
from countyline.database import reading
from countyline.intake.book import IntakeBook
from countyline.intake.reading import Format, read
from countyline.intake.schema import transcript_questions, transcripts
from tests.intake.dying import ZONE


def json_lines(*objects: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO(b"".join(json.dumps(one).encode() + b"\n" for one in objects))


def voicemail(text: str, number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"vm-{number}",
        "at": "2024-04-03T09:00:00-05:00",
        "from": "+1 816 555 0199",
        "text": text,
        **fields,
    }


def taken_in(book: IntakeBook, *objects: dict[str, Any]) -> str:
    """Put voicemails on disk; give the batch."""
    batch = book.begin("test")
    list(book.add(batch, read(json_lines(*objects), Format.JSON_LINES, ZONE)))
    return batch


def rows(engine: Engine) -> dict[str, list[Any]]:
    with reading(engine) as connection:
        return {
            table.name: list(connection.execute(select(table)))
            for table in (transcripts, transcript_questions, cases, case_events)
        }

