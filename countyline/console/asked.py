"""What people ask: the report of a period, the same as a table, and the daily briefing to print."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from sanic.response import HTTPResponse, raw

from countyline.asked.model import AskedAlike, Became, Counts
from countyline.asked.report import Report, read_report
from countyline.cases.exporting import harmless
from countyline.cases.words import in_words, language_in_words
from countyline.console.current import Known
from countyline.console.frame import PUBLISHERS, Notice, around
from countyline.console.gate import Visit
from countyline.console.lateness import alarm
from countyline.console.markup import age_in_words, page

_GROUPS = 30
_WORDINGS = 6
_LONGEST_WORDING = 160
_IN_A_BRIEFING = 8
_MOST_DAYS = 366
_DAY = timedelta(days=1)
_PERIODS = (("today", "today"), ("yesterday", "yesterday"), ("week", "the last 7 days"))
_BECAME: Mapping[Became, str] = {
    Became.ANSWERED: "answered",
    Became.UNKNOWN: "told that nothing is published",
    Became.CLARIFIED: "asked back",
    Became.HANDED_OVER: "handed over to staff",
    Became.DECLINED: "not county business",
    Became.SMALL_TALK: "small talk",
    Became.HEADLINE: "given the headline",
    Became.STAFF: "left to staff",
    Became.WAITING: "not answered yet",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table and its chart: `share` is percent of the whole, `part` of the most."""

    words: str
    count: int
    share: float
    part: float


@dataclass(frozen=True, slots=True)
class Table:
    """Counts under one heading."""

    name: str
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that found nothing, alike; `draft` leads to a statement with their wordings."""

    count: int
    about: str
    wordings: Sequence[tuple[str, str]]
    more: int
    draft: str


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the county, the last one included."""

    first: date
    last: date
    zone: tzinfo

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + _DAY, time(), self.zone)

    @property
    def query(self) -> str:
        """It, as an address has it."""
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})


async def show_asked(visit: Visit) -> HTTPResponse:
    """Give the report."""
    known = visit.console.current.known()
    period, wrong = _period(visit, known.zone)
    report = await _report(visit, period)
    notice = Notice("alert", wrong) if wrong else None
    values = {
        **around(visit.session, known, "What people ask", "asked", notice,
                 unclaimed=await alarm(visit)),
        "period": period,
        "periods": _PERIODS,
        "counts": report.counts,
        "tables": list(_tables(report.counts, known, period)),
        "waits": _waits(report),
        "groups": [_group(one, known) for one in report.unanswered[:_GROUPS]],
        "more_groups": max(len(report.unanswered) - _GROUPS, 0),
        "may_draft": visit.session.account.role in PUBLISHERS,
    }  # fmt: skip
    return page("asked.html", values)


