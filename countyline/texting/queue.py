"""The queue of texts that go out: from the desk's outbox to what Twilio says became of each.

A text that is taken is `sending`, and in doubt: whoever took it may be killed before anybody
knows whether Twilio has it. Past its time it is looked for among Twilio's own records before it is
sent again. Of a conversation one text is sent at a time, in order.

All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from countyline.database.engine import reading, writing
from countyline.desk.schema import outbox
from countyline.segments import plain, segments
from countyline.texting.model import LONGEST_ERROR, OutboundText, State
from countyline.texting.opt_outs import count_in_force, has_opted_out, insert_once, opt_out
from countyline.texting.parts import parts_of
from countyline.texting.schema import text_statuses, text_threads, texts
from countyline.texting.statuses import state_after, state_of

LEASE = timedelta(seconds=60)
"""How long a text is left to whoever sends it; longer than any sending lasts."""

_UNDER_WAY = timedelta(seconds=1)
"""How long what a killed desk was sending may still need to Twilio; looked for sooner, it would
not be found there, and be sent twice."""

GIVE_UP_ANSWERS_AFTER = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(hours=24)
"""An answer of the bot tells of today; what staff wrote is tried longer."""

OPTED_OUT_CODE = 21610

_NOTHING_ELSE = 2**31 - 1
"""Where a conversation's queue stands of which nothing more is to be sent by itself."""

# Spelled out, not bound: SQLite uses an index of some rows only where the words are the same.
_is_waiting: ColumnElement[bool] = literal_column("texts.state IN ('queued', 'sending')")
_is_queued = texts.c.state == literal_column("'queued'")
_is_sending = texts.c.state == literal_column("'sending'")
_earlier = texts.alias("earlier")
_is_first = ~exists().where(
    _earlier.c.conversation == texts.c.conversation,
    _earlier.c.id < texts.c.id,
    literal_column("earlier.state IN ('queued', 'sending')"),
)
_OUTBOUND = select(texts, text_threads.c.ours, text_threads.c.theirs).join(
    text_threads, text_threads.c.conversation == texts.c.conversation
)
# Built once: building a statement costs more than running it.
_DUE = (
    _OUTBOUND.where(_is_waiting, _is_queued, texts.c.next_at <= bindparam("now"), _is_first)
    .order_by(texts.c.next_at, texts.c.id)
    .limit(bindparam("most"))
)
_DOUBTFUL = select(texts.c.id).where(
    _is_waiting, _is_sending, texts.c.next_at <= bindparam("now")
).limit(1)
_AFTER_ACCEPTED = [
    one.value for one in (State.ACCEPTED, State.SENT, State.DELIVERED, State.UNDELIVERED)
]

_is_left = exists().where(
    texts.c.conversation == outbox.c.conversation,
    texts.c.seq == outbox.c.seq,
    texts.c.state.not_in(_AFTER_ACCEPTED),
)
_WENT_OUT = (
    update(outbox)
    .where(
        outbox.c.conversation == bindparam("this"),
        outbox.c.seq == bindparam("entry"),
        outbox.c.delivered_at.is_(None),
        ~_is_left,
    )
    .values(delivered_at=bindparam("now"))
)


