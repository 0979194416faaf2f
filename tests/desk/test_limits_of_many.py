"""Counting several at once against a limit, as the segments of a text are."""

from __future__ import annotations

import pytest

from countyline.desk.limits import Limit, Limiter, TooMany


def test_many_count_as_many() -> None:
    limiter, limit = Limiter(), Limit.read("texts", "5/hour")
    limiter.admit_many(3, (limit, "a"))
    with pytest.raises(TooMany):
        limiter.admit_many(3, (limit, "a"))
    limiter.admit_many(2, (limit, "a"))
    limiter.admit_many(5, (limit, "b"))


def test_more_than_a_limit_ever_admits_goes_through_alone() -> None:
    limiter, limit = Limiter(), Limit.read("texts", "2/hour")
    limiter.admit_many(7, (limit, "a"))
    with pytest.raises(TooMany):
        limiter.admit_many(1, (limit, "a"))
