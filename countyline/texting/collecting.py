"""Finds what the desk has said to residents who are reached by text, and queues it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, and_, bindparam, func, insert, or_, select

from countyline.cases.schema import cases
from countyline.database.engine import reading, writing
from countyline.desk.schema import conversations, inbox, outbox
from countyline.texting.consent import revocation_in
from countyline.texting.model import CHANNEL
from countyline.texting.numbers import number_left_in
from countyline.texting.opt_outs import BY_WEB, opt_out
from countyline.texting.queue import queue_entries
from countyline.texting.schema import opt_outs, text_threads
from countyline.texting.words import Words

_OVERLAP = 500
"""Transactions of PostgreSQL end in another order than their numbers: so many are seen again."""
_FOLLOWED_UP = timedelta(days=1)
_BATCH = 50
"""How many conversations one transaction looks at."""
_LOCK_THREAD = (
    select(text_threads)
    .where(text_threads.c.conversation == bindparam("this"))
    .with_for_update()
)

_is_left = and_(text_threads.c.conversation.is_not(None), outbox.c.seq > text_threads.c.queued_seq)
_is_elsewhere = and_(text_threads.c.conversation.is_(None), outbox.c.author == "staff")


class Collector:
    """Queues what stands in the outbox.

    Args:
        engine: the database.
        words: how residents say that they want no texts.
        clock: the real time, aware.
        follows_up: whether replies of staff also go to numbers that residents left on the web.
    """

    def __init__(
        self, engine: Engine, words: Words, clock: Callable[[], datetime], *, follows_up: bool
    ) -> None:
        self._engine = engine
        self._words = words
        self._clock = clock
        self._wanted = or_(_is_left, _is_elsewhere) if follows_up else _is_left
        self._seen: int | None = None

    def collect(self) -> int:
        """Queue what is new since the last look, at the first one whatever is left."""
        with reading(self._engine) as connection:
            newest = connection.scalar(select(func.max(outbox.c.id))) or 0
            found = self._found(connection, newest)
        count = sum(self._queue(found[at : at + _BATCH]) for at in range(0, len(found), _BATCH))
        self._seen = newest
        return count

    def collect_all(self) -> int:
        """Queue whatever is left, however old."""
        self._seen = None
        return self.collect()

    def _found(self, connection: Connection, newest: int) -> list[str]:
        query = (
            select(outbox.c.conversation)
            .distinct()
            .join(
                text_threads,
                text_threads.c.conversation == outbox.c.conversation,
                isouter=True,
            )
            .where(self._wanted)
        )
        if self._seen is None:
            query = query.where(or_(_is_left, outbox.c.written_at > self._clock() - _FOLLOWED_UP))
        elif newest <= self._seen - _OVERLAP:
            return []
        else:
            query = query.where(outbox.c.id > self._seen - _OVERLAP)
        # In one order for all desks, so that none waits for another that waits for it.
        return sorted(connection.scalars(query))

    def _queue(self, found: Sequence[str]) -> int:
        with writing(self._engine) as connection:
            return sum(self._queue_one(connection, conversation) for conversation in found)

    def _queue_one(self, connection: Connection, conversation: str) -> int:
        now, which = self._clock(), {"this": conversation}
        thread = connection.execute(_LOCK_THREAD, which).one_or_none()
        if thread is None:
            if not self._reach_elsewhere(connection, conversation, now):
                return 0
            thread = connection.execute(_LOCK_THREAD, which).one()
        if thread.ours is None:
            self._honor(connection, conversation, thread.theirs, now)
        return queue_entries(connection, thread, now)

    def _reach_elsewhere(self, connection: Connection, conversation: str, now: datetime) -> bool:
        """Note the number that a resident of another channel left for the reply."""
        channel = select(conversations.c.channel).where(conversations.c.id == conversation)
        if connection.scalar(channel.with_for_update()) in (None, CHANNEL):
            return False
        number = number_of(connection, conversation)
        if number is None:
            return False
        last = select(func.min(outbox.c.seq)).where(
            outbox.c.conversation == conversation,
            outbox.c.author == "staff",
            outbox.c.written_at > now - _FOLLOWED_UP,
        )
        connection.execute(
            insert(text_threads).values(
                conversation=conversation,
                ours=None,
                theirs=number,
                is_current=False,
                queued_seq=(connection.scalar(last) or 1) - 1,
                opened_at=now,
            )
        )
        return True

    def _honor(self, connection: Connection, conversation: str, number: str, now: datetime) -> None:
        """Stop texts that the resident does not want any more, said to whomever."""
        since = select(func.max(opt_outs.c.ended_at)).where(opt_outs.c.number == number)
        said = select(inbox.c.text).where(inbox.c.conversation == conversation)
        if (wanted_again := connection.scalar(since)) is not None:
            said = said.where(inbox.c.received_at > wanted_again)
        if any(revocation_in(text, self._words) for text in connection.scalars(said)):
            opt_out(connection, number, BY_WEB, now)


def number_of(connection: Connection, conversation: str) -> str | None:
    """Give the number that a resident left last with a case of a conversation."""
    contacts = (
        select(cases.c.contact)
        .where(cases.c.conversation == conversation, cases.c.contact.is_not(None))
        .order_by(cases.c.opened_at.desc())
    )
    found = (number_left_in(contact) for contact in connection.scalars(contacts))
    return next((number for number in found if number), None)
