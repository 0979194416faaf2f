"""Who was told what: the ledger, filtered by what the address says, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final
from urllib.parse import urlencode

from sanic import Request
from sanic.response import HTTPResponse, raw
from sqlalchemy import Engine

from countyline.cases.words import in_words
from countyline.console.current import Known
from countyline.console.deeds import What
from countyline.console.frame import around, trouble
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import page
from countyline.database.engine import reading
from countyline.ledger.asking import LedgerEntry, Wanted, newest, time_in
from countyline.ledger.chain import Anchor
from countyline.ledger.sealing import head_of
from countyline.ledger.writing import csv_lines
from countyline.topics import TOPICS

_SHOWN = 50
_MOST_IN_A_TABLE = 10_000
_TOO_MANY = (
    f"More than {_MOST_IN_A_TABLE} entries fit, too many for one table here. Choose a shorter "
    "time, or let an administrator run: countyline ledger list --csv"
)
_CHOICES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "topic": tuple((one, in_words(one)) for one in TOPICS),
    "language": (("en", "English"), ("es", "Spanish")),
    "channel": (("web", "web"), ("sms", "text message"), ("voice", "phone")),
    "author": (("bot", "the bot"), ("staff", "staff")),
}
_LONGEST = 200
_TEXTS = ("about", "told", "from", "to", "revision")


@dataclass(frozen=True)
class _Asked:
    """The filters of an address: as they were written, and what is no filter."""

    fields: Mapping[str, str]
    wrong: list[str] = field(default_factory=list)

    @property
    def query(self) -> str:
        """The filters as an address has them."""
        return urlencode({name: value for name, value in self.fields.items() if value})


async def show_ledger(visit: Visit) -> HTTPResponse:
    """Give what was told, the newest first."""
    console, known = visit.console, visit.console.current.known()
    asked = _asked(visit.request)
    wanted = _wanted(asked, known.zone)
    before = _number(visit.request.args.get("before"))
    found = await console.threads.read(newest, console.engine, wanted, _SHOWN + 1, before)
    shown = found[:_SHOWN]
    values = {
        **around(visit.session, known, "Ledger", "ledger", unclaimed=await alarm(visit)),
        "asked": asked.fields,
        "wrong": asked.wrong,
        "query": asked.query,
        "choices": _CHOICES,
        "subjects": known.subjects,
        "entries": [_told(entry, known) for entry in shown],
        "older": _older(asked, shown) if len(found) > _SHOWN else None,
        "is_later": before is not None,
        "head": await console.threads.read(_head, console.engine),
    }
    return page("ledger.html", values)


async def give_table(visit: Visit) -> HTTPResponse:
    """Give the entries that fit as a table; it stands in the trail, since they leave the house."""
    console, known = visit.console, visit.console.current.known()
    asked = _asked(visit.request)
    wanted = _wanted(asked, known.zone)
    most = _MOST_IN_A_TABLE + 1
    found = await console.threads.read(newest, console.engine, wanted, most, None)
    if len(found) == most:
        return trouble(413, _TOO_MANY, visit.session)
    about = f"csv, {asked.query or 'everything'}"
    await console.threads.write(
        console.sessions.note_deed, visit.actor, What.LEDGER_EXPORTED, about
    )
    body = "".join(csv_lines(reversed(found), known.zone)).encode()
    headers = {
        "Content-Disposition": 'attachment; filename="ledger.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return raw(body, headers=headers, content_type="text/csv; charset=utf-8")


def _asked(request: Request) -> _Asked:
    """Give the filters of the address; what is no choice of ours is no filter."""
    fields = {name: _text(request, name) for name in _TEXTS}
    for name, choices in _CHOICES.items():
        value = str(request.args.get(name) or "")
        fields[name] = value if value in {one for one, _ in choices} else ""
    wrong = [name for name in ("from", "to") if fields[name] and not _is_time(fields[name])]
    if fields["revision"] and _number(fields["revision"]) is None:
        wrong.append("revision")
    return _Asked({**fields, **dict.fromkeys(wrong, "")}, wrong)


def _wanted(asked: _Asked, zone: tzinfo) -> Wanted:
    fields = asked.fields
    return Wanted(
        about=fields["about"] or None,
        topic=fields["topic"] or None,
        words=fields["told"] or None,
        since=_moment(fields["from"], zone),
        until=_moment(fields["to"], zone),
        revision=_number(fields["revision"]),
        channel=fields["channel"] or None,
        language=fields["language"] or None,
        author=fields["author"] or None,
    )


def _told(entry: LedgerEntry, known: Known) -> dict[str, Any]:
    """Give what the page shows of an entry."""
    names = [known.subjects.get(one, in_words(one)) for one in entry.rests_on("subjects") or ()]
    return {
        "entry": entry,
        "subjects": names,
        "topics": entry.rests_on("topics") or (),
        "facts": entry.rests_on("facts") or (),
        "revision": entry.rests_on("revision"),
        "certainty": entry.rests_on("certainty"),
        "kind": entry.rests_on("kind"),
        "is_degraded": bool(entry.rests_on("degraded")),
        "case": (entry.rests_on("case") or {}).get("id"),
    }


def _older(asked: _Asked, shown: list[LedgerEntry]) -> str:
    fields = {name: value for name, value in asked.fields.items() if value}
    return "/staff/ledger?" + urlencode({**fields, "before": shown[-1].number})


def _head(engine: Engine) -> Anchor:
    with reading(engine) as connection:
        return head_of(connection)


def _text(request: Request, name: str) -> str:
    # No database takes a null character.
    return str(request.args.get(name) or "").replace("\0", "").strip()[:_LONGEST]


def _is_time(text: str) -> bool:
    return _moment(text, UTC) is not None


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """Read a time as a browser's field has it, in the county's time; None for what is none."""
    try:
        return time_in(text, zone)
    except ValueError:
        return None


def _number(text: object) -> int | None:
    written = str(text or "")
    is_number = written.isascii() and written.isdecimal() and len(written) < 10
    return int(written) if is_number else None
