"""Sessions of staff members: a token in a cookie, of which only a digest is kept here.

A session ends when nothing was done for `IDLE`, after `LONGEST` in any case, and with any change
of its account. Times are real ones. All methods wait for the database and raise
DatabaseUnavailable.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update

from countyline.cases.staff import Role
from countyline.console.accounts import Account
from countyline.console.deeds import Actor, What, note
from countyline.console.schema import staff, staff_sessions
from countyline.database.engine import reading, writing

IDLE = timedelta(minutes=45)
LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is known when something was last done: each note is a write."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in; `token` is what their cookie holds."""

    token: str
    account: Account
    seen_at: datetime

    @property
    def form_token(self) -> str:
        """What every form of this session carries; it cannot be had without the cookie."""
        return form_token_of(self.token)


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, account: Account, actor: Actor) -> str:
        """Open a session; give its token, which is always a new one."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with writing(self._engine) as connection:
            self._forget_old(connection.execute)
            connection.execute(
                insert(staff_sessions).values(
                    token_digest=_digest(token), staff=account.id, opened_at=now, seen_at=now
                )
            )
            connection.execute(
                update(staff).where(staff.c.id == account.id).values(signed_in_at=now)
            )
            note(connection, now, actor, What.SIGNED_IN, account.login)
        return token

    def open(self, token: str) -> Session | None:
        """Give the session that a token opens, if it still lives. It is not kept alive by that."""
        now = self._clock()
        asked = (
            select(staff, staff_sessions.c.seen_at)
            .join(staff_sessions, staff_sessions.c.staff == staff.c.id)
            .where(
                staff_sessions.c.token_digest == _digest(token),
                staff_sessions.c.seen_at > now - IDLE,
                staff_sessions.c.opened_at > now - LONGEST,
                staff.c.disabled_at.is_(None),
            )
        )
        with reading(self._engine) as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        account = Account(
            id=row.id,
            login=row.login,
            name=row.name,
            email=row.email,
            role=Role(row.role),
            password_is_once=bool(row.password_is_once),
            disabled_at=row.disabled_at,
            signed_in_at=row.signed_in_at,
        )
        return Session(token, account, row.seen_at)

    def is_due(self, session: Session) -> bool:
        """Tell whether it is worth noting that somebody does something."""
        return session.seen_at <= self._clock() - _NOTED_EVERY

    def keep_alive(self, session: Session) -> None:
        """Note that somebody does something."""
        with writing(self._engine) as connection:
            connection.execute(
                update(staff_sessions)
                .where(staff_sessions.c.token_digest == _digest(session.token))
                .values(seen_at=self._clock())
            )

    def end(self, session: Session, actor: Actor) -> None:
        """Sign out."""
        with writing(self._engine) as connection:
            connection.execute(
                delete(staff_sessions).where(
                    staff_sessions.c.token_digest == _digest(session.token)
                )
            )
            note(connection, self._clock(), actor, What.SIGNED_OUT, session.account.login)

    def end_all(self, account: Account, actor: Actor) -> None:
        """Sign out everywhere."""
        with writing(self._engine) as connection:
            connection.execute(delete(staff_sessions).where(staff_sessions.c.staff == account.id))
            note(connection, self._clock(), actor, What.SIGNED_OUT_EVERYWHERE, account.login)

    def note_deed(self, actor: Actor, what: What, about: str) -> None:
        """Write down what changes nothing in the database: a refusal, a test."""
        with writing(self._engine) as connection:
            note(connection, self._clock(), actor, what, about)

    def _forget_old(self, execute: Callable[..., object]) -> None:
        now = self._clock()
        execute(
            delete(staff_sessions).where(
                (staff_sessions.c.seen_at <= now - IDLE)
                | (staff_sessions.c.opened_at <= now - LONGEST)
            )
        )


def form_token_of(secret: str) -> str:
    """Give the token of forms that belongs to a cookie's secret."""
    return hmac.new(secret.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def is_same(given: str, wanted: str) -> bool:
    """Compare two secrets in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
