"""Drafts of the status document: kept until they are published or discarded.

A draft is `open` while somebody writes it, `waiting` once it is submitted for approval. Saving a
waiting draft opens it again: what is approved is what was submitted. Who saves names the version
that was read, so that nobody writes over what somebody else saved meanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

from sqlalchemy import Connection, Engine, Row, insert, select, update

from countyline.database.engine import reading, writing
from countyline.publishing.schema import drafts

State: TypeAlias = Literal["open", "waiting", "published", "discarded"]
Beside: TypeAlias = Callable[[Connection], None]
"""Writes something of the caller's within the same transaction, such as a line of the trail."""

LONGEST_TITLE = 200
LONGEST_TEXT = 1_000_000
_ENDED_SHOWN = 50


class Editor(Protocol):
    """Who does something: the console's actor, for one."""

    @property
    def id(self) -> str | None:
        """The staff member's id."""

    @property
    def name(self) -> str:
        """What colleagues read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft. `text` is YAML; `base` is the revision it was made from; moments are UTC.

    `ended_by` published or discarded it; `revision` is what it became; `reason` is why it was
    published without a second person.
    """

    id: str
    title: str
    text: str
    version: int
    base: int | None
    state: State
    begun_by: str | None
    begun_by_name: str
    begun_at: datetime
    changed_by: str | None
    changed_by_name: str
    changed_at: datetime
    submitted_by: str | None = None
    submitted_by_name: str | None = None
    submitted_at: datetime | None = None
    ended_by: str | None = None
    ended_by_name: str | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    revision: int | None = None

    @property
    def is_ended(self) -> bool:
        """Whether nothing more can be done to it."""
        return self.state in ("published", "discarded")

    @property
    def authors(self) -> frozenset[str]:
        """Who may not be its second person: whoever last changed or submitted it."""
        return frozenset(one for one in (self.changed_by, self.submitted_by) if one)


class DraftChanged(Exception):
    """Somebody else saved or moved the draft meanwhile; `current` is as it is now."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"{current.changed_by_name} changed the draft meanwhile")
        self.current = current


class DraftEnded(Exception):
    """The draft is published or discarded: nothing more can be done to it."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"the draft is {current.state}")
        self.current = current


class NoSuchDraft(LookupError):
    """There is no draft with this id."""


