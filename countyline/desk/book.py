"""The conversation book: conversations, inbox, turns and outbox in the database.

A message that `accept` has returned is on disk, and so is the duty to answer it. The answer, what
the conversation is now about and the end of that duty are one transaction in `answer`. So a desk
may be killed at any point: what was accepted is answered once, by it or by the next desk.

A conversation is worked on by one desk at a time (`busy_with`), which keeps its turns in order.
A desk that was not seen for `GONE_AFTER` counts as gone, and others take over its conversations;
should it come back, it finds that they are no longer its own, and its answers are dropped.

While a staff member owns a conversation, messages are kept without a turn, and no answer of the
bot is. The switchboard changes the owner.

All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row

from countyline.database.engine import reading, writing
from countyline.desk import statements as sql
from countyline.desk.entries import entries_between
from countyline.desk.evidence import note_evidence
from countyline.desk.model import (
    Accepted,
    Answered,
    CaseMark,
    Conversation,
    Entry,
    Hint,
    Inbound,
    News,
    Owner,
    Reply,
    Standing,
    Turn,
)
from countyline.desk.wishes import note_wishes
from countyline.redaction import CleanMessage, clean

GONE_AFTER = timedelta(seconds=6)
_SIGN_OF_LIFE_EVERY = timedelta(seconds=1)

Clock = Callable[[], datetime]
Foresee = Callable[[Turn], object]


def _nobody(_: Turn) -> None:
    """Stands for whoever is told of a turn before it is on disk."""


class UnknownConversation(Exception):
    """There is no such conversation, or the token is not its own; which of both is not told."""


class NoLongerOurs(Exception):
    """Another desk or a staff member has the conversation; what was made of it does not count."""


class ConversationBook:
    """Keeps conversations for one desk process, named `desk`."""

    def __init__(self, engine: Engine, desk: str, clock: Clock) -> None:
        self._engine = engine
        self._desk = desk
        self._clock = clock
        self._last_sign: datetime | None = None

    # Conversations

    def begin(self, channel: str, language: Hint | None) -> tuple[str, str]:
        """Begin a conversation; give its id and its token, of which only a digest is kept."""
        token = secrets.token_urlsafe(32)
        with writing(self._engine) as connection:
            return self._begin(connection, channel, language, _digest(token)), token

    def begin_in(self, connection: Connection, channel: str, language: Hint | None) -> str:
        """Begin a conversation that no token opens; give its id."""
        return self._begin(connection, channel, language, None)

    def _begin(
        self, connection: Connection, channel: str, language: Hint | None, digest: str | None
    ) -> str:
        conversation, now = secrets.token_urlsafe(12), self._clock()
        fields = {
            "id": conversation,
            "channel": channel,
            "token_digest": digest,
            "language": language,
            "opened_at": now,
            "last_at": now,
        }
        connection.execute(sql.BEGIN, fields)
        return conversation

    def open(self, conversation: str, token: str) -> Conversation:
        """Give a conversation to whoever has its token. Raises UnknownConversation."""
        which = {"conversation": _storable(conversation)}
        with reading(self._engine) as connection:
            row = connection.execute(sql.OPEN, which).one_or_none()
        row = _owned(row, token)
        return Conversation(
            id=row.id,
            channel=row.channel,
            owner=Owner(row.owner),
            language=row.language,
            last_seq=row.last_seq,
            is_answering=bool(row.is_answering),
        )

    def entries(self, conversation: str, after: int) -> list[Entry]:
        """Give what was said after `after`, in order, at most 500 entries at a time."""
        return list(self.news(conversation, after).entries)

    def news(self, conversation: str, after: int) -> News:
        """Give what was said after `after`, as `entries` does, and whose the conversation is."""
        with reading(self._engine) as connection:
            # On PostgreSQL each statement sees what was committed before it. What is said
            # meanwhile is left for the next look, so that no entry comes before an earlier one.
            which = {"conversation": conversation}
            row = connection.execute(sql.LAST_SEQ, which).one_or_none()
            if row is None:
                return News([], Standing())
            found: list[Entry] = []
            if row.last_seq > after:
                found = entries_between(connection, conversation, after, row.last_seq)
            return News(found, _standing(connection, conversation, Owner(row.owner)))

    # Turns

    def accept(self, inbound: Inbound, foresee: Foresee = _nobody) -> Accepted:
        """Keep a message and the duty to answer it. Raises UnknownConversation.

        `foresee` is told of the turn while it is being written. It counts once this returns it.
        """
        with self.working() as connection:
            return self.accept_in(connection, inbound, foresee)

    def accept_in(
        self, connection: Connection, inbound: Inbound, foresee: Foresee = _nobody
    ) -> Accepted:
        """Do as `accept` does, within a transaction of `working`."""
        cleaned = clean(inbound.text)
        row = _locked(connection, inbound.conversation)
        if inbound.token is not None:
            _owned(row, inbound.token)
        is_answered_by_bot = row.owner != Owner.STAFF
        is_ours = is_answered_by_bot and row.busy_with is None
        entry = self._entry(row, inbound, cleaned)
        written = _written(connection, row, inbound, cleaned, entry)
        if written is None:
            return _known(connection, inbound)
        turn: Turn | None = None
        if is_ours:
            turn = Turn(
                message=written.id,
                conversation=row.id,
                channel=row.channel,
                key=inbound.key,
                text=cleaned.text,
                capped=cleaned.was_capped,
                language=inbound.language or row.language,
                context=row.context,
                attempts=1,
                recognition=inbound.recognition,
                has_wished=bool(written.has_wished),
            )
            foresee(turn)
        if is_answered_by_bot:
            connection.execute(
                sql.INSERT_TURN,
                {"message": written.id, "conversation": row.id, "attempts": int(is_ours)},
            )
        _note(connection, row, entry, self._desk if is_ours else row.busy_with)
        return Accepted(seq=entry.seq, is_new=True, turn=turn, entry=entry)

    def keep_in(self, connection: Connection, inbound: Inbound) -> Accepted:
        """Keep a message that Rasa is not asked about, within a transaction of `working`."""
        row = _locked(connection, inbound.conversation)
        cleaned = clean(inbound.text)
        entry = self._entry(row, inbound, cleaned)
        if _written(connection, row, inbound, cleaned, entry) is None:
            return _known(connection, inbound)
        _note(connection, row, entry, row.busy_with)
        # Without the entry: what is said of it may be kept in the same transaction.
        return Accepted(seq=entry.seq, is_new=True, turn=None)

    def say_in(
        self,
        connection: Connection,
        conversation: str,
        text: str,
        language: Hint,
        *,
        answer: Mapping[str, Any] | None = None,
        basis: Mapping[str, Any] | None = None,
        card: Mapping[str, Any] | None = None,
    ) -> int:
        """Let the bot say something of its own accord; give its `seq`.

        `answer` is the record of what it rests on, and `basis` what it was made from, where it is
        more than a fixed sentence: a further part of an answer, or one that is said again. `card`
        is the text in its parts, for whoever shows them apart.
        """
        row, now = _locked(connection, conversation), self._clock()
        entry = {
            "conversation": row.id,
            "seq": row.last_seq + 1,
            "turn": None,
            "author": "bot",
            "text": text,
            "language": language,
            "answer": None if answer is None else dict(answer),
            "card": None if card is None else dict(card),
            "basis": None if basis is None else dict(basis),
            "written_at": now,
        }
        connection.execute(sql.INSERT_REPLY, entry)
        after = {"this": row.id, "seq": row.last_seq + 1, "now": now}
        connection.execute(sql.AFTER_SAYING, after)
        return int(row.last_seq) + 1

    def _entry(self, row: Row[Any], inbound: Inbound, cleaned: CleanMessage) -> Entry:
        """Give a message as the conversation shows it once it is written."""
        return Entry(
            seq=row.last_seq + 1,
            author="resident",
            at=self._clock().astimezone(UTC),
            text=cleaned.text,
            language=inbound.language,
            message=inbound.key,
        )

    def answer(self, turn: Turn, reply: Reply) -> Answered:
        """Keep the reply to a turn, once; give the conversation's next turn, or let it rest.

        A reply that hands over to staff offers them the conversation. Raises NoLongerOurs.
        """
        now = self._clock()
        how = "headline" if reply.headline else "answered"
        with writing(self._engine) as connection:
            row = _locked(connection, turn.conversation)
            # A person who has the conversation is not talked over, whatever the bot made of it.
            if row.busy_with != self._desk or row.owner == Owner.STAFF:
                raise NoLongerOurs(turn.conversation)
            ended = connection.execute(sql.END_TURN, {"turn": turn.message, "how": how, "now": now})
            seq, context, owner = row.last_seq, row.context, row.owner
            entry: Entry | None = None
            if ended.rowcount:
                seq += 1
                context = row.context if reply.context is None else reply.context
                connection.execute(sql.INSERT_REPLY, _outgoing(turn, reply, seq, now))
                note_wishes(connection, turn, reply, now)
                owner = _owner_after(connection, row, reply)
                if owner == row.owner and reply.answer.get("case") is None:
                    entry = _entry(turn, reply, seq, now)
            following = _next_turn(connection, row, context)
            connection.execute(
                sql.AFTER_REPLY,
                {
                    "this": row.id,
                    "seq": seq,
                    "now": now,
                    "desk": self._desk if following else None,
                    "known": context,
                    "whose": owner,
                },
            )
            return Answered(following, entry)

    def abandoned(self) -> list[str]:
        """Name the conversations with a turn to answer on which no living desk works."""
        with reading(self._engine) as connection:
            gone = {"gone": self._clock() - GONE_AFTER}
            return list(connection.execute(sql.ABANDONED, gone).scalars())

    def taken(self) -> list[str]:
        """Name the conversations with a turn to answer that this desk has to answer."""
        with reading(self._engine) as connection:
            return list(connection.execute(sql.TAKEN, {"desk": self._desk}).scalars())

    def take_over(self, conversation: str) -> Turn | None:
        """Make a conversation ours if no other living desk has it; give its first waiting turn.

        Raises UnknownConversation.
        """
        now = self._clock()
        with self.working() as connection:
            row = _locked(connection, conversation)
            if row.busy_with != self._desk and _is_alive(connection, row.busy_with, now):
                return None
            turn = _next_turn(connection, row, row.context)
            connection.execute(
                sql.NOW_BUSY_WITH, {"this": row.id, "desk": self._desk if turn else None}
            )
            return turn

    def count_waiting(self) -> int:
        """Count the messages that wait for their answer."""
        with reading(self._engine) as connection:
            return int(connection.execute(sql.COUNT_WAITING).scalar_one())

    # Delivery and life

    def delivered(self, up_to: Mapping[str, int]) -> None:
        """Note that what the bot and staff said reached the resident, up to a `seq` for each."""
        now = self._clock()
        with writing(self._engine) as connection:
            connection.execute(
                sql.DELIVERED,
                [{"this": key, "up_to": seq, "now": now} for key, seq in up_to.items()],
            )

    def live(self) -> None:
        """Say that this desk lives; it is due every second or two while it answers turns."""
        with self.working():
            pass

    def be_the_only_one(self) -> None:
        """Count every other desk as gone: for a database that only one desk can have open."""
        with writing(self._engine) as connection:
            connection.execute(sql.FORGET_OTHERS, {"this": self._desk})

    def leave(self) -> None:
        """Give up what this desk works on, so that the next one need not wait."""
        with writing(self._engine) as connection:
            connection.execute(sql.LEAVE, {"this": self._desk})
        self._last_sign = None

    @contextmanager
    def working(self) -> Iterator[Connection]:
        """Give a transaction that also says that this desk lives, when that is due.

        For whoever has more to keep together with a message: see `begin_in` and what follows it.
        """
        now = self._clock()
        with writing(self._engine) as connection:
            yield connection
            is_due = self._is_sign_due(now)
            if is_due:
                sign = sql.SIGN_OF_LIFE[connection.dialect.name]
                connection.execute(sign, {"this": self._desk, "now": now})
        if is_due:
            # Only now: one that was not kept was not given.
            self._last_sign = now

    def _is_sign_due(self, now: datetime) -> bool:
        # Also when the clock was set back.
        return self._last_sign is None or not (
            timedelta(0) <= now - self._last_sign < _SIGN_OF_LIFE_EVERY
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _owned(row: Row[Any] | None, token: str) -> Row[Any]:
    """Give the row if the token is the conversation's. Raises UnknownConversation."""
    if row is None or not secrets.compare_digest(row.token_digest or "", _digest(token)):
        raise UnknownConversation
    return row


