"""The database waits on threads, so that the event loop never does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from countyline.database.engine import DatabaseUnavailable

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class DatabaseThreads:
    """Threads for reading and for writing; closed ones raise DatabaseUnavailable.

    Args:
        writers: how many transactions may write side by side. One for SQLite: it lets one write
            at a time, and a queue of ours is fairer than its waiting.
        readers: how many may read.
    """

    def __init__(self, writers: int, readers: int = 4) -> None:
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="database-write")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="database-read")

    async def write(
        self,
        call: Callable[_Arguments, _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        """Run a call that writes."""
        return await _on(self._writers, call, *args, **kwargs)

    async def read(
        self,
        call: Callable[_Arguments, _Result],
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> _Result:
        """Run a call that reads."""
        return await _on(self._readers, call, *args, **kwargs)

    def close(self) -> None:
        """End the threads once what they do is done."""
        self._writers.shutdown()
        self._readers.shutdown()


async def shielded(work: Awaitable[_Result]) -> _Result:
    """Wait for what goes on to its end even if nobody waits for it any more."""
    future = asyncio.ensure_future(work)
    future.add_done_callback(_take_note)
    return await asyncio.shield(future)


def _take_note(future: asyncio.Future[Any]) -> None:
    # How it failed was told to whoever waited; the loop need not complain too.
    if not future.cancelled():
        future.exception()


async def _on(
    pool: ThreadPoolExecutor,
    call: Callable[_Arguments, _Result],
    *args: _Arguments.args,
    **kwargs: _Arguments.kwargs,
) -> _Result:
    # A call whose caller goes away is dropped before it began, and else ends as a whole.
    try:
        future = asyncio.get_running_loop().run_in_executor(pool, partial(call, *args, **kwargs))
    except RuntimeError:
        raise DatabaseUnavailable("the desk has closed the database") from None
    return await future
