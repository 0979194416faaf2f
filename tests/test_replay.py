"""Which time is pretended, and that a replay never stands under a public address."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from countyline.clock import FixedClock, SystemClock
from countyline.problem import Problem
from countyline.replay import clock_offset, is_replay, refuse_public_replay
from countyline.settings import Settings

SENT = datetime(2024, 4, 3, 13, tzinfo=UTC)
REAL = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWN = {"COUNTYLINE_STATUS": "county.yml"}
PUBLIC = {"COUNTYLINE_PUBLIC_URL": "https://chat.example.gov"}


def settings(**variables: str) -> Settings:
    return Settings.from_environment(variables, Path("/nowhere"))


def test_an_example_is_told_at_its_own_time() -> None:
    assert REAL + clock_offset(settings(), SENT, REAL) == SENT


def test_the_county_s_own_document_is_told_at_real_time() -> None:
    assert clock_offset(settings(**OWN), SENT, REAL) == timedelta(0)
    assert not is_replay(settings(**OWN))


def test_a_pretended_time_wins_over_the_example_s() -> None:
    pretending = settings(COUNTYLINE_NOW="2024-04-05T08:00:00-05:00")
    assert REAL + clock_offset(pretending, SENT, REAL) == SENT + timedelta(days=2)


def test_what_was_resolved_once_is_not_resolved_again() -> None:
    child = settings(COUNTYLINE_NOW="2024-04-05T08:00:00-05:00", COUNTYLINE_NOW_OFFSET="60")
    assert clock_offset(child, SENT, REAL) == timedelta(seconds=60)


@pytest.mark.parametrize("replay", [PUBLIC, PUBLIC | OWN | {"COUNTYLINE_NOW": "2024-04-03T08Z"}])
def test_a_replay_is_refused_in_public_unless_it_is_an_exercise(replay: dict[str, str]) -> None:
    replaying = settings(**replay)
    assert is_replay(replaying)
    with pytest.raises(Problem, match="mode: exercise"):
        refuse_public_replay(replaying, "actual")
    with pytest.raises(Problem, match="mode: exercise"):
        refuse_public_replay(replaying, "test")
    refuse_public_replay(replaying, "exercise")


def test_at_home_and_for_the_real_thing_nothing_is_refused() -> None:
    refuse_public_replay(settings(), "actual")
    refuse_public_replay(settings(**OWN, **PUBLIC), "actual")


def test_clocks_give_aware_times_in_utc() -> None:
    central = timezone(timedelta(hours=-5))
    assert FixedClock(datetime(2024, 4, 3, 8, tzinfo=central)).now().isoformat() == (
        "2024-04-03T13:00:00+00:00"
    )
    assert SystemClock(timedelta(days=-900)).now().utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2024, 4, 3, 8))
