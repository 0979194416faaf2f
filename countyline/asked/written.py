"""A report as plain text, as tables for spreadsheets, and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from countyline.asked.grouping import Grouped
from countyline.asked.model import AskedAlike
from countyline.asked.period import Period
from countyline.asked.report import Report
from countyline.asked.telling import Table, about, called, tables
from countyline.cases.exporting import harmless

REPLAY = "This is a replay or a drill: days and hours are those that residents are told."
BY_WORDS = "Grouped by shared words, since what knows meanings cannot be asked now."
_GROUPS = 30
_WORDINGS = 6


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is told of a period. `subjects` names subjects in English by their ids."""

    period: Period
    report: Report
    grouped: Grouped
    subjects: Mapping[str, str]

    @property
    def tables(self) -> Sequence[Table]:
        """Its tables."""
        return list(tables(self.report.counts, self.subjects, self.period))

    def about(self, group: AskedAlike) -> str:
        """Tell what was understood of a group."""
        return about(group, self.subjects)


def as_text(whole: Whole, age_in_words: Callable[[timedelta], str]) -> str:
    """Write a report for people at a terminal."""
    period, counts = whole.period, whole.report.counts
    days = f"{period.first}" if period.is_day else f"{period.first} through {period.last}"
    lines = [f"What people asked, {days}: {counts.messages} messages."]
    lines += [REPLAY] if period.offset else []
    lines += called(whole.report.calls)
    lines += ["", *_unanswered(whole), "", *_waits(whole.report, age_in_words)]
    for table in whole.tables:
        if table.rows:
            lines += ["", table.title, *_lines(table)]
    return "\n".join(lines)


def _unanswered(whole: Whole) -> Iterator[str]:
    yield "What found no answer"
    groups = whole.grouped.groups
    if not groups:
        yield "  Everything that was asked found an answer, or nothing was asked."
        return
    if not whole.grouped.by_meaning:
        yield f"  {BY_WORDS}"
    for group in groups[:_GROUPS]:
        yield f"{group.count:>6} × {whole.about(group)}"
        texts = [text for every in group.wordings.values() for text in every]
        yield from (f"         {' '.join(text.split())}" for text in texts[:_WORDINGS])
        if len(texts) > _WORDINGS:
            yield f"         and {len(texts) - _WORDINGS} more wordings"
    if len(groups) > _GROUPS:
        yield f"  And {len(groups) - _GROUPS} other questions: --csv and --json have them."


def _waits(report: Report, age_in_words: Callable[[timedelta], str]) -> Iterator[str]:
    waits = report.waits
    yield "Waiting for staff"
    yield f"  replied to: {waits.replied}"
    if waits.median is not None and waits.ninetieth is not None:
        yield f"  median wait: {age_in_words(waits.median)}"
        yield f"  nine of ten within: {age_in_words(waits.ninetieth)}"
    oldest = f", the oldest for {age_in_words(waits.oldest)}" if waits.oldest is not None else ""
    yield f"  still waiting: {waits.waiting}{oldest}"


def _lines(table: Table) -> Iterator[str]:
    width = max(len(row.words) for row in table.rows)
    for row in table.rows:
        yield f"  {row.words:<{width}}  {row.count:>7}  {row.share:5.1f} %"


def as_one_table(whole: Whole) -> str:
    """Write all tables of a report as one, for a spreadsheet."""
    return _csv(("table", "what", "count", "percent"), _all_rows(whole))


def _all_rows(whole: Whole) -> Iterator[Sequence[object]]:
    for table in whole.tables:
        for row in table.rows:
            yield table.name, harmless(row.words), row.count, f"{row.share:.1f}"
    for group in whole.grouped.groups:
        asks = f"not answered: {harmless(whole.about(group))}"
        for language, texts in group.wordings.items():
            for text in texts:
                yield asks, harmless(f"{language}: {text}"), group.count, ""


def as_tables(whole: Whole) -> Mapping[str, str]:
    """Write each table of a report for spreadsheets; give them by the names of their files."""
    written = {
        f"{table.name}.csv": _csv(
            ("what", "count", "percent"),
            ((harmless(row.words), row.count, f"{row.share:.1f}") for row in table.rows),
        )
        for table in whole.tables
    }
    written["unanswered.csv"] = _csv(
        ("group", "count", "about", "language", "wording"),
        (
            (number, group.count, harmless(whole.about(group)), language, harmless(text))
            for number, group in enumerate(whole.grouped.groups, 1)
            for language, texts in group.wordings.items()
            for text in texts
        ),
    )
    return written


def as_json(whole: Whole) -> str:
    """Write a report for programs, with ids in place of words and seconds in place of ages."""
    report = whole.report
    counts = asdict(report.counts)
    by_hour = counts.pop("by_hour")
    told = {
        "from": whole.period.first.isoformat(),
        "to": whole.period.last.isoformat(),
        "replay": bool(whole.period.offset),
        **counts,
        "by_hour": {
            hour.astimezone(whole.period.zone).isoformat(): count
            for hour, count in by_hour.items()
        },
        "calls": asdict(report.calls),
        "waits": {
            name: round(value.total_seconds()) if isinstance(value, timedelta) else value
            for name, value in asdict(report.waits).items()
        },
        "grouped_by": "meaning" if whole.grouped.by_meaning else "words",
        "unanswered": [asdict(group) for group in whole.grouped.groups],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(columns)
    lines.writerows(rows)
    return out.getvalue()
