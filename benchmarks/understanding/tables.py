"""The report's tables, each a list of Markdown lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.understanding import recognition
from benchmarks.understanding.calibration import Bin
from benchmarks.understanding.intervals import wilson
from benchmarks.understanding.judging import OUTCOMES
from benchmarks.understanding.lines import CALIBRATION, FROZEN, OUT_OF_SCOPE, QUESTIONS, SEEN
from benchmarks.understanding.measuring import Case, Step
from benchmarks.understanding.recognition import Found, Share

SOURCES = (FROZEN, QUESTIONS, OUT_OF_SCOPE, CALIBRATION, SEEN)
BAD = ("wrong", "harmful")

Rows = Iterable[Sequence[object]]


def table(head: Sequence[str], rows: Rows) -> list[str]:
    """Give a Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return [*lines, *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows), ""]


def share(hits: int, of: int) -> str:
    """Write a count with its share and 95 % interval; of none, the upper bound alone."""
    if of == 0:
        return "–"
    low, high = wilson(hits, of)
    if hits == 0:
        return f"0 (≤ {high:.1%})"
    return f"{hits} · {hits / of:.1%} ({low:.1%}–{high:.1%})"


def groups(cases: Sequence[Case]) -> list[tuple[str, str, list[Case]]]:
    """Every source with its languages and, where there are several, all of them."""
    found = []
    for source in SOURCES:
        mine = [case for case in cases if case.line.source == source]
        languages = sorted({case.line.language for case in mine})
        for language in languages:
            found.append((source, language, [c for c in mine if c.line.language == language]))
        if len(languages) > 1:
            found.append((source, "all", mine))
    return found


def outcomes(cases: Sequence[Case]) -> list[str]:
    """What became of the messages, by source and language."""
    rows = [(source, language, len(mine), *_outcomes(mine)) for source, language, mine in
            groups(cases)]  # fmt: skip
    return table(("source", "language", "n", *OUTCOMES), rows)


def _outcomes(cases: Sequence[Case]) -> list[str]:
    counted = Counter(case.outcome for case in cases)
    return [share(counted[name], len(cases)) for name in OUTCOMES]


def slices(cases: Sequence[Case]) -> list[str]:
    """The same by slice: counts, and the bounds of what is worst."""
    rows = []
    keys = sorted({(c.line.source, c.line.slice, c.line.language) for c in cases})
    for source, name, language in keys:
        mine = [c for c in cases if (c.line.source, c.line.slice, c.line.language)
                == (source, name, language)]  # fmt: skip
        counted = Counter(case.outcome for case in mine)
        bad = counted["wrong"] + counted["harmful"]
        low, high = wilson(bad, len(mine))
        counts = [counted[outcome] for outcome in OUTCOMES]
        rows.append((source, name, language, len(mine), *counts, f"{low:.1%}–{high:.1%}"))
    return table(("source", "slice", "language", "n", *OUTCOMES, "wrong or harmful, 95 %"), rows)


def service(cases: Sequence[Case]) -> list[str]:
    """Questions of county business: right, answered from facts, handed over."""
    rows = []
    for source, language, mine in groups(cases):
        inside = [case for case in mine if case.line.in_scope]
        if inside:
            known = [case for case in inside if case.line.expect == "answer"]
            rows.append((
                source, language, len(known),
                share(sum(case.outcome == "right" for case in known), len(known)),
                share(sum(_told_from_facts(case) for case in known), len(known)),
                len(inside),
                share(sum(case.handed_over_unasked for case in inside), len(inside)),
                _reasons(inside),
            ))  # fmt: skip
    head = ("source", "language", "document answers", "right of these", "right, from facts",
            "county business", "handed over unasked", "why handed over")  # fmt: skip
    return table(head, rows)


def _told_from_facts(case: Case) -> bool:
    return case.outcome == "right" and case.told.states_facts


def _reasons(cases: Sequence[Case]) -> str:
    counted = Counter(
        case.answer.escalation.reason
        for case in cases
        if case.handed_over_unasked and case.answer.escalation
    )
    return ", ".join(f"{reason} {count}" for reason, count in counted.most_common()) or "–"


def turned_away(cases: Sequence[Case]) -> list[str]:
    """What is no county business, and what was said to it."""
    rows = []
    for source, language, mine in groups(cases):
        outside = [case for case in mine if case.line.expect == "decline"]
        if outside:
            kinds = Counter(_kind(case) for case in outside)
            rows.append((
                source, language, len(outside),
                share(sum(case.outcome in BAD for case in outside), len(outside)),
                *(kinds[name] for name in ("unknown", "handoff", "clarify", "decline",
                                           "smalltalk")),
            ))  # fmt: skip
    head = ("source", "language", "n", "answered as county business", "\"nothing published\"",
            "handed over", "asked back", "declined", "small talk")  # fmt: skip
    return table(head, rows)


def _kind(case: Case) -> str:
    kind = case.told.kind
    return "unknown" if kind == "answer" and not case.told.states_facts else kind


def reasons(cases: Sequence[Case]) -> list[str]:
    """Why replies were wrong, harmful or declined."""
    counted = Counter(
        (case.outcome, case.verdict.reason, case.line.source)
        for case in cases
        if case.outcome in (*BAD, "declined")
    )
    kinds = sorted({(outcome, reason) for outcome, reason, _ in counted})
    there = {case.line.source for case in cases}
    sources = [source for source in SOURCES if source in there]
    rows = [(*kind, *(counted[(*kind, source)] for source in sources)) for kind in kinds]
    return table(("outcome", "why", *sources), rows)


def found(cases: Sequence[Case]) -> list[str]:
    """Precision and recall of subjects and dates."""
    rows = []
    for source, language, mine in groups(cases):
        understood = [(case.line, case.found) for case in mine]
        answered = [
            (case.line, Found(case.told.subjects)) for case in mine if case.told.states_facts
        ]
        measured = {
            "subjects": recognition.subjects(understood),
            "subjects, as answered": recognition.subjects(answered),
            "dates": recognition.dates(understood),
        }
        rows += [
            (source, language, name, _of(seen.precision), _of(seen.recall))
            for name, seen in measured.items()
            if seen.recall.of
        ]
    return table(("source", "language", "what", "precision", "recall"), rows)


def _of(one: Share) -> str:
    if not one.of:
        return "–"
    return (f"{one.hits}/{one.of} · {one.hits / one.of:.1%} "
            f"({one.interval.low:.1%}–{one.interval.high:.1%})")  # fmt: skip


def thresholds(curves: Mapping[str, Sequence[Step]]) -> list[str]:
    """The sweep, one row a threshold."""
    names = list(curves)
    rows = []
    for place, step in enumerate(next(iter(curves.values()))):
        cells = [
            f"{curves[name][place].covered:.1%} / {curves[name][place].wrong}" for name in names
        ]
        rows.append((f"{step.threshold:.2f}", *cells))
    return table(("threshold", *names), rows)


def reliability(bins: Sequence[Bin]) -> list[str]:
    """Confidence against what was right."""
    rows = [
        (f"{one.low:.1f}–{one.high:.1f}", f"{one.said:.3f}", share(one.right, one.of), one.of)
        for one in bins
    ]
    return table(("confidence", "mean", "topic fits", "n"), rows)


def worst_confusions(counted: Counter[tuple[str, str]], most: int = 25) -> list[str]:
    """The topics most often taken for another."""
    wrong = [(fits, got, n) for (fits, got), n in counted.most_common() if fits != got]
    return table(("fits", "understood", "times"), wrong[:most])
