"""Drafts of the status document: begun, changed, handed in for approval, published or discarded.

Nothing that is written is lost: who saves names the version that they saw, and is told when
somebody else saved in between.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from countyline.cases.staff import StaffMember
from countyline.database.engine import reading, writing
from countyline.publishing.schema import draft_events, drafts

LONGEST_TITLE = 200
LONGEST_TEXT = 1_000_000
"""Characters of a document; the example of April 2024 has 60,000."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LISTED = 200


class State(StrEnum):
    """Of a draft: `open` is being written, `waiting` is to be approved."""

    OPEN = "open"
    WAITING = "waiting"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What is done to a draft."""

    BEGUN = "draft begun"
    CHANGED = "draft changed"
    SUBMITTED = "draft handed in"
    TAKEN_BACK = "draft taken back"
    REBASED = "draft renewed"
    APPROVED = "published"
    OVERRIDDEN = "published alone"
    DISCARDED = "draft discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as it is now. `base` is the revision it was made from, `revision` what it became."""

    id: str
    title: str
    text: str
    version: int
    base: int | None
    state: State
    begun_by: str
    begun_at: datetime
    changed_by: str
    changed_by_name: str
    changed_at: datetime
    submitted_by: str | None
    revision: int | None

    @property
    def is_live(self) -> bool:
        """Whether it can still be published."""
        return self.state in (State.OPEN, State.WAITING)

    @property
    def key(self) -> str:
        """Name what is approved: this draft, as it is now."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Something that was done to a draft."""

    draft: str
    at: datetime
    who: str
    what: str
    about: str | None


class DraftNotFound(Exception):
    """There is no such draft."""


class DraftChanged(Exception):
    """Somebody else changed the draft meanwhile; nothing was saved."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"{current.changed_by_name} changed the draft meanwhile")
        self.current = current


class DraftEnded(Exception):
    """The draft is published or discarded; nothing was saved."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"the draft is {current.state}")
        self.current = current


