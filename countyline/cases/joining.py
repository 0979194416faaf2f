"""Which case a resident's wish belongs to: one that waits already, or a new one.

Whoever asks again while a case of the conversation is not closed is in it already. Only another
matter gets a case of its own:

- A bare wish for a person, or a message that was not understood, names no matter: it joins.
- Another topic is another matter, and so are other subjects. But when an office opens and where
  it is are one matter.
- A case that was opened without a matter takes on the first that is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select, text, update

from countyline.cases.history import What, add_event, events_of
from countyline.cases.model import Case, Sensitivity, State
from countyline.cases.rows import case_of, row_of
from countyline.cases.schema import cases

LONGEST_KEY = 200
"""The longest name of a conversation or turn that is stored as it is."""

_PRESSING = tuple(Sensitivity)
"""The most pressing first."""


def key_of(name: str) -> str:
    """Give a conversation's or turn's name as it is stored: a strange or endless one's digest."""
    if len(name) <= LONGEST_KEY and name.isprintable():
        return name
    return "sha256:" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


ASKED_OF_A_THING = frozenset({"status", "reopening", "hours", "location", "contact"})
"""Topics in which the thing is the matter: when it opens, and where it is."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a message itself says it is about; null and empty where it does not say."""

    topic: str | None
    subjects: Sequence[str]


def joined(connection: Connection, new: Case, named: Named) -> Case | None:
    """Give the case that this turn has, or joins now; None when it needs one of its own.

    Until the transaction ends nobody else opens, joins or closes a case of the conversation, so
    that two turns at once get one case.
    """
    _lock(connection, new.conversation)
    rows = connection.execute(
        select(cases)
        .where(cases.c.conversation == new.conversation)
        .order_by(cases.c.id)
        .with_for_update()
    )
    known = sorted((case_of(row) for row in rows), key=lambda one: (one.opened_at, one.id))
    if earlier := _of_turn(connection, known, new.turn):
        return earlier
    waiting = waiting_for(known, new, named)
    return _join(connection, waiting, new) if waiting else None


def waiting_for(known: Sequence[Case], new: Case, named: Named) -> Case | None:
    """Give the case, of those of the conversation, that waits for the same matter.

    One that somebody has comes first, then one on the same topic and subjects, then the newest.
    """
    fitting = [
        one for one in known if one.state is not State.CLOSED and is_same_matter(one, named)
    ]
    topic = matter_of(new)
    return max(
        fitting,
        key=lambda one: (
            one.state is State.CLAIMED,
            topic is not None and matter_of(one) == topic,
            not set(one.subjects).isdisjoint(new.subjects),
            one.opened_at,
        ),
        default=None,
    )


def is_same_matter(waiting: Case, named: Named) -> bool:
    """Tell whether a message may be about what a case is about, as far as both are known."""
    topics = {matter_of(waiting), named.topic}
    if None not in topics and len(topics) > 1 and not topics <= ASKED_OF_A_THING:
        return False
    subjects = set(waiting.subjects)
    return not subjects or not named.subjects or not subjects.isdisjoint(named.subjects)


def matter_of(case: Case) -> str | None:
    """Give the topic that a case is about; None when only a person was asked for."""
    topic = case.aspect.partition("/")[0] if case.aspect else case.topic
    return None if topic == "person" else topic


def _lock(connection: Connection, conversation: str) -> None:
    """Keep others from asking for a case of the conversation; on SQLite one alone writes anyway.

    The conversation may have no row to lock: not every channel has a desk.
    """
    if connection.dialect.name == "postgresql":
        digest = hashlib.sha256(f"cases of {conversation}".encode()).digest()
        key = int.from_bytes(digest[:8], signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _of_turn(connection: Connection, known: Sequence[Case], turn: str) -> Case | None:
    for case in known:
        if case.turn == turn:
            return case
    for case in known:
        for event in events_of(connection, case.id):
            if event.what is What.ASKED_AGAIN and event.detail.get("turn") == turn:
                return case
    return None


def _join(connection: Connection, waiting: Case, new: Case) -> Case:
    """Note with a case that it was asked for again, and what is known only now."""
    after = replace(waiting, sensitivity=_more_pressing(waiting.sensitivity, new.sensitivity))
    if matter_of(waiting) is None and matter_of(new) is not None:
        after = replace(
            after,
            topic=new.topic if waiting.topic in (None, "person") else waiting.topic,
            aspect=new.aspect,
            subjects=waiting.subjects or new.subjects,
        )
    if after != waiting:
        row = row_of(after)
        changed = {name: row[name] for name in ("topic", "aspect", "subjects", "sensitivity")}
        connection.execute(update(cases).where(cases.c.id == after.id).values(changed))
    detail = {"turn": new.turn, "question": new.question, "reason": new.reason.value}
    add_event(connection, after.id, What.ASKED_AGAIN, None, new.opened_at, detail=detail)
    return after


def _more_pressing(one: Sensitivity | None, other: Sensitivity | None) -> Sensitivity | None:
    known = [kind for kind in (one, other) if kind is not None]
    return min(known, key=_PRESSING.index, default=None)
