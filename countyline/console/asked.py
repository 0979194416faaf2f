"""What people ask: the report of a period, the same as a table, and the daily briefing to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sanic.response import HTTPResponse, raw

from countyline.asked.model import AskedAlike
from countyline.asked.period import DAY, Period, whole_seconds
from countyline.asked.report import Report, read_report
from countyline.asked.telling import BECAME, called
from countyline.asked.written import BY_WORDS, REPLAY, Whole, as_one_table
from countyline.console.current import Known
from countyline.console.deeds import What
from countyline.console.frame import PUBLISHERS, Notice, around
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import age_in_words, page
from countyline.intake.day import day_of

_GROUPS = 30
_WORDINGS = 6
_LONGEST_WORDING = 160
_IN_A_BRIEFING = 8
_PERIODS = (("today", "today"), ("yesterday", "yesterday"), ("week", "the last 7 days"))


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that found nothing, alike; `draft` leads to a statement with their wordings."""

    count: int
    about: str
    wordings: Sequence[tuple[str, str]]
    more: int
    draft: str


async def show_asked(visit: Visit) -> HTTPResponse:
    """Give the report."""
    known = visit.console.current.known()
    period, wrong = _period(visit, known)
    whole = await _whole(visit, known, period)
    notice = Notice("alert", wrong) if wrong else None
    groups = whole.grouped.groups
    values = {
        **around(visit.session, known, "What people ask", "asked", notice,
                 unclaimed=await alarm(visit)),
        "period": period,
        "query": urlencode({"from": period.first.isoformat(), "to": period.last.isoformat()}),
        "periods": _PERIODS,
        "remarks": _remarks(whole),
        "counts": whole.report.counts,
        "called": called(whole.report.calls),
        "tables": whole.tables,
        "waits": _waits(whole.report),
        "groups": [_group(one, whole) for one in groups[:_GROUPS]],
        "more_groups": max(len(groups) - _GROUPS, 0),
        "may_draft": visit.session.account.role in PUBLISHERS,
    }  # fmt: skip
    return page("asked.html", values)


async def give_asked(visit: Visit) -> HTTPResponse:
    """Give all tables as one; it stands in the trail, since residents' words leave the house."""
    console, known = visit.console, visit.console.current.known()
    period, _ = _period(visit, known)
    whole = await _whole(visit, known, period)
    about = f"csv, {period.first} to {period.last}"
    await console.threads.write(console.sessions.note_deed, visit.actor, What.ASKED_EXPORTED, about)
    headers = {
        "Content-Disposition": 'attachment; filename="asked.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    body = as_one_table(whole).encode()
    return raw(body, headers=headers, content_type="text/csv; charset=utf-8")


async def show_briefing(visit: Visit) -> HTTPResponse:
    """Give one page to print: what is in service, what was asked, what needs doing."""
    known = visit.console.current.known()
    now = _now(visit)
    local = now.astimezone(known.zone)
    day = _day(str(visit.request.args.get("day") or "")) or local.date()
    period = Period(day, day, known.zone, _offset(visit))
    whole = await _whole(visit, known, period)
    today = whole.report.counts
    before = (await _report(visit, replace(period, first=day - DAY, last=day - DAY))).counts
    topics = next(table for table in whole.tables if table.name == "topic")
    values = {
        **around(visit.session, known, "Daily briefing", "asked", unclaimed=await alarm(visit)),
        "day": day,
        "now": now,
        "remarks": _remarks(whole),
        "headline": known.headline.get("en", ""),
        "revision": known.revision,
        "review": known.to_review,
        "outcomes": [
            (words, today.by_outcome.get(key, 0), before.by_outcome.get(key, 0))
            for key, words in BECAME.items()
        ],
        "messages": (today.messages, before.messages),
        "called": called(whole.report.calls),
        "topics": topics.rows[:_IN_A_BRIEFING],
        "groups": [_group(one, whole) for one in whole.grouped.groups[:_IN_A_BRIEFING]],
        "waits": _waits(whole.report),
    }
    return page("briefing.html", values)


async def _whole(visit: Visit, known: Known, period: Period) -> Whole:
    report = await _report(visit, period)
    grouped = await visit.console.grouping.of(report.unanswered)
    return Whole(period, report, grouped, known.subjects)


async def _report(visit: Visit, period: Period) -> Report:
    console = visit.console
    return await console.threads.read(read_report, console.engine, period.span, console.clock())


def _remarks(whole: Whole) -> Sequence[str]:
    """Tell what changes how a report is read."""
    is_by_words = whole.grouped.groups and not whole.grouped.by_meaning
    return [*([REPLAY] if whole.period.offset else []), *([BY_WORDS] if is_by_words else [])]


def _offset(visit: Visit) -> timedelta:
    return whole_seconds(visit.console.offset())


def _now(visit: Visit) -> datetime:
    """Give the moment that residents are told about."""
    return visit.console.clock() + _offset(visit)


def _period(visit: Visit, known: Known) -> tuple[Period, str | None]:
    """Read the period of the address; what cannot be read is today, and is told."""
    today = _now(visit).astimezone(known.zone).date()

    def days(first: date, last: date) -> Period:
        return Period(first, last, known.zone, _offset(visit))

    named = str(visit.request.args.get("period") or "")
    if named == "yesterday":
        return days(today - DAY, today - DAY), None
    if named == "week":
        return days(today - 6 * DAY, today), None
    texts = [str(visit.request.args.get(name) or "") for name in ("from", "to")]
    if not any(texts):
        return days(today, today), None
    if not all(_day(text) for text in texts if text):
        return days(today, today), "A day is written like 2024-04-05. This is today."
    asked = days(_day(texts[0]) or today, _day(texts[1]) or today)
    if not asked.is_sound:
        wrong = "Choose a first and a last day, at most a year apart. This is today."
        return days(today, today), wrong
    return asked, None


def _day(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None


def _waits(report: Report) -> dict[str, Any]:
    waits = report.waits
    return {
        "replied": waits.replied,
        "median": age_in_words(waits.median) if waits.median is not None else None,
        "ninetieth": age_in_words(waits.ninetieth) if waits.ninetieth is not None else None,
        "waiting": waits.waiting,
        "oldest": age_in_words(waits.oldest) if waits.oldest is not None else None,
    }


def _group(group: AskedAlike, whole: Whole) -> Group:
    texts = [(language, text) for language, every in group.wordings.items() for text in every]
    asks = {
        f"asks_{language}": "\n".join(
            text[:_LONGEST_WORDING] for text in group.wordings.get(language, ())[:_WORDINGS]
        )
        for language in ("en", "es")
    }
    return Group(
        count=group.count,
        about=whole.about(group),
        wordings=texts[:_WORDINGS],
        more=max(len(texts) - _WORDINGS, 0),
        draft="/staff/publish/moves/statement?" + urlencode({k: v for k, v in asks.items() if v}),
    )