class TextQueue:
    """Keeps the queue. `clock` tells the real time."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    # Sending

    def due(self, most: int) -> list[OutboundText]:
        """Give what may be sent now, the longest due first; nothing is taken yet."""
        which = {"now": self._clock(), "most": most}
        with reading(self._engine) as connection:
            return [_outbound(row) for row in connection.execute(_DUE, which)]

    def take(self, wanted: Collection[int]) -> list[OutboundText]:
        """Take texts to send them; nobody else gets them meanwhile.

        Those of residents who want no texts are suppressed here and now.
        """
        now = self._clock()
        query = (
            _OUTBOUND.where(texts.c.id.in_(wanted), _is_queued)
            .order_by(texts.c.id)
            .with_for_update(skip_locked=True, of=texts)
        )
        taken = []
        with writing(self._engine) as connection:
            for row in connection.execute(query).all():
                if not row.is_confirmation and has_opted_out(connection, row.theirs):
                    _change(connection, row.id, state=State.SUPPRESSED, ended_at=now)
                    continue
                changed = {"attempts": row.attempts + 1, "began_at": now, "next_at": now + LEASE}
                _change(connection, row.id, state=State.SENDING, **changed)
                taken.append(_outbound(row, attempts=row.attempts + 1, began_at=now))
        return taken

    def postpone(self, wanted: Collection[int], pause: timedelta) -> None:
        """Leave texts for later."""
        with writing(self._engine) as connection:
            connection.execute(
                update(texts)
                .where(texts.c.id.in_(wanted), _is_queued)
                .values(next_at=self._clock() + pause)
            )

    def accepted(self, text: OutboundText, sid: str, counted: int | None = None) -> None:
        """Note that Twilio has a text, whoever found out."""
        with writing(self._engine) as connection:
            row = _locked(connection, texts.c.id == text.id)
            if row is not None:
                _accept(connection, row, sid, counted, self._clock())

    def refused(self, text: OutboundText, code: int, why: str) -> None:
        """Note that Twilio will never take a text."""
        now = self._clock()
        with writing(self._engine) as connection:
            fields = {"error_code": code, "error": why[:LONGEST_ERROR], "ended_at": now}
            _change_attempt(connection, text, state=State.REFUSED, **fields)

    def opted_out(self, text: OutboundText, code: int, why: str) -> None:
        """Note that Twilio took no text because the resident wants none."""
        now = self._clock()
        with writing(self._engine) as connection:
            opt_out(connection, text.theirs, "carrier", now)
            fields = {"error_code": code, "error": why[:LONGEST_ERROR], "ended_at": now}
            _change_attempt(connection, text, state=State.SUPPRESSED, **fields)

    def not_taken(self, text: OutboundText, why: str, code: int | None, pause: timedelta) -> None:
        """Note that Twilio does not have a text; it is due again after a pause."""
        with writing(self._engine) as connection:
            fields = {"error_code": code, "error": why[:LONGEST_ERROR]}
            _change_attempt(
                connection, text, state=State.QUEUED, next_at=self._clock() + pause, **fields
            )

    def in_doubt(self, text: OutboundText, why: str, code: int | None, pause: timedelta) -> None:
        """Note that nobody knows whether Twilio has a text; it is looked for after a pause."""
        with writing(self._engine) as connection:
            fields = {"error_code": code, "error": why[:LONGEST_ERROR]}
            _change_attempt(connection, text, next_at=self._clock() + pause, **fields)

    # What nobody knows

    def doubt_all(self) -> None:
        """Count all that are being sent as in doubt: for a desk that is alone and just began."""
        due = self._clock() + _UNDER_WAY
        with writing(self._engine) as connection:
            connection.execute(update(texts).where(_is_sending).values(next_at=due))

    def take_doubtful(self, most: int) -> list[OutboundText]:
        """Take texts of which nobody knows what became, to look for them."""
        now = self._clock()
        is_doubtful = and_(_is_waiting, _is_sending, texts.c.next_at <= now)
        with reading(self._engine) as connection:
            if connection.scalar(_DOUBTFUL, {"now": now}) is None:
                return []
        query = (
            _OUTBOUND.where(is_doubtful)
            .order_by(texts.c.id)
            .limit(most)
            .with_for_update(skip_locked=True, of=texts)
        )
        with writing(self._engine) as connection:
            rows = connection.execute(query).all()
            for row in rows:
                _change(connection, row.id, next_at=now + LEASE)
        return [_outbound(row) for row in rows]

    def unknown_of(self, sids: Sequence[str]) -> list[str]:
        """Give those ids at Twilio that no text has yet, in order."""
        with reading(self._engine) as connection:
            known = set(connection.scalars(select(texts.c.sid).where(texts.c.sid.in_(sids))))
        return [sid for sid in sids if sid not in known]

    def not_found(self, text: OutboundText) -> None:
        """Note that Twilio does not have a text that was in doubt; it is sent again."""
        with writing(self._engine) as connection:
            _change_attempt(connection, text, state=State.QUEUED, next_at=self._clock())

    def give_up(self) -> list[str]:
        """Give up what could not be sent for too long; name the conversations."""
        now = self._clock()
        is_the_bots = exists().where(
            outbox.c.conversation == texts.c.conversation,
            outbox.c.seq == texts.c.seq,
            outbox.c.author == "bot",
        )
        is_too_old = and_(
            _is_waiting,
            _is_queued,
            or_(
                texts.c.made_at <= now - GIVE_UP_AFTER,
                and_(texts.c.made_at <= now - GIVE_UP_ANSWERS_AFTER, is_the_bots),
            ),
        )
        with reading(self._engine) as connection:
            if connection.scalar(select(texts.c.id).where(is_too_old).limit(1)) is None:
                return []
        with writing(self._engine) as connection:
            failed = update(texts).where(is_too_old).values(state=State.FAILED.value, ended_at=now)
            return list(connection.scalars(failed.returning(texts.c.conversation)))

    # What Twilio tells

    def note_status(self, key: str | None, sid: str, status: str, code: int | None) -> bool:
        """Note a status that Twilio told of a text; tell whether it was news.

        A text is known by our key, or by its id at Twilio. A status that comes late moves
        nothing back.
        """
        now = self._clock()
        which = texts.c.key == key if key else texts.c.sid == sid
        with writing(self._engine) as connection:
            row = _locked(connection, which)
            if row is None:
                return False
            told = {"text": row.id, "sid": sid, "status": status, "error_code": code, "at": now}
            new = insert_once(connection, text_statuses).returning(text_statuses.c.text)
            if connection.scalar(new.values(told)) is None:
                return False
            if code == OPTED_OUT_CODE:
                opt_out(connection, _number_of(connection, row), "carrier", now)
            if row.sid is None:
                _accept(connection, row, sid, None, now)
            elif row.sid == sid:
                _apply(connection, row.id, State(row.state), [(status, code)], now)
        return True

    # Looking

    def count_waiting(self) -> int:
        """Count what was not sent yet."""
        query = select(func.count()).select_from(texts).where(_is_waiting)
        with reading(self._engine) as connection:
            return connection.scalar(query) or 0

    def count_opt_outs(self) -> int:
        """Count the numbers that want no texts."""
        with reading(self._engine) as connection:
            return count_in_force(connection)


def queue_entries(
    connection: Connection,
    thread: Row[Any],
    now: datetime,
    confirmation: int | None = None,
) -> int:
    """Put what stands in the outbox of a conversation into the queue; give how many texts.

    `thread` is its row of `text_threads`, locked. `confirmation` is the entry that may also go
    to whoever wants no texts.
    """
    is_new = and_(outbox.c.conversation == thread.conversation, outbox.c.seq > thread.queued_seq)
    count, last = 0, thread.queued_seq
    for entry in connection.execute(select(outbox).where(is_new).order_by(outbox.c.seq)).all():
        last = entry.seq
        if thread.ours is None and entry.author != "staff":
            continue  # Who left a number elsewhere gets what staff write, and nothing else.
        for part, body in enumerate(parts_of(plain(entry.text))):
            count += 1
            row = {
                "conversation": thread.conversation,
                "seq": entry.seq,
                "part": part,
                "body": body,
            }
            is_confirmation = entry.seq == confirmation
            connection.execute(_queued(row, now, is_confirmation=is_confirmation))
    if last > thread.queued_seq:
        connection.execute(
            update(text_threads)
            .where(text_threads.c.conversation == thread.conversation)
            .values(queued_seq=last)
        )
    return count


def queue_text(
    connection: Connection,
    conversation: str,
    number: str,
    seq: int,
    now: datetime,
    *,
    follows_up: bool,
) -> bool:
    """Queue entry `seq` of a conversation of another channel, for a number that asked for it.

    `follows_up`: what staff write later goes there too. False: the number wants no texts, or the
    conversation is with another number already.
    """
    if has_opted_out(connection, number):
        return False
    thread = {
        "conversation": conversation,
        "ours": None,
        "theirs": number,
        "is_current": False,
        "queued_seq": seq if follows_up else _NOTHING_ELSE,
        "opened_at": now,
    }
    connection.execute(insert_once(connection, text_threads).values(thread))
    known = select(text_threads.c.theirs).where(text_threads.c.conversation == conversation)
    if connection.scalar(known) != number:
        return False
    which = and_(outbox.c.conversation == conversation, outbox.c.seq == seq)
    said = connection.scalar(select(outbox.c.text).where(which))
    for part, body in enumerate(parts_of(plain(str(said)))):
        row = {"conversation": conversation, "seq": seq, "part": part, "body": body}
        connection.execute(_queued(row, now, is_confirmation=False))
    return True


def _queued(row: dict[str, Any], now: datetime, *, is_confirmation: bool) -> Any:
    return insert(texts).values(
        **row,
        key=secrets.token_hex(12),
        segments=segments(row["body"]).count,
        is_confirmation=is_confirmation,
        state=State.QUEUED.value,
        attempts=0,
        made_at=now,
        next_at=now,
    )


def _outbound(
    row: Row[Any], attempts: int | None = None, began_at: datetime | None = None
) -> OutboundText:
    return OutboundText(
        id=row.id,
        key=row.key,
        conversation=row.conversation,
        ours=row.ours,
        theirs=row.theirs,
        body=row.body,
        segments=row.segments,
        attempts=row.attempts if attempts is None else attempts,
        began_at=began_at or row.began_at,
    )


def _locked(connection: Connection, which: Any) -> Row[Any] | None:
    return connection.execute(select(texts).where(which).with_for_update()).one_or_none()


def _change(connection: Connection, text: int, **values: Any) -> None:
    connection.execute(update(texts).where(texts.c.id == text).values(_plain(values)))


def _change_attempt(connection: Connection, text: OutboundText, **values: Any) -> None:
    """Change a text unless somebody has found out more since this attempt began."""
    connection.execute(
        update(texts)
        .where(texts.c.id == text.id, _is_sending, texts.c.attempts == text.attempts)
        .values(_plain(values))
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.value if isinstance(v, State) else v for k, v in values.items()}


def _accept(
    connection: Connection, row: Row[Any], sid: str, counted: int | None, now: datetime
) -> None:
    if row.sid is not None or row.state not in (State.QUEUED, State.SENDING):
        return
    fields: dict[str, Any] = {"sid": sid, "error_code": None, "error": None}
    if counted:
        fields["segments"] = counted
    _change(connection, row.id, state=State.ACCEPTED, **fields)
    told = (
        select(text_statuses.c.status, text_statuses.c.error_code)
        .where(text_statuses.c.text == row.id, text_statuses.c.sid == sid)
        .order_by(text_statuses.c.at)
    )
    statuses = [(one.status, one.error_code) for one in connection.execute(told)]
    _apply(connection, row.id, State.ACCEPTED, statuses, now)
    _note_delivery(connection, row, now)


def _apply(
    connection: Connection,
    text: int,
    state: State,
    statuses: Sequence[tuple[str, int | None]],
    now: datetime,
) -> None:
    for status, code in statuses:
        after = state_after(state, state_of(status))
        if after is state:
            continue
        state = after
        fields: dict[str, Any] = {"error_code": code} if code else {}
        if state in (State.DELIVERED, State.UNDELIVERED, State.FAILED):
            fields["ended_at"] = now
        _change(connection, text, state=state, **fields)


def _note_delivery(connection: Connection, row: Row[Any], now: datetime) -> None:
    """Note with the entry that it went out, once all of its parts did."""
    which = {"this": row.conversation, "entry": row.seq, "now": now}
    connection.execute(_WENT_OUT, which)


def _number_of(connection: Connection, row: Row[Any]) -> str:
    query = select(text_threads.c.theirs).where(text_threads.c.conversation == row.conversation)
    return str(connection.scalar(query))
