"""Writes docs/understanding-measured.md and the JSON from which the plots are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.understanding import tables, versus
from benchmarks.understanding.calibration import bins, expected_error
from benchmarks.understanding.contestants import Peer
from benchmarks.understanding.intervals import wilson
from benchmarks.understanding.judging import RULES
from benchmarks.understanding.lines import FROZEN, OUT_OF_SCOPE, QUESTIONS
from benchmarks.understanding.measuring import Case, Step, confusions, percentile
from benchmarks.understanding.study import Reached, comparison
from benchmarks.understanding.tables import BAD, share, table
from benchmarks.understanding.versus import Duel

COMMAND = "make bench-understanding"
_WORST = 50
_LONGEST_REPLY = 420

_BEGIN = "<!-- by hand: begin (kept by the command) -->"
_END = "<!-- by hand: end -->"
_NOTHING_YET = "Nothing is written here yet."


@dataclass(frozen=True)
class Surroundings:
    """What the figures depend on besides the program."""

    date: str
    commit: str
    command: str
    machine: str
    model: str
    examples: int
    missing: Sequence[str]
    seconds: float


@dataclass(frozen=True)
class Measured:
    """Everything that was measured."""

    cases: Sequence[Case]
    steps: Mapping[str, Sequence[Step]]
    duels: Sequence[Duel]
    peers: Sequence[Peer]
    reached: Mapping[str, Reached]
    absent: Mapping[str, str]
    """Peers that could not be measured, and why."""

    @property
    def milliseconds(self) -> list[float]:
        """How long understanding each message took."""
        return [case.understood.milliseconds for case in self.cases]

    @property
    def cpu_milliseconds(self) -> list[float]:
        """The same in processor time."""
        return [case.understood.cpu_milliseconds for case in self.cases]


def page(measured: Measured, around: Surroundings, by_hand: str) -> str:
    """Give the whole page."""
    parts = [
        ["# Understanding, measured", "", *_opening(around)],
        ["## Weak points", "", _BEGIN, by_hand, _END, ""],
        ["## Aims", "", _made(), "", *_aims(measured)],
        ["## What became of each message", "", _made(), "", RULES, *tables.outcomes(measured.cases),
         *tables.reasons(measured.cases)],
        ["## Service", "", _made(), "", *tables.service(measured.cases)],
        ["## No county business", "", _made(), "", *tables.turned_away(measured.cases)],
        ["## Slices", "", _made(), "", *tables.slices(measured.cases)],
        ["## Thresholds", "", _made(), "", *_thresholds(measured)],
        ["## Beside its peers", "", _made(), "", *_peers(measured)],
        ["## Beside the feasibility study", "", _made(), "", *_study(measured)],
        ["## Confidence", "", _made(), "", *_confidence(measured.cases)],
        ["## Topics taken for others", "", _made(), "", *_confusion(measured.cases)],
        ["## Subjects and dates", "", _made(), "", *_found(measured.cases)],
        ["## Speed", "", _made(), "", *_speed(measured)],
        ["## The worst of the frozen lines", "", *_worst(measured.cases)],
        ["## Shared lines that went wrong", "", *_ids(measured.cases)],
    ]  # fmt: skip
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def by_hand(path: Path) -> str:
    """Give what people wrote on the page that is there."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    kept = re.search(f"{re.escape(_BEGIN)}\n(.*?)\n?{re.escape(_END)}", text, re.DOTALL)
    return kept.group(1) if kept else _NOTHING_YET


def _made() -> str:
    return f"Made by `{COMMAND}`."


def _opening(around: Surroundings) -> list[str]:
    missing = [f"- **Not measured, because it is not there:** {name}." for name in around.missing]
    return [
        "Every message goes through the whole pipeline as a resident's first one: the trained "
        "model reads it, the answer engine answers it from the Jackson County example on "
        "Wednesday 3 April 2024, 08:00. How understanding works: "
        "[understanding.md](understanding.md).",
        "",
        f"- Measured on {around.date}, commit {around.commit}, by `{around.command}`.",
        f"- Machine: {around.machine}. The run took {around.seconds:,.0f} s.",
        f"- Model: {around.model}; {around.examples:,} training examples.",
        *missing,
        "- Figures: count · share (95 % Wilson interval, two-sided); beside none, its upper bound.",
        "- The frozen lines were written apart from the training data. The shared ones are read "
        "for measuring alone; of them only ids appear here.",
        "",
    ]


