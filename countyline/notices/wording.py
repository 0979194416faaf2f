"""What a notice says, as e-mail and as JSON: the case's facts, never the resident's words.

Staff read it, in English. Whatever stands in the database comes out as one printable line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from countyline.cases.words import in_words, language_in_words
from countyline.notices.model import Kind, Notice, Reminder, one_line
from countyline.status.upkeep import Stage

_TOLD = {Kind.NEW: "New case", Kind.UNCLAIMED: "Nobody claimed case", Kind.OVERDUE: "No reply in"}
_LONGEST_WORD = 60
_MOST_FACTS = 20
_PUBLISH = "/staff/publish"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom e-mail comes from and goes to, and the site's address for links."""

    sender: str
    to: tuple[str, ...]
    public_url: str


def as_mail(notices: Sequence[Notice], envelope: Envelope, now: datetime) -> EmailMessage:
    """Write one e-mail about one or more notices."""
    parts = [_paragraph(one, envelope.public_url, now) for one in notices]
    # A mail that is sent again after a kill is the same mail: some servers drop the second.
    key = hashlib.sha256("\n".join(sorted(one.id for one in notices)).encode()).hexdigest()[:32]
    return _mail(_subject(notices), "\n\n".join(parts), key, envelope, now)


def as_test_mail(envelope: Envelope, key: str, now: datetime) -> EmailMessage:
    """Write the e-mail that shows that e-mail works; `key` makes it one of its own."""
    text = "This is a test. Notices about cases will come to this address."
    return _mail("Test of Countyline's notices", text, key, envelope, now)


def as_json(notice: Notice, public_url: str, now: datetime) -> dict[str, Any]:
    """Give what the webhook posts."""
    return {
        "type": f"case.{notice.kind.value}",
        "timestamp": _iso(now),
        "text": f"{_headline(notice)} {_link(notice, public_url)}",
        "data": {
            "case": notice.case,
            "state": notice.state,
            "reason": notice.reason,
            "sensitivity": notice.sensitivity,
            "topic": notice.topic,
            "subjects": list(notice.subjects),
            "language": notice.language,
            "channel": notice.channel,
            "opened_at": _iso(notice.opened_at),
            "claimed_by": notice.claimed_by,
            "url": _link(notice, public_url),
        },
    }


def as_reminder_mail(
    reminders: Sequence[Reminder], envelope: Envelope, now: datetime
) -> EmailMessage:
    """Write one e-mail about facts that must be reviewed."""
    parts = [_reminder_paragraph(one) for one in reminders]
    parts.append(f"Renew or change them: {envelope.public_url}{_PUBLISH}")
    key = hashlib.sha256("\n".join(sorted(one.id for one in reminders)).encode()).hexdigest()[:32]
    if len(reminders) == 1:
        subject = _reminder_headline(reminders[0])
    else:
        count = sum(len(one.facts) for one in reminders)
        subject = f"{count} published facts must be reviewed"
    return _mail(subject, "\n\n".join(parts), key, envelope, now)


def as_reminder_json(reminder: Reminder, public_url: str, now: datetime) -> dict[str, Any]:
    """Give what the webhook posts about facts that must be reviewed."""
    return {
        "type": f"status.review_{reminder.stage.value}",
        "timestamp": _iso(now),
        "text": f"{_reminder_headline(reminder)} {public_url}{_PUBLISH}",
        "data": {
            "provenance": reminder.provenance,
            "as_of": _iso(reminder.as_of),
            "review_by": _iso(reminder.review_by),
            "facts": list(reminder.facts),
            "revision": reminder.revision,
            "url": f"{public_url}{_PUBLISH}",
        },
    }


def as_test_json(now: datetime) -> dict[str, Any]:
    """Give what a test posts."""
    return {
        "type": "test",
        "timestamp": _iso(now),
        "text": "This is a test of Countyline's notices.",
        "data": {},
    }


def age(waited: timedelta) -> str:
    """Say how long a case has waited, in its two largest units."""
    minutes = max(int(waited.total_seconds() // 60), 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    amounts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    said = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in amounts if n][:2]
    return " ".join(said) or "less than a minute"


def _mail(subject: str, text: str, key: str, envelope: Envelope, now: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(subject)
    mail["From"] = envelope.sender
    mail["To"] = ", ".join(envelope.to)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{key}@{envelope.sender.rpartition('@')[2]}>"
    # No out-of-office replies to it.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{text}\n\n-- \nSent by Countyline, {envelope.public_url}\n")
    return mail


def _subject(notices: Sequence[Notice]) -> str:
    if len(notices) == 1:
        return _headline(notices[0])
    return f"{len({one.case for one in notices})} cases wait for staff"


def _headline(notice: Notice) -> str:
    about = _said(notice.topic) if notice.topic else "topic not understood"
    urgent = [f"urgent: {_said(notice.sensitivity)}"] if notice.sensitivity else []
    told = [_said(notice.reason), *urgent, about, _language(notice), _said(notice.channel)]
    facts = ", ".join(told)
    return f"{_TOLD[notice.kind]} {notice.case}: {facts}"


def _paragraph(notice: Notice, public_url: str, now: datetime) -> str:
    facts: Mapping[str, str] = {
        "Why": _said(notice.reason),
        "Urgent": _said(notice.sensitivity or ""),
        "Topic": _said(notice.topic) if notice.topic else "not understood",
        "About": ", ".join(map(_said, notice.subjects)),
        "Language": _language(notice),
        "Channel": _said(notice.channel),
        "Waits for": age(now - notice.opened_at),
        "Claimed by": _said(notice.claimed_by or "") if notice.kind is Kind.OVERDUE else "",
    }
    lines = [f"{_TOLD[notice.kind]} {notice.case}"]
    lines += [f"  {name + ':':<12}{value}" for name, value in facts.items() if value]
    return "\n".join([*lines, f"  {_link(notice, public_url)}"])


def _reminder_headline(reminder: Reminder) -> str:
    count = len(reminder.facts)
    facts = f"{count} published fact{'' if count == 1 else 's'}"
    if reminder.stage is Stage.PAST:
        are = "is" if count == 1 else "are"
        return f"{facts} {are} past review: residents are told “not confirmed”"
    return f"{facts} must be reviewed by {_iso(reminder.review_by)}"


def _reminder_paragraph(reminder: Reminder) -> str:
    shown = reminder.facts[:_MOST_FACTS]
    more = len(reminder.facts) - len(shown)
    about = {
        "From": one_line(reminder.provenance),
        "As of": _iso(reminder.as_of),
        "Review by": _iso(reminder.review_by),
        "Revision": str(reminder.revision),
    }
    lines = [_reminder_headline(reminder)]
    lines += [f"  {name + ':':<12}{value}" for name, value in about.items()]
    lines += [f"    {one_line(fact)}" for fact in shown]
    lines += [f"    and {more} more"] if more else []
    return "\n".join(lines)


def _language(notice: Notice) -> str:
    return _said(language_in_words(notice.language))


def _said(word: str) -> str:
    return one_line(in_words(word))[:_LONGEST_WORD]


def _link(notice: Notice, public_url: str) -> str:
    return f"{public_url}/staff/cases/{notice.case}"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
