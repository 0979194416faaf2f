"""The wishes to be told of a reopening: which have come true, and telling of them, once.

What is said and the end of the wish are one transaction. So whoever is killed has told of it, or
the next one does; nobody is told twice. All methods wait for the database and raise
DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from countyline.database.engine import reading, writing
from countyline.desk.book import ConversationBook
from countyline.desk.schema import conversations, watches
from countyline.desk.wishes import Ending, end_wishes
from countyline.following.news import News, may_text
from countyline.texting.model import CHANNEL as SMS
from countyline.texting.opt_outs import has_opted_out
from countyline.texting.schema import text_threads

BATCH = 50
"""How many residents one look tells, so that residents who ask now need not wait."""

_is_open = watches.c.ended_at.is_(None)
_is_of_reopening = watches.c.kind == "reopening"


class Watches:
    """Tells residents what they wished to hear of. `clock` tells the real time, aware."""

    def __init__(
        self, engine: Engine, book: ConversationBook, news: News, clock: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._book = book
        self._news = news
        self._clock = clock

    def due(self) -> list[int]:
        """Number the wishes that have come true and may be told of now."""
        with reading(self._engine) as connection:
            subjects = connection.scalars(
                select(watches.c.subject).distinct().where(_is_open, _is_of_reopening)
            ).all()
            back = {one: known for one in subjects if (known := self._news.back(one)) is not None}
            return self._due(connection, back)

    def _due(self, connection: Connection, back: Mapping[str, int]) -> list[int]:
        found: list[int] = []
        may_text_now = may_text(self._clock(), self._news.zone())
        for subject, known in back.items():
            query = select(watches.c.id).where(
                _is_open, _is_of_reopening, watches.c.subject == subject, watches.c.back < known
            )
            if not may_text_now:
                query = query.where(watches.c.channel != SMS)
            found += connection.scalars(query.order_by(watches.c.id).limit(BATCH))
        return found[:BATCH]

    def tell(self, watch: int) -> str | None:
        """Tell of a wish that came true, and end it; give the conversation, or null.

        Null: it was ended meanwhile, the number wants no texts, or nothing sure can be said.
        """
        now = self._clock()
        with writing(self._engine) as connection:
            conversation = connection.scalar(
                select(watches.c.conversation).where(watches.c.id == watch)
            )
            # The conversation first, as whoever answers in it does: else two wait for each other.
            connection.execute(
                select(conversations.c.id)
                .where(conversations.c.id == conversation)
                .with_for_update()
            )
            row = connection.execute(
                select(watches).where(watches.c.id == watch, _is_open).with_for_update()
            ).one_or_none()
            if row is None:
                return None
            if row.channel == SMS and wants_no_texts(connection, row.conversation):
                self._end(connection, watch, "stopped", now)
                return None
            said = self._news.reopening(row.subject, row.language, row.channel)
            if said is None:
                return None
            self._book.say_in(
                connection,
                row.conversation,
                said.text,
                row.language,
                answer=said.answer,
                basis=said.basis,
                card=said.card,
            )
            self._end(connection, watch, "told", now)
            return str(row.conversation)

    @staticmethod
    def _end(connection: Connection, watch: int, how: Ending, now: datetime) -> None:
        end_wishes(connection, watches.c.id == watch, how, now)


def is_waiting(engine: Engine, conversation: str) -> bool:
    """Tell whether a conversation waits to be told anything. Raises DatabaseUnavailable."""
    query = select(watches.c.id).where(watches.c.conversation == conversation, _is_open)
    with reading(engine) as connection:
        return connection.scalar(query.limit(1)) is not None


def wants_no_texts(connection: Connection, conversation: str) -> bool:
    """Tell whether the number of a conversation by text wants none; so does one without number."""
    number = connection.scalar(
        select(text_threads.c.theirs).where(text_threads.c.conversation == conversation)
    )
    return number is None or has_opted_out(connection, number)