def _storable(conversation: str) -> str:
    """Give the id unless no database could hold it. Raises UnknownConversation."""
    if not conversation.isascii() or "\0" in conversation:
        raise UnknownConversation
    return conversation


def _written(
    connection: Connection, row: Row[Any], inbound: Inbound, cleaned: CleanMessage, entry: Entry
) -> Row[Any] | None:
    """Write a message down; give its number and what is known beside, null if it was there."""
    message = {
        "this": row.id,
        "conversation": row.id,
        "seq": entry.seq,
        "key": inbound.key,
        "text": cleaned.text,
        "capped": cleaned.was_capped,
        "language": inbound.language,
        "received_at": entry.at,
        "recognition": inbound.recognition,
    }
    insert = sql.INSERT_MESSAGE[connection.dialect.name]
    return connection.execute(insert, message).one_or_none()


def _known(connection: Connection, inbound: Inbound) -> Accepted:
    """Give a message that is there already."""
    which = {"conversation": inbound.conversation, "key": inbound.key}
    seq: int = connection.execute(sql.SEQ_OF_MESSAGE, which).scalar_one()
    return Accepted(seq=seq, is_new=False, turn=None)


def _note(connection: Connection, row: Row[Any], entry: Entry, desk: str | None) -> None:
    """Note the last message with its conversation, and which desk works on it from now on."""
    after = {"this": row.id, "seq": entry.seq, "now": entry.at, "desk": desk}
    connection.execute(sql.AFTER_MESSAGE, after)


