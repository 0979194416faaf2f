"""One measured run of one contestant, from its start to its end."""

import itertools
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.turn.asking import (
    FAULTS,
    Turn,
    all_at_once,
    conversations,
    one_after_another,
    outcomes,
)
from benchmarks.turn.contestants import Contestant
from benchmarks.turn.memory import pss_megabytes
from benchmarks.turn.quiet import wait_until_quiet
from benchmarks.turn.system import running


@dataclass(frozen=True)
class Load:
    """How much is asked in each run: conversations to warm up and to measure, then a crowd.

    `patience` is how many seconds a run waits for other programs to rest.
    """

    warm_up: int = 12
    conversations: int = 48
    residents: int = 8
    seconds: float = 20.0
    patience: float = 120.0


@dataclass(frozen=True)
class Sample:
    """What one run measured.

    Memory is in units of 1,000,000 bytes, after the crowd; `busy_before` is the share of the
    processors that other programs took just before the run.
    """

    first_answer_seconds: float
    p50_milliseconds: float
    p95_milliseconds: float
    turns_a_second: float
    rasa_megabytes: float
    actions_megabytes: float
    outcomes: Counter[str]
    busy_before: float

    @property
    def faults(self) -> float:
        """The share of turns that held no true answer."""
        return sum(self.outcomes[fault] for fault in FAULTS) / max(1, self.outcomes.total())


def measure(contestant: Contestant, load: Load) -> Sample:
    """Start a contestant, ask as the load says, and stop it.

    Raises:
        Problem: it does not start.
    """
    asked = itertools.cycle(conversations())
    busy_before = wait_until_quiet(load.patience)
    with running(contestant) as system:
        one_after_another(system.port, itertools.islice(asked, load.warm_up))
        single = one_after_another(system.port, itertools.islice(asked, load.conversations))
        crowd = all_at_once(system.port, load.residents, load.seconds)
        p50, p95 = _percentiles(single)
        return Sample(
            first_answer_seconds=system.first_answer_seconds,
            p50_milliseconds=p50,
            p95_milliseconds=p95,
            turns_a_second=len(crowd) / load.seconds,
            rasa_megabytes=pss_megabytes(system.rasa),
            actions_megabytes=pss_megabytes(system.actions),
            outcomes=outcomes([*single, *crowd]),
            busy_before=busy_before,
        )


def _percentiles(turns: Sequence[Turn]) -> tuple[float, float]:
    cuts = statistics.quantiles((turn.seconds * 1000 for turn in turns), n=100, method="inclusive")
    return cuts[49], cuts[94]
