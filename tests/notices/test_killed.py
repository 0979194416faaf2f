"""Workers that are killed in the middle of sending: everything is told, and repeats are known."""

import signal
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from countyline.notices.model import Way
from tests.notices.dying import start
from tests.notices.receiver import Receiver
from tests.notices.scene import add_case, kept
from tests.notices.smtp_server import Behavior, SmtpServer
from tests.nursery import Child

LATER = 3
"""Minutes: longer than what a worker took is left to it."""


def kill(process: Child) -> None:
    process.kill()
    assert process.wait(20) == -signal.SIGKILL


def finish(process: Child) -> None:
    assert process.wait(60) == 0


def test_a_mail_that_a_killed_worker_had_begun_is_sent(
    engine: Engine, database_url: str, smtp: SmtpServer
) -> None:
    add_case(engine, "4F-27", datetime.now(UTC))
    smtp.behavior = Behavior(hangs=".")
    process = start(database_url, 0, Way.MAIL, str(smtp.port))
    assert smtp.got_mail.wait(30)
    kill(process)
    assert kept(engine) == {("4F-27", "new", "mail"): "waiting"}
    smtp.behavior = Behavior()
    finish(start(database_url, LATER, Way.MAIL, str(smtp.port)))
    assert kept(engine) == {("4F-27", "new", "mail"): "sent"}
    # The server had it the first time already: it is the same mail.
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 1
    assert len(smtp.mails) == 2
    finish(start(database_url, 2 * LATER, Way.MAIL, str(smtp.port)))
    assert len(smtp.mails) == 2


def test_a_post_that_a_killed_worker_had_begun_comes_again_under_its_id(
    engine: Engine, database_url: str, receiver: Receiver
) -> None:
    add_case(engine, "4F-27", datetime.now(UTC))
    receiver.answers.hangs = True
    process = start(database_url, 0, Way.WEBHOOK, receiver.url)
    assert receiver.got_post.wait(30)
    kill(process)
    receiver.answers.hangs = False
    finish(start(database_url, LATER, Way.WEBHOOK, receiver.url))
    assert [post.json["data"]["case"] for post in receiver.posts] == ["4F-27"] * 2
    assert len({post.id for post in receiver.posts}) == 1
    assert kept(engine) == {("4F-27", "new", "webhook"): "sent"}


@pytest.mark.parametrize("posts", [1, 4, 9])
def test_killed_after_any_post_nothing_is_lost(
    engine: Engine, database_url: str, receiver: Receiver, posts: int
) -> None:
    cases = {add_case(engine, f"2F-{number}", datetime.now(UTC)) for number in range(10)}
    process = start(database_url, 0, Way.WEBHOOK, receiver.url)
    while len(receiver.posts) < posts:
        assert receiver.got_post.wait(30)
        receiver.got_post.clear()
    kill(process)
    finish(start(database_url, LATER, Way.WEBHOOK, receiver.url))
    ids = {(post.json["data"]["case"], post.id) for post in receiver.posts}
    assert {case for case, _ in ids} == cases
    assert len(ids) == len(cases)
    # What was told already, and noted, is not told again.
    assert len(receiver.posts) <= len(cases) + 1
    assert set(kept(engine).values()) == {"sent"}
