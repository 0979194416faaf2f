"""Missed questions against wrong answers, for every threshold that a system could have.

Here only the topic counts, since that is all that the peers give. An answer is a guess of a topic
of county business whose score reaches the threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.understanding.lines import Line

NOT_ANSWERED = frozenset({"out_of_scope", "smalltalk"})
"""Guesses that answer nothing."""

NEVER = -1.0
"""Score of a guess that no threshold lets through."""


@dataclass(frozen=True)
class Guess:
    """The topics that a system reads in a message, and how sure it is of the least sure one."""

    topics: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Point:
    """What comes of one threshold. `missed` counts questions without a right answer."""

    threshold: float
    wrong: int
    messages: int
    missed: int
    questions: int

    @property
    def wrong_share(self) -> float:
        """Wrong answers among all messages."""
        return self.wrong / max(1, self.messages)

    @property
    def missed_share(self) -> float:
        """Missed questions among the questions of county business."""
        return self.missed / max(1, self.questions)


def sweep(lines: Sequence[Line], guesses: Mapping[str, Guess]) -> list[Point]:
    """Give one point for each threshold that changes something, the strictest first.

    The first point answers nothing. Messages in other languages are left out: no peer knows them.
    """
    measured = [line for line in lines if line.language != "und"]
    questions = sum(line.in_scope for line in measured)
    ordered = sorted(measured, key=lambda line: -guesses[line.id].score)
    wrong, answered = 0, 0
    points = [Point(1.01, 0, len(measured), questions, questions)]
    for place, line in enumerate(ordered):
        guess = guesses[line.id]
        if guess.score <= NEVER:
            break
        right = _is_right(line, guess)
        wrong += right is False
        answered += bool(right) and line.in_scope
        following = ordered[place + 1] if place + 1 < len(ordered) else None
        if following is None or guesses[following.id].score != guess.score:
            missed = questions - answered
            points.append(Point(guess.score, wrong, len(measured), missed, questions))
    return points


def _is_right(line: Line, guess: Guess) -> bool | None:
    """Whether the answer would fit; None: the guess answers nothing."""
    told = [topic for topic in guess.topics if topic not in NOT_ANSWERED]
    if not told:
        return None
    return set(told) <= set(line.ok_topics)


def best_within(points: Iterable[Point], wrong: int) -> Point:
    """Give the point with the fewest missed questions among those with at most `wrong` wrong."""
    return min(
        (point for point in points if point.wrong <= wrong),
        key=lambda point: (point.missed, point.wrong),
    )


def frontier(points: Iterable[Point]) -> list[Point]:
    """The points that no other beats in both counts, by wrong answers ascending."""
    best: list[Point] = []
    for point in sorted(points, key=lambda p: (p.wrong, p.missed)):
        if not best or point.missed < best[-1].missed:
            best.append(point)
    return best
