"""`countyline asked`: what people asked, on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine, select

from countyline.asked.period import MOST_DAYS, Period, whole_seconds
from countyline.asked.report import read_report
from countyline.asked.written import Whole, as_json, as_tables, as_text
from countyline.console.deeds import What, note, operator
from countyline.console.markup import age_in_words
from countyline.database import DatabaseUnavailable, newest, reading, writing
from countyline.intake.day import day_of
from countyline.ledger.assembling import told_time_offset
from countyline.ledger.schema import ledger_contents
from countyline.problem import Problem
from countyline.replay import is_replay
from countyline.running.groupings import grouping_for
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader

Since = Annotated[
    str | None, typer.Option("--from", help="The first day: 2024-04-01; by default, today.")
]
Until = Annotated[
    str | None, typer.Option("--to", help="The last day, included; by default, the first one.")
]


def asked(
    from_: Since = None,
    to: Until = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            help="A folder to make, for a table in each file; it must not be there.",
            metavar="FOLDER",
        ),
    ] = None,
    as_json_: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Tell what people asked, what became of it, and what found no answer.

    Days are the county's; in a replay or a drill, those that residents are told.

    Example: countyline asked --from 2024-04-01 --to 2024-04-07
    """
    if csv is not None and as_json_:
        raise typer.BadParameter("choose one of --csv and --json", param_hint="--csv")
    if csv is not None and csv.exists():
        raise Problem(f"{csv} is there already. Name a folder that is not.")
    settings = Settings.from_environment()
    with _engine(settings) as engine:
        period = _period(settings, engine, from_, to)
        if csv is not None or as_json_:
            _note_export(engine, "json" if as_json_ else "csv", period)
        report = read_report(engine, period.span, datetime.now(UTC))
    grouped = asyncio.run(grouping_for(settings).of(report.unanswered))
    whole = Whole(period, report, grouped, _subjects(settings))
    if csv is not None:
        _write(csv, whole)
    else:
        typer.echo(as_json(whole) if as_json_ else as_text(whole, age_in_words))


def _period(settings: Settings, engine: Engine, from_: str | None, to: str | None) -> Period:
    published = PublicationReader(settings.publication).current()
    zone = published.document.zone if published else UTC
    offset = whole_seconds(_offset(settings, engine))
    today = (datetime.now(UTC) + offset).astimezone(zone).date()
    first = _day("--from", from_) if from_ else None
    last = _day("--to", to) if to else None
    period = Period(first or last or today, last or first or today, zone, offset)
    if not period.is_sound:
        hint = f"choose a last day that is not before the first, {MOST_DAYS} days at most"
        raise typer.BadParameter(hint, param_hint="--to")
    return period


def _offset(settings: Settings, engine: Engine) -> timedelta:
    """Give how far the time that residents are told about is from the real one.

    A Countyline that runs resolved it when it was started; the last entry of the ledger has it.
    """
    if not is_replay(settings) or settings.now_offset is not None:
        return settings.now_offset or timedelta(0)
    newest = (
        select(ledger_contents.c.told_at, ledger_contents.c.written_at)
        .order_by(ledger_contents.c.number.desc())
        .limit(1)
    )
    with reading(engine) as connection:
        row = connection.execute(newest).one_or_none()
    return told_time_offset(settings)() if row is None else row.told_at - row.written_at


def _subjects(settings: Settings) -> dict[str, str]:
    published = PublicationReader(settings.publication).current()
    if published is None:
        return {}
    return {key: one.name.said_in("en") for key, one in published.document.subjects_by_id()}


def _write(folder: Path, whole: Whole) -> None:
    folder.mkdir(parents=True)
    written = as_tables(whole)
    for name, table in written.items():
        # With a byte order mark: without it spreadsheets take it for another encoding.
        (folder / name).write_text(table, encoding="utf-8-sig", newline="")
    typer.echo(f"{len(written)} tables: {folder}")


def _note_export(engine: Engine, how: str, period: Period) -> None:
    """Write down, before anything is written, that residents' words leave the house."""
    about = f"{how}, {period.first} to {period.last}"
    with writing(engine) as connection:
        note(connection, datetime.now(UTC), operator(), What.ASKED_EXPORTED, about)


def _day(option: str, text: str) -> date:
    try:
        return day_of(text)
    except ValueError:
        raise typer.BadParameter("write a day such as 2024-04-01", param_hint=option) from None


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    """Open the database of the settings; what goes wrong becomes a Problem."""
    try:
        with newest(settings.database_url) as engine:
            yield engine
    except DatabaseUnavailable as error:
        raise Problem(
            f"What was asked cannot be read now: {error}. "
            "Check COUNTYLINE_DATABASE_URL, then run it again."
        ) from error
