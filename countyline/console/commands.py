"""`countyline staff`: who may sign in to the console, from the computer that runs Countyline."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from countyline.cases.staff import Role
from countyline.console.accounts import Account, AccountRefused, Accounts, GivenPassword, NewAccount
from countyline.console.deeds import Actor, operator
from countyline.console.passwords import Passwords, WeakPassword, check_password, one_time_password
from countyline.database import DatabaseUnavailable, newest
from countyline.redaction import plain
from countyline.settings import Settings

staff_app = typer.Typer(
    no_args_is_help=True,
    help="Add, list and keep out staff members, who sign in to the console under /staff.\n\n"
    "Example: countyline staff list",
)

Login = Annotated[str, typer.Argument(help="The sign-in name, such as mlee.", metavar="LOGIN")]
Ask = Annotated[
    bool,
    typer.Option("--ask", help="Ask for the password here, instead of making up a one-time one."),
]


@staff_app.command("add")
def add_member(
    login: Login,
    name: Annotated[str, typer.Option(help="The name that colleagues read.")],
    role: Annotated[
        Role,
        typer.Option(
            help="agent answers residents, publisher also publishes, administrator does all."
        ),
    ] = Role.AGENT,
    email: Annotated[str | None, typer.Option(help="Where notices go.")] = None,
    ask: Ask = False,
) -> None:
    """Add a staff member; prints a one-time password, or asks for one.

    Example: countyline staff add mlee --name "Maria Lee" --role administrator
    """
    new = NewAccount(login=login, name=name, role=role, email=email)
    with _accounts() as accounts:
        password = _password(login, ask)
        added = accounts.add(new, password, operator())
    typer.echo(f"Added {added.login} ({plain(added.name)}, {added.role.value}).")
    _tell(password)


@staff_app.command("reset")
def reset_password(login: Login, ask: Ask = False) -> None:
    """Give somebody a new password, and sign them out everywhere.

    Example: countyline staff reset mlee
    """
    with _accounts() as accounts:
        _must_exist(accounts, login)
        password = _password(login, ask)
        changed = accounts.reset(login, password, operator())
    typer.echo(f"{changed.login} has a new password and is signed out everywhere.")
    if changed.disabled_at is not None:
        typer.echo(f"The account is still kept out; let it in: countyline staff enable {login}")
    _tell(password)


@staff_app.command("list")
def list_members() -> None:
    """List the staff members.

    Example: countyline staff list
    """
    with _accounts() as accounts:
        found = accounts.all()
    if not found:
        typer.echo(
            "There is no staff member yet. Add the first one: "
            'countyline staff add LOGIN --name "Full Name" --role administrator'
        )
        return
    rows = [("LOGIN", "NAME", "ROLE", "E-MAIL", "LAST SIGNED IN", ""), *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(map(str.ljust, row, widths)).rstrip())


@staff_app.command("disable")
def disable_member(login: Login) -> None:
    """Keep somebody out from now on; what they did stays in the trail.

    Example: countyline staff disable mlee
    """
    _change(login, Accounts.disable, "is signed out and cannot sign in any more")


@staff_app.command("enable")
def enable_member(login: Login) -> None:
    """Let somebody in again who was kept out.

    Example: countyline staff enable mlee
    """
    _change(login, Accounts.enable, "can sign in again")


def _change(login: str, change: Callable[[Accounts, str, Actor], Account], told: str) -> None:
    with _accounts() as accounts:
        _must_exist(accounts, login)
        changed = change(accounts, login, operator())
    typer.echo(f"{changed.login} {told}.")


@contextmanager
def _accounts() -> Iterator[Accounts]:
    """Open the accounts of the settings; what goes wrong becomes one sentence and exit code 1."""
    try:
        with newest(Settings.from_environment().database_url) as engine:
            yield Accounts(engine, lambda: datetime.now(UTC), Passwords())
    except (AccountRefused, WeakPassword) as reason:
        _fail(str(reason), reason)
    except DatabaseUnavailable as error:
        _fail(
            f"The staff members cannot be read or written now: {error}. Nothing was changed. "
            "Check COUNTYLINE_DATABASE_URL and the free space on the disk, then try again.",
            error,
        )


def _fail(sentence: str, error: Exception | None = None) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1) from error


def _must_exist(accounts: Accounts, login: str) -> None:
    if accounts.by_login(login) is None:
        raise AccountRefused(
            "There is no staff member with this sign-in name. List them with: countyline staff list"
        )


def _password(login: str, ask: bool) -> GivenPassword:
    if not ask:
        return GivenPassword(one_time_password(), is_once=True)
    if not sys.stdin.isatty():
        return _checked(sys.stdin.readline().rstrip("\r\n"), login)
    text = getpass.getpass("New password: ")
    if getpass.getpass("The same again: ") != text:
        raise AccountRefused("The two passwords differ. Nothing was changed.")
    return _checked(text, login)


def _checked(text: str, login: str) -> GivenPassword:
    check_password(text, login)
    return GivenPassword(text, is_once=False)


def _tell(password: GivenPassword) -> None:
    if password.is_once:
        typer.echo(f"One-time password: {password.text}")
        typer.echo("It must be changed at the first sign-in, and is shown only now.")


def _row(one: Account) -> tuple[str, ...]:
    at = one.signed_in_at.strftime("%Y-%m-%d %H:%M UTC") if one.signed_in_at else "never"
    state = "kept out" if one.disabled_at else ""
    return one.login, plain(one.name), one.role.value, one.email or "-", at, state
