"""The worker that a desk gets from its settings."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from countyline.notices.assembling import staff_hours, worker_for
from countyline.notices.staff_time import StaffTime
from countyline.settings import Settings
from countyline.status.file_publisher import FilePublisher
from tests.notices.dying import BesideTheLoop
from tests.notices.receiver import Receiver
from tests.notices.scene import add_case, run
from tests.notices.smtp_server import SmtpServer
from tests.notices.test_commands import SECRET
from tests.notices.test_staff_time import DOCUMENT
from tests.status.documents import SNAPSHOTS


def test_without_a_way_there_is_no_worker(sqlite: Engine, tmp_path: Path) -> None:
    settings = Settings.from_environment({}, tmp_path)
    assert worker_for(settings, sqlite, BesideTheLoop()) is None


def test_a_worker_tells_on_both_ways(
    sqlite: Engine, tmp_path: Path, smtp: SmtpServer, receiver: Receiver
) -> None:
    given = {
        "COUNTYLINE_PUBLIC_URL": "https://chat.example.gov",
        "COUNTYLINE_STAFF_MAIL": "clerk@example.gov",
        "COUNTYLINE_MAIL_FROM": "desk@example.gov",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp.port),
        "SMTP_STARTTLS": "no",
        "COUNTYLINE_STAFF_WEBHOOK": receiver.url,
        "COUNTYLINE_STAFF_WEBHOOK_SECRET": SECRET,
    }
    settings = Settings.from_environment(given, tmp_path)
    worker = worker_for(settings, sqlite, BesideTheLoop())
    assert worker is not None
    add_case(sqlite, "4F-27", opened_at=datetime.now(UTC))
    done = run(worker.look())
    assert (done.made, done.sent) == (2, 2)
    assert len(smtp.mails) == len(receiver.posts) == 1
    link = "https://chat.example.gov/staff/cases/4F-27"
    assert receiver.posts[0].json["data"]["url"] == link
    assert link in str(smtp.mails[0].get_payload())


def test_staff_hours_come_from_the_document_in_service(tmp_path: Path) -> None:
    settings = Settings.from_environment({}, tmp_path)
    read = staff_hours(settings)
    assert read() is None
    FilePublisher(SNAPSHOTS[0], settings.publication, lambda: datetime.now(UTC)).refresh()
    assert read() == StaffTime.of(DOCUMENT)
