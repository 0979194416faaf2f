"""How a page speaks of days: of "today" beside its date while it is live, by dates alone in a file.

A live page is made anew for each visit, but it may be printed and pinned to a door. A file is
read later than it is written, perhaps for days.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, timedelta

from countyline.answers import formats
from countyline.answers.openings import Span
from countyline.answers.question import Guess, Part
from countyline.answers.situation import Situation
from countyline.answers.wording import Wording
from countyline.page.badges import Badge, day_badge, moment_badge
from countyline.status.calendar import Calendar
from countyline.status.freshness import Freshness
from countyline.status.model import Language, StatusDocument, Text

TOPIC = "page"
KEPT_DAYS = 7
"""For how many days ahead a file tells what is open."""


class Edition(ABC):
    """One document in one language at one time, as a page tells it. `now` is aware."""

    def __init__(
        self, document: StatusDocument, wording: Wording, language: Language, now: datetime
    ) -> None:
        self.document = document
        self.wording = wording
        self.language: Language = language
        self.calendar = Calendar(document)
        self.freshness = Freshness(document, now)
        self.now = self.calendar.local(now)
        self.facts = dict(document.facts_by_id())

    @abstractmethod
    def situation(self, aspect: str, *subjects: str) -> Situation:
        """Give the situation in which the bot would be asked about an aspect."""

    @property
    @abstractmethod
    def span(self) -> Span:
        """The days of which it is told whether offices are open."""

    @abstractmethod
    def office_badge(self, office_id: str) -> Badge:
        """Say in a word how an office stands."""

    @abstractmethod
    def said_until(self, review_by: datetime) -> str:
        """Say beside facts until when they are confirmed, where a reader cannot see it."""

    @property
    def today(self) -> date:
        """The county's calendar day."""
        return self.now.date()

    def say(self, key: str, /, **values: str) -> str:
        """Fill a sentence of the page."""
        return self.wording.say(self.language, TOPIC, key, **values)

    def text(self, text: Text) -> str:
        """Give the published words in the page's language."""
        return text.said_in(self.language)

    def moment(self, at: datetime) -> str:
        """Write a date and time of the county with its weekday."""
        return formats.moment(self.calendar.local(at), self.language, today=self.today)

    def date(self, on: date) -> str:
        """Write a date with its weekday."""
        return formats.long_date(on, self.language, today=self.today)


class LiveEdition(Edition):
    """The page as the desk serves it."""

    def situation(self, aspect: str, *subjects: str) -> Situation:
        """Give the situation in which the bot would be asked about an aspect."""
        part = _part(aspect, subjects)
        return _LiveSituation(self.document, self.wording, self.language, part, self.now)

    @property
    def span(self) -> Span:
        """Today, as for a resident who names no day."""
        return Span((self.today,), named=False)

    def office_badge(self, office_id: str) -> Badge:
        """Say how an office stands at this moment."""
        return moment_badge(self.calendar.moment(office_id, self.now), self.freshness, self.say)

    def said_until(self, review_by: datetime) -> str:
        """Nothing: past that time the live page says itself that they are not confirmed."""
        return ""


class KeptEdition(Edition):
    """The page as a file that is kept."""

    def situation(self, aspect: str, *subjects: str) -> Situation:
        """Give the situation in which the bot would be asked about an aspect."""
        part = _part(aspect, subjects)
        return _KeptSituation(self.document, self.wording, self.language, part, self.now)

    @property
    def span(self) -> Span:
        """The days ahead: whoever reads the file tomorrow needs tomorrow."""
        return Span(tuple(self.today + timedelta(days=ahead) for ahead in range(KEPT_DAYS)))

    def office_badge(self, office_id: str) -> Badge:
        """Say how an office stands on the day of writing, with its date."""
        badge = day_badge(self.calendar.day(office_id, self.today), self.freshness, self.say)
        return badge.on(self.say("state_on", text=badge.word, date=self._day()))

    def _day(self) -> str:
        return formats.long_date(self.today, self.language)

    def said_until(self, review_by: datetime) -> str:
        """Say until when: a file does not notice that the time is past."""
        if self.now > review_by:
            return ""
        return self.say("confirmed_until", moment=self.moment(review_by))

    def moment(self, at: datetime) -> str:
        """Write a date and time with the year: nobody knows when a file is read."""
        return formats.moment(self.calendar.local(at), self.language, today=date.min)

    def date(self, on: date) -> str:
        """Write a date with its weekday and its year."""
        return formats.long_date(on, self.language, today=date.min)


class _LiveSituation(Situation):
    """Says today's date beside "today"."""

    def on(self, day: date) -> str:
        """Write a day as part of a sentence, always with its date."""
        if day == self.today:
            return self.common("today_dated", date=self.dated(day))
        return super().on(day)


class _KeptSituation(Situation):
    """Says every day by its date."""

    def on(self, day: date) -> str:
        """Write a day as part of a sentence by its date."""
        return self.common("on_date", date=self.dated(day))

    def common(self, key: str, /, **values: str) -> str:
        """Fill a shared sentence; a stretch that begins today begins on its date."""
        if key == "today_through":
            return super().common("from_to", first=self.dated(self.today), **values)
        return super().common(key, **values)


def _part(aspect: str, subjects: tuple[str, ...]) -> Part:
    topic, _, name = aspect.partition("/")
    return Part("", Guess(topic, name, 1.0), subjects=subjects)
