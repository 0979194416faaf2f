"""A report in words for staff: its tables, who called, what a group asks. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from countyline.asked.model import AskedAlike, Became, Calls, Counts
from countyline.asked.period import Period
from countyline.cases.words import in_words, language_in_words

BECAME: Mapping[Became, str] = {
    Became.ANSWERED: "answered",
    Became.DRAFTED: "answer drafted for a call back",
    Became.UNKNOWN: "nothing is published for it",
    Became.CLARIFIED: "asked back",
    Became.HANDED_OVER: "handed over to staff",
    Became.DECLINED: "not county business",
    Became.SMALL_TALK: "small talk",
    Became.HEADLINE: "given the headline",
    Became.STAFF: "left to staff",
    Became.WAITING: "not answered yet",
}
_CHANNELS = {"sms": "text message", "voice": "call"}


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


def tables(counts: Counts, subjects: Mapping[str, str], period: Period) -> Iterator[Table]:
    """Give every table. `subjects` names subjects in English by their ids."""
    outcomes = {BECAME[key]: count for key, count in counts.by_outcome.items()}
    yield _table("outcome", "What became of them", outcomes)
    yield _table("certainty", "How sure the answers were", _words(counts.by_certainty))
    yield _table("time", *_times(counts, period), by_count=False)
    yield _table("topic", "Topics", _words(counts.by_topic))
    named = {_subject(key, subjects): count for key, count in counts.by_subject.items()}
    yield _table("subject", "Subjects", named)
    languages = {language_in_words(key): count for key, count in counts.by_language.items()}
    yield _table("language", "Languages", languages)
    channels = {_CHANNELS.get(key, in_words(key)): n for key, n in counts.by_channel.items()}
    yield _table("channel", "Channels", channels)


def about(group: AskedAlike, subjects: Mapping[str, str]) -> str:
    """Tell what was understood of a group."""
    if group.topic is None:
        return "not understood"
    named = ", ".join(_subject(one, subjects) for one in group.subjects)
    return ": ".join(part for part in (in_words(group.topic), named) if part)


def called(calls: Calls) -> Sequence[str]:
    """Tell who called, each a sentence; nothing when nobody did."""
    told = []
    if calls.held:
        silent = f"; in {calls.silent} of them nothing was asked" if calls.silent else ""
        told.append(f"{_many(calls.held, 'call was', 'calls were')} held here{silent}.")
    if calls.voicemails:
        told.append(f"{_many(calls.voicemails, 'voicemail', 'voicemails')} came in.")
    if calls.call_transcripts:
        count = _many(calls.call_transcripts, "transcript", "transcripts")
        told.append(f"{count} of calls came in that were held elsewhere.")
    if calls.unread:
        told.append(f"{calls.unread} of what came in must still be read.")
    return told


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _subject(key: str, subjects: Mapping[str, str]) -> str:
    return subjects.get(key, in_words(key))


def _words(counts: Mapping[str, int]) -> dict[str, int]:
    return {in_words(key): count for key, count in counts.items()}


def _times(counts: Counts, period: Period) -> tuple[str, dict[str, int]]:
    """Hours of a day, or of several days the days."""
    found: Counter[str] = Counter()
    for hour, count in counts.by_hour.items():
        local = hour.astimezone(period.zone)
        found[f"{local:%H}:00" if period.is_day else f"{local:%a, %b} {local.day}"] += count
    return ("By hour" if period.is_day else "By day"), dict(found)


def _table(name: str, title: str, counts: Mapping[str, int], *, by_count: bool = True) -> Table:
    order = sorted(counts, key=lambda words: -counts[words]) if by_count else list(counts)
    whole, most = sum(counts.values()) or 1, max(counts.values(), default=0) or 1
    rows = [
        Row(words, counts[words], 100 * counts[words] / whole, counts[words] / most)
        for words in order
    ]
    return Table(name, title, rows)
