"""`countyline check`, `countyline show` and `countyline schema`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from countyline.problem import Problem
from countyline.replay import clock_offset
from countyline.settings import Settings
from countyline.status.loading import Checked, StatusDocumentInvalid, load
from countyline.status.loading import check as check_document
from countyline.status.model import StatusDocument
from countyline.status.schema import as_text
from countyline.status.showing import Showing, UnknownSubject

Document = Annotated[
    Path | None,
    typer.Argument(help="The status document. Without it, the one that is served.", metavar="FILE"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Subject = Annotated[
    str | None,
    typer.Argument(
        help="An office, place, service or other subject, by id or by any of its names; a "
        "section, such as payments; or a fact, such as payments.online.",
        metavar="SUBJECT",
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", help="At this time, such as 2024-04-05T10:00 (the county's time)."),
]
File = Annotated[
    Path | None, typer.Option("--file", help="The status document; else the one that is served.")
]
To = Annotated[Path | None, typer.Option("--to", help="Write into this file.")]


def check(file: Document = None, as_json: AsJson = False) -> None:
    """Check a status document and list everything that is wrong with it.

    Ends with code 1 when it cannot be published.

    Example: countyline check my-county.yml
    """
    path = file or Settings.from_environment().status
    checked = check_document(path)
    typer.echo(_as_json(checked) if as_json else _as_report(path, checked))
    if checked.errors:
        raise typer.Exit(1)


def show(subject: Subject = None, at: At = None, file: File = None) -> None:
    """Show what a status document says about a subject at a time; without one, list them.

    Example: countyline show recorder --at 2024-04-05T10:00
    """
    settings = Settings.from_environment()
    document = _loaded(file or settings.status)
    moment = _moment(at, document) if at else _now(settings, document)
    showing = Showing(document, moment)
    try:
        lines = showing.about(subject) if subject else showing.overview()
    except UnknownSubject as wrong:
        raise Problem(str(wrong)) from wrong
    typer.echo("\n".join(lines))


def schema(to: To = None) -> None:
    """Write the JSON Schema of status documents, which editors use to help and to check.

    Example: countyline schema --to docs/status-document.schema.json
    """
    if to is None:
        typer.echo(as_text(), nl=False)
        return
    try:
        to.write_text(as_text(), encoding="utf-8")
    except OSError as wrong:
        raise Problem(f"The schema could not be written: {wrong.strerror} ({to}).") from wrong


def register(app: typer.Typer) -> None:
    """Add the commands to an application."""
    for command in (check, show, schema):
        app.command(command.__name__)(command)


def _as_json(checked: Checked) -> str:
    problems = {
        "errors": [asdict(problem) for problem in checked.errors],
        "warnings": [asdict(problem) for problem in checked.warnings],
    }
    return json.dumps({"good": not checked.errors, **problems}, ensure_ascii=False, indent=2)


def _as_report(path: Path, checked: Checked) -> str:
    lines = [f"error    {problem}" for problem in checked.errors]
    lines += [f"warning  {problem}" for problem in checked.warnings]
    warnings = _counted(len(checked.warnings), "warning")
    document = checked.document
    if document is None:
        lines.append(f"{path}: {_counted(len(checked.errors), 'error')}, {warnings}.")
        lines.append("It cannot be published. What was published before stays in service.")
    else:
        facts = _counted(len(list(document.facts_by_id())), "fact")
        subjects = _counted(len(list(document.subjects_by_id())), "subject")
        lines.append(f"{path}: good. {facts}, {subjects}, {warnings}.")
    return "\n".join(lines)


def _counted(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _loaded(path: Path) -> StatusDocument:
    try:
        return load(path)
    except StatusDocumentInvalid as wrong:
        raise Problem(str(wrong)) from wrong


def _moment(written: str, document: StatusDocument) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Problem(
            f"'{written}' is not a time: write it like 2024-04-05T10:00 or 2024-04-05."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=document.zone)


def _now(settings: Settings, document: StatusDocument) -> datetime:
    real = datetime.now(UTC)
    return real + clock_offset(settings, document.sent, real)
