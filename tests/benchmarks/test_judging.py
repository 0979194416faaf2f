"""The arithmetic of the bench of understanding: what counts as wrong, how sure, what was missed."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.understanding import recognition
from benchmarks.understanding.answering import Desk
from benchmarks.understanding.calibration import bins, expected_error
from benchmarks.understanding.intervals import wilson
from benchmarks.understanding.judging import Told, counted, judge, was_handed_over_unasked
from benchmarks.understanding.lines import Days, Line, line_of
from benchmarks.understanding.measuring import percentile
from benchmarks.understanding.recognition import Found
from benchmarks.understanding.report import by_hand
from benchmarks.understanding.sweeping import NEVER, Guess, Point, best_within, frontier, sweep
from benchmarks.understanding.tables import share
from countyline.settings import Settings

FRIDAY = Days(date(2024, 4, 5), date(2024, 4, 5))
MONDAY = Days(date(2024, 4, 8), date(2024, 4, 8))
THIS_WEEK = Days(date(2024, 4, 1), date(2024, 4, 7))


def line(expect: str = "answer", *topics: str, **more: Any) -> Line:
    given = {
        "id": "1", "source": "frozen", "slice": "plain", "language": "en", "text": "a question",
        "ok_topics": topics or ("status",), "ok_subjects": None, **more,
    }  # fmt: skip
    return Line(expect=expect, **given)


def facts(*topics: str, **more: Any) -> Told:
    return Told("answer", "confirmed", topics or ("status",), **more)


def unknown(*topics: str) -> Told:
    return Told("answer", "unknown", topics or ("status",))


@pytest.mark.parametrize(
    ("asked", "told", "outcome"),
    [
        (line(), facts(), "right"),
        (line(), facts("status", "hours"), "wrong"),
        (line("answer", "status", "hours"), facts("status", "hours"), "right"),
        (line(), facts("hours"), "wrong"),
        (line(), unknown(), "safe"),
        (line(), Told("clarify"), "safe"),
        (line(), Told("handoff"), "safe"),
        (line(), Told("decline"), "declined"),
        (line(), Told("smalltalk"), "declined"),
        (line("answer", also_ok=("unknown_or_handoff",)), unknown(), "right"),
        (line("answer", also_ok=("unknown_or_handoff",)), unknown("hours"), "safe"),
        (line("answer", also_ok=("decline",)), Told("decline"), "right"),
        (line("unknown_or_handoff"), unknown(), "right"),
        (line("unknown_or_handoff"), Told("handoff"), "right"),
        (line("unknown_or_handoff"), Told("clarify"), "right"),
        (line("unknown_or_handoff"), facts(), "wrong"),
        (line("unknown_or_handoff", also_ok=("answer",)), facts(), "right"),
        (line("decline", "out_of_scope"), Told("decline"), "right"),
        (line("decline", "out_of_scope"), Told("clarify"), "safe"),
        (line("decline", "out_of_scope"), unknown("other_service"), "safe"),
        (line("decline", "out_of_scope"), facts(), "wrong"),
        (line("decline", "out_of_scope"), Told("smalltalk"), "safe"),
        (line("decline", "out_of_scope", also_ok=("smalltalk",)), Told("smalltalk"), "right"),
        (line("clarify", language="und"), Told("clarify"), "right"),
        (line("clarify", language="und"), facts(), "wrong"),
    ],
)
def test_outcomes(asked: Line, told: Told, outcome: str) -> None:
    assert judge(asked, told).outcome == outcome


def test_missed_danger_is_harmful_and_a_false_alarm_is_wrong() -> None:
    alarm = Told("answer", "unknown", ("safety",))
    assert judge(line("answer", "safety"), alarm).outcome == "right"
    assert judge(line("answer", "safety"), Told("handoff")).outcome == "harmful"
    assert judge(line(), alarm).outcome == "wrong"
    assert judge(line("decline", "out_of_scope"), alarm).outcome == "wrong"


def test_where_the_readers_differ_on_danger_either_reply_is_right() -> None:
    doubted = line("unknown_or_handoff", "safety", "other_service", also_ok=("answer",))
    assert judge(doubted, Told("answer", "unknown", ("safety",))).outcome == "right"
    assert judge(doubted, unknown("other_service")).outcome == "right"


def test_what_belongs_together_by_the_document_fits_together() -> None:
    desk = Desk(Settings.from_environment({}))
    assert set(desk.with_related(["property_tax_payment"])) >= {"collection"}
    assert set(desk.with_related(["collection"])) >= {"property_tax_payment", "truman_courthouse"}
    assert "assessment" not in desk.with_related(["property_tax_payment"])
    assert set(desk.with_related(["kceb"])) == {"kceb"}


def test_another_subject_is_harmful_where_a_thing_is_told_of() -> None:
    asked = line(ok_subjects=("collection", "truman_courthouse"))
    assert judge(asked, facts(subjects=("collection", "assessment"))).outcome == "right"
    assert judge(asked, facts()).outcome == "right"
    verdict = judge(asked, facts(subjects=("assessment",)))
    assert (verdict.outcome, verdict.reason) == ("harmful", "another subject")
    fees = line("answer", "how_to_pay", ok_subjects=("myjacksoncounty",))
    assert judge(fees, facts("how_to_pay", subjects=("assessment",))).outcome == "wrong"


def test_another_day_is_harmful_where_the_day_matters() -> None:
    asked = line("answer", "status", "location", dates=(FRIDAY,))
    assert judge(asked, facts(days=(MONDAY,))).outcome == "harmful"
    assert judge(asked, facts(days=(THIS_WEEK,))).outcome == "right"
    assert judge(asked, facts(days=())).outcome == "right"
    assert judge(asked, facts("location", days=(MONDAY,))).outcome == "right"


def test_what_misleads_is_harmful() -> None:
    marked = line("unknown_or_handoff", "deadlines", why_harmful="promises a waiver")
    assert judge(marked, facts("deadlines")).outcome == "harmful"
    assert judge(marked, unknown("deadlines")).outcome == "right"
    near_miss = line("decline", "out_of_scope", slice="near_miss")
    assert judge(near_miss, facts("hours")).outcome == "harmful"
    assert judge(near_miss, facts("incident")).outcome == "wrong"


def test_a_hand_over_counts_when_nobody_asked_for_it() -> None:
    assert was_handed_over_unasked(line(), Told("handoff"))
    assert not was_handed_over_unasked(line(), unknown())
    assert not was_handed_over_unasked(line("unknown_or_handoff", "person"), Told("handoff"))
    assert not was_handed_over_unasked(line("decline", "out_of_scope"), Told("handoff"))


def test_outcomes_are_counted() -> None:
    verdicts = [judge(line(), facts()), judge(line(), facts("hours")), judge(line(), unknown())]
    assert counted(verdicts) == {"right": 1, "safe": 1, "declined": 0, "wrong": 1, "harmful": 0}


def test_lines_are_read_as_the_files_have_them() -> None:
    entry = {
        "id": "x", "lang": "es", "text": "¿?", "ok_topics": ["status"], "expect": "answer",
        "dates": ["2024-04-05", "2024-04-01/2024-04-07"],
    }  # fmt: skip
    read = line_of(entry, "frozen")
    assert read.dates == (FRIDAY, THIS_WEEK)
    assert read.ok_subjects is None
    assert read.in_scope
    assert THIS_WEEK.still_ahead(date(2024, 4, 3)).first == date(2024, 4, 3)
    assert FRIDAY.still_ahead(date(2024, 4, 3)) == FRIDAY
    assert THIS_WEEK.still_ahead(date(2024, 4, 9)) == THIS_WEEK


@pytest.mark.parametrize(
    # Newcombe 1998 (Statistics in Medicine 17, 857–872), table I, method 3.
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_published_values(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_wilson_at_the_ends() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(20, 20) == pytest.approx((1 - 0.1611, 1.0), abs=5e-5)
    assert wilson(0, 1338).high == pytest.approx(0.00286, abs=1e-5)
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilson_holds_the_share(counts: tuple[int, int]) -> None:
    hits, of = counts
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    mirrored = wilson(of - hits, of)
    assert (1 - high, 1 - low) == pytest.approx(mirrored)


def lines_and_guesses() -> tuple[list[Line], dict[str, Guess]]:
    asked = [
        line(id="right"),
        line(id="wrong"),
        line(id="turned away"),
        line("unknown_or_handoff", "deadlines", id="tied"),
        line("decline", "out_of_scope", id="outside"),
        line("decline", "out_of_scope", id="declined"),
        line("clarify", id="foreign", language="und"),
    ]
    guesses = {
        "right": Guess(("status",), 0.9),
        "wrong": Guess(("hours",), 0.5),
        "turned away": Guess(("out_of_scope",), 0.95),
        "tied": Guess(("deadlines",), 0.5),
        "outside": Guess(("status",), 0.4),
        "declined": Guess(("out_of_scope",), 0.8),
        "foreign": Guess(("hours",), 0.99),
    }
    return asked, guesses


def test_a_sweep_counts_each_threshold() -> None:
    points = sweep(*lines_and_guesses())
    assert {p.threshold: (p.wrong, p.missed) for p in points} == {
        1.01: (0, 4), 0.95: (0, 4), 0.9: (0, 3), 0.8: (0, 3), 0.5: (1, 2), 0.4: (2, 2),
    }  # fmt: skip
    assert {(p.messages, p.questions) for p in points} == {(6, 4)}
    assert points[-1].wrong_share == pytest.approx(2 / 6)
    assert points[-1].missed_share == pytest.approx(0.5)


def test_a_sweep_leaves_out_what_is_never_let_through() -> None:
    asked, guesses = lines_and_guesses()
    guesses["wrong"] = Guess((), NEVER)
    assert sweep(asked, guesses)[-1].wrong == 1


def test_two_topics_must_both_fit() -> None:
    both = Guess(("status", "hours"), 0.9)
    assert sweep([line()], {"1": both})[-1].wrong == 1
    assert sweep([line("answer", "status", "hours")], {"1": both})[-1].missed == 0


def test_the_best_point_within_a_number_of_wrong_answers() -> None:
    points = sweep(*lines_and_guesses())
    assert best_within(points, 0).missed == 3
    assert best_within(points, 1).threshold == 0.5
    assert best_within(points, 5).wrong == 1
    assert [(p.wrong, p.missed) for p in frontier(points)] == [(0, 3), (1, 2)]


scores = st.lists(
    st.tuples(
        st.sampled_from(["status", "hours", "out_of_scope"]),
        st.floats(0, 1),
        st.sampled_from(["answer", "decline"]),
    ),
    min_size=1,
)


@given(scores)
def test_a_lower_threshold_answers_no_less(told: list[tuple[str, float, str]]) -> None:
    asked = [
        line(expect, "status" if expect == "answer" else "out_of_scope", id=str(place))
        for place, (_, _, expect) in enumerate(told)
    ]
    guesses = {str(i): Guess((topic,), score) for i, (topic, score, _) in enumerate(told)}
    points = sweep(asked, guesses)
    for before, after in pairwise(points):
        assert before.threshold > after.threshold
        assert before.wrong <= after.wrong
        assert before.missed >= after.missed
    last: Point = points[-1]
    assert last.wrong + last.questions - last.missed <= last.messages


def test_subjects_are_measured_on_labeled_lines() -> None:
    seen = recognition.subjects(
        [
            (line(ok_subjects=("collection", "assessment")), Found(("collection", "kceb"))),
            (line(ok_subjects=("collection",)), Found()),
            (line(), Found(("kceb",))),
        ]
    )
    assert (seen.precision.hits, seen.precision.of) == (1, 2)
    assert (seen.recall.hits, seen.recall.of) == (1, 2)


def test_dates_are_measured_as_days() -> None:
    seen = recognition.dates(
        [
            (line(dates=(FRIDAY, MONDAY)), Found(days=(FRIDAY,))),
            (line(dates=(FRIDAY,)), Found(days=(THIS_WEEK,))),
            (line(), Found(days=(MONDAY,))),
        ]
    )
    assert (seen.precision.hits, seen.precision.of) == (1, 2)
    assert (seen.recall.hits, seen.recall.of) == (1, 3)


def test_confidence_is_compared_with_what_was_right() -> None:
    made = bins([(0.95, True), (0.85, True), (0.85, False), (1.0, True)])
    assert [(one.low, one.right, one.of) for one in made] == [(0.8, 1, 2), (0.9, 2, 2)]
    assert expected_error(made) == pytest.approx((0.35 * 2 + 0.025 * 2) / 4)
    assert expected_error([]) == 0


def test_percentiles_are_of_values_that_occurred() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0
    assert percentile([7.0], 0.95) == 7.0


def test_what_people_wrote_on_the_page_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    assert by_hand(path) == "Nothing is written here yet."
    path.write_text(
        "# Page\n<!-- by hand: begin (kept by the command) -->\nTwo\n\nlines.\n"
        "<!-- by hand: end -->\n## More\n",
        encoding="utf-8",
    )
    assert by_hand(path) == "Two\n\nlines."


def test_shares_are_written_with_their_bounds() -> None:
    assert share(0, 20) == "0 (≤ 16.1%)"
    assert share(15, 148) == "15 · 10.1% (6.2%–16.0%)"
    assert share(0, 0) == "–"