class Drafts:
    """The book of drafts. `clock` gives real time. Every method may raise DatabaseUnavailable."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, by: StaffMember, title: str, text: str, base: int | None) -> Draft:
        """Begin a draft from a text; `base` is the revision that the text came from."""
        now = self._clock()
        with writing(self._engine) as connection:
            draft = "".join(secrets.choice(_ALPHABET) for _ in range(6))
            connection.execute(
                insert(drafts).values(
                    id=draft, title=_title(title), text=text[:LONGEST_TEXT], version=1, base=base,
                    state=State.OPEN.value, begun_by=by.id, begun_at=now, changed_by=by.id,
                    changed_by_name=by.name, changed_at=now,
                )
            )  # fmt: skip
            self._note(connection, draft, by, Event.BEGUN, _title(title))
            return self._found(connection, draft)

    def get(self, draft: str) -> Draft | None:
        """Give a draft; None when there is none of that id."""
        with reading(self._engine) as connection:
            row = connection.execute(select(drafts).where(drafts.c.id == draft)).one_or_none()
        return None if row is None else _read(row)

    def live(self) -> list[Draft]:
        """Give the drafts that can still be published, the last changed first."""
        wanted = drafts.c.state.in_((State.OPEN.value, State.WAITING.value))
        asked = select(drafts).where(wanted).order_by(drafts.c.changed_at.desc()).limit(_LISTED)
        with reading(self._engine) as connection:
            return [_read(row) for row in connection.execute(asked)]

    def save(self, draft: str, *, version: int, text: str, by: StaffMember, what: str) -> Draft:
        """Keep a new text. A draft that waited for approval is open again.

        Raises DraftNotFound, DraftChanged, DraftEnded.
        """
        return self._change(
            draft, version, by, (Event.CHANGED, what), text=text[:LONGEST_TEXT],
            state=State.OPEN.value, submitted_by=None,
        )  # fmt: skip

    def renew(self, draft: str, *, version: int, text: str, base: int, by: StaffMember) -> Draft:
        """Put a draft onto another revision. Raises DraftNotFound, DraftChanged, DraftEnded."""
        return self._change(
            draft, version, by, (Event.REBASED, f"onto revision {base}"), text=text, base=base,
            state=State.OPEN.value, submitted_by=None,
        )  # fmt: skip

    def submit(self, draft: str, *, version: int, by: StaffMember) -> Draft:
        """Hand a draft in for approval. Raises DraftNotFound, DraftChanged, DraftEnded."""
        return self._move(draft, version, by, Event.SUBMITTED, State.WAITING, submitted_by=by.id)

    def take_back(self, draft: str, *, version: int, by: StaffMember) -> Draft:
        """Go on writing. Raises DraftNotFound, DraftChanged, DraftEnded."""
        return self._move(draft, version, by, Event.TAKEN_BACK, State.OPEN, submitted_by=None)

    def discard(self, draft: str, *, version: int, by: StaffMember) -> Draft:
        """End a draft unpublished; it stays on record. Raises as `submit` does."""
        return self._move(draft, version, by, Event.DISCARDED, State.DISCARDED)

    def note_publication(
        self, draft: str, *, revision: int, by: StaffMember, reason: str | None
    ) -> Draft:
        """Write down that a draft became a revision; the same once more changes nothing."""
        with writing(self._engine) as connection:
            found = self._found(connection, draft)
            if found.revision == revision:
                return found
            connection.execute(
                update(drafts)
                .where(drafts.c.id == draft)
                .values(state=State.PUBLISHED.value, revision=revision)
            )
            what = Event.OVERRIDDEN if reason else Event.APPROVED
            about = f"revision {revision}" + (f": {reason}" if reason else "")
            self._note(connection, draft, by, what, about)
            return self._found(connection, draft)

    def history(self, draft: str) -> list[Done]:
        """Give what was done to a draft, the oldest first."""
        asked = select(draft_events).where(draft_events.c.draft == draft)
        with reading(self._engine) as connection:
            return [_done(row) for row in connection.execute(asked.order_by(draft_events.c.id))]

    def _move(
        self, draft: str, version: int, by: StaffMember, what: Event, state: State, **values: Any
    ) -> Draft:
        return self._change(draft, version, by, (what, None), state=state.value, **values)

    def _change(
        self,
        draft: str,
        version: int,
        by: StaffMember,
        deed: tuple[Event, str | None],
        **values: Any,
    ) -> Draft:
        now = self._clock()
        with writing(self._engine) as connection:
            found = self._found(connection, draft)
            if not found.is_live:
                raise DraftEnded(found)
            is_text = "text" in values
            if is_text:
                values |= {
                    "changed_by": by.id, "changed_by_name": by.name, "changed_at": now,
                    "version": version + 1,
                }  # fmt: skip
            changed = connection.execute(
                update(drafts)
                .where(drafts.c.id == draft, drafts.c.version == version)
                .values(**values)
            )
            if changed.rowcount != 1:
                raise DraftChanged(found)
            self._note(connection, draft, by, *deed)
            return self._found(connection, draft)

    def _note(
        self, connection: Connection, draft: str, by: StaffMember, what: Event, about: str | None
    ) -> None:
        connection.execute(
            insert(draft_events).values(
                draft=draft, at=self._clock(), actor=by.id, actor_name=by.name, what=what.value,
                about=about,
            )
        )  # fmt: skip

    def _found(self, connection: Connection, draft: str) -> Draft:
        row = connection.execute(select(drafts).where(drafts.c.id == draft)).one_or_none()
        if row is None:
            raise DraftNotFound
        return _read(row)


def newest_events(connection: Connection, most: int) -> Sequence[Done]:
    """Give what was done to drafts last, the newest first."""
    asked = select(draft_events).order_by(draft_events.c.id.desc()).limit(most)
    return [_done(row) for row in connection.execute(asked)]


def _title(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE] or "Change of the status"


def _read(row: Row[Any]) -> Draft:
    return Draft(**{**row._mapping, "state": State(row.state)})


def _done(row: Row[Any]) -> Done:
    return Done(draft=row.draft, at=row.at, who=row.actor_name, what=row.what, about=row.about)