def _aims(measured: Measured) -> list[str]:
    cases = measured.cases
    questions = [c for c in cases if c.line.source == QUESTIONS]
    frozen = [c for c in cases if c.line.source == FROZEN]
    inside = [c for c in questions if c.line.in_scope]
    known = [c for c in inside if c.line.expect == "answer"]
    outside = [c for c in cases if c.line.source == OUT_OF_SCOPE]
    rows = [
        _aim("shared questions: wrong", "none", _bad(questions, "wrong"), len(questions), 0),
        _aim("shared questions: harmful", "none", _bad(questions, "harmful"), len(questions), 0),
        _aim("shared: not right of what the document answers", "≤ 15 %",
             sum(c.outcome != "right" for c in known), len(known), 0.15),
        _aim("shared: handed over unasked", "≤ 15 %",
             sum(c.handed_over_unasked for c in inside), len(inside), 0.15),
        _aim("shared out of scope: answered as county business", "≤ 1 %",
             sum(c.outcome in BAD for c in outside), len(outside), 0.01),
        _aim("frozen: wrong or harmful", "≤ 0.5 %",
             sum(c.outcome in BAD for c in frozen), len(frozen), 0.005),
        _aim("frozen: harmful", "none", _bad(frozen, "harmful"), len(frozen), 0),
        *[_duel_aim(duel) for duel in measured.duels if duel.missed_by_best_peer()],
        ("understanding, p95, in process", "< 15 ms",
         f"{percentile(measured.milliseconds, 0.95):.1f} ms",
         _verdict(percentile(measured.milliseconds, 0.95) < 15)),
    ]  # fmt: skip
    return table(("what", "aim", "measured", ""), [row for row in rows if row])


def _bad(cases: Sequence[Case], outcome: str) -> int:
    return sum(case.outcome == outcome for case in cases)


def _aim(what: str, aim: str, hits: int, of: int, most: float) -> tuple[str, ...]:
    if not of:
        return (what, aim, "not measured", "")
    return (what, aim, f"{share(hits, of)} of {of}", _verdict(hits <= most * of))


def _duel_aim(duel: Duel) -> tuple[str, ...]:
    best = duel.missed_by_best_peer()
    name, missed = best or ("", 0)
    ours = duel.operating.missed
    told = f"{ours} missed; best peer, {name}: {missed}"
    aim = "≤ half of the best peer's"
    return (f"missed questions at the same wrong answers, {duel.title}", aim, told,
            _verdict(ours <= missed / 2))  # fmt: skip


def _verdict(met: bool) -> str:
    return "met" if met else "**falls short**"


def _thresholds(measured: Measured) -> list[str]:
    return [
        "Rightly answered, of what the document answers / wrong or harmful replies, counted. "
        '"Gate" sets the threshold on top of what understanding vouches for, so 0.00 is what '
        'is in service. "Confidence alone" vouches for whatever reaches the threshold.',
        "",
        "![Rightly answered against wrong](understanding-coverage.svg)",
        "",
        *tables.thresholds(measured.steps),
    ]


def _peers(measured: Measured) -> list[str]:
    lines = [
        "Only topics count here, since that is all that the peers tell: an answer is wrong when "
        "its topic does not fit, a question is missed when it gets no fitting topic. Each peer "
        "learned from the same examples, the negatives as a topic of their own, and gets the "
        "threshold that is best for it on the very lines that are measured, which flatters it. "
        "Countyline stands at the gate that is in service: where it believes a topic. Where it "
        "believes the topic and not the aspect, it asks back which is meant; the row below counts "
        "that as missed.",
        "",
        "![Missed against wrong](understanding-peers.svg)",
        "",
        *(f"- {peer.name}: {_trained(peer)}" for peer in measured.peers),
        *(f"- **{name} was not measured:** {why}" for name, why in measured.absent.items()),
        "",
    ]
    for duel in measured.duels:
        lines += [f"At Countyline's rate of wrong answers, {duel.title}:", ""]
        lines += versus.at_our_rate(duel)
    for duel in measured.duels:
        lines += [f"At round rates, {duel.title}:", "", *versus.at_given_rates(duel)]
    return lines


def _study(measured: Measured) -> list[str]:
    return [
        "On the shared lines: how well a system tells county business from the rest, and what it "
        "answers at the threshold that lets 2 % (5 %) of the lines out of scope through. The "
        "study's rows stand as it gives them; it measured on more lines out of scope, and chose "
        "its best rows on them. Countyline stands without its gate, at a threshold like the "
        "others.",
        "",
        *comparison(measured.reached),
    ]


def _trained(peer: Peer) -> str:
    seconds = peer.trained_seconds
    took = "trained before on the same" if seconds is None else f"trained in {seconds:.0f} s"
    return f"{took}{f'; **{peer.remark}**' if peer.remark else ''}."


def _confidence(cases: Sequence[Case]) -> list[str]:
    lines = [
        "How often the topic of the first question fits, by its confidence.",
        "",
        "![Confidence against what fits](understanding-reliability.svg)",
        "",
    ]
    for title, chosen in _reliabilities(cases).items():
        made = bins(chosen)
        lines += [f"{title}; mean error {expected_error(made):.3f}:", ""]
        lines += tables.reliability(made)
    return lines


