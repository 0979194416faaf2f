"""`countyline notices`: try the ways on which staff are told, and see what was not sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import typer
from sqlalchemy import Connection, Engine

from countyline.console.deeds import What, note, operator
from countyline.database import DatabaseUnavailable, newest, writing
from countyline.notices.assembling import Trial, in_one_line, try_all_ways
from countyline.notices.book import Listed, NoticeBook
from countyline.notices.reminding import ReminderBook
from countyline.problem import Problem
from countyline.settings import Settings

notices_app = typer.Typer(
    no_args_is_help=True,
    help="Tell staff about cases by e-mail and webhook.\n\nExample: countyline notices test",
)


@notices_app.command("test")
def test() -> None:
    """Send a test on every way that is set, and say what happened.

    Ends with 0 when all took it. A webhook that asked for no more, and takes the test, is
    switched on again.

    Example: countyline notices test
    """
    settings = Settings.from_environment()
    trials = asyncio.run(try_all_ways(settings))
    if not trials:
        raise Problem(
            "Staff are told on no way: set COUNTYLINE_STAFF_MAIL or COUNTYLINE_STAFF_WEBHOOK."
        )
    for trial in trials:
        typer.echo(trial.sentence)
    with _book(settings) as (engine, book):
        _note(engine, What.NOTICES_TRIED, in_one_line(trials))
        _switch_on_what_works(book, trials)
    if not all(trial.worked for trial in trials):
        raise typer.Exit(1)


@notices_app.command("list")
def list_notices(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """List what waits to be sent, and what could not be sent.

    Example: countyline notices list
    """
    with _book(Settings.from_environment()) as (engine, book):
        found = [*book.listed(), *ReminderBook(engine, lambda: datetime.now(UTC)).listed()]
    if as_json:
        typer.echo(json.dumps([_fields(one) for one in found], ensure_ascii=False, indent=2))
    elif found:
        typer.echo(_table(found))
    else:
        typer.echo("No notice waits or failed.")


def _switch_on_what_works(book: NoticeBook, trials: Sequence[Trial]) -> None:
    for trial in trials:
        if trial.worked and book.is_off(trial.way, trial.address):
            noted = partial(_note_in, what=What.NOTICES_SWITCHED_ON, about=trial.way)
            book.switch_on(trial.way, noted)
            typer.echo(f"The {trial.way} is switched on again.")


def _note(engine: Engine, what: What, about: str) -> None:
    with writing(engine) as connection:
        _note_in(connection, what, about)


def _note_in(connection: Connection, what: What, about: str) -> None:
    note(connection, datetime.now(UTC), operator(), what, about)


@contextmanager
def _book(settings: Settings) -> Iterator[tuple[Engine, NoticeBook]]:
    try:
        with newest(settings.database_url) as engine:
            yield engine, NoticeBook(engine, lambda: datetime.now(UTC))
    except DatabaseUnavailable as error:
        raise Problem(
            f"The notices cannot be read or written now: {error}. "
            "Check COUNTYLINE_DATABASE_URL and the free space on the disk, then try again."
        ) from error


def _fields(one: Listed) -> dict[str, Any]:
    is_of_case = not one.kind.startswith("review_")
    return asdict(one) | {
        "case": one.about if is_of_case else None,
        "made_at": _moment(one.made_at),
        "next_at": _moment(one.next_at),
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _table(found: Sequence[Listed]) -> str:
    rows = [("ABOUT", "KIND", "WAY", "STATE", "ATTEMPTS", "NEXT", "ERROR")]
    rows += [
        (
            one.about,
            one.kind,
            one.way.value,
            one.state.value,
            str(one.attempts),
            "-" if one.state == "failed" else one.next_at.strftime("%Y-%m-%d %H:%M UTC"),
            one.error or "-",
        )
        for one in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)
