"""Accounts, passwords and sessions, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from countyline.cases.staff import Role, StaffMember
from countyline.console.accounts import Account, AccountRefused, Accounts, GivenPassword, NewAccount
from countyline.console.passwords import (
    Passwords,
    WeakPassword,
    check_password,
    one_time_password,
)
from countyline.console.schema import staff, staff_sessions
from countyline.database.engine import reading
from tests.console.conftest import Kept
from tests.console.house import CHEAP, OPERATOR, PASSWORD


def add(kept: Kept, login: str = "mlee", role: Role = Role.AGENT) -> Account:
    new = NewAccount(login=login, name="Maria Lee", role=role)
    return kept.accounts.add(new, GivenPassword(PASSWORD, False), OPERATOR)


def test_an_account_is_found_by_login_and_id(kept: Kept) -> None:
    account = add(kept, " MLee ")
    assert account.login == "mlee"
    assert kept.accounts.by_login("MLEE") == kept.accounts.by_id(account.id) == account
    assert account.member == StaffMember(account.id, "Maria Lee", Role.AGENT)
    assert kept.accounts.by_login("mlee\0") is None
    assert kept.accounts.by_id("mlee\x01") is None


def test_a_login_is_had_once(kept: Kept) -> None:
    add(kept)
    with pytest.raises(AccountRefused, match="already"):
        add(kept, "MLEE")


def test_neither_password_nor_token_is_in_the_database(kept: Kept) -> None:
    account = add(kept)
    token = kept.sessions.begin(account, OPERATOR)
    with reading(kept.engine) as connection:
        rows = repr([*connection.execute(select(staff)), *connection.execute(
            select(staff_sessions))])  # fmt: skip
    assert PASSWORD not in rows
    assert token not in rows
    assert "$argon2id$" in rows


def test_raised_costs_reach_a_digest_at_the_next_sign_in(kept: Kept) -> None:
    account = add(kept)
    dearer = Accounts(kept.engine, kept.clock, Passwords(PasswordHasher(2, 16, 1)))
    assert dearer.check("mlee", PASSWORD, OPERATOR) == account
    with reading(kept.engine) as connection:
        digest = connection.execute(select(staff.c.password_digest)).scalar_one()
    assert "m=16,t=2,p=1" in digest
    assert kept.accounts.check("mlee", PASSWORD, OPERATOR)


def test_two_administrators_cannot_keep_each_other_out_at_once(kept: Kept) -> None:
    add(kept, "one", Role.ADMINISTRATOR)
    add(kept, "two", Role.ADMINISTRATOR)

    def disable(login: str) -> bool:
        try:
            kept.accounts.disable(login, OPERATOR)
        except Exception:  # refused, or the database broke a deadlock
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(disable, ["one", "two"]))
    left = [one for one in kept.accounts.all() if one.disabled_at is None]
    assert len(left) == 2 - sum(done)
    assert left


def test_old_sessions_are_swept_at_the_next_sign_in(kept: Kept) -> None:
    account = add(kept)
    kept.sessions.begin(account, OPERATOR)
    kept.clock.forward(24 * 3600)
    kept.sessions.begin(account, OPERATOR)
    with reading(kept.engine) as connection:
        assert len(connection.execute(select(staff_sessions)).all()) == 1


@pytest.mark.parametrize("token", ["", "x", "\0", "é", "a" * 10_000, "\ud800"])
def test_no_other_token_opens_anything(kept: Kept, token: str) -> None:
    kept.sessions.begin(add(kept), OPERATOR)
    assert kept.sessions.open(token) is None


@given(st.text(max_size=260), st.text(max_size=260))
@settings(max_examples=60, deadline=None)
def test_any_password_fits_itself_and_hardly_another(one: str, other: str) -> None:
    passwords = Passwords(CHEAP)
    digest = passwords.digest(one)
    assert passwords.fits(one, digest)
    assert not passwords.fits(one, None)
    assert not passwords.fits(one, "no digest")
    if one[:200] != other[:200]:
        assert not passwords.fits(other + "x", passwords.digest(other))


def test_an_accent_may_be_typed_in_two_ways() -> None:
    passwords = Passwords(CHEAP)
    assert passwords.fits("contrasen\u0303a larga", passwords.digest("contraseña larga"))


def test_what_is_made_up_is_good_enough_and_never_the_same() -> None:
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_password(password, "mlee")


@pytest.mark.parametrize("weak", ["", "a" * 11, "123456789012", "PASSWORDPASSWORD", "qwertyqwerty1",
                                  " " * 20, "abababababab", "welcome12345!"])  # fmt: skip
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        check_password(weak, "mlee")
