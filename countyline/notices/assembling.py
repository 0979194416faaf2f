"""Puts telling staff together from the settings: for the desk, the console and the command."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from countyline.database.threads import Threads
from countyline.headline import present
from countyline.notices.book import NoticeBook
from countyline.notices.mail import MailSender
from countyline.notices.model import Notice, Outcome, Reminder, Sender, Sent, Unwanted, Way
from countyline.notices.reminding import (
    ReminderBook,
    ReminderMail,
    ReminderPosts,
    ReminderWorker,
    ToReview,
)
from countyline.notices.staff_time import StaffTime
from countyline.notices.webhook import WebhookSender
from countyline.notices.wording import as_test_json, as_test_mail
from countyline.notices.worker import NoticeWorker, Patience
from countyline.revision import PublicationReader as RevisionReader
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader
from countyline.status.upkeep import reviews


def worker_for(settings: Settings, engine: Engine, threads: Threads) -> NoticeWorker | None:
    """Give the worker of a desk; None when no way is set. Run it as a task: `worker.run()`."""
    senders = senders_of(settings)
    if not senders:
        return None
    return NoticeWorker(
        book=NoticeBook(engine, _real_time),
        threads=threads,
        senders=senders,
        patience=Patience(settings.unclaimed_after, settings.overdue_after),
        hours=staff_hours(settings),
        clock=_real_time,
    )


def reminder_worker_for(
    settings: Settings, engine: Engine, threads: Threads
) -> ReminderWorker | None:
    """Give the worker that reminds publishers; None when no way is set."""
    senders = reminder_senders_of(settings)
    if not senders:
        return None
    return ReminderWorker(
        book=ReminderBook(engine, _real_time),
        threads=threads,
        senders=senders,
        due=to_review(settings),
        clock=_real_time,
    )


def reminder_senders_of(settings: Settings) -> dict[Way, Sender[Reminder]]:
    """Give what sends reminders on each way that is set."""
    senders: dict[Way, Sender[Reminder]] = {}
    url = settings.public_url
    if settings.staff_mail is not None:
        senders[Way.MAIL] = ReminderMail(MailSender(settings.staff_mail, url))
    if settings.staff_webhook is not None:
        senders[Way.WEBHOOK] = ReminderPosts(WebhookSender(settings.staff_webhook, url), url)
    return senders


def to_review(settings: Settings) -> Callable[[], ToReview | None]:
    """Give what reads which facts must be reviewed, on the clock that residents are told about."""
    reader, revisions = (
        PublicationReader(settings.publication),
        RevisionReader(settings.publication),
    )

    def read() -> ToReview | None:
        published = reader.current()
        if published is None:
            return None
        now = present(revisions.current())
        return ToReview(
            published.revision, reviews(published.document, now, settings.review_near)
        )

    return read


def senders_of(settings: Settings) -> dict[Way, Sender[Notice]]:
    """Give what sends on each way that is set."""
    senders: dict[Way, Sender[Notice]] = {}
    if settings.staff_mail is not None:
        senders[Way.MAIL] = MailSender(settings.staff_mail, settings.public_url)
    if settings.staff_webhook is not None:
        senders[Way.WEBHOOK] = WebhookSender(settings.staff_webhook, settings.public_url)
    return senders


def staff_hours(settings: Settings) -> Callable[[], StaffTime | None]:
    """Give what reads the staff hours in service; None while nothing was published."""
    reader = PublicationReader(settings.publication)

    def read() -> StaffTime | None:
        published = reader.current()
        return StaffTime.of(published.document) if published else None

    return read


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a test on one way, in one sentence. `outcome` is the sender's."""

    way: Way
    address: str
    outcome: Outcome
    sentence: str

    @property
    def worked(self) -> bool:
        """Whether the receiver took it."""
        return isinstance(self.outcome, Sent)


def in_one_line(trials: Sequence[Trial]) -> str:
    """Say of each way whether it worked, for the audit trail."""
    return ", ".join(f"{one.way} {'worked' if one.worked else 'failed'}" for one in trials)


async def try_all_ways(settings: Settings) -> list[Trial]:
    """Send a test on every way that is set, and say what happened: for the console's button.

    Raises nothing that comes from outside. A webhook that was switched off stays so until
    `NoticeBook.switch_on`.
    """
    trials = []
    if settings.staff_mail is not None:
        trials.append(await _try_mail(MailSender(settings.staff_mail, settings.public_url)))
    if settings.staff_webhook is not None:
        trials.append(
            await _try_webhook(WebhookSender(settings.staff_webhook, settings.public_url))
        )
    return trials


async def _try_mail(sender: MailSender) -> Trial:
    mail = as_test_mail(sender.envelope, secrets.token_hex(16), _real_time())
    outcome = await sender.send_mail(mail)
    to = ", ".join(sender.envelope.to)
    if isinstance(outcome, Sent):
        but = f", but {outcome.but}" if outcome.but else ""
        sentence = f"The mail server took a test for {to}{but}."
    else:
        sentence = f"No e-mail could be sent: {_why(outcome)}."
    return Trial(Way.MAIL, sender.address, outcome, sentence)


async def _try_webhook(sender: WebhookSender) -> Trial:
    now = _real_time()
    outcome = await sender.post(f"test_{secrets.token_hex(12)}", as_test_json(now), now)
    if isinstance(outcome, Sent):
        sentence = "The webhook took a test."
    else:
        sentence = f"The webhook took no test: {_why(outcome)}."
    return Trial(Way.WEBHOOK, sender.address, outcome, sentence)


def _why(outcome: Outcome) -> str:
    if isinstance(outcome, Unwanted):
        return "the receiver answered 410: it wants no more notices"
    return "" if isinstance(outcome, Sent) else outcome.why


def _real_time() -> datetime:
    return datetime.now(UTC)
