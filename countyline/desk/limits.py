"""How much one conversation, one address and all together may ask for."""

from __future__ import annotations

import math
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from countyline.problem import Problem

_TIDY_AFTER = 1000
"""So many admissions, or as many as keys were left: it costs each admission about nothing."""


class TooMany(Exception):
    """A limit is reached; `retry_after` says in how many seconds it will not be."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limit:
    """At most so many of something for each key, such as `60/minute` for each conversation."""

    name: str
    item: RateLimitItem

    @classmethod
    def read(cls, name: str, written: str) -> Limit:
        """Read a limit as the library `limits` writes it. Raises Problem."""
        try:
            return cls(name, parse(written))
        except ValueError:
            raise Problem(
                f"The limit {name} is {written!r}: write it like 60/minute or 2000/hour."
            ) from None


class _NoTimer(threading.Timer):
    """Stands for the library's timer, which begins a thread at nearly every admission.

    That thread goes through all keys, up to a hundred times a second; `Limiter` tidies instead.
    """

    def __init__(self) -> None:
        super().__init__(0, lambda: None)

    def is_alive(self) -> bool:
        """Say that tidying is under way already."""
        return True


class Limiter:
    """Counts within this process."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._storage.timer = _NoTimer()
        self._window = MovingWindowRateLimiter(self._storage)
        self._until_tidying = _TIDY_AFTER

    @property
    def known(self) -> int:
        """How many keys are held in memory."""
        return len(self._storage.events)

    def admit(self, *asked: tuple[Limit, str]) -> None:
        """Count one of something against limits, each for its key. Raises TooMany.

        Nothing is counted unless all of them admit it.
        """
        self.admit_many(1, *asked)

    def admit_many(self, count: int, *asked: tuple[Limit, str]) -> None:
        """Count so many of something, as `admit` does. Raises TooMany.

        What is more than a limit ever admits at once counts as all of it.
        """
        costs = [min(count, limit.item.amount) for limit, _ in asked]
        for (limit, key), cost in zip(asked, costs, strict=True):
            if not self._window.test(limit.item, limit.name, key, cost=cost):
                reset = self._window.get_window_stats(limit.item, limit.name, key).reset_time
                raise TooMany(max(1, math.ceil(reset - time.time())))
        for (limit, key), cost in zip(asked, costs, strict=True):
            if not self._window.hit(limit.item, limit.name, key, cost=cost):
                # The library tests and counts differently in the very moment at which the oldest
                # leaves the window.
                raise TooMany(1)
        self._until_tidying -= count
        if self._until_tidying <= 0:
            self._tidy()

    def _tidy(self) -> None:
        """Forget what has left its window, and keys under which nothing is counted any more."""
        now = time.time()
        for key, entries in list(self._storage.events.items()):
            # The newest stand first, and all of a key stay equally long.
            kept = bisect_left(entries, -now, key=lambda entry: -entry.expiry)
            if kept:
                del entries[kept:]
            else:
                self._storage.clear(key)
        self._until_tidying = max(_TIDY_AFTER, self.known)


class Places:
    """At most so many at the same time for each key, such as event streams of an address."""

    def __init__(self) -> None:
        self._taken: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def take(self, *asked: tuple[str, str, int]) -> Iterator[None]:
        """Take one place under each `(name, key, most)`, and give them back. Raises TooMany."""
        for name, key, most in asked:
            if self._taken[name, key] >= most:
                raise TooMany(10)
        places = [(name, key) for name, key, _ in asked]
        self._taken.update(places)
        try:
            yield
        finally:
            self._taken.subtract(places)
            for place in places:
                if not self._taken[place]:
                    del self._taken[place]
