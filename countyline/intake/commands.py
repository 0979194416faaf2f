"""`countyline intake`: take in transcripts of calls, and report what callers asked."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from sqlalchemy import Engine

from countyline.cases.store import CaseBook, CasesUnavailable
from countyline.database import DatabaseUnavailable, newest, writing
from countyline.desk.brain import BrainUnavailable, RasaBrain
from countyline.desk.outgoing import Outgoing
from countyline.desk.threads import DatabaseThreads
from countyline.headline import present
from countyline.intake.book import IntakeBook
from countyline.intake.day import Day, day_of, listed, newest_day, read_day
from countyline.intake.model import Batch
from countyline.intake.progress import Bar, bar
from countyline.intake.reading import Format, format_of, read
from countyline.intake.report import as_csv, as_json, as_text, listed_as_csv, listed_as_json
from countyline.intake.worker import IntakeWorker
from countyline.problem import Problem
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.processes import brain_address
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader

_SHOWN_BAD = 20
_SECONDS_WITHOUT_BRAIN = 20.0
_LOOK_AGAIN_SECONDS = 1.0
_NOBODY_ANSWERS = (
    "Nobody answers. The transcripts are kept, and nothing is lost: start Countyline "
    "(countyline run), which goes on with them by itself, or run this again."
)

intake_app = typer.Typer(
    no_args_is_help=True,
    help="Take in transcripts of calls and voicemails; report what callers asked.\n\n"
    "Example: countyline intake add voicemails.jsonl",
)


class Shape(StrEnum):
    """How a report is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class ListShape(StrEnum):
    """How a list is written."""

    CSV = "csv"
    JSON = "json"


@intake_app.command("add")
def add(
    files: Annotated[
        list[Path], typer.Argument(help="Files of transcripts; - is standard input.")
    ],
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="jsonl or csv; by default, by the file's name."),
    ] = None,
) -> None:
    """Take in transcripts, ask the bot their questions, and open cases for what it cannot answer.

    Countyline must be running. It can be stopped at any moment and run again: nothing is added
    twice. Lines that are no transcripts are told with their numbers; then it ends with 1.

    Example: countyline intake add voicemails.csv
    """
    settings = Settings.from_environment()
    with _engine(settings) as engine:
        book = IntakeBook(engine, lambda: datetime.now(UTC))
        zone = _zone(settings)
        began = datetime.now(UTC)
        _note(engine, began, files)
        batches = [_take_in(book, file, format_, zone) for file in files]
        asyncio.run(_work_off(settings, book))
        done = book.done_since(began)
    typer.echo(
        f"{done.transcripts} transcripts asked: {done.questions} questions, "
        f"{done.drafted} answers drafted, {done.cases} cases."
    )
    if any(batch.bad_count for batch in batches):
        raise typer.Exit(1)


def _note(engine: Engine, at: datetime, files: list[Path]) -> None:
    """Write down who takes in what."""
    from countyline.console.deeds import What, note, operator

    with writing(engine) as connection:
        for file in files:
            note(connection, at, operator(), What.TRANSCRIPTS_TAKEN_IN, file.name)


Day_ = Annotated[
    str | None, typer.Option("--day", help="A day of the county's, such as 2024-04-03.")
]


@intake_app.command("report")
def report(
    day: Day_ = None,
    format_: Annotated[Shape, typer.Option("--format", help="For people or programs.")] = (
        Shape.TABLE
    ),
    most: Annotated[int, typer.Option(min=1, help="How many questions to show.")] = 20,
) -> None:
    """Report the top questions of a day with the answers that were drafted; by default, today's.

    Example: countyline intake report --day 2024-04-03
    """
    settings = Settings.from_environment()
    with _engine(settings) as engine:
        zone = _zone(settings)
        wanted = _day(day) or _today(settings, zone)
        found = read_day(engine, wanted, zone)
        newest = None if found.transcripts else newest_day(engine, zone)
    typer.echo(_WRITTEN[format_](found, most))
    if newest is not None:
        typer.echo(f"The last day with transcripts is {newest}.", err=True)


_WRITTEN: dict[Shape, Callable[[Day, int], str]] = {
    Shape.TABLE: as_text,
    Shape.CSV: as_csv,
    Shape.JSON: as_json,
}


