"""`countyline records export` and `verify`: public records for a period, and their check.

Holding and deleting stand beside them, in `countyline.cases.commands`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from countyline.cases.commands import records_app, summarizing
from countyline.console.deeds import What, note, operator
from countyline.console.trail_records import TRAIL
from countyline.database import DatabaseUnavailable, newest, writing
from countyline.intake.day import day_of
from countyline.problem import Problem
from countyline.records.checking import NoExport, check
from countyline.records.export import INDEX, Order, export
from countyline.records.kinds import kinds
from countyline.records.model import Format, Wanted
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader

__all__ = ["order_of", "records_app"]


@records_app.command("export")
def export_records(
    *,
    from_: Annotated[str, typer.Option("--from", help="The first day: 2024-04-01.")],
    to: Annotated[str, typer.Option("--to", help="The last day, included: 2024-04-30.")],
    to_folder: Annotated[Path, typer.Option(help="The folder to make; it must not be there.")],
    format_: Annotated[
        Format, typer.Option("--format", help="JSON lines, tables for spreadsheets, or both.")
    ] = Format.BOTH,
    case: Annotated[
        list[str] | None, typer.Option(help="Only the conversation of this case; can be repeated.")
    ] = None,
    conversation: Annotated[
        list[str] | None, typer.Option(help="Only this conversation; can be repeated.")
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(help="Only conversations in which it was spoken of; can be repeated."),
    ] = None,
    keep_contacts: Annotated[
        bool,
        typer.Option(
            "--keep-contacts",
            help="Give out telephone numbers, e-mail and street addresses of people as stored.",
        ),
    ] = False,
) -> None:
    """Export the public records of some days, with an index; docs/records.md explains the files.

    Days are the county's. How residents can be reached is replaced by pseudonyms. The folder is
    complete or not there at all, and only its owner can read it. Ends with 0 when it was written,
    1 when not, 2 when an option is wrong.

    Example: countyline records export --from 2024-04-01 --to 2024-04-30 --to-folder april
    """
    first, last = _day("--from", from_), _day("--to", to)
    if last < first:
        raise typer.BadParameter("it lies before --from", param_hint="--to")
    settings = Settings.from_environment()
    try:
        with newest(settings.database_url) as engine:
            order = order_of(
                settings,
                engine,
                Wanted(
                    first=first,
                    last=last,
                    zone=county_zone(settings),
                    cases=tuple(case or ()),
                    conversations=tuple(conversation or ()),
                    topics=tuple(topic or ()),
                ),
                format_,
                hides_contacts=not keep_contacts,
            )
            _note_export(engine, order)
            index = export(order, to_folder)
    except DatabaseUnavailable as error:
        raise Problem(
            f"The records cannot be read now: {error}. Nothing was exported. "
            "Check COUNTYLINE_DATABASE_URL and the free space on the disk, then run it again."
        ) from error
    sha256 = hashlib.sha256((to_folder / INDEX).read_bytes()).hexdigest()
    typer.echo(f"{index['records']} records in {len(index['files'])} files: {to_folder}")
    typer.echo(f"SHA-256 of {INDEX}: {sha256}")


@records_app.command("verify")
def verify_records(
    folder: Annotated[Path, typer.Argument(help="The folder of an export.", metavar="DIR")],
) -> None:
    """Check that an export is as it was made: its files, their records, the part of the ledger.

    It needs the folder alone. Ends with 1 when something does not hold.

    Example: countyline records verify april
    """
    try:
        found = check(folder)
    except NoExport as error:
        raise Problem(f"No export can be checked: {error}.") from error
    for fault in found.faults:
        typer.echo(f"{fault}.")
    typer.echo(f"SHA-256 of {INDEX}: {found.sha256}")
    if found.faults:
        raise typer.Exit(1)
    typer.echo(
        f"All {found.files} files are as they were made. {found.entries} entries of the ledger "
        f"follow one another; {found.contents} of them are given out to the letter and hold."
    )


def order_of(
    settings: Settings,
    engine: Engine,
    wanted: Wanted,
    format_: Format,
    *,
    hides_contacts: bool,
) -> Order:
    """Put an export together from the settings."""
    return Order(
        engine=engine,
        reader=PublicationReader(settings.publication),
        kinds=[*kinds(summarizing(settings)), TRAIL],
        wanted=wanted,
        format=format_,
        hides_contacts=hides_contacts,
        version=version("countyline"),
        made_at=datetime.now(UTC),
    )


def county_zone(settings: Settings) -> tzinfo:
    """Give the county's time zone; UTC while nothing was published."""
    published = PublicationReader(settings.publication).current()
    return published.document.zone if published else UTC


def told_of_order(order: Order) -> str:
    """Say in one line what leaves the house, for the audit trail."""
    wanted = order.wanted
    limits: Sequence[str] = [*wanted.cases, *wanted.conversations, *wanted.topics]
    parts = [f"{order.format}, {wanted.first} to {wanted.last}"]
    parts += [f"only {', '.join(limits)}"] if limits else []
    parts += [] if order.hides_contacts else ["with contact details"]
    return "; ".join(parts)


def _note_export(engine: Engine, order: Order) -> None:
    """Write down, before anything is written, that records leave the house."""
    with writing(engine) as connection:
        about = told_of_order(order)
        note(connection, datetime.now(UTC), operator(), What.RECORDS_EXPORTED, about)


def _day(option: str, text: str) -> date:
    try:
        return day_of(text)
    except ValueError:
        raise typer.BadParameter("write a day such as 2024-04-01", param_hint=option) from None
