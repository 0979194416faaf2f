"""What the conversation book asks the database, each statement built once.

Building a statement costs more than running it on SQLite, and a turn runs a dozen. Parameters
are named where they are bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BindParameter,
    Executable,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from countyline.cases.model import State
from countyline.cases.schema import cases
from countyline.desk.model import Owner
from countyline.desk.schema import conversations, desks, inbox, outbox, turns, watches

MOST_ENTRIES = 500

_this: BindParameter[str] = bindparam("conversation")
_unanswered = turns.c.answered_at.is_(None)
_is_answering = exists().where(
    turns.c.conversation == conversations.c.id, turns.c.answered_at.is_(None)
)

BEGIN = insert(conversations).values(owner=Owner.BOT.value, last_seq=0)
OPEN = select(conversations, _is_answering.label("is_answering")).where(
    conversations.c.id == _this
)
LOCK = select(conversations).where(conversations.c.id == _this).with_for_update()
"""Keeps other desks from changing the conversation until the transaction's end."""

SEQ_OF_MESSAGE = select(inbox.c.seq).where(
    inbox.c.conversation == _this, inbox.c.key == bindparam("key")
)
_has_wished = exists().where(watches.c.conversation == bindparam("this")).label("has_wished")
_message_is = [inbox.c.conversation, inbox.c.key]
INSERT_MESSAGE: Mapping[str, Executable] = {
    "sqlite": sqlite.insert(inbox)
    .on_conflict_do_nothing(_message_is)
    .returning(inbox.c.id, _has_wished),
    "postgresql": postgresql.insert(inbox)
    .on_conflict_do_nothing(index_elements=_message_is)
    .returning(inbox.c.id, _has_wished),
}
"""By the name of the database; gives nothing for a message that is there already."""
INSERT_TURN = insert(turns)
INSERT_REPLY = insert(outbox)
_change = update(conversations).where(conversations.c.id == bindparam("this"))
AFTER_MESSAGE = _change.values(
    last_seq=bindparam("seq"), last_at=bindparam("now"), busy_with=bindparam("desk")
)
AFTER_REPLY = _change.values(
    last_seq=bindparam("seq"),
    last_at=bindparam("now"),
    busy_with=bindparam("desk"),
    context=bindparam("known"),
    owner=bindparam("whose"),
)
AFTER_SAYING = _change.values(last_seq=bindparam("seq"), last_at=bindparam("now"))
GIVE_TO = _change.values(owner=bindparam("whose"))
TAKE_FROM_BOT = _change.values(
    owner=Owner.STAFF.value, busy_with=None, context=bindparam("known")
)
NOW_BUSY_WITH = _change.values(busy_with=bindparam("desk"))

END_TURN = (
    update(turns)
    .where(turns.c.message == bindparam("turn"), _unanswered)
    .values(outcome=bindparam("how"), answered_at=bindparam("now"))
)
LEAVE_TO_PERSON = (
    update(turns)
    .where(turns.c.conversation == bindparam("this"), _unanswered)
    .values(outcome="person", answered_at=bindparam("now"))
)
OLDEST_WAITING = (
    select(inbox, turns.c.attempts, _has_wished)
    .join(turns, turns.c.message == inbox.c.id)
    .where(turns.c.conversation == bindparam("this"), _unanswered)
    .order_by(inbox.c.seq)
    .limit(1)
)
COUNT_ATTEMPT = (
    update(turns)
    .where(turns.c.message == bindparam("turn"))
    .values(attempts=turns.c.attempts + 1)
)
COUNT_WAITING = select(func.count()).select_from(turns).where(_unanswered)
# By the index of what waits: conversations are never deleted, and this is asked every second.
_waiting = select(conversations.c.id).where(
    conversations.c.id.in_(select(turns.c.conversation).where(_unanswered)),
    conversations.c.owner != Owner.STAFF.value,
)
ABANDONED = (
    _waiting.where(
        or_(
            conversations.c.busy_with.is_(None),
            conversations.c.busy_with.not_in(
                select(desks.c.id).where(desks.c.seen_at > bindparam("gone"))
            ),
        ),
    ).order_by(conversations.c.last_at)
)
"""Conversations with a turn to answer on which no living desk works."""
TAKEN = _waiting.where(conversations.c.busy_with == bindparam("desk"))

LAST_SEQ = select(conversations.c.last_seq, conversations.c.owner).where(
    conversations.c.id == _this
)
SEQ_OF_REPLY = select(outbox.c.seq).where(
    outbox.c.conversation == _this, outbox.c.key == bindparam("key")
)
WAITING_CASE = (
    select(cases.c.id, cases.c.state)
    .where(cases.c.conversation == _this, cases.c.state != State.CLOSED.value)
    # The one that somebody has comes first.
    .order_by(cases.c.state, cases.c.opened_at.desc())
    .limit(1)
)
OPEN_CASE = select(cases.c.id).where(
    cases.c.id == bindparam("case_id"),
    cases.c.conversation == _this,
    cases.c.state == State.OPEN.value,
)
MESSAGES_AFTER = (
    select(inbox)
    .where(
        inbox.c.conversation == _this,
        inbox.c.seq > bindparam("after"),
        inbox.c.seq <= bindparam("up_to"),
    )
    .order_by(inbox.c.seq)
    .limit(MOST_ENTRIES)
)
# Reading a basis as JSON takes time, and no channel shows it.
_shown: list[Any] = [column for column in outbox.c if column is not outbox.c.basis]
REPLIES_AFTER: Select[Any] = (
    select(*_shown, inbox.c.key.label("replies_to"))
    .join(inbox, inbox.c.id == outbox.c.turn, isouter=True)
    .where(
        outbox.c.conversation == _this,
        outbox.c.seq > bindparam("after"),
        outbox.c.seq <= bindparam("up_to"),
    )
    .order_by(outbox.c.seq)
    .limit(MOST_ENTRIES)
)
DELIVERED = (
    update(outbox)
    .where(
        outbox.c.conversation == bindparam("this"),
        outbox.c.seq <= bindparam("up_to"),
        outbox.c.delivered_at.is_(None),
    )
    .values(delivered_at=bindparam("now"))
)

_seen: Mapping[str, BindParameter[Any]] = {"id": bindparam("this"), "seen_at": bindparam("now")}
SIGN_OF_LIFE: Mapping[str, Executable] = {
    "sqlite": sqlite.insert(desks)
    .values(_seen)
    .on_conflict_do_update(index_elements=[desks.c.id], set_={"seen_at": bindparam("now")}),
    "postgresql": postgresql.insert(desks)
    .values(_seen)
    .on_conflict_do_update(index_elements=[desks.c.id], set_={"seen_at": bindparam("now")}),
}
"""By the name of the database. One statement: a desk's first messages come side by side."""
LAST_SEEN = select(desks.c.seen_at).where(desks.c.id == bindparam("this"))
FORGET_OTHERS = delete(desks).where(desks.c.id != bindparam("this"))
LEAVE = delete(desks).where(desks.c.id == bindparam("this"))
