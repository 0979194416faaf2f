"""Puts lines, replies and verdicts together, and turns the threshold to see what would change."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.understanding.answering import Desk, Understood
from benchmarks.understanding.judging import Told, Verdict, judge, was_handed_over_unasked
from benchmarks.understanding.lines import Line
from benchmarks.understanding.recognition import Found
from countyline.answers.answer import Answer
from countyline.answers.question import Part

THRESHOLDS = (*(step / 20 for step in range(20)), 0.97, 0.99, 1.01)

Believes = Callable[[Part, float], bool]
"""Whether a question counts as vouched for at a threshold."""


def with_gate(part: Part, threshold: float) -> bool:
    """Stricter than in service: the gate, and the threshold on top."""
    return part.confident and part.guess.confidence >= threshold


def without_gate(part: Part, threshold: float) -> bool:
    """The confidence alone."""
    return part.guess.confidence >= threshold


@dataclass(frozen=True)
class Case:
    """One message: what was expected, understood, said, and how good that was."""

    line: Line
    understood: Understood
    found: Found
    answer: Answer
    told: Told
    verdict: Verdict

    @property
    def outcome(self) -> str:
        """The verdict's outcome."""
        return self.verdict.outcome

    @property
    def topic_fits(self) -> bool:
        """Whether the topic of its first question fits."""
        return self.understood.first.topic in self.line.ok_topics

    @property
    def handed_over_unasked(self) -> bool:
        """Whether staff got it without being asked for."""
        return was_handed_over_unasked(self.line, self.told)


def cases_of(lines: Sequence[Line], understood: Mapping[str, Understood], desk: Desk) -> list[Case]:
    """Judge every line as residents would be answered."""
    return [_case(line, understood[line.id], desk) for line in lines]


def _case(line: Line, understood: Understood, desk: Desk) -> Case:
    answer = desk.answer(understood)
    told = desk.told(understood, answer)
    return Case(line, understood, desk.found(understood), answer, told, judge(line, told))


@dataclass(frozen=True)
class Step:
    """What residents would get at one threshold."""

    threshold: float
    covered: float
    """Share of the questions that the document answers, and that were answered rightly."""
    wrong: int
    messages: int

    @property
    def wrong_share(self) -> float:
        """Wrong and harmful replies among all messages."""
        return self.wrong / max(1, self.messages)


def steps_of(cases: Sequence[Case], desk: Desk, believes: Believes) -> list[Step]:
    """Answer everything again at each threshold."""
    return [_step(cases, desk, believes, threshold) for threshold in THRESHOLDS]


def _step(cases: Sequence[Case], desk: Desk, believes: Believes, threshold: float) -> Step:
    wrong = covered = answerable = 0
    for case in cases:
        parts = case.understood.question.parts
        answer = desk.answer(case.understood, tuple(believes(part, threshold) for part in parts))
        told = desk.told(case.understood, answer)
        outcome = judge(case.line, told).outcome
        wrong += outcome in ("wrong", "harmful")
        if case.line.expect == "answer":
            answerable += 1
            covered += outcome == "right" and answer.kind == "answer"
    return Step(threshold, covered / max(1, answerable), wrong, len(cases))


def confusions(cases: Sequence[Case]) -> Counter[tuple[str, str]]:
    """Count (topic that fits, topic understood) over first questions, whether believed or not."""
    counted: Counter[tuple[str, str]] = Counter()
    for case in cases:
        got = case.understood.first.topic
        counted[(got if case.topic_fits else case.line.ok_topics[0], got)] += 1
    return counted


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
