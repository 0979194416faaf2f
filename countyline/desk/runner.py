"""Runs turns: those of one conversation in order, conversations side by side."""

from __future__ import annotations

import asyncio

import structlog

from countyline.database.engine import DatabaseUnavailable
from countyline.desk.ahead import Ahead
from countyline.desk.answering import Answering
from countyline.desk.bell import Bell
from countyline.desk.book import ConversationBook, NoLongerOurs
from countyline.desk.metrics import Metrics
from countyline.desk.model import Answered, Reply, Turn
from countyline.desk.threads import DatabaseThreads

_MOST_ATTEMPTS = 3
"""A message that a desk was killed over so often is answered with the headline."""
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0

logger = structlog.get_logger(__name__)


class TurnRunner:
    """Answers the turns of the conversations that this desk works on."""

    def __init__(
        self,
        book: ConversationBook,
        threads: DatabaseThreads,
        answering: Answering,
        bell: Bell,
        metrics: Metrics,
    ) -> None:
        self._book = book
        self._threads = threads
        self._answering = answering
        self._bell = bell
        self._metrics = metrics
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._later: dict[str, Turn] = {}
        self._ahead = Ahead(self._reply)
        self._is_finishing = False

    @property
    def is_busy(self) -> bool:
        """Whether any turn is being answered."""
        return bool(self._tasks)

    def is_answering(self, conversation: str) -> bool:
        """Tell whether a turn of the conversation is being answered here."""
        return conversation in self._tasks

    def ask_ahead(self, turn: Turn) -> None:
        """Ask for the answer to a turn that is being written; `begin` or `drop` follows."""
        if not self._is_finishing and turn.conversation not in self._tasks:
            self._ahead.begin(turn)

    def drop(self, conversation: str, key: str) -> None:
        """Forget what was asked for ahead: the message of that key could not be written."""
        self._ahead.drop(conversation, key)

    def begin(self, turn: Turn) -> None:
        """Answer a turn that the book gave to this desk, and those that come after it."""
        if self._is_finishing:
            return  # It stays waiting, for the next desk.
        if turn.conversation in self._tasks:
            # The book let the conversation rest, or another desk had it meanwhile, and the task
            # does not know yet.
            self._later[turn.conversation] = turn
            return
        task = asyncio.create_task(self._run(turn), name=f"turns of {turn.conversation}")
        self._tasks[turn.conversation] = task
        self._bell.tell(turn.conversation)

    async def finish(self, seconds: float) -> None:
        """Let turns end that are being answered; what is not done after `seconds` stays waiting."""
        self._is_finishing = True
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._ahead.drop_all()

    async def _run(self, turn: Turn) -> None:
        following: Turn | None = turn
        last = 0
        try:
            while following is not None:
                if following.message > last:
                    last = following.message
                    following = await self._answer(following)
                else:
                    following = None
                following = following or self._later.pop(turn.conversation, None)
        except Exception as error:  # the desk takes the turn up again
            logger.error(
                "turn_failed", conversation=turn.conversation, error=type(error).__name__
            )
        finally:
            del self._tasks[turn.conversation]
            self._later.pop(turn.conversation, None)
            self._bell.tell(turn.conversation)

    async def _answer(self, turn: Turn) -> Turn | None:
        """Answer one turn; give the conversation's next one."""
        with self._metrics.turn_seconds.labels(turn.channel).time():
            try:
                reply, answered = await self._reply_kept(turn)
            except NoLongerOurs:
                logger.warning("turn_taken_over", conversation=turn.conversation)
                return None
        # First of all the resident, who waits.
        if answered.entry is not None:
            self._bell.tell(turn.conversation, answered.entry)
        else:
            self._bell.ring(turn.conversation)
        await asyncio.sleep(0)
        self._metrics.count_reply(turn, reply)
        logger.info(
            "turn_answered",
            conversation=turn.conversation,
            channel=turn.channel,
            kind=reply.answer.get("kind"),
            topic=reply.answer.get("topic"),
            revision=reply.answer.get("revision"),
            headline=reply.headline,
            attempts=turn.attempts,
        )
        return answered.following

    async def _reply(self, turn: Turn) -> Reply:
        if turn.attempts > _MOST_ATTEMPTS:
            return self._answering.headline(turn)
        return await self._answering.reply(turn)

    async def _reply_kept(self, turn: Turn) -> tuple[Reply, Answered]:
        reply = await self._ahead.reply(turn)
        try:
            return reply, await self._kept(turn, reply)
        except NoLongerOurs:
            raise
        except Exception as error:  # a reply that nothing can hold must not silence the desk
            logger.error(
                "answer_cannot_be_kept",
                conversation=turn.conversation,
                error=type(error).__name__,
            )
        reply = self._answering.headline(turn)
        return reply, await self._kept(turn, reply)

    async def _kept(self, turn: Turn, reply: Reply) -> Answered:
        """Write, again and again while the database cannot be written to: the answer is there."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return await self._threads.write(self._book.answer, turn, reply)
            except DatabaseUnavailable as error:
                logger.error("answer_not_kept_yet", reason=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
