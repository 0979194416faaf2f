"""Desks that are killed anywhere between a text and its answer: none is lost, none comes twice."""

from __future__ import annotations

import signal

import pytest
from sqlalchemy import Engine, select

from benchmarks.texting.fake_twilio import Deed, FakeTwilio
from countyline.database.engine import reading
from countyline.desk.schema import inbox
from tests.texting.dying import NUMBERS, start
from tests.texting.scene import rows

COUNT = 6
LATER = 3
"""Minutes: longer than anything is left to the desk that had it."""


SEAMS = [
    "take:before:1",
    "take:after:2",
    "answer:before:1",
    "answer:after:3",
    "collect:before:1",
    "collect:after:1",
    "begin:before:1",
    "begin:after:1",
    "send:before:2",
    "send:after:1",
    "accepted:before:1",
    "accepted:after:2",
    "doubt:before:1",
    "doubt:after:1",
    "look:before:1",
    "look:after:1",
    "not_found:before:1",
    "not_found:after:1",
]
"""Where a desk is killed: at a call of a function, before it or after it."""
SEAMS_OF_TRANSACTIONS = ["take:after:2", "answer:after:3", "begin:after:1", "send:after:1"]
"""Those at which PostgreSQL, with other desks, may differ."""


@pytest.mark.parametrize(
    ("url", "seam"),
    [
        *(("sqlite", seam) for seam in SEAMS),
        *(("postgresql", seam) for seam in SEAMS_OF_TRANSACTIONS),
    ],
    indirect=["url"],
)
def test_killed_at_any_seam(engine: Engine, url: str, twilio: FakeTwilio, seam: str) -> None:
    if seam.split(":", maxsplit=1)[0] in ("doubt", "look"):
        twilio.deeds = [Deed(is_taken=True, drops=True)]
    if seam.startswith("not_found"):
        twilio.deeds = [Deed(drops=True)]
    killed = start(url, twilio.url, 0, COUNT, seam)
    assert killed.wait(60) == -signal.SIGKILL
    assert start(url, twilio.url, LATER, COUNT, "none").wait(90) == 0
    with reading(engine) as connection:
        keys = list(connection.scalars(select(inbox.c.key)))
    expected = [f"SM{number:08}" for number in range(COUNT)]
    assert sorted(keys) == expected
    for place, number in enumerate(NUMBERS):
        assert twilio.sent_to(number) == [f"to {key}" for key in expected[place :: len(NUMBERS)]]
    assert {row.sid for row in rows(engine)} == {message.sid for message in twilio.messages}
