"""An intake that is killed again and again: run once more, everything is there, and once."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import Engine, func, select

from countyline.database import reading
from countyline.intake.schema import transcripts
from tests.intake.dying import start
from tests.intake.scene import json_lines, rows, voicemail

COUNT = 60
KILLED_AFTER = (0, 5, 20, 45)
"""How many transcripts are over at each kill."""
TEXTS = ["Is the recorder open?", "I got a ticket, what now?", "Where is the statue?", "Call me."]


def done(engine: Engine) -> int:
    query = select(func.count()).select_from(transcripts).where(transcripts.c.state == "done")
    with reading(engine) as connection:
        return connection.scalar(query) or 0


def test_killed_at_any_moment(engine: Engine, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    calls = [voicemail(f"{TEXTS[n % 4]} Number {n}.", n) for n in range(COUNT)]
    file.write_bytes(json_lines(*calls).getvalue())
    for minutes, some in enumerate(KILLED_AFTER):
        process = start(database_url, minutes * 2, file)
        given_up = time.monotonic() + 60
        while done(engine) < some and not process.has_ended():
            assert time.monotonic() < given_up
            time.sleep(0.005)
        process.kill()
        process.wait(20)
    assert start(database_url, len(KILLED_AFTER) * 2, file).wait(120) == 0
    found = rows(engine)
    assert {one.state for one in found["transcripts"]} == {"done"}
    assert len(found["transcripts"]) == COUNT
    # Three of four need a person: each has one case with one note, and the others have none.
    opened = [one.case_id for one in found["transcripts"] if one.case_id]
    assert len(opened) == len(set(opened)) == COUNT * 3 // 4
    assert {one.id for one in found["cases"]} == set(opened)
    assert sorted(one.case for one in found["case_events"]) == sorted(opened)
    asked = [(one.transcript, one.seq) for one in found["transcript_questions"]]
    assert len(asked) == len(set(asked))
