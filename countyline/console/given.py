"""What was filled into a form of the publisher, read field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sanic.request import RequestParameters

from countyline.console.form_fields import LONGEST
from countyline.problem import Problem
from countyline.publishing.moves import Certainty, Words
from countyline.status.model import FIRST_YEAR, LAST_YEAR, StatusDocument

_LINES = 30


class WrongField(Problem):
    """What was typed into a field cannot be right; its text says why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Given:
    """What was filled in, read field by field. A wrong one raises WrongField."""

    form: RequestParameters
    document: StatusDocument
    now: datetime

    def one(self, name: str) -> str:
        """Give a field's text."""
        return str(self.form.get(name) or "").replace("\r\n", "\n").strip()[:LONGEST]

    def several(self, name: str) -> list[str]:
        """Give what was ticked."""
        return [str(one) for one in self.form.getlist(name) or ()]

    def ticked(self, name: str, what: str) -> list[str]:
        """Give what was ticked, at least one."""
        found = self.several(name)
        if not found:
            raise WrongField(name, f"Choose {what}.")
        return found

    def lines(self, name: str) -> list[str]:
        """Give the lines of a field."""
        return [line.strip() for line in self.one(name).splitlines() if line.strip()][:_LINES]

    def day(self, name: str, what: str) -> date:
        """Give a day."""
        try:
            found = date.fromisoformat(self.one(name))
        except ValueError:
            raise WrongField(name, f"Give {what} as a day.") from None
        return _of_our_time(name, found)

    def day_or_none(self, name: str) -> date | None:
        """Give a day that may be left out."""
        return self.day(name, "the last day") if self.one(name) else None

    def clock(self, name: str) -> time | None:
        """Give a time of day that may be left out."""
        if not self.one(name):
            return None
        try:
            return time.fromisoformat(self.one(name))
        except ValueError:
            raise WrongField(name, "Write a time of day like 08:00 or 17:00.") from None

    def moment(self, name: str, what: str) -> datetime:
        """Give a moment in the county's time."""
        try:
            found = datetime.fromisoformat(self.one(name))
        except ValueError:
            raise WrongField(name, f"Give {what} as a day and a time.") from None
        _of_our_time(name, found)
        return found.replace(tzinfo=self.document.zone)

    def words(self, name: str) -> Words:
        """Give what residents are told, in both languages or in none."""
        en, es = self.both(
            name, "The {missing} is missing: residents are told the same in both."
        )
        short_en, short_es = self.both(
            f"{name}_short", "Give the form for text messages in both languages, or in neither."
        )
        return Words(en=en, es=es, short_en=short_en, short_es=short_es)

    def both(self, name: str, otherwise: str) -> tuple[str, str]:
        """Give a text in English and in Spanish, or two empty ones."""
        en, es = self.one(f"{name}_en"), self.one(f"{name}_es")
        if bool(en) != bool(es):
            language, ending = ("Spanish", "es") if en else ("English", "en")
            raise WrongField(f"{name}_{ending}", otherwise.format(missing=language))
        return en, es

    def told(self, name: str) -> Words:
        """Give what residents are told; it must not be empty."""
        words = self.words(name)
        if not words:
            said = "Write what residents are told, in English and in Spanish."
            raise WrongField(f"{name}_en", said)
        return words

    def certainty(self) -> Certainty:
        """Give how sure the county is of a day."""
        return "expected" if self.one("certainty") == "expected" else "confirmed"


def _of_our_time(name: str, day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        said = f"Give a day between the years {FIRST_YEAR} and {LAST_YEAR}."
        raise WrongField(name, said)
    return day
