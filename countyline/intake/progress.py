"""Shows how far a command is: a bar at a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

_EVERY = 1000
"""A plain line comes after so many, for a log."""


class Bar(Protocol):
    """Is told how far the work is."""

    def at(self, done: int, total: int | None) -> None:
        """Say that `done` of `total` are done; None: nobody knows how many there are."""


class _Drawn:
    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)

    def at(self, done: int, total: int | None) -> None:
        self._progress.update(self._task, completed=done, total=total)


class _Plain:
    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._title = title
        self._told = 0

    def at(self, done: int, total: int | None) -> None:
        if done // _EVERY > self._told // _EVERY:
            of = "" if total is None else f" of {total}"
            self._console.print(f"{self._title}: {done}{of}", highlight=False)
            self._told = done


@contextmanager
def bar(title: str) -> Iterator[Bar]:
    """Give a bar on standard error, so that what a command prints can be read by programs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Plain(console, title)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Drawn(progress, title)
