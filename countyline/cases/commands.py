"""`countyline cases`: staff list, read and close cases until the console is there."""

import getpass
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from countyline.cases.model import Case, State
from countyline.cases.store import CaseAlreadyClosed, CaseBook, CaseNotFound, CasesUnavailable
from countyline.redaction import plain
from countyline.settings import Settings, SettingsError

cases_app = typer.Typer(
    no_args_is_help=True,
    help="List, read and close cases: residents' questions that wait for a person.\n\n"
    "Example: countyline cases list",
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
    """Close a case and keep what was done.

    Example: countyline cases close 4F-27 --outcome "Called back, receipt mailed" --by "M. Lee"
    """
    if not outcome.strip():
        raise typer.BadParameter("say what was done", param_hint="--outcome")
    with _case_book() as book:
        closed = book.close(case, outcome, by or getpass.getuser())
    typer.echo(f"Case {closed.id} is closed.")


@contextmanager
def _case_book() -> Iterator[CaseBook]:
    """Open the case book of the settings; what goes wrong becomes one sentence and exit code 1."""
    try:
        book = CaseBook(Settings.from_environment().database_url, clock=lambda: datetime.now(UTC))
        try:
            yield book
        finally:
            book.dispose()
    except CaseAlreadyClosed as error:
        _fail(f"{error} {_closing(error.case)} Nothing was changed.", error)
    except CaseNotFound as error:
        _fail(f"{error} List them with: countyline cases list --state all", error)
    except CasesUnavailable as error:
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
    fields = asdict(case)
    return fields | {
        "subjects": list(case.subjects),
        "opened_at": case.opened_at.isoformat(timespec="seconds"),
        "closed_at": case.closed_at and case.closed_at.isoformat(timespec="seconds"),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if moment else "-"


def _table(found: Iterable[Case]) -> str:
    rows = [("CASE", "STATE", "OPENED", "REASON", "LANGUAGE", "CHANNEL", "CONTACT", "QUESTION")]
    rows += [
        (
            case.id,
            case.state.value,
            _moment(case.opened_at),
            case.reason.value,
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
