"""What an export of public records is made of: what is wanted, and the kinds of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection

from countyline.records.contacts import Veil


class Format(StrEnum):
    """How records are written: one JSON object a line, tables for spreadsheets, or both."""

    JSONL = "jsonl"
    CSV = "csv"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records.

    Attributes:
        first, last: days of the county, both included.
        zone: the county's time zone.
        cases, conversations, topics: each limits to conversations that fit any of its own; empty:
            no limit.
    """

    first: date
    last: date
    zone: tzinfo
    cases: tuple[str, ...] = ()
    conversations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def since(self) -> datetime:
        """The first moment, in UTC."""
        return datetime.combine(self.first, time(0), self.zone).astimezone(UTC)

    @property
    def until(self) -> datetime:
        """The first moment after it, in UTC."""
        next_day = self.last + timedelta(days=1)
        return datetime.combine(next_day, time(0), self.zone).astimezone(UTC)

    @property
    def is_narrow(self) -> bool:
        """Whether only some conversations are wanted."""
        return bool(self.cases or self.conversations or self.topics)

    def within(self, moment: ColumnElement[datetime]) -> ColumnElement[bool]:
        """Give the condition that a moment lies in the period."""
        return (moment >= self.since) & (moment < self.until)


Rows = Callable[[Connection, Wanted, Veil], Iterator[Mapping[str, Any]]]
"""Gives the records as plain values, each with all columns of its kind, redacted."""


@dataclass(frozen=True)
class Kind:
    """A kind of record: one file an export and format.

    `is_of_conversations` is false for what belongs to none: a narrow export leaves it out.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    rows: Rows
    is_of_conversations: bool = True


def moment(at: datetime | None) -> str | None:
    """Write a moment: ISO 8601 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
