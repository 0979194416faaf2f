"""`countyline ledger`: who was told what, whether the record holds, and saying it again."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from countyline.answers.program import program_digest
from countyline.answers.wording_files import load_wording
from countyline.database import DatabaseUnavailable, newest, reading, writing
from countyline.desk.brain import BrainTooSlow, BrainUnavailable, RasaBrain
from countyline.desk.outgoing import Outgoing
from countyline.headline import present
from countyline.ledger.asking import (
    LedgerEntry,
    Wanted,
    WhichClock,
    earlier_in_conversation,
    entries,
    time_in,
)
from countyline.ledger.assembling import sealer_for
from countyline.ledger.chain import Anchor
from countyline.ledger.sealing import head_of
from countyline.ledger.verifying import verify as verified
from countyline.ledger.writing import csv_lines, json_lines, text_lines
from countyline.problem import Problem
from countyline.replay import is_replay
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.processes import brain_address
from countyline.running.rehearsing import (
    NO_CASE,
    Asked,
    Understood,
    in_service_at,
    rehearse,
    understood_before,
    understood_now,
)
from countyline.running.replaying import WORDS, Outcome, Replayed, Replayer
from countyline.settings import Settings
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader

ledger_app = typer.Typer(
    no_args_is_help=True,
    help="Who was told what, when, and on which facts; whether the record holds.\n\n"
    "Example: countyline ledger list --about recorder_of_deeds --from 2024-04-03",
)

_SHOWN_DIFFERENCES = 5


class Channel(StrEnum):
    """Where residents are told."""

    WEB = "web"
    SMS = "sms"
    VOICE = "voice"


class Spoken(StrEnum):
    """In which language."""

    EN = "en"
    ES = "es"


class Clock(StrEnum):
    """Whose time is meant."""

    TOLD = "told"
    REAL = "real"


_CLOCKS: dict[Clock, WhichClock] = {Clock.TOLD: "told", Clock.REAL: "real"}

About = Annotated[
    str | None,
    typer.Option(help="An office, service or other subject, or a fact, by its id."),
]
Topic = Annotated[str | None, typer.Option(help="What was asked for, such as status.")]
Since = Annotated[
    str | None,
    typer.Option("--from", help="At this time or later: 2024-04-03 or 2024-04-03T10:00."),
]
Until = Annotated[
    str | None,
    typer.Option("--to", help="Before this time; of a day alone, to its end."),
]
OfRevision = Annotated[int | None, typer.Option("--revision", help="The status document's.")]
OnChannel = Annotated[Channel | None, typer.Option("--channel", help="web, sms or voice.")]
InLanguage = Annotated[Spoken | None, typer.Option("--language", help="en or es.")]
Words = Annotated[str | None, typer.Option("--told", help="Words that were told.")]
InConversation = Annotated[str | None, typer.Option("--conversation", help="One conversation.")]
ByClock = Annotated[
    Clock,
    typer.Option(
        "--clock", help="Which time --from and --to mean; they differ in replays and drills."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, one entry a line, for programs.")]


@ledger_app.command("list")
def list_entries(
    *,
    about: About = None,
    topic: Topic = None,
    from_: Since = None,
    to: Until = None,
    revision: OfRevision = None,
    channel: OnChannel = None,
    language: InLanguage = None,
    told: Words = None,
    conversation: InConversation = None,
    clock: ByClock = Clock.TOLD,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A table for spreadsheets.")] = False,
) -> None:
    """List who was told what, the oldest first; all filters given must fit.

    Times are the county's, unless they say otherwise (2024-04-03T15:00Z).

    Example: countyline ledger list --topic status --from 2024-04-03T08:00 --to 2024-04-03T12:00
    """
    settings = Settings.from_environment()
    zone = _zone(settings)
    wanted = _wanted(
        zone,
        about=about,
        topic=topic,
        from_=from_,
        to=to,
        revision=revision,
        channel=channel,
        language=language,
        told=told,
        conversation=conversation,
        clock=clock,
    )
    with _engine(settings) as engine:
        if as_json or as_csv:
            _note_export(engine, "json" if as_json else "csv")
        written = json_lines if as_json else csv_lines if as_csv else text_lines
        count = _print(written(entries(engine, wanted), zone))
    if not count:
        typer.echo("Nobody was told that.", err=True)


@ledger_app.command("verify")
def verify(
    from_anchor: Annotated[
        str | None,
        typer.Option(help="An anchor that was kept, or a file that holds one.", metavar="ANCHOR"),
    ] = None,
) -> None:
    """Check that no entry was changed, moved, put in or taken away, and say how many hold.

    Whoever can write to the database could cut off the end or write the whole anew. An anchor
    that was kept elsewhere shows that: `countyline ledger anchor` prints it. Ends with 1 and names
    the first entry that does not hold.

    Example: countyline ledger verify --from-anchor 1520:9b1c…
    """
    anchor = _anchor(from_anchor) if from_anchor else None
    with _engine(Settings.from_environment()) as engine:
        verdict = verified(engine, datetime.now(UTC), anchor)
    if verdict.fault is not None:
        typer.echo(f"{verdict.head.count} entries follow from one another.")
        raise Problem(f"The ledger does not hold: {verdict.fault.why}.")
    typer.echo(f"{verdict.head.count} entries hold.")
    if anchor is not None:
        typer.echo(f"They go on from the anchor of {anchor.count} entries.")
    for count, what in (
        (verdict.deleted, "contents were deleted by age; their places in the chain hold"),
        (verdict.late, "were put in more than an hour after they were said"),
        (verdict.unsealed, "texts are in no entry yet: run countyline ledger seal"),
    ):
        if count:
            typer.echo(f"{count} {what}.")
    typer.echo(f"Anchor: {verdict.head}")


@ledger_app.command("anchor")
def anchor() -> None:
    """Print the number and the hash of the last entry: keep it where nobody here can write.

    Example: countyline ledger anchor > ledger-2024-04-03.txt
    """
    with _engine(Settings.from_environment()) as engine, reading(engine) as connection:
        typer.echo(str(head_of(connection)))


@ledger_app.command("seal")
def seal() -> None:
    """Put into the ledger what was said and is not in it yet; a desk that runs does it by itself.

    Example: countyline ledger seal
    """
    settings = Settings.from_environment()
    count = 0
    with _engine(settings) as engine:
        sealer = sealer_for(settings, engine)
        while sealed := sealer.seal():
            count += sealed
    typer.echo(f"{count} new entries.")


Numbers = Annotated[
    list[int] | None, typer.Argument(help="Numbers of entries; without them, all that fit.")
]


@ledger_app.command("replay")
def replay(
    numbers: Numbers = None,
    *,
    about: About = None,
    topic: Topic = None,
    from_: Since = None,
    to: Until = None,
    revision: OfRevision = None,
    channel: OnChannel = None,
    language: InLanguage = None,
    told: Words = None,
    conversation: InConversation = None,
    clock: ByClock = Clock.TOLD,
    as_json: AsJson = False,
) -> None:
    """Make answers again from what was kept, and compare them with what was told, word for word.

    Needs no running part: the answer engine gets the question as it was understood then, what the
    conversation was about, the moment, and the revision from var/publication. The headline is
    made again too; what staff wrote and fixed sentences of the desk are counted apart. Ends with 1
    when a text differs or cannot be made again. After an update of the program or its words,
    texts may differ: it is said of each that another version made it.

    Example: countyline ledger replay --from 2024-04-03 --channel sms
    """
    settings = Settings.from_environment()
    zone = _zone(settings)
    wanted = _wanted(
        zone,
        numbers=numbers or (),
        about=about,
        topic=topic,
        from_=from_,
        to=to,
        revision=revision,
        channel=channel,
        language=language,
        told=told,
        conversation=conversation,
        clock=clock,
    )
    with _engine(settings) as engine:
        counts = _replay(_replayer(settings, engine), entries(engine, wanted), as_json=as_json)
    if not as_json:
        for outcome, count in sorted(counts.items()):
            typer.echo(f"{count} {WORDS[outcome]}")
    if not counts:
        typer.echo("No entry fits.", err=True)
    if counts[Outcome.DIFFERS] or counts[Outcome.LOST]:
        raise typer.Exit(1)


@ledger_app.command("would-have-said")
def would_have_said(
    question: Annotated[str, typer.Argument(help="What a resident might have asked.")],
    *,
    at: Annotated[
        str | None, typer.Option(help="The time: 2024-04-03T10:00; by default, now.")
    ] = None,
    revision: OfRevision = None,
    channel: Annotated[Channel, typer.Option(help="web, sms or voice.")] = Channel.WEB,
    language: InLanguage = None,
    as_json: AsJson = False,
) -> None:
    """Say what the bot would have said to a question at a time, at a conversation's beginning.

    The facts, their certainty and the words come from the revision that was in service then (or
    --revision) as this program answers from it now. How the question is understood comes from the
    ledger, if the very same question was answered before; else the running Rasa is asked, which
    understands as it does today, with the names of the revision that is in service today: what the
    classifier of that day would have made of it nobody can tell any more. It is said which of the
    two it was. In a replay, a revision counts from the time its document was sent. Nothing is
    kept, and no case is opened.

    Example: countyline ledger would-have-said "is the recorder open" --at 2024-04-03T10:00
    """
    settings = Settings.from_environment()
    is_pretended = is_replay(settings)
    moment = _moment("--at", at, _zone(settings)) if at else _now(settings)
    asked = Asked(question, language.value if language else None, channel.value)
    published = _published(settings, revision, moment if at else None, is_pretended)
    with _engine(settings) as engine:
        understood = understood_before(engine, asked)
    understood = understood or asyncio.run(_ask(settings, asked))
    said = rehearse(
        understood,
        published,
        load_wording(settings.root / "data"),
        at=moment,
        channel=channel.value,
        replay=is_pretended,
    )
    how = "as Rasa understands it now"
    if said.entry is not None:
        how = f"as it was understood for entry {said.entry}"
    if as_json:
        fields = {"text": said.messages[0], "rest": said.messages[1:], "at": moment.isoformat(),
                  "revision": said.revision, "understood": how,
                  "hands_over": said.hands_over}  # fmt: skip
        typer.echo(json.dumps(fields, ensure_ascii=False))
        return
    typer.echo(f"At {moment:%Y-%m-%d %H:%M}, from revision {said.revision}, {how}:\n")
    typer.echo("\n\nOn request:\n".join(said.messages))
    if said.hands_over:
        typer.echo(f"\nIt would have opened a case; the number {NO_CASE} is made up.")


def _wanted(
    zone: tzinfo,
    *,
    about: str | None,
    topic: str | None,
    from_: str | None,
    to: str | None,
    revision: int | None,
    channel: Channel | None,
    language: Spoken | None,
    told: str | None,
    conversation: str | None,
    clock: Clock,
    numbers: Iterable[int] = (),
) -> Wanted:
    return Wanted(
        about=about,
        topic=topic,
        words=told,
        since=_moment("--from", from_, zone) if from_ else None,
        until=_end("--to", to, zone) if to else None,
        clock=_CLOCKS[clock],
        revision=revision,
        channel=channel.value if channel else None,
        language=language.value if language else None,
        conversation=conversation,
        numbers=tuple(numbers),
    )


def _replayer(settings: Settings, engine: Engine) -> Replayer:
    def earlier(entry: LedgerEntry) -> list[LedgerEntry]:
        with reading(engine) as connection:
            return earlier_in_conversation(connection, entry)

    return Replayer(
        settings.publication,
        load_wording(settings.root / "data"),
        program_digest(settings.root),
        earlier,
    )


def _replay(
    replayer: Replayer, found: Iterable[LedgerEntry], *, as_json: bool
) -> Counter[Outcome]:
    counts: Counter[Outcome] = Counter()
    shown = 0
    for entry in found:
        replayed = replayer.replay(entry)
        counts[replayed.outcome] += 1
        if as_json:
            typer.echo(_as_json(replayed))
        elif replayed.outcome in (Outcome.DIFFERS, Outcome.LOST) and shown < _SHOWN_DIFFERENCES:
            shown += 1
            typer.echo(f"Entry {entry.number} {WORDS[replayed.outcome]}: {replayed.why}.")
            if replayed.text is not None:
                typer.echo(f"  told: {entry.text!r}\n  now:  {replayed.text!r}")
    return counts


def _as_json(replayed: Replayed) -> str:
    fields = {
        "number": replayed.entry.number,
        "outcome": replayed.outcome.value,
        "told": replayed.entry.text,
        "again": replayed.text,
        "why": replayed.why,
    }
    return json.dumps(fields, ensure_ascii=False)


async def _ask(settings: Settings, asked: Asked) -> Understood:
    outgoing = Outgoing()
    try:
        brain = RasaBrain(outgoing, brain_address(settings), settings.rasa_secret)
        return await understood_now(brain, asked)
    except (BrainUnavailable, BrainTooSlow):
        raise Problem(
            "This question was never answered before, and nobody answers who could understand it: "
            "start Countyline (countyline run), then ask again."
        ) from None
    finally:
        await outgoing.close()


def _published(
    settings: Settings, revision: int | None, at: datetime | None, is_pretended: bool
) -> Published:
    """Give the revision that is named, else that of a moment, else the one in service."""
    reader = PublicationReader(settings.publication)
    if revision is not None:
        published = reader.revision(revision)
        if published is None:
            raise Problem(f"There is no revision {revision} in {settings.publication}.")
        return published
    published = reader.current() if at is None else in_service_at(reader, at, replay=is_pretended)
    if published is None:
        raise Problem("Nothing was published by then. Name a revision with --revision.")
    return published


def _note_export(engine: Engine, how: str) -> None:
    """Write down, before anything is shown, that the ledger leaves the house."""
    from countyline.console.deeds import What, note, operator

    with writing(engine) as connection:
        note(connection, datetime.now(UTC), operator(), What.LEDGER_EXPORTED, how)


def _print(parts: Iterable[str]) -> int:
    """Print, also to a program that stops reading; give how many parts there were."""
    count = 0
    sys.stdout.flush()
    for part in parts:
        sys.stdout.buffer.write(part.encode())
        count += 1
    sys.stdout.buffer.flush()
    return count


def _anchor(given: str) -> Anchor:
    try:
        return Anchor.read(given)
    except ValueError:
        pass
    try:
        return Anchor.read(Path(given).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        hint = "give what countyline ledger anchor printed, or a file that holds it"
        raise typer.BadParameter(hint, param_hint="--from-anchor") from None


def _moment(option: str, text: str, zone: tzinfo) -> datetime:
    """Read a time, the county's unless it says otherwise; a day alone is its beginning."""
    try:
        return time_in(text, zone)
    except ValueError:
        hint = "write a time such as 2024-04-03 or 2024-04-03T10:00"
        raise typer.BadParameter(hint, param_hint=option) from None


def _end(option: str, text: str, zone: tzinfo) -> datetime:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        day = _moment(option, text, zone).date()
        return datetime.combine(_next(day), time(0), zone)
    return _moment(option, text, zone)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _zone(settings: Settings) -> tzinfo:
    published = PublicationReader(settings.publication).current()
    return published.document.zone if published else UTC


def _now(settings: Settings) -> datetime:
    now = present(RevisionReader(settings.publication).current())
    return now.astimezone(_zone(settings))


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    """Open the database of the settings; what goes wrong becomes a Problem."""
    try:
        with newest(settings.database_url) as engine:
            yield engine
    except DatabaseUnavailable as error:
        raise Problem(
            f"The ledger cannot be read or written now: {error}. "
            "Check COUNTYLINE_DATABASE_URL and the free space on the disk, then run it again."
        ) from error
