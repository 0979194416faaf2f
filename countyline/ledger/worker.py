"""Seals what was said, a second later, beside the desk's work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from countyline.database.watching import watch
from countyline.desk.threads import DatabaseThreads
from countyline.ledger.chain import Anchor
from countyline.ledger.sealing import BATCH, Sealer

LOOK_EVERY_SECONDS = 1.0
_BREATH_SECONDS = 0.02
"""The pause between two batches, for residents' messages."""
_TOLD_EVERY_SECONDS = 3600.0

logger = structlog.get_logger(__name__)


class LedgerWorker:
    """Seals for a desk, and writes the chain's end into the log now and then.

    A log that is kept elsewhere thus holds anchors for `countyline ledger verify`.
    """

    def __init__(
        self,
        sealer: Sealer,
        threads: DatabaseThreads,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sealer = sealer
        self._threads = threads
        self._monotonic = monotonic
        self._told_at: float | None = None
        self._told = Anchor(0, "")

    async def run(self) -> None:
        """Look after the ledger until cancelled."""
        await watch(
            self.look,
            LOOK_EVERY_SECONDS,
            logger,
            unavailable="ledger_without_database",
            failed="ledger_failed",
        )

    async def look(self) -> int:
        """Seal what waits; give how many entries. Raises DatabaseUnavailable."""
        count = 0
        while True:
            batch = await self._threads.read(self._sealer.prepare)
            if batch.entries:
                count += await self._threads.write(self._sealer.append, batch)
            if len(batch.entries) < BATCH:
                break
            await asyncio.sleep(_BREATH_SECONDS)
        await self._tell()
        return count

    async def _tell(self) -> None:
        now = self._monotonic()
        if self._told_at is not None and now - self._told_at < _TOLD_EVERY_SECONDS:
            return
        self._told_at = now
        head = await self._threads.read(self._sealer.head)
        if head != self._told:
            self._told = head
            logger.info("ledger_anchor", anchor=str(head))