class Drafts:
    """The book of drafts. `clock` tells real time. Every method may raise DatabaseUnavailable."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def begin(
        self,
        actor: Editor,
        title: str,
        text: str,
        base: int | None,
        beside: Beside | None = None,
    ) -> Draft:
        """Begin a draft with a text, made from revision `base`."""
        now = self._clock()
        draft = Draft(
            id=secrets.token_hex(8),
            title=title.strip()[:LONGEST_TITLE] or "Without a title",
            text=text,
            version=1,
            base=base,
            state="open",
            begun_by=actor.id,
            begun_by_name=actor.name[:200],
            begun_at=now,
            changed_by=actor.id,
            changed_by_name=actor.name[:200],
            changed_at=now,
        )
        values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
        with writing(self._engine) as connection:
            connection.execute(insert(drafts).values(values))
            if beside is not None:
                beside(connection)
        return draft

    def get(self, draft: str) -> Draft | None:
        """Give a draft, or None when there is none with this id."""
        with reading(self._engine) as connection:
            return _found(connection, draft)

    def listed(self) -> list[Draft]:
        """Give those that are being worked on, and the last that ended; the newest first."""
        newest = drafts.c.changed_at.desc()
        at_work = select(drafts).where(drafts.c.state.in_(("open", "waiting"))).order_by(newest)
        ended = select(drafts).where(drafts.c.state.in_(("published", "discarded")))
        last = ended.order_by(drafts.c.ended_at.desc()).limit(_ENDED_SHOWN)
        with reading(self._engine) as connection:
            return [_draft(row) for asked in (at_work, last) for row in connection.execute(asked)]

    def save(
        self,
        draft: str,
        *,
        version: int,
        text: str,
        actor: Editor,
        title: str | None = None,
        base: int | None = None,
        beside: Beside | None = None,
    ) -> Draft:
        """Save a text over the version that was read; `base` when it was brought onto another.

        Raises:
            DraftChanged: somebody else saved meanwhile.
            DraftEnded: it is published or discarded.
            NoSuchDraft: there is none.
        """
        values: dict[str, Any] = {
            "text": text,
            "state": "open",
            "changed_by": actor.id,
            "changed_by_name": actor.name[:200],
            "changed_at": self._clock(),
            **_NOT_SUBMITTED,
        }
        if title is not None and title.strip():
            values["title"] = title.strip()[:LONGEST_TITLE]
        if base is not None:
            values["base"] = base
        return self._move(draft, version, ("open", "waiting"), values, beside)

    def submit(
        self, draft: str, *, version: int, actor: Editor, beside: Beside | None = None
    ) -> Draft:
        """Submit it for approval. Raises as `save` does."""
        values = {
            "state": "waiting",
            "submitted_by": actor.id,
            "submitted_by_name": actor.name[:200],
            "submitted_at": self._clock(),
        }
        return self._move(draft, version, ("open",), values, beside)

    def take_back(
        self, draft: str, *, version: int, actor: Editor, beside: Beside | None = None
    ) -> Draft:
        """Open a draft again that waits for approval. Raises as `save` does."""
        del actor  # The trail says who; the draft's authors stay as they are.
        return self._move(draft, version, ("waiting",), {"state": "open", **_NOT_SUBMITTED}, beside)

    def discard(
        self, draft: str, *, version: int, actor: Editor, beside: Beside | None = None
    ) -> Draft:
        """End it without publishing. Raises as `save` does."""
        values = {"state": "discarded", **self._ended(actor)}
        return self._move(draft, version, ("open", "waiting"), values, beside)

    def mark_published(
        self,
        draft: str,
        *,
        revision: int,
        actor: Editor,
        reason: str | None = None,
        beside: Beside | None = None,
    ) -> Draft:
        """Note what a draft became. Doing it again changes nothing.

        Also when somebody saved it in between: what is in service came of it.

        Raises:
            NoSuchDraft: there is none.
        """
        values = {
            "state": "published",
            "revision": revision,
            "reason": reason,
            **self._ended(actor),
        }
        with writing(self._engine) as connection:
            current = _locked(connection, draft)
            if current.state == "published":
                return current
            connection.execute(update(drafts).where(drafts.c.id == draft).values(values))
            if beside is not None:
                beside(connection)
            return _locked(connection, draft)

    def _ended(self, actor: Editor) -> dict[str, Any]:
        return {
            "ended_by": actor.id,
            "ended_by_name": actor.name[:200],
            "ended_at": self._clock(),
        }

    def _move(
        self,
        draft: str,
        version: int,
        states: Sequence[State],
        values: dict[str, Any],
        beside: Beside | None,
    ) -> Draft:
        with writing(self._engine) as connection:
            current = _locked(connection, draft)
            if current.is_ended:
                raise DraftEnded(current)
            if current.version != version or current.state not in states:
                raise DraftChanged(current)
            changed = update(drafts).where(drafts.c.id == draft)
            connection.execute(changed.values(version=version + 1, **values))
            if beside is not None:
                beside(connection)
            return _locked(connection, draft)


_NOT_SUBMITTED: dict[str, Any] = {
    "submitted_by": None,
    "submitted_by_name": None,
    "submitted_at": None,
}


def _found(connection: Connection, draft: str) -> Draft | None:
    row = connection.execute(select(drafts).where(drafts.c.id == draft)).first()
    return None if row is None else _draft(row)


def _locked(connection: Connection, draft: str) -> Draft:
    row = connection.execute(select(drafts).where(drafts.c.id == draft).with_for_update()).first()
    if row is None:
        raise NoSuchDraft(draft)
    return _draft(row)


def _draft(row: Row[Any]) -> Draft:
    return Draft(**row._mapping)