@intake_app.command("list")
def list_questions(
    day: Day_ = None,
    format_: Annotated[
        ListShape, typer.Option("--format", help="csv for spreadsheets, json for programs.")
    ] = ListShape.CSV,
) -> None:
    """List every question of a day with its draft, its case and how to call back.

    Example: countyline intake list --day 2024-04-03 > calls.csv
    """
    settings = Settings.from_environment()
    with _engine(settings) as engine:
        zone = _zone(settings)
        found = list(listed(engine, _day(day) or _today(settings, zone), zone))
    written = listed_as_csv(found) if format_ is ListShape.CSV else listed_as_json(found)
    typer.echo(written, nl=format_ is ListShape.JSON)


def _take_in(book: IntakeBook, file: Path, format_: Format | None, zone: tzinfo) -> Batch:
    """Put a file on disk as a batch, and tell what it held."""
    with _opened(file) as source, bar(f"Reading {file.name}") as shown:
        batch = book.begin(file.name)
        lines = 0
        for count in book.add(batch, read(source, format_ or format_of(file.name), zone)):
            lines += count
            shown.at(lines, None)
    found = book.batch(batch)
    assert found is not None
    typer.echo(f"{file}: {found.taken} new, {found.known} known, {found.bad_count} bad lines.")
    for bad in found.bad[:_SHOWN_BAD]:
        typer.echo(f"{file}:{bad.number}: {bad.why}", err=True)
    if found.bad_count > _SHOWN_BAD:
        typer.echo(f"{file}: {found.bad_count - _SHOWN_BAD} more bad lines.", err=True)
    return found


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        with file.open("rb") as source:
            yield source
    except OSError as error:
        why = (error.strerror or "the disk failed").lower()
        raise Problem(f"{file} cannot be read: {why}.") from error


async def _work_off(settings: Settings, book: IntakeBook) -> None:
    """Work off whatever waits, also of earlier runs; a desk that runs does the same."""
    outgoing = Outgoing()
    threads = DatabaseThreads(1)
    cases = CaseBook(settings.database_url, clock=lambda: datetime.now(UTC))
    brain = RasaBrain(outgoing, brain_address(settings), settings.rasa_secret)
    worker = IntakeWorker(book, cases, brain, threads)
    try:
        with bar("Asking") as shown:
            watching = asyncio.create_task(_watch(book, threads, shown))
            try:
                await _until_nothing_waits(worker, book, threads)
            finally:
                watching.cancel()
    finally:
        await outgoing.close()
        threads.close()
        cases.dispose()


async def _until_nothing_waits(
    worker: IntakeWorker, book: IntakeBook, threads: DatabaseThreads
) -> None:
    waited = 0.0
    while True:
        before = worker.done
        try:
            await worker.work_off()
        except BrainUnavailable:
            waited = 0.0 if worker.done > before else waited + _LOOK_AGAIN_SECONDS
            if waited > _SECONDS_WITHOUT_BRAIN:
                raise Problem(_NOBODY_ANSWERS) from None
        if await threads.read(book.count_waiting) == 0:
            return
        # Somebody else has them, or they are to be tried again in a moment.
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


async def _watch(book: IntakeBook, threads: DatabaseThreads, shown: Bar) -> None:
    total = await threads.read(book.count_waiting)
    while True:
        left = await threads.read(book.count_waiting)
        total = max(total, left)
        shown.at(total - left, total)
        await asyncio.sleep(0.5)


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    """Open the database of the settings; what goes wrong becomes a Problem."""
    try:
        with newest(settings.database_url) as engine:
            yield engine
    except (DatabaseUnavailable, CasesUnavailable) as error:
        raise Problem(
            f"The transcripts cannot be read or written now: {error}. What was told as taken is "
            "kept. Check COUNTYLINE_DATABASE_URL and the free space on the disk, then run it again."
        ) from error


def _zone(settings: Settings) -> tzinfo:
    published = PublicationReader(settings.publication).current()
    return published.document.zone if published else UTC


def _today(settings: Settings, zone: tzinfo) -> date:
    return present(RevisionReader(settings.publication).current()).astimezone(zone).date()


def _day(text: str | None) -> date | None:
    try:
        return day_of(text) if text else None
    except ValueError:
        raise typer.BadParameter(
            "write a day such as 2024-04-03", param_hint="--day"
        ) from None
