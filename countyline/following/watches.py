"""The wishes to be told of a reopening: which have come true, and telling of them, once.

What is said and the end of the wish are one transaction. So whoever is killed has told of it, or
the next one does; nobody is told twice. All methods wait for the database and raise
DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from countyline.database.engine import reading, writing
from countyline.desk.book import ConversationBook
from countyline.desk.model import Hint
from countyline.desk.schema import conversations, watches
from countyline.desk.wishes import Ending, end_wishes
from countyline.following.news import News, may_text
from countyline.following.offering import Offer, offer_in
from countyline.texting.model import CHANNEL as SMS
from countyline.texting.opt_outs import has_opted_out
from countyline.texting.schema import text_threads

BATCH = 50
"""How many residents one look tells, so that residents who ask now need not wait."""

_MOST_CONVERSATIONS = 200
"""Of one number; with one a day, that is more than half a year."""

_is_open = watches.c.ended_at.is_(None)
_is_of_reopening = watches.c.kind == "reopening"


@dataclass(frozen=True, slots=True)
class Wished:
    """What a resident has wished for so far.

    `conversations` are those in which it counts, `subjects` what they wait to be told of.
    `is_waiting`: there is something to take back. `was_asked`: there was ever a wish.
    `has_earlier`: something was said in an earlier conversation; `offer` is what was offered in
    the last of them.
    """

    conversations: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    is_waiting: bool = False
    was_asked: bool = False
    has_earlier: bool = False
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class _Crowd:
    """All who wait for a subject, in a language, on a channel; `back` is how far it is back."""

    asks: tuple[str, Hint, str]
    back: int

    @property
    def waiting(self) -> Select[Any]:
        """Ask for those to whom it is news, by the number of their wish."""
        subject, language, channel = self.asks
        return (
            select(watches.c.id)
            .where(_is_open, _is_of_reopening, watches.c.subject == subject)
            .where(watches.c.language == language, watches.c.channel == channel)
            .where(watches.c.back < self.back)
            .order_by(watches.c.id)
        )


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
        """Number the wishes that have come true and may be told of now.

        Of what nothing sure can be said, none is due: a crowd that waits for it holds nobody up.
        """
        with reading(self._engine) as connection:
            found: list[int] = []
            for crowd in self._crowds(connection):
                waiting = connection.scalars(crowd.waiting.limit(BATCH - len(found))).all()
                if waiting and self._news.reopening(*crowd.asks) is not None:
                    found += waiting
                if len(found) >= BATCH:
                    break
            return found

    def _crowds(self, connection: Connection) -> Iterator[_Crowd]:
        """Give those who wait for the same and would be told the same."""
        what = (watches.c.subject, watches.c.language, watches.c.channel)
        query = select(*what).distinct().where(_is_open, _is_of_reopening).order_by(*what)
        rows = connection.execute(query).all()
        back = {one: self._news.back(one) for one in {row.subject for row in rows}}
        may_text_now = may_text(self._clock(), self._news.zone())
        for row in rows:
            known = back[row.subject]
            if known is not None and (may_text_now or row.channel != SMS):
                yield _Crowd((row.subject, row.language, row.channel), known)

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


def wished_in(engine: Engine, conversation: str, channel: str) -> Wished:
    """Tell what a resident has wished for so far. Raises DatabaseUnavailable.

    On the web that is the conversation's; by text it is the number's, whose conversations follow
    one another.
    """
    with reading(engine) as connection:
        theirs = _of_number(connection, conversation) if channel == SMS else {conversation: None}
        rows = connection.execute(
            select(watches.c.kind, watches.c.subject, watches.c.how).where(
                watches.c.conversation.in_(list(theirs))
            )
        ).all()
    waiting = [row for row in rows if row.how is None]
    agreed = channel == SMS and any(row.how == "told" for row in rows)
    earlier = [context for one, context in theirs.items() if one != conversation]
    return Wished(
        conversations=tuple(theirs),
        subjects=tuple(sorted({row.subject for row in waiting if row.kind == "reopening"})),
        is_waiting=bool(waiting) or agreed,
        was_asked=bool(rows),
        has_earlier=bool(earlier),
        offer=offer_in(earlier[0]) if earlier else None,
    )


def of_same_number(conversation: str) -> Select[Any]:
    """Give the conversations by text of the number that a conversation by text is with."""
    theirs = select(text_threads.c.theirs).where(text_threads.c.conversation == conversation)
    return (
        select(text_threads.c.conversation)
        .join(conversations, conversations.c.id == text_threads.c.conversation)
        # A number that was left on the web may be somebody else's.
        .where(text_threads.c.theirs.in_(theirs), conversations.c.channel == SMS)
    )


def _of_number(connection: Connection, conversation: str) -> dict[str, Any]:
    """Give the number's conversations, the newest first, each with what it is about."""
    query = (
        of_same_number(conversation)
        .add_columns(conversations.c.context)
        .order_by(text_threads.c.opened_at.desc())
        .limit(_MOST_CONVERSATIONS)
    )
    found = {row.conversation: row.context for row in connection.execute(query)}
    return found or {conversation: None}


def wants_no_texts(connection: Connection, conversation: str) -> bool:
    """Tell whether the number of a conversation by text wants none; so does one without number."""
    number = connection.scalar(
        select(text_threads.c.theirs).where(text_threads.c.conversation == conversation)
    )
    return number is None or has_opted_out(connection, number)
