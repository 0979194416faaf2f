"""The residents' page as files, written anew at every publication: for hosting anywhere else.

What is in the folder is whole at any time: each file is replaced at once, the pages last.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from countyline.status.publication import Published

Render = Callable[[Published, datetime], Mapping[str, bytes]]
"""Gives the files of a site by their path, as they are at a moment."""


class StaticSite:
    """Keeps a folder of files equal to the revision in service.

    Args:
        folder: where the files go; it is made when it is missing.
        render: makes them.
        now: the moment that residents are told about, aware, for a revision.
    """

    def __init__(self, folder: Path, render: Render, now: Callable[[Published], datetime]) -> None:
        self._folder = folder
        self._render = render
        self._now = now
        self._written: tuple[object, ...] | None = None

    def refresh(self, published: Published | None) -> None:
        """Write the files if there is anything new to say: a revision, a day, a time that passed.

        Raises OSError; then it is tried again at the next call.
        """
        if published is None:
            return
        now = self._now(published)
        state = (published.revision, published.digest, now.date(), _is_stale(published, now))
        if state == self._written:
            return
        for name, content in self._render(published, now).items():
            _replace(self._folder / name, content)
        self._written = state


def _is_stale(published: Published, now: datetime) -> tuple[bool, ...]:
    origins = published.document.provenance.values()
    return tuple(now > origin.review_by for origin in origins)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
