"""Reminding publishers that facts must be reviewed: which reminders are due, and sending them.

A reminder is made once for each entry of `provenance`, review time, stage and way. It is told at
any hour: past its review time residents are told "not confirmed" at any hour too. One that waits
is forgotten once a newer revision renewed the entry, or when its stage is over.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Row, delete, select

from countyline.database.engine import reading, writing
from countyline.database.threads import Threads
from countyline.database.watching import watch
from countyline.notices.book import Listed
from countyline.notices.mail import MailSender
from countyline.notices.model import Outcome, Reminder, Sender, State, Way
from countyline.notices.queue import NoticeQueue
from countyline.notices.schema import reminders
from countyline.notices.sending import Counts, Sending
from countyline.notices.webhook import WebhookSender
from countyline.notices.wording import as_reminder_json, as_reminder_mail
from countyline.status.upkeep import Review, Stage

LOOK_EVERY_SECONDS = 15.0

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ToReview:
    """What must be reviewed of the revision in service."""

    revision: int
    reviews: tuple[Review, ...]


class ReminderBook(NoticeQueue[Reminder]):
    """Keeps reminders. `clock` tells the real time.

    All methods wait for the database and raise DatabaseUnavailable.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        super().__init__(engine, clock, reminders, reminders.c.provenance)

    def make(self, ways: Collection[Way], due: ToReview) -> int:
        """Make the reminders that are due and not there; give how many were made."""
        with reading(self._engine) as connection:
            there = {_key(row) for row in connection.execute(select(reminders))}
        found = [
            (review, way)
            for review in due.reviews
            for way in ways
            if (*_key_of(review), way.value) not in there
        ]
        if not found:
            return 0
        now = self._clock()
        with writing(self._engine) as connection:
            # Another desk may make the same ones.
            insert = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert
            new = insert(reminders).on_conflict_do_nothing().returning(reminders.c.id)
            made = [
                connection.scalar(new.values(_new(review, due.revision, way, now))) is not None
                for review, way in found
            ]
        return sum(made)

    def forget_what_is_over(self, due: ToReview) -> int:
        """Delete those that wait and are no longer so; give how many."""
        still = {_key_of(review) for review in due.reviews}
        waiting = select(reminders).where(reminders.c.state == State.WAITING.value)
        with reading(self._engine) as connection:
            over = [row.id for row in connection.execute(waiting) if _key(row)[:3] not in still]
        if not over:
            return 0
        with writing(self._engine) as connection:
            is_over = reminders.c.id.in_(over) & (reminders.c.state == State.WAITING.value)
            return connection.execute(delete(reminders).where(is_over)).rowcount

    def listed(self) -> list[Listed]:
        """Give the reminders that wait or failed, the oldest first."""
        query = select(reminders).where(reminders.c.state != State.SENT.value)
        query = query.order_by(reminders.c.made_at, reminders.c.id)
        with reading(self._engine) as connection:
            return [_listed(row) for row in connection.execute(query)]

    def _told(self, connection: Connection, ids: Sequence[str]) -> list[Reminder]:
        query = select(reminders).where(reminders.c.id.in_(ids))
        query = query.order_by(reminders.c.review_by, reminders.c.provenance)
        return [_reminder(row) for row in connection.execute(query)]


class ReminderWorker:
    """Reminds publishers on the ways that are set.

    `due` gives what must be reviewed, null while nothing was published; `clock` tells the real
    time, `chance` a number from 0 to 1.
    """

    def __init__(
        self,
        *,
        book: ReminderBook,
        threads: Threads,
        senders: Mapping[Way, Sender[Reminder]],
        due: Callable[[], ToReview | None],
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._book = book
        self._threads = threads
        self._due = due
        self._sending = Sending(book, threads, senders, clock, chance)
        self.counts = Counts()

    async def run(self) -> None:
        """Look after the reminders until cancelled."""
        await watch(
            self.look,
            LOOK_EVERY_SECONDS,
            logger,
            unavailable="reminders_without_database",
            failed="reminders_failed",
        )

    async def look(self) -> Counts:
        """Do once what is due now; give what was done. Raises DatabaseUnavailable."""
        done = Counts()
        due = await self._threads.read(self._due)
        if due is None:
            return done
        wanted = await self._sending.wanted()
        await self._threads.write(self._book.forget_what_is_over, due)
        await self._sending.give_up(done)
        done.made = await self._threads.write(self._book.make, list(wanted), due)
        failures = await self._sending.send_all(wanted, done)
        self.counts.add(done)
        for failure in failures:
            raise failure
        return done


class ReminderMail:
    """Reminds by e-mail: everything that is due in one."""

    def __init__(self, mail: MailSender) -> None:
        self._mail = mail
        self.most = mail.most
        self.pause = mail.pause
        self.address = mail.address

    async def send(self, told: Sequence[Reminder], now: datetime, /) -> Outcome:
        """Send the reminders in one e-mail."""
        return await self._mail.send_mail(as_reminder_mail(told, self._mail.envelope, now))


class ReminderPosts:
    """Reminds another program, each reminder by itself."""

    def __init__(self, webhook: WebhookSender, public_url: str) -> None:
        self._webhook = webhook
        self._public_url = public_url
        self.most = webhook.most
        self.pause = webhook.pause
        self.address = webhook.address

    async def send(self, told: Sequence[Reminder], now: datetime, /) -> Outcome:
        """Post one reminder; its id is the same however often it is posted."""
        (one,) = told
        return await self._webhook.post(one.id, as_reminder_json(one, self._public_url, now), now)


def _key_of(review: Review) -> tuple[str, datetime, Stage]:
    return review.provenance, review.review_by, review.stage


def _key(row: Row[Any]) -> tuple[str, datetime, str, str]:
    return row.provenance, row.review_by, row.stage, row.way


def _new(review: Review, revision: int, way: Way, now: datetime) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(12),
        "provenance": review.provenance,
        "review_by": review.review_by,
        "stage": review.stage.value,
        "way": way.value,
        "revision": revision,
        "as_of": review.as_of,
        "facts": list(review.facts),
        "state": State.WAITING.value,
        "attempts": 0,
        "made_at": now,
        "next_at": now,
    }


def _reminder(row: Row[Any]) -> Reminder:
    return Reminder(
        id=row.id,
        stage=Stage(row.stage),
        provenance=row.provenance,
        as_of=row.as_of,
        review_by=row.review_by,
        facts=tuple(row.facts),
        revision=row.revision,
        attempts=row.attempts,
    )


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        about=row.provenance,
        kind=f"review_{row.stage}",
        way=Way(row.way),
        state=State(row.state),
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=row.next_at,
        error=row.error,
    )
