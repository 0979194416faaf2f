"""`countyline texts`: what does not go out, and who wants no texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from countyline.database import DatabaseUnavailable, newest
from countyline.database.engine import reading, writing
from countyline.problem import Problem
from countyline.settings import Settings
from countyline.texting.delivery import Troubled, counts, troubled
from countyline.texting.opt_outs import OptOut, all_opt_outs

texts_app = typer.Typer(
    invoke_without_command=True,
    help="See what became of texts, and who wants none.\n\nExample: countyline texts",
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@texts_app.callback()
def list_texts(context: typer.Context, as_json: AsJson = False) -> None:
    """List the texts that wait after an attempt, or did not arrive, and count all by their state.

    Numbers are shown by their last digits.

    Example: countyline texts
    """
    if context.invoked_subcommand is not None:
        return
    with _engine() as engine, reading(engine) as connection:
        found, counted = troubled(connection), counts(connection)
    if as_json:
        typer.echo(_json({"counts": dict(counted), "texts": [asdict(one) for one in found]}))
        return
    typer.echo(_told(counted))
    if found:
        typer.echo(_table(found))


@texts_app.command("opt-outs")
def list_opt_outs(
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the numbers that want no texts, whole, with how they said so and until when.

    Example: countyline texts opt-outs --csv
    """
    from countyline.console.deeds import What, note, operator

    with _engine() as engine, writing(engine) as connection:
        # Whole numbers leave the house.
        note(connection, datetime.now(UTC), operator(), What.OPT_OUTS_LISTED)
        found = all_opt_outs(connection)
    if as_json:
        typer.echo(_json([asdict(one) for one in found]))
    elif as_csv:
        typer.echo(_csv(found), nl=False)
    elif found:
        rows = [("NUMBER", "SINCE", "HOW", "UNTIL")]
        rows += [(one.number, _minute(one.began_at), one.how, _until(one)) for one in found]
        typer.echo(_lines(rows))
    else:
        typer.echo("Nobody has opted out.")


@contextmanager
def _engine() -> Iterator[Engine]:
    try:
        with newest(Settings.from_environment().database_url) as engine:
            yield engine
    except DatabaseUnavailable as error:
        raise Problem(
            f"The texts cannot be read now: {error}. "
            "Check COUNTYLINE_DATABASE_URL, then try again."
        ) from error


def _told(counted: Mapping[str, int]) -> str:
    if not counted:
        return "No text was sent so far."
    return "Texts: " + ", ".join(f"{count} {state}" for state, count in counted.items()) + "."


def _table(found: Sequence[Troubled]) -> str:
    rows = [("TO", "STATE", "TRIES", "SINCE", "NEXT", "CODE", "WHY")]
    rows += [
        (
            one.to,
            one.state.value,
            str(one.attempts),
            _minute(one.made_at),
            _minute(one.next_at) if one.next_at else "-",
            str(one.code or "-"),
            one.error or "-",
        )
        for one in found
    ]
    return _lines(rows)


def _csv(found: Sequence[OptOut]) -> str:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["number", "began_at", "how", "ended_at", "ended_how"])
    for one in found:
        # What is no number may be a formula to a spreadsheet.
        is_number = one.number.removeprefix("+").isdigit()
        number = one.number if is_number else f"'{one.number}"
        until = _moment(one.ended_at) if one.ended_at else ""
        rows.writerow([number, _moment(one.began_at), one.how, until, one.ended_how])
    return written.getvalue()


def _lines(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _until(one: OptOut) -> str:
    return f"{_minute(one.ended_at)} ({one.ended_how})" if one.ended_at else "-"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_moment)


def _moment(moment: Any) -> str:
    assert isinstance(moment, datetime)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
