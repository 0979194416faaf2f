"""Desks that are killed anywhere in a call: a report that comes again gets the very same."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from countyline.cases.schema import cases
from countyline.database.engine import reading
from countyline.desk.schema import inbox, outbox, turns
from tests.calling.dying import REPORTS, start

LATER = 3
"""Minutes: longer than anything is left to the desk that had it."""

SEAMS = [
    "take:before:2",
    "take:after:1",
    "take:after:2",
    "take:after:4",
    "answer:before:1",
    "answer:after:2",
    "finish:before:1",
    "finish:after:1",
    "finish:after:2",
]
"""Where a desk is killed: at a call of a function, before it or after it."""
SEAMS_OF_TRANSACTIONS = ["take:after:2", "answer:after:2"]
"""Those at which PostgreSQL, with other desks, may differ."""


@pytest.mark.parametrize(
    ("url", "seam"),
    [
        *(("sqlite", seam) for seam in SEAMS),
        *(("postgresql", seam) for seam in SEAMS_OF_TRANSACTIONS),
    ],
    indirect=["url"],
)
def test_killed_at_any_seam(engine: Engine, url: str, tmp_path: Path, seam: str) -> None:
    told = tmp_path / "told.jsonl"
    assert start(url, told, 0, seam).wait(60) == -signal.SIGKILL
    assert start(url, told, LATER, "none").wait(90) == 0
    found: dict[str, list[str]] = {}
    for line in told.read_text(encoding="utf-8").splitlines():
        key, said = json.loads(line)
        found.setdefault(key, []).append(json.dumps(said, sort_keys=True))
    assert sorted(found) == [report.key for report in REPORTS]
    for said in found.values():
        assert len(set(said)) == 1
    with reading(engine) as connection:
        keys = list(connection.scalars(select(inbox.c.text).order_by(inbox.c.seq)))
        unanswered = select(func.count()).select_from(turns).where(turns.c.answered_at.is_(None))
        assert connection.scalar(unanswered) == 0
        assert connection.scalar(select(func.count()).select_from(cases)) == 1
        spoken = list(connection.scalars(select(outbox.c.text).order_by(outbox.c.seq)))
    assert keys == [
        "is the recorder open",
        "[pressed 9]",
        "I want to talk to a person",
        "[pressed 1]",
    ]
    # Nothing was told twice.
    assert len([one for one in spoken if one.startswith("Hello.")]) == 1
