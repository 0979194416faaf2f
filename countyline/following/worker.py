"""The worker that tells later: looks at each revision, and as time passes, what is to be said."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from countyline.database.watching import watch
from countyline.desk.threads import DatabaseThreads
from countyline.following.corrections import CorrectionSender
from countyline.following.watches import Watches

LOOK_EVERY_SECONDS = 1.0

logger = structlog.get_logger(__name__)


class FollowingWorker:
    """Tells residents what they wished to hear of, and corrections.

    `ring` wakes up who listens for a conversation.
    """

    def __init__(
        self,
        watches: Watches,
        sender: CorrectionSender,
        threads: DatabaseThreads,
        ring: Callable[[str], None],
    ) -> None:
        self._watches = watches
        self._sender = sender
        self._threads = threads
        self._ring = ring

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        await watch(
            self.look,
            LOOK_EVERY_SECONDS,
            logger,
            unavailable="following_without_database",
            failed="following_failed",
        )

    async def look(self) -> int:
        """Say what is due; give to how many. Raises DatabaseUnavailable."""
        count = 0
        for one in await self._threads.read(self._watches.due):
            count += self._rung("watch_told", await self._threads.write(self._watches.tell, one))
        for correction, conversation in await self._threads.read(self._sender.due):
            said = await self._threads.write(self._sender.send, correction, conversation)
            count += self._rung("correction_sent", said)
        return count

    def _rung(self, event: str, conversation: str | None) -> int:
        if conversation is None:
            return 0
        self._ring(conversation)
        logger.info(event, conversation=conversation)
        return 1
