"""Telling staff, as the console shows it: which ways there are, how they do, and who is late.

No secret leaves it: a webhook is named by its host, because its address may hold a key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Engine

from countyline.notices.assembling import Trial, senders_of, staff_hours, try_all_ways
from countyline.notices.book import Beside, DueSince, NoticeBook, Results
from countyline.notices.model import Notice, Sender, Way
from countyline.notices.reminding import ReminderBook
from countyline.notices.worker import Patience
from countyline.settings import Settings, StaffMail, StaffWebhook


@dataclass(frozen=True, slots=True)
class WayNow:
    """A way that is set: `receiver` is who gets what goes on it, `is_off` whether nothing does."""

    way: Way
    receiver: str
    is_off: bool
    results: Results


class Telling:
    """What an administrator looks at and changes.

    All methods but `try_all` wait for the database and raise DatabaseUnavailable. `clock` tells
    the real time.
    """

    def __init__(self, settings: Settings, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._book = NoticeBook(engine, clock)
        self._reminders = ReminderBook(engine, clock)
        self._clock = clock
        self._senders: Mapping[Way, Sender[Notice]] = senders_of(settings)
        self._receivers = _receivers(settings.staff_mail, settings.staff_webhook)
        self._patience = Patience(settings.unclaimed_after, settings.overdue_after)
        self._hours = staff_hours(settings)

    def ways(self) -> list[WayNow]:
        """Give the ways that are set, and what became of what went on them."""
        return [
            WayNow(
                way,
                self._receivers[way],
                self._book.is_off(way, sender.address),
                self._book.results(way) + self._reminders.results(way),
            )
            for way, sender in self._senders.items()
        ]

    async def try_all(self) -> list[Trial]:
        """Send a test on every way that is set. Raises nothing that comes from outside."""
        return await try_all_ways(self._settings)

    def switch_on(self, way: Way, beside: Beside) -> None:
        """Send on a way again; `beside` writes in the same transaction."""
        self._book.switch_on(way, beside)

    def switch_off(self, way: Way, beside: Beside) -> None:
        """Send nothing more on a way; what waits for it has failed. Nothing if it is not set."""
        sender = self._senders.get(way)
        if sender is not None:
            self._book.switch_off(way, sender.address, "an administrator switched it off", beside)

    def due_since(self) -> DueSince:
        """Give since when cases have waited too long."""
        return self._patience.due_since(self._clock(), self._hours())

    def count_unclaimed(self) -> int:
        """Count the cases that nobody has claimed for too long."""
        return self._book.count_unclaimed(self.due_since())


def _receivers(mail: StaffMail | None, webhook: StaffWebhook | None) -> dict[Way, str]:
    found = {}
    if mail is not None:
        found[Way.MAIL] = ", ".join(mail.to)
    if webhook is not None:
        found[Way.WEBHOOK] = urlsplit(webhook.url).hostname or "an address"
    return found