def _locked(connection: Connection, conversation: str) -> Row[Any]:
    which = {"conversation": _storable(conversation)}
    row = connection.execute(sql.LOCK, which).one_or_none()
    if row is None:
        raise UnknownConversation
    return row


def _is_alive(connection: Connection, desk: str | None, now: datetime) -> bool:
    seen = connection.execute(sql.LAST_SEEN, {"this": desk}).scalar()
    return seen is not None and seen > now - GONE_AFTER


def _next_turn(
    connection: Connection, conversation: Row[Any], context: Mapping[str, Any] | None
) -> Turn | None:
    """Give the oldest message that waits for the bot, and count one more attempt at it."""
    if conversation.owner == Owner.STAFF:
        return None
    which = {"this": conversation.id}
    row = connection.execute(sql.OLDEST_WAITING, which).one_or_none()
    if row is None:
        return None
    connection.execute(sql.COUNT_ATTEMPT, {"turn": row.id})
    return Turn(
        message=row.id,
        conversation=conversation.id,
        channel=conversation.channel,
        key=row.key,
        text=row.text,
        capped=row.capped,
        language=row.language or conversation.language,
        context=context,
        attempts=row.attempts + 1,
        recognition=row.recognition,
        has_wished=bool(row.has_wished),
    )


def _standing(connection: Connection, conversation: str, owner: Owner) -> Standing:
    if owner is Owner.BOT:
        return Standing()
    row = connection.execute(sql.WAITING_CASE, {"conversation": conversation}).one_or_none()
    if row is None:
        return Standing()
    return Standing(owner, CaseMark(row.id, row.state))


