"""The accounts of staff members, kept here: the county's own directory is down in such a week.

Every change is one transaction with its row in the trail. All methods wait for the database and
raise DatabaseUnavailable; those that take a password also take a tenth of a second.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from countyline.cases.staff import Role, StaffMember
from countyline.console.deeds import Actor, What, note
from countyline.console.passwords import Passwords, check_password
from countyline.console.schema import staff, staff_sessions
from countyline.database.engine import reading, writing

Clock = Callable[[], datetime]

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_EMAIL = re.compile(r"[^\s@<>\",;]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class AccountRefused(Exception):
    """What was asked for is not done; the text says why, in one sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A staff member's account, without its password."""

    id: str
    login: str
    name: str
    email: str | None
    role: Role
    password_is_once: bool
    disabled_at: datetime | None
    signed_in_at: datetime | None

    @property
    def member(self) -> StaffMember:
        """The staff member, as cases know one."""
        return StaffMember(id=self.id, name=self.name, role=self.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What is told of a staff member who is added."""

    login: str
    name: str
    role: Role
    email: str | None = None


@dataclass(frozen=True, slots=True)
class GivenPassword:
    """A password for somebody; one that is good once must be changed at the first sign-in."""

    text: str
    is_once: bool


class Accounts:
    """Adds, finds, disables and checks accounts."""

    def __init__(self, engine: Engine, clock: Clock, passwords: Passwords) -> None:
        self._engine = engine
        self._clock = clock
        self._passwords = passwords

    # Finding

    def all(self) -> list[Account]:
        """Give all accounts, by name."""
        with reading(self._engine) as connection:
            return [
                _account(row) for row in connection.execute(select(staff).order_by(staff.c.name))
            ]

    def by_login(self, login: str) -> Account | None:
        """Give the account with this sign-in name, however it was typed."""
        with reading(self._engine) as connection:
            row = _row_of(connection, login)
            return None if row is None else _account(row)

    def by_id(self, account: str) -> Account | None:
        """Give an account."""
        with reading(self._engine) as connection:
            row = connection.execute(select(staff).where(staff.c.id == account)).one_or_none()
            return None if row is None else _account(row)

    # Signing in

    def check(self, login: str, password: str, actor: Actor) -> Account | None:
        """Give the account that login and password open; None for every other pair.

        What is refused is written down, with the account if there is one. What was typed is not:
        people type their password into the wrong field.
        """
        with reading(self._engine) as connection:
            row = _row_of(connection, login)
        fits = self._passwords.fits(password, row.password_digest if row else None)
        if row is None or not fits or row.disabled_at is not None:
            with writing(self._engine) as connection:
                note(connection, self._clock(), actor, What.SIGN_IN_REFUSED, row and row.login)
            return None
        if self._passwords.is_old(row.password_digest):
            digest = self._passwords.digest(password)
            with writing(self._engine) as connection:
                # Unless it was changed meanwhile.
                which = (staff.c.id == row.id) & (staff.c.password_digest == row.password_digest)
                connection.execute(update(staff).where(which).values(password_digest=digest))
        return _account(row)

    # Changing

    def add(self, new: NewAccount, password: GivenPassword, by: Actor) -> Account:
        """Add a staff member. Raises AccountRefused and WeakPassword."""
        login, name = new.login.strip().casefold(), _line(new.name)
        email = (new.email or "").strip() or None
        _check(login, name, email)
        check_password(password.text, login)
        values = {
            "id": secrets.token_hex(8),
            "login": login,
            "name": name,
            "email": email,
            "role": new.role.value,
            "password_digest": self._passwords.digest(password.text),
            "password_is_once": password.is_once,
            "added_at": self._clock(),
        }
        with writing(self._engine) as connection:
            if _row_of(connection, login) is not None:
                raise AccountRefused(f"There is a staff member {login} already.")
            connection.execute(insert(staff).values(**values))
            row = _row_of(connection, login)
            assert row is not None
            note(connection, self._clock(), by, What.ADDED, login)
        return _account(row)

    def reset(self, login: str, password: GivenPassword, by: Actor) -> Account:
        """Give somebody a new password and end their sessions."""
        return self._set_password(login, password, by, What.PASSWORD_RESET)

    def change_own(self, account: Account, old: str, new: str, by: Actor) -> None:
        """Let somebody who knows the old password choose a new one; all sessions end.

        Raises AccountRefused and WeakPassword.
        """
        with reading(self._engine) as connection:
            row = _row_of(connection, account.login)
        if not self._passwords.fits(old, row.password_digest if row else None):
            with writing(self._engine) as connection:
                now = self._clock()
                note(connection, now, by, What.PASSWORD_CHANGE_REFUSED, account.login)
            raise AccountRefused("The password that you have now is another one.")
        if old == new:
            raise AccountRefused("Choose a password that you do not have yet.")
        self._set_password(account.login, GivenPassword(new, False), by, What.PASSWORD_CHANGED)

    def disable(self, login: str, by: Actor) -> Account:
        """Keep somebody out from now on. Raises AccountRefused."""
        with writing(self._engine) as connection:
            row = _existing(connection, login)
            others = select(staff.c.id).where(
                staff.c.role == Role.ADMINISTRATOR.value,
                staff.c.disabled_at.is_(None),
                staff.c.id != row.id,
            )
            administrators = connection.execute(others.with_for_update()).all()
            if row.role == Role.ADMINISTRATOR.value and not administrators:
                raise AccountRefused(
                    f"{row.login} is the only administrator: add another one first."
                )
            self._change(connection, row, disabled_at=row.disabled_at or self._clock())
            note(connection, self._clock(), by, What.DISABLED, row.login)
            return _account(_existing(connection, login))

    def enable(self, login: str, by: Actor) -> Account:
        """Let somebody in again. Raises AccountRefused."""
        with writing(self._engine) as connection:
            row = _existing(connection, login)
            self._change(connection, row, disabled_at=None)
            note(connection, self._clock(), by, What.ENABLED, row.login)
            return _account(_existing(connection, login))

    def _set_password(self, login: str, password: GivenPassword, by: Actor, what: What) -> Account:
        check_password(password.text, login)
        digest = self._passwords.digest(password.text)
        with writing(self._engine) as connection:
            row = _existing(connection, login)
            self._change(connection, row, password_digest=digest, password_is_once=password.is_once)
            note(connection, self._clock(), by, what, row.login)
            return _account(_existing(connection, login))

    def _change(self, connection: Connection, row: Row[Any], **values: object) -> None:
        """Change an account and end its sessions: none outlives what it was opened with."""
        connection.execute(update(staff).where(staff.c.id == row.id).values(**values))
        connection.execute(delete(staff_sessions).where(staff_sessions.c.staff == row.id))


def _check(login: str, name: str, email: str | None) -> None:
    if not _LOGIN.fullmatch(login):
        raise AccountRefused(
            "A sign-in name has 2 to 40 characters: letters a to z, digits, dot, dash, underscore."
        )
    if not 1 <= len(name) <= 80:
        raise AccountRefused("A name has 1 to 80 characters: colleagues read it.")
    if email is not None and not (len(email) <= 254 and _EMAIL.fullmatch(email)):
        raise AccountRefused("That is not an e-mail address, such as m.lee@example.gov.")


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _row_of(connection: Connection, login: str) -> Row[Any] | None:
    typed = login.strip().casefold()
    if not _LOGIN.fullmatch(typed):
        return None
    return connection.execute(select(staff).where(staff.c.login == typed)).one_or_none()


def _existing(connection: Connection, login: str) -> Row[Any]:
    row = _row_of(connection, login)
    if row is None:
        raise AccountRefused("There is no such staff member.")
    return row


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        password_is_once=bool(row.password_is_once),
        disabled_at=row.disabled_at,
        signed_in_at=row.signed_in_at,
    )