def _reliabilities(cases: Sequence[Case]) -> dict[str, list[tuple[float, bool]]]:
    def pairs(chosen: Sequence[Case]) -> list[tuple[float, bool]]:
        return [(case.understood.first.guess.confidence, case.topic_fits) for case in chosen]

    spoken = [case for case in cases if case.line.language != "und"]
    return {
        "All messages": pairs(spoken),
        "Vouched for": pairs([case for case in spoken if case.understood.first.confident]),
    }


def _confusion(cases: Sequence[Case]) -> list[str]:
    counted = confusions(cases)
    right = sum(n for (fits, got), n in counted.items() if fits == got)
    return [
        f"First guesses, vouched for or not: {share(right, len(cases))} fit.",
        "",
        "![Topics that fit against topics understood](understanding-confusion.svg)",
        "",
        *tables.worst_confusions(counted),
    ]


def _speed(measured: Measured) -> list[str]:
    rows = [
        (name, *(f"{percentile(values, share):.1f} ms" for share in (0.5, 0.95)), len(values))
        for name, values in (
            ("by the clock", measured.milliseconds),
            ("processor time", measured.cpu_milliseconds),
        )
    ]
    return [
        "Understanding one message, in process, one after another. Others who work on the machine "
        "slow the clock, but hardly add processor time.",
        "",
        *table(("", "p50", "p95", "messages"), rows),
    ]


def _found(cases: Sequence[Case]) -> list[str]:
    return [
        "On labeled lines only. The labels of subjects list what fits, so a line counts as "
        "recalled when one is found. Dates are compared as calendar days; of a week that has "
        'begun, the days ahead. "As answered" are the subjects of the answers from facts: those '
        "that the engine adds, such as the office that a service belongs to, are among them.",
        "",
        *tables.found(cases),
    ]


_ORDER = ("harmful", "wrong", "declined", "safe", "right")


def _worst(cases: Sequence[Case]) -> list[str]:
    frozen = [c for c in cases if c.line.source == FROZEN and c.outcome != "right"]
    frozen.sort(key=lambda c: (_ORDER.index(c.outcome), -c.understood.first.guess.confidence))
    told = [line for case in frozen[:_WORST] for line in (*shown(case), "")]
    return [f"{_made()} {len(frozen[:_WORST])} of {len(frozen)} that were not right.", "",
            "```text", *told[:-1], "```", ""]  # fmt: skip


def shown(case: Case) -> list[str]:
    """One line, how it was understood and what was said, in plain text."""
    first = case.understood.first
    parts = ", ".join(
        f"{part.aspect} {part.guess.confidence:.2f}{'' if part.confident else ' (unsure)'}"
        for part in case.understood.question.parts
    )
    line = case.line
    reply = " ".join(case.answer.text.split())
    return [
        f"{line.id} ({line.slice}): {case.outcome}, {case.verdict.reason}. Understood: {parts}"
        f"{', foreign: ' + ', '.join(first.foreign) if first.foreign else ''}",
        f"   fits: {', '.join(line.ok_topics)}; {' or '.join(sorted(line.accepted))}"
        f"{'; ' + ', '.join(line.ok_subjects) if line.ok_subjects else ''}",
        f"   > {' '.join(line.text.split())}",
        f"   < [{case.told.kind}] {_shortened(reply)}",
        *([f"   tells of: {', '.join(case.told.subjects)}"] if case.told.subjects else []),
        *([f"   harm: {line.why_harmful}"] if line.why_harmful else []),
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_REPLY else text[:_LONGEST_REPLY].rstrip() + " …"


def _ids(cases: Sequence[Case]) -> list[str]:
    rows = [
        (c.line.id, c.outcome, c.verdict.reason)
        for c in cases
        if c.line.source != FROZEN and c.outcome in ("harmful", "wrong", "declined")
    ]
    if not rows:
        return [f"{_made()} None.", ""]
    return [_made(), "", *table(("id", "outcome", "why"), rows)]


def figures(measured: Measured) -> dict[str, Any]:
    """Give what the plots show, as plain JSON."""
    counted = confusions(measured.cases)
    labels = sorted({topic for pair in counted for topic in pair})
    return {
        "coverage": {
            "curves": {
                name: [(step.wrong_share, step.covered) for step in steps]
                for name, steps in measured.steps.items()
            },
            "marks": {
                f"in service ({name})": (steps[0].wrong_share, steps[0].covered)
                for name, steps in measured.steps.items()
                if name.startswith("gate")
            },
        },
        "peers": {
            duel.title: {
                "curves": versus.curves(duel),
                "marks": {"in service": (duel.operating.wrong_share, duel.operating.missed_share)},
            }
            for duel in measured.duels
        },
        "reliability": {
            title: [
                {"said": one.said, "right": one.right / one.of, **_bounds(one.right, one.of)}
                for one in bins(chosen)
            ]
            for title, chosen in _reliabilities(measured.cases).items()
        },
        "confusion": {
            "labels": labels,
            "counts": [[counted[(fits, got)] for got in labels] for fits in labels],
        },
    }


def _bounds(hits: int, of: int) -> dict[str, float]:
    return wilson(hits, of)._asdict()