def _owner_after(connection: Connection, conversation: Row[Any], reply: Reply) -> str:
    """Tell whose the conversation is after a reply, and note with its case what led to it.

    The case may be another conversation's, which the resident asked after by its number.
    """
    case = reply.answer.get("case")
    if reply.answer.get("kind") != "handoff" or not isinstance(case, Mapping):
        return str(conversation.owner)
    which = {"case_id": str(case.get("id")), "conversation": conversation.id}
    if connection.execute(sql.OPEN_CASE, which).one_or_none() is None:
        return str(conversation.owner)
    note_evidence(connection, which["case_id"], conversation.id)
    return Owner.OFFERED.value


def _entry(turn: Turn, reply: Reply, seq: int, now: datetime) -> Entry:
    return Entry(
        seq=seq,
        author="bot",
        at=now.astimezone(UTC),
        text=reply.text,
        language=reply.language,
        replies_to=turn.key,
        answer=reply.answer,
        card=reply.card,
    )


def _outgoing(turn: Turn, reply: Reply, seq: int, now: datetime) -> dict[str, Any]:
    return {
        "conversation": turn.conversation,
        "seq": seq,
        "turn": turn.message,
        "author": "bot",
        "text": reply.text,
        "language": reply.language,
        "answer": dict(reply.answer),
        "card": dict(reply.card) if reply.card is not None else None,
        "basis": dict(reply.basis) if reply.basis is not None else None,
        "written_at": now,
    }
