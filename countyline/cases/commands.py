"""`countyline cases` and `countyline records`: staff list, read and close cases, and an operator
exports them, and deletes what is old unless it is held."""

import getpass
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from countyline.cases.exporting import Period, Summarize, csv_parts, json_parts
from countyline.cases.holding import AlreadyHeld, NotHeld, all_holds, hold, release
from countyline.cases.model import Case, State
from countyline.cases.retention import Retention, in_numbers
from countyline.cases.store import CaseAlreadyClosed, CaseBook, CaseNotFound, CasesUnavailable
from countyline.cases.summary import summary_of
from countyline.database import DatabaseUnavailable, newest, writing
from countyline.problem import Problem
from countyline.redaction import plain
from countyline.settings import Settings, SettingsError
from countyline.status.publication_reader import PublicationReader
from countyline.status.told_facts import ToldFacts

cases_app = typer.Typer(
    no_args_is_help=True,
    help="List, read and close cases: residents' questions that wait for a person.\n\n"
    "Example: countyline cases list",
)


records_app = typer.Typer(
    no_args_is_help=True,
    help="Keep records as long as the law asks, and no longer.\n\n"
    "Example: countyline records delete --older-than 90d",
)


class Shown(StrEnum):
    """Which cases to list."""

    WAITING = "waiting"
    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"
    ALL = "all"


_STATES: dict[Shown, tuple[State, ...]] = {
    Shown.WAITING: (State.OPEN, State.CLAIMED),
    Shown.OPEN: (State.OPEN,),
    Shown.CLAIMED: (State.CLAIMED,),
    Shown.CLOSED: (State.CLOSED,),
    Shown.ALL: (),
}

