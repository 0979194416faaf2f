"""Which facts must be reviewed: it agrees with what residents are told, at every moment."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from countyline.settings import PROJECT_ROOT
from countyline.status.freshness import Freshness
from countyline.status.loading import load
from countyline.status.model import StatusDocument
from countyline.status.upkeep import Stage, count_facts, reviews

DOCUMENT: StatusDocument = load(
    PROJECT_ROOT / "examples" / "jackson-county-2024" / "2024-04-03.yml"
)
FIRST = min(one.review_by for one in DOCUMENT.provenance.values())
NEAR = timedelta(hours=2)


@given(st.integers(-100_000, 400_000), st.one_of(st.none(), st.just(NEAR)))
def test_what_is_past_is_what_residents_are_told_is_not_confirmed(
    seconds: int, near: timedelta | None
) -> None:
    at = FIRST + timedelta(seconds=seconds)
    found = reviews(DOCUMENT, at, near)
    freshness = Freshness(DOCUMENT, at)
    past = {fact for one in found if one.stage is Stage.PAST for fact in one.facts}
    assert past == {name for name, fact in DOCUMENT.facts_by_id() if freshness.is_stale(fact)}
    assert count_facts(found, Stage.PAST) == len(past)
    soon = {fact for one in found if one.stage is Stage.NEAR for fact in one.facts}
    later = Freshness(DOCUMENT, at + (near or timedelta(0)) + timedelta(microseconds=1))
    will = {name for name, fact in DOCUMENT.facts_by_id() if later.is_stale(fact)}
    assert soon == (will - past if near else set())
    assert [one.review_by for one in found] == sorted(one.review_by for one in found)


def test_the_review_time_itself_is_not_past_it() -> None:
    assert {one.stage for one in reviews(DOCUMENT, FIRST, NEAR)} == {Stage.NEAR}
    assert reviews(DOCUMENT, FIRST, None) == ()
    after = reviews(DOCUMENT, FIRST + timedelta(microseconds=1), None)
    assert {(one.stage, one.review_by) for one in after} == {(Stage.PAST, FIRST)}
    assert all(one.facts for one in after)
