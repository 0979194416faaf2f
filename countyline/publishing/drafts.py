"""Drafts of the status document: begun, changed, handed in for approval, published or discarded.

Nothing that is written is lost: who saves names the version that they saw, and is told when
somebody else saved in between. A form that is sent again, because its answer never came, is known
by its digest and does nothing twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from countyline.cases.staff import StaffMember
from countyline.database.engine import reading, writing
from countyline.publishing.schema import draft_events, draft_versions, drafts

LONGEST_TITLE = 200
LONGEST_TEXT = 1_000_000
"""Characters of a document; the example of April 2024 has 60,000."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_LENGTH = 8
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

    def begin(
        self, by: StaffMember, title: str, text: str, base: int | None, form: str | None = None
    ) -> Draft:
        """Begin a draft from a text; `base` is the revision that the text came from.

        `form` is the digest of the form that begins it, in hexadecimal digits: the same form again
        gives the draft that it began.
        """
        now, draft = self._clock(), _id_of(form)
        with writing(self._engine) as connection:
            # SQLite and PostgreSQL have the same clause; only the one in use is loaded.
            dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
            new = dialect.insert(drafts).values(
                id=draft, title=_title(title), text=text[:LONGEST_TEXT], version=1, base=base,
                state=State.OPEN.value, begun_by=by.id, begun_at=now, changed_by=by.id,
                changed_by_name=by.name, changed_at=now,
            )  # fmt: skip
            if connection.execute(new.on_conflict_do_nothing().returning(drafts.c.id)).first():
                _keep_version(connection, draft, 1, text[:LONGEST_TEXT], form)
                self._note(connection, draft, by, Event.BEGUN, _title(title))
            return self._found(connection, draft)

    def get(self, draft: str) -> Draft | None:
        """Give a draft; None when there is none of that id."""
        with reading(self._engine) as connection:
            row = connection.execute(select(drafts).where(drafts.c.id == draft)).one_or_none()
        return None if row is None else _read(row)

    def text_of(self, draft: str, version: int) -> str | None:
        """Give what a draft said in one of its versions; None when that is not known."""
        asked = select(draft_versions.c.text).where(
            draft_versions.c.draft == draft, draft_versions.c.version == version
        )
        with reading(self._engine) as connection:
            return connection.execute(asked).scalar_one_or_none()

    def was_made_by(self, draft: str, form: str) -> bool:
        """Tell whether a version of a draft was made by the form of this digest."""
        with reading(self._engine) as connection:
            return _was_done(connection, draft, form)

    def was_published_by(self, draft: str, by: StaffMember) -> bool:
        """Tell whether it was somebody who published a draft."""
        asked = select(draft_events.c.id).where(
            draft_events.c.draft == draft,
            draft_events.c.actor == by.id,
            draft_events.c.what.in_((Event.APPROVED.value, Event.OVERRIDDEN.value)),
        )
        with reading(self._engine) as connection:
            return connection.execute(asked).first() is not None

    def live(self) -> list[Draft]:
        """Give the drafts that can still be published, the last changed first."""
        wanted = drafts.c.state.in_((State.OPEN.value, State.WAITING.value))
        asked = select(drafts).where(wanted).order_by(drafts.c.changed_at.desc()).limit(_LISTED)
        with reading(self._engine) as connection:
            return [_read(row) for row in connection.execute(asked)]

    def save(
        self,
        draft: str,
        *,
        version: int,
        text: str,
        by: StaffMember,
        what: str,
        form: str | None = None,
    ) -> Draft:
        """Keep a new text. A draft that waited for approval is open again.

        Raises DraftNotFound, DraftChanged, DraftEnded.
        """
        return self._change(
            draft, version, by, (Event.CHANGED, what), form, text=text[:LONGEST_TEXT],
            state=State.OPEN.value, submitted_by=None,
        )  # fmt: skip

    def renew(
        self,
        draft: str,
        *,
        version: int,
        text: str,
        base: int,
        by: StaffMember,
        form: str | None = None,
    ) -> Draft:
        """Put a draft onto another revision. Raises DraftNotFound, DraftChanged, DraftEnded."""
        return self._change(
            draft, version, by, (Event.REBASED, f"onto revision {base}"), form, text=text,
            base=base, state=State.OPEN.value, submitted_by=None,
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
        self, draft: str, *, version: int, revision: int, by: StaffMember, reason: str | None
    ) -> Draft:
        """Write down that a draft became a revision; the same once more changes nothing.

        When it was changed since that `version`, it stays open: what was written then is not
        published.
        """
        with writing(self._engine) as connection:
            found = self._found(connection, draft)
            if found.revision == revision:
                return found
            ended = connection.execute(
                update(drafts)
                .where(drafts.c.id == draft, drafts.c.version == version)
                .values(state=State.PUBLISHED.value, revision=revision)
            )
            what = Event.OVERRIDDEN if reason else Event.APPROVED
            about = f"revision {revision}" + (f": {reason}" if reason else "")
            about += "" if ended.rowcount else ", of what was handed in before it was changed"
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
        return self._change(draft, version, by, (what, None), None, state=state.value, **values)

    def _change(
        self,
        draft: str,
        version: int,
        by: StaffMember,
        deed: tuple[Event, str | None],
        form: str | None,
        **values: Any,
    ) -> Draft:
        with writing(self._engine) as connection:
            found = self._found(connection, draft)
            if _is_so(found, version, values) or _was_done(connection, draft, form):
                return found
            if not found.is_live:
                raise DraftEnded(found)
            made = self._made(version, by) if "text" in values else {}
            changed = connection.execute(
                update(drafts)
                .where(drafts.c.id == draft, drafts.c.version == version)
                .values(**values, **made)
            )
            if changed.rowcount != 1:
                # On PostgreSQL the same form may have come in between.
                if _was_done(connection, draft, form):
                    return self._found(connection, draft)
                raise DraftChanged(self._found(connection, draft))
            if made:
                _keep_version(connection, draft, version + 1, values["text"], form)
            self._note(connection, draft, by, *deed)
            return self._found(connection, draft)

    def _made(self, version: int, by: StaffMember) -> dict[str, Any]:
        return {
            "changed_by": by.id, "changed_by_name": by.name, "changed_at": self._clock(),
            "version": version + 1,
        }  # fmt: skip

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


def _id_of(form: str | None) -> str:
    if form is None:
        return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))
    digest, letters = int(form, 16), []
    for _ in range(_ID_LENGTH):
        digest, rest = divmod(digest, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def _is_so(found: Draft, version: int, values: Mapping[str, Any]) -> bool:
    """Tell whether a draft is already what it is to become."""
    return found.version == version and all(
        getattr(found, name) == value for name, value in values.items()
    )


def _was_done(connection: Connection, draft: str, form: str | None) -> bool:
    asked = select(draft_versions.c.version).where(
        draft_versions.c.draft == draft, draft_versions.c.form == form
    )
    return form is not None and connection.execute(asked).first() is not None


def _keep_version(
    connection: Connection, draft: str, version: int, text: str, form: str | None
) -> None:
    connection.execute(
        insert(draft_versions).values(draft=draft, version=version, text=text, form=form)
    )


def in_a_line(text: str) -> str:
    """Give a text as one line, with a blank for what nobody sees."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _title(title: str) -> str:
    return in_a_line(title)[:LONGEST_TITLE] or "Change of the status"


def _read(row: Row[Any]) -> Draft:
    return Draft(**{**row._mapping, "state": State(row.state)})


def _done(row: Row[Any]) -> Done:
    return Done(draft=row.draft, at=row.at, who=row.actor_name, what=row.what, about=row.about)
