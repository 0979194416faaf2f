"""Desks that are killed while they tell later: none is forgotten, none is told twice."""

from __future__ import annotations

import signal

import pytest

from tests.following.dying import start
from tests.following.scene import RECORDER, WORDS, County

SEAMS = [
    "tell:before:1",
    "tell:after:2",
    "send:before:2",
    "send:after:1",
    "say:before:2",
    "say:after:1",
    "say:after:3",
    "say:after:5",
]


@pytest.mark.parametrize("seam", SEAMS)
def test_killed_at_any_seam(county: County, url: str, seam: str) -> None:
    wishing = [county.begin("sms" if n == 1 else "web") for n in range(3)]
    told = [county.begin() for _ in range(3)]
    for one in wishing:
        county.ask(one, watching=RECORDER, facts=[])
    for one in told:
        county.ask(one)
    assert county.decide() is not None
    assert start(url, seam).wait(60) == -signal.SIGKILL
    assert start(url, "none").wait(60) == 0
    for one in wishing:
        assert len(county.unasked(one)) == 1
    for one in told:
        assert county.unasked(one) == [WORDS["en"]]
    assert county.endings() == ["told"] * 3
    assert set(county.states().values()) == {"sent"}
