"""`countyline preview`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from countyline.answers.wording_files import load_wording
from countyline.headline import present
from countyline.problem import Problem
from countyline.replay import is_replay
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.previewing import previewed
from countyline.settings import Settings
from countyline.status.loading import StatusDocumentInvalid, read
from countyline.status.publication_reader import PublicationReader

_MEDIA = {"screen": "web", "text": "text message", "speech": "phone"}

File = Annotated[Path, typer.Argument(help="The status document.", metavar="FILE")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def preview(file: File, as_json: AsJson = False) -> None:
    """Show every answer that a status document would alter, old beside new. Publishes nothing.

    Ends with code 1 when it cannot be published.

    Example: countyline preview my-county.yml
    """
    settings = Settings.from_environment()
    published = PublicationReader(settings.publication).current()
    if published is None:
        raise Problem("Nothing is published yet, so there is nothing to compare with.")
    try:
        # What is no UTF-8 is named as such by the check.
        text = read(file).decode("utf-8", errors="strict")
    except StatusDocumentInvalid as wrong:
        raise Problem(str(wrong)) from wrong
    except UnicodeDecodeError as wrong:
        raise Problem(f"{file}: not saved in UTF-8. Save it again with that encoding.") from wrong
    found = previewed(
        published.document,
        text,
        load_wording(settings.root / "data"),
        present(RevisionReader(settings.publication).current()),
        replay=is_replay(settings),
    )
    told = json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_report(found))
    typer.echo(told)
    if found["problems"]:
        raise typer.Exit(1)


def _report(found: Mapping[str, Any]) -> Iterator[str]:
    if found["problems"]:
        yield "It cannot be published:"
        yield from (f"- {problem}" for problem in found["problems"])
        return
    if found["equal"]:
        yield "It says the same as what is in service."
        return
    for one in found["altered"]:
        yield from _altered(one)
    yield f"{len(found['altered'])} answers change, of {found['asked']} questions that were asked."
    if found["only_dated"]:
        yield f"Of {found['only_dated']} more only the line with age and sources is new."


def _altered(one: Mapping[str, Any]) -> Iterator[str]:
    first, *others = one["questions"]
    more = f" (and {len(others)} more)" if others else ""
    yield f"{first['words']}{more}{' LESS SURE' if one['less_sure'] else ''}"
    for change in one["changes"]:
        yield f"  {change['language']}, {_MEDIA[change['medium']]}"
        yield from _side("-", change["before"])
        yield from _side("+", change["after"])
    yield ""


def _side(sign: str, said: Mapping[str, Any]) -> Iterator[str]:
    for number, message in enumerate(said["messages"]):
        cost = ""
        if said["segments"]:
            segments = said["segments"][number]
            cost = f" [{segments['count']} × {segments['encoding']}]"
        yield f"    {sign} " + message.replace("\n", f"\n    {sign} ") + cost