Number = Annotated[str, typer.Argument(help="The case number, such as 4F-27.", metavar="CASE")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@cases_app.command("list")
def list_cases(
    state: Annotated[
        Shown, typer.Option(help="Which cases; waiting means open or claimed.")
    ] = Shown.WAITING,
    as_json: AsJson = False,
) -> None:
    """List cases, the oldest first.

    Example: countyline cases list --state open
    """
    with _case_book() as book:
        found = book.list(*_STATES[state])
    if as_json:
        typer.echo(_json([_fields(case) for case in found]))
    elif found:
        typer.echo(_table(found))
    else:
        typer.echo("There are no cases." if state is Shown.ALL else f"No {state} cases.")


@cases_app.command("show")
def show_case(case: Number, as_json: AsJson = False) -> None:
    """Show everything that is known about one case.

    Example: countyline cases show 4F-27
    """
    with _case_book() as book:
        found = book.by_id(case)
        if found is None:
            raise CaseNotFound(plain(case))
    fields = _fields(found)
    if as_json:
        typer.echo(_json(fields))
        return
    width = max(map(len, fields))
    for name, value in fields.items():
        text = ", ".join(value) if isinstance(value, list) else str(value or "-")
        typer.echo(f"{name.replace('_', ' '):<{width}}  {plain(text)}")


@cases_app.command("close")
def close_case(
    case: Number,
    outcome: Annotated[
        str, typer.Option(prompt="What was done", help="What was done for the resident.")
    ],
    by: Annotated[
        str | None, typer.Option(help="Who closes it; by default, who is signed in here.")
    ] = None,
) -> None:
    """Close a case and keep what was done; the resident is told, and the bot answers again.

    Example: countyline cases close 4F-27 --outcome "Called back, receipt mailed" --by "M. Lee"
    """
    if not outcome.strip():
        raise typer.BadParameter("say what was done", param_hint="--outcome")
    from countyline.desk.refused import UnfitText
    from countyline.desk.switchboard import Switchboard

    with _telling_what_failed():
        try:
            with newest(Settings.from_environment().database_url) as engine:
                board = Switchboard(engine, lambda: datetime.now(UTC))
                closed = board.close_from_outside(case, outcome, by or getpass.getuser())
        except UnfitText:
            hint = "say what was done in fewer words"
            raise typer.BadParameter(hint, param_hint="--outcome") from None
    typer.echo(f"Case {closed.id} is closed.")


class Format(StrEnum):
    """What an export is for."""

    CSV = "csv"
    JSON = "json"


@cases_app.command("export")
def export_cases(
    format_: Annotated[
        Format,
        typer.Option("--format", help="csv for spreadsheets; json also has each conversation."),
    ],
    from_: Annotated[
        str | None, typer.Option("--from", help="Opened on this day or later: 2024-04-01.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Opened on this day or earlier: 2024-04-30.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write; without it, to standard output.")
    ] = None,
) -> None:
    """Write cases for a records request or a spreadsheet; docs/records.md explains the columns.

    Days are the county's. The file is complete or not there at all, and only its owner can read
    it. Ends with 0 when it was written, 1 when not, 2 when an option is wrong.

    Example: countyline cases export --format csv --from 2024-04-01 --output april.csv
    """
    from countyline.desk.transcripts import transcripts

    settings = Settings.from_environment()
    zone = _county_zone(settings)
    summarize = summarizing(settings)
    period = Period(
        since=_begin_of(_day("--from", from_), zone) if from_ else None,
        until=_begin_of(_day("--to", to) + timedelta(days=1), zone) if to else None,
    )
    with _engine(settings) as engine:
        _note_export(engine, format_, from_, to)
        if format_ is Format.CSV:
            parts = csv_parts(engine, period, summarize)
        else:
            parts = json_parts(engine, period, transcripts, summarize)
        if output is None:
            _print(parts)
        else:
            _write(parts, output)


def _note_export(engine: Engine, format_: Format, from_: str | None, to: str | None) -> None:
    """Write down, before anything is shown, that cases leave the house."""
    from countyline.console.deeds import What, note, operator

    days = f", opened {from_ or 'at any time'} to {to or 'now'}" if from_ or to else ""
    with writing(engine) as connection:
        note(connection, datetime.now(UTC), operator(), What.CASES_EXPORTED, f"{format_}{days}")


By = Annotated[
    str | None, typer.Option("--by", help="Who does it; by default, who is signed in here.")
]


@records_app.command("hold")
def hold_case(
    case: Number,
    reason: Annotated[str, typer.Option(prompt="Why it is held", help="Why: a request, a claim.")],
    by: By = None,
) -> None:
    """Keep a case and its conversation from being deleted, until the hold is released.

    Example: countyline records hold 4F-27 --reason "Records request 2024-118"
    """
    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    with _engine(Settings.from_environment()) as engine:
        number = hold(engine, case, reason, by or getpass.getuser(), datetime.now(UTC))
    typer.echo(f"Case {number} is held.")


@records_app.command("release")
def release_case(case: Number, by: By = None) -> None:
    """End a hold: the case may be deleted when it is old enough.

    Example: countyline records release 4F-27
    """
    with _engine(Settings.from_environment()) as engine:
        number = release(engine, case, by or getpass.getuser(), datetime.now(UTC))
    typer.echo(f"Case {number} is no longer held.")


@records_app.command("holds")
def list_holds() -> None:
    """List the cases that are held, and why.

    Example: countyline records holds
    """
    with _engine(Settings.from_environment()) as engine:
        found = all_holds(engine)
    if not found:
        typer.echo("No case is held.")
    for one in found:
        who = f"{one.placed_by}, {_moment(one.placed_at)}"
        typer.echo(f"{one.case}  {plain(one.reason)} ({plain(who)})")


@records_app.command("delete")
def delete_records(
    older_than: Annotated[
        str, typer.Option(help="The age, in days or weeks: 90d or 12w.", metavar="AGE")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it, only count.")] = False,
    by: By = None,
) -> None:
    """Delete conversations and closed cases of this age; without --yes, only count them.

    Cases that are open, claimed or held stay, with their conversation. It can be interrupted and
    run again. Backups are not touched.

    Example: countyline records delete --older-than 90d --yes
    """
    from countyline.desk.schema import conversations
    from countyline.intake.retention import OLD_TRANSCRIPTS
    from countyline.ledger.deleting import DeletionWitness

    # What refers to a case or a conversation goes with it.
    for part in ("following", "ledger", "notices", "texting", "calling"):
        import_module(f"countyline.{part}.schema")
    before = datetime.now(UTC) - _age(older_than)
    with _engine(Settings.from_environment()) as engine:
        retention = Retention(
            engine,
            conversations,
            lambda: datetime.now(UTC),
            others=OLD_TRANSCRIPTS,
            witness=DeletionWitness(),
        )
        if yes:
            told = in_numbers(retention.delete(before, by or getpass.getuser()))
            typer.echo(f"Deleted: {told}.")
            return
        counts = retention.count(before)
    typer.echo(f"To delete: {in_numbers(counts)}.")
    typer.echo("Nothing was deleted. Add --yes to delete.")


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    """Open the database of the settings; what goes wrong becomes a Problem."""
    try:
        with newest(settings.database_url) as engine:
            yield engine
    except CaseNotFound as error:
        raise Problem(f"{error} List them with: countyline cases list --state all") from error
    except (AlreadyHeld, NotHeld) as error:
        raise Problem(f"{error} Nothing was changed.") from error
    except DatabaseUnavailable as error:
        raise Problem(
            f"The records cannot be read or written now: {error}. "
            "Check COUNTYLINE_DATABASE_URL and the free space on the disk, then run it again."
        ) from error


def _county_zone(settings: Settings) -> tzinfo:
    published = PublicationReader(settings.publication).current()
    return published.document.zone if published else UTC


def summarizing(settings: Settings) -> Summarize:
    """Give what sums cases up with the names of the status document in service."""
    reader = PublicationReader(settings.publication)
    facts, published = ToldFacts(reader), reader.current()
    names = (
        {key: one.name.en for key, one in published.document.subjects_by_id()}
        if published
        else {}
    )

    def summarize(case: Case) -> str:
        told = [one.words for one in facts.of(case.facts or (), case.revision)]
        return summary_of(case, names, told).text

    return summarize


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a day such as 2024-04-01", param_hint=option) from None


def _begin_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"([1-9][0-9]{0,4})([dw])", text.strip().lower(), re.ASCII)
    if match is None:
        raise typer.BadParameter("write an age such as 90d or 12w", param_hint="--older-than")
    number = int(match.group(1))
    return timedelta(days=number) if match.group(2) == "d" else timedelta(weeks=number)


def _print(parts: Iterable[str]) -> None:
    sys.stdout.flush()
    for part in parts:
        sys.stdout.buffer.write(part.encode())
    sys.stdout.buffer.flush()


def _write(parts: Iterable[str], output: Path) -> None:
    """Write a file as a whole: a half one could be taken for all there is."""
    try:
        with NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
            building = Path(file.name)
            try:
                for part in parts:
                    file.write(part.encode())
                file.flush()
                building.replace(output)
            except BaseException:
                with suppress(OSError):
                    building.unlink()
                raise
    except OSError as error:
        raise Problem(
            f"{output} cannot be written: {(error.strerror or 'the disk failed').lower()}."
        ) from error


@contextmanager
def _case_book() -> Iterator[CaseBook]:
    """Open the case book of the settings."""
    with _telling_what_failed():
        book = CaseBook(Settings.from_environment().database_url, clock=lambda: datetime.now(UTC))
        try:
            yield book
        finally:
            book.dispose()


@contextmanager
def _telling_what_failed() -> Iterator[None]:
    """Make one sentence and exit code 1 of what goes wrong."""
    try:
        yield
    except CaseAlreadyClosed as error:
        _fail(f"{error} {_closing(error.case)} Nothing was changed.", error)
    except CaseNotFound as error:
        _fail(f"{error} List them with: countyline cases list --state all", error)
    except (CasesUnavailable, DatabaseUnavailable) as error:
        _fail(
            f"The cases cannot be read or written now: {error}. Nothing was changed. "
            "Check COUNTYLINE_DATABASE_URL and the free space on the disk, then try again.",
            error,
        )
    except SettingsError as error:
        _fail(str(error), error)


def _fail(sentence: str, error: Exception) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1) from error


def _closing(case: Case) -> str:
    return f"{case.closed_by} closed it on {_moment(case.closed_at)}: {plain(case.outcome or '')}"


def _fields(case: Case) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in asdict(case).items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return list(value) if isinstance(value, tuple) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if moment else "-"


_HEADINGS = (
    "CASE",
    "STATE",
    "OPENED",
    "REASON",
    "URGENT",
    "LANGUAGE",
    "CHANNEL",
    "CONTACT",
    "QUESTION",
)


def _table(found: Iterable[Case]) -> str:
    rows = [_HEADINGS]
    rows += [
        (
            case.id,
            case.state.value,
            _moment(case.opened_at),
            case.reason.value,
            case.sensitivity or "-",
            case.language,
            case.channel,
            plain(case.contact or "-"),
            plain(case.question),
        )
        for case in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)
