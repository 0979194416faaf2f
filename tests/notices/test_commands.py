"""`countyline notices`, as an operator uses it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from countyline.cli import build
from countyline.console.deeds import newest
from countyline.notices.book import NoticeBook
from countyline.notices.model import Way
from countyline.problem import Problem
from tests.notices.receiver import Receiver
from tests.notices.scene import NOTHING_LATE, Clock, add_case
from tests.notices.smtp_server import Behavior, SmtpServer

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture(autouse=True)
def database(sqlite: Engine, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", sqlite_url)
    for name in ("COUNTYLINE_STAFF_MAIL", "COUNTYLINE_STAFF_WEBHOOK", "SMTP_USERNAME"):
        monkeypatch.setenv(name, "")


@pytest.fixture
def with_mail(smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> SmtpServer:
    monkeypatch.setenv("COUNTYLINE_STAFF_MAIL", "clerk@example.gov")
    monkeypatch.setenv("COUNTYLINE_MAIL_FROM", "desk@example.gov")
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", str(smtp.port))
    monkeypatch.setenv("SMTP_STARTTLS", "no")
    return smtp


@pytest.fixture
def with_webhook(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    monkeypatch.setenv("COUNTYLINE_STAFF_WEBHOOK", receiver.url)
    monkeypatch.setenv("COUNTYLINE_STAFF_WEBHOOK_SECRET", SECRET)
    return receiver


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(build(["notices"]), ["notices", *words])
    if isinstance(result.exception, Problem):
        assert code == 1
        return str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def test_a_test_of_every_way(with_mail: SmtpServer, with_webhook: Receiver) -> None:
    assert run("test").splitlines() == [
        "The mail server took a test for clerk@example.gov.",
        "The webhook took a test.",
    ]
    assert with_mail.mails[0]["Subject"] == "Test of Countyline's notices"
    assert with_webhook.posts[0].json["type"] == "test"


def test_what_fails_is_said_and_gives_a_code(with_mail: SmtpServer, with_webhook: Receiver) -> None:
    with_mail.behavior = Behavior(answers={"MAIL": "550 no"})
    with_webhook.answers.statuses = [500, 410]
    assert run("test", code=1).splitlines() == [
        "No e-mail could be sent: the server said: 550 no.",
        "The webhook took no test: the receiver answered 500.",
    ]
    assert "wants no more notices" in run("test", code=1)


def test_without_a_way_it_says_what_to_set() -> None:
    assert "set COUNTYLINE_STAFF_MAIL or COUNTYLINE_STAFF_WEBHOOK" in run("test", code=1)


def test_a_test_that_works_switches_the_webhook_on_again(
    with_webhook: Receiver, sqlite: Engine, clock: Clock
) -> None:
    book = NoticeBook(sqlite, clock)
    book.switch_off(Way.WEBHOOK, with_webhook.url)
    with_webhook.answers.statuses = [410]
    run("test", code=1)
    assert book.is_off(Way.WEBHOOK, with_webhook.url)
    assert "The webhook is switched on again." in run("test")
    assert not book.is_off(Way.WEBHOOK, with_webhook.url)


def test_the_list(sqlite: Engine) -> None:
    assert run("list") == "No notice waits or failed.\n"
    clock = Clock(datetime.now(UTC))
    book = NoticeBook(sqlite, clock)
    add_case(sqlite, "4F-27", opened_at=clock.now)
    book.make([Way.MAIL, Way.WEBHOOK], NOTHING_LATE)
    book.sent(book.take(Way.WEBHOOK, 1))
    book.not_sent(book.take(Way.MAIL, 1), "busy\nnow", [timedelta(minutes=5)])
    lines = run("list").splitlines()
    assert len(lines) == 2
    assert lines[1].split()[:5] == ["4F-27", "new", "mail", "waiting", "1"]
    assert lines[1].endswith("busy now")
    (listed,) = json.loads(run("list", "--json"))
    assert (listed["case"], listed["state"], listed["error"]) == ("4F-27", "waiting", "busy now")


def test_a_database_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'file' / 'x.db'}")
    assert run("list", code=1).startswith("The notices cannot be read or written now")


def test_the_audit_trail_tells_of_tests(
    with_mail: SmtpServer, with_webhook: Receiver, sqlite: Engine, clock: Clock
) -> None:
    NoticeBook(sqlite, clock).switch_off(Way.WEBHOOK, with_webhook.url)
    run("test")
    with_webhook.answers.statuses = [500]
    run("test", code=1)
    deeds = newest(sqlite)
    assert [(one.what, one.about) for one in reversed(deeds)] == [
        ("notices_tried", "mail worked, webhook worked"),
        ("notices_switched_on", "webhook"),
        ("notices_tried", "mail worked, webhook failed"),
    ]
    assert all(one.actor_name.startswith("command line (") for one in deeds)