async def give_asked(visit: Visit) -> HTTPResponse:
    """Give all tables as one, for a spreadsheet."""
    known = visit.console.current.known()
    period, _ = _period(visit, known.zone)
    report = await _report(visit, period)
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("table", "what", "count", "percent"))
    for table in _tables(report.counts, known, period):
        for row in table.rows:
            lines.writerow((table.name, harmless(row.words), row.count, f"{row.share:.1f}"))
    for group in report.unanswered:
        about = _about(group, known)
        for language, texts in group.wordings.items():
            for text in texts:
                said = harmless(f"{language}: {text}")
                lines.writerow((f"not answered: {harmless(about)}", said, group.count, ""))
    headers = {
        "Content-Disposition": 'attachment; filename="asked.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    body = written.getvalue().encode()
    return raw(body, headers=headers, content_type="text/csv; charset=utf-8")


async def show_briefing(visit: Visit) -> HTTPResponse:
    """Give one page to print: what is in service, what was asked, what needs doing."""
    console, known = visit.console, visit.console.current.known()
    now = console.clock().astimezone(known.zone)
    day = _day(str(visit.request.args.get("day") or "")) or now.date()
    today = await _report(visit, Period(day, day, known.zone))
    before = await _report(visit, Period(day - _DAY, day - _DAY, known.zone))
    period = Period(day, day, known.zone)
    topics = next(table for table in _tables(today.counts, known, period) if table.name == "topic")
    values = {
        **around(visit.session, known, "Daily briefing", "asked", unclaimed=await alarm(visit)),
        "day": day,
        "now": now,
        "headline": known.headline.get("en", ""),
        "revision": known.revision,
        "review": known.to_review,
        "outcomes": [
            (words, today.counts.by_outcome.get(key, 0), before.counts.by_outcome.get(key, 0))
            for key, words in _BECAME.items()
        ],
        "messages": (today.counts.messages, before.counts.messages),
        "topics": topics.rows[:_IN_A_BRIEFING],
        "groups": [_group(one, known) for one in today.unanswered[:_IN_A_BRIEFING]],
        "waits": _waits(today),
    }
    return page("briefing.html", values)


async def _report(visit: Visit, period: Period) -> Report:
    console = visit.console
    return await console.threads.read(
        read_report, console.engine, period.since, period.until, console.clock()
    )


def _period(visit: Visit, zone: tzinfo) -> tuple[Period, str | None]:
    """Read the period of the address; what cannot be read is today, and is told."""
    today = visit.console.clock().astimezone(zone).date()
    named = str(visit.request.args.get("period") or "")
    if named == "yesterday":
        return Period(today - _DAY, today - _DAY, zone), None
    if named == "week":
        return Period(today - 6 * _DAY, today, zone), None
    texts = [str(visit.request.args.get(name) or "") for name in ("from", "to")]
    if not any(texts):
        return Period(today, today, zone), None
    first, last = _day(texts[0]) or today, _day(texts[1]) or today
    if not all(_day(text) for text in texts if text):
        return Period(today, today, zone), "A day is written like 2024-04-05. This is today."
    if not first <= last < first + _MOST_DAYS * _DAY:
        return Period(today, today, zone), "Choose a first and a last day, at most a year apart."
    return Period(first, last, zone), None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _tables(counts: Counts, known: Known, period: Period) -> Iterator[Table]:
    outcomes = {_BECAME[key]: count for key, count in counts.by_outcome.items()}
    yield _table("outcome", "What became of them", outcomes)
    yield _table("certainty", "How sure the answers were", _words(counts.by_certainty))
    yield _table("time", *_times(counts, period), by_count=False)
    yield _table("topic", "Topics", _words(counts.by_topic))
    subjects = {known.subjects.get(key, in_words(key)): n for key, n in counts.by_subject.items()}
    yield _table("subject", "Subjects", subjects)
    languages = {language_in_words(key): count for key, count in counts.by_language.items()}
    yield _table("language", "Languages", languages)
    yield _table("channel", "Channels", _words(counts.by_channel))


def _words(counts: Mapping[str, int]) -> dict[str, int]:
    return {in_words(key): count for key, count in counts.items()}


def _times(counts: Counts, period: Period) -> tuple[str, dict[str, int]]:
    """Hours of a day, or of several days the days."""
    found: Counter[str] = Counter()
    is_day = period.first == period.last
    for hour, count in counts.by_hour.items():
        local = hour.astimezone(period.zone)
        found[f"{local:%H}:00" if is_day else f"{local:%a, %b} {local.day}"] += count
    return ("By hour" if is_day else "By day"), dict(found)


def _table(name: str, title: str, counts: Mapping[str, int], *, by_count: bool = True) -> Table:
    order = sorted(counts, key=lambda words: -counts[words]) if by_count else list(counts)
    whole, most = sum(counts.values()) or 1, max(counts.values(), default=0) or 1
    rows = [
        Row(words, counts[words], 100 * counts[words] / whole, counts[words] / most)
        for words in order
    ]
    return Table(name, title, rows)


def _waits(report: Report) -> dict[str, Any]:
    waits = report.waits
    return {
        "replied": waits.replied,
        "median": age_in_words(waits.median) if waits.median is not None else None,
        "ninetieth": age_in_words(waits.ninetieth) if waits.ninetieth is not None else None,
        "waiting": waits.waiting,
        "oldest": age_in_words(waits.oldest) if waits.oldest is not None else None,
    }


def _group(group: AskedAlike, known: Known) -> Group:
    texts = [(language, text) for language, every in group.wordings.items() for text in every]
    asks = {
        f"asks_{language}": "\n".join(
            text[:_LONGEST_WORDING] for text in group.wordings.get(language, ())[:_WORDINGS]
        )
        for language in ("en", "es")
    }
    return Group(
        count=group.count,
        about=_about(group, known),
        wordings=texts[:_WORDINGS],
        more=max(len(texts) - _WORDINGS, 0),
        draft="/staff/publish/moves/statement?" + urlencode({k: v for k, v in asks.items() if v}),
    )


def _about(group: AskedAlike, known: Known) -> str:
    if group.topic is None:
        return "not understood"
    subjects = [known.subjects.get(one, in_words(one)) for one in group.subjects]
    return ": ".join(part for part in (in_words(group.topic), ", ".join(subjects)) if part)
