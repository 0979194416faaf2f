"""Desks that are killed anywhere while they seal: nothing is missed, nothing stands twice."""

from __future__ import annotations

import signal

import pytest
from sqlalchemy import select

from countyline.database.engine import reading
from countyline.desk.schema import outbox
from tests.ledger.dying import start
from tests.ledger.scene import Office

COUNT = 4
SEAMS = [
    "answer:after:2",
    "prepare:before:2",
    "prepare:after:2",
    "append:before:2",
    "append:after:2",
    "head:before:2",
    "head:after:4",
    "link:before:3",
    "link:after:5",
    "delivered:before:2",
    "delivered:after:3",
]
"""Where a desk is killed: at a call of a function, before it or after it."""
SEAMS_OF_TRANSACTIONS = ["append:before:2", "append:after:2", "link:after:5"]
"""Those at which PostgreSQL may differ."""


@pytest.mark.parametrize(
    ("url", "seam"),
    [
        *(("sqlite", seam) for seam in SEAMS),
        *(("postgresql", seam) for seam in SEAMS_OF_TRANSACTIONS),
    ],
    indirect=["url"],
)
def test_killed_at_any_seam(office: Office, url: str, seam: str) -> None:
    assert start(url, COUNT, seam).wait(60) == -signal.SIGKILL
    assert start(url, COUNT, "none").wait(60) == 0
    with reading(office.engine) as connection:
        said = list(connection.scalars(select(outbox.c.text)))
        delivered = connection.scalars(
            select(outbox.c.text).where(outbox.c.delivered_at.is_not(None))
        ).all()
    assert len(said) >= COUNT
    assert sorted(office.texts()) == sorted(said)
    arrived = [entry.text for entry in office.entries() if entry.delivered_at is not None]
    assert sorted(arrived) == sorted(delivered)
    verdict = office.verify()
    assert (verdict.fault, verdict.unsealed) == (None, 0)
