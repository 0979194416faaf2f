"""Does something again and again beside the database, whatever happens to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from countyline.database.engine import DatabaseUnavailable


async def watch(
    look: Callable[[], Awaitable[object]],
    every_seconds: float,
    logger: structlog.stdlib.BoundLogger,
    *,
    unavailable: str,
    failed: str,
) -> None:
    """Look, and look again, until cancelled.

    `unavailable` and `failed` name the events in the log: a database that is away is told once
    until it is back, whatever else fails each time.
    """
    has_complained = False
    while True:
        try:
            await look()
            has_complained = False
        except DatabaseUnavailable as error:
            if not has_complained:
                logger.error(unavailable, reason=str(error))
            has_complained = True
        except Exception as error:  # the watch must outlive whatever happens
            logger.error(failed, error=type(error).__name__)
        await asyncio.sleep(every_seconds)
