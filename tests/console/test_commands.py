"""`countyline staff`: the first administrator, lost passwords, who may come in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from countyline.cli import build
from countyline.console.accounts import Account, Accounts
from countyline.console.deeds import newest
from countyline.console.passwords import Passwords
from countyline.database.engine import open_engine
from tests.console.house import OPERATOR, PASSWORD


@pytest.fixture(autouse=True)
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", url)


def staff(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(build(["staff"]), ["staff", *words], input=typed)


def checked(url: str, login: str, password: str) -> Account | None:
    engine = open_engine(url)
    try:
        accounts = Accounts(engine, lambda: datetime.now(UTC), Passwords())
        return accounts.check(login, password, OPERATOR)
    finally:
        engine.dispose()


def made_up(result: Result) -> str:
    found = re.search(r"^One-time password: (\S+)$", result.output, re.M)
    assert found, result.output
    return found[1]


def test_the_first_administrator(url: str) -> None:
    assert "There is no staff member yet." in staff("list").output
    added = staff("add", "mlee", "--name", "Maria Lee", "--role", "administrator")
    assert added.exit_code == 0
    assert "Added mlee (Maria Lee, administrator)." in added.output
    account = checked(url, "mlee", made_up(added))
    assert account and account.password_is_once
    line = staff("list").output.splitlines()[1].split()
    assert line[:4] == ["mlee", "Maria", "Lee", "administrator"]


def test_a_password_of_ones_own(url: str) -> None:
    added = staff("add", "mlee", "--name", "Maria Lee", "--ask", typed=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    account = checked(url, "mlee", PASSWORD)
    assert account and not account.password_is_once
    weak = staff("add", "other", "--name", "Otto", "--ask", typed="password1234\n")
    assert (weak.exit_code, weak.output.strip()) == (
        1, "Many people use this password; choose another one.")  # fmt: skip


def test_a_lost_password(url: str) -> None:
    first = made_up(staff("add", "mlee", "--name", "Maria Lee"))
    second = made_up(staff("reset", "mlee"))
    assert checked(url, "mlee", first) is None
    assert checked(url, "mlee", second)


def test_keeping_out_and_letting_in(url: str) -> None:
    staff("add", "chief", "--name", "Chris", "--role", "administrator")
    password = made_up(staff("add", "mlee", "--name", "Maria Lee"))
    assert "cannot sign in any more" in staff("disable", "mlee").output
    assert checked(url, "mlee", password) is None
    assert "kept out" in staff("list").output
    assert "still kept out" in staff("reset", "mlee").output
    assert staff("enable", "mlee").exit_code == 0
    only = staff("disable", "chief")
    assert only.exit_code == 1
    assert "only administrator" in only.output


def test_everything_is_in_the_trail(url: str) -> None:
    staff("add", "chief", "--name", "Chris", "--role", "administrator")
    staff("add", "mlee", "--name", "Maria Lee")
    staff("reset", "mlee")
    staff("disable", "mlee")
    staff("enable", "mlee")
    engine = open_engine(url)
    deeds = newest(engine)
    engine.dispose()
    assert [(one.what, one.about) for one in reversed(deeds)] == [
        ("added", "chief"), ("added", "mlee"), ("password_reset", "mlee"), ("disabled", "mlee"),
        ("enabled", "mlee"),
    ]  # fmt: skip
    assert all(one.actor is None and "command line" in one.actor_name for one in deeds)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("reset", "nobody"), "There is no staff member with this sign-in name."),
        (("disable", "nobody"), "There is no staff member with this sign-in name."),
        (("enable", "'; DROP TABLE staff"), "There is no staff member with this sign-in name."),
        (("add", "a b", "--name", "x"), "A sign-in name has"),
        (("add", "mlee", "--name", " "), "A name has"),
        (("add", "mlee", "--name", "M", "--email", "no"), "not an e-mail address"),
    ],
)
def test_what_is_wrong_is_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    result = staff(*words)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = staff("list")
    assert result.exit_code == 1
    assert "Nothing was changed" in result.output
