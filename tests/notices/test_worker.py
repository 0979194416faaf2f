"""What is told, when, on which way, and what happens when it is not taken."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from countyline.database import DatabaseUnavailable, writing
from countyline.notices import worker as worker_module
from countyline.notices.book import ATTEMPT, GIVE_UP_AFTER, NoticeBook
from countyline.notices.model import NotSent, Unwanted, Way
from countyline.notices.worker import FIRST_PAUSE, LONGEST_PAUSE, Patience
from tests.notices.scene import (
    NOTHING_LATE,
    START,
    Clock,
    Told,
    add_case,
    change,
    claim,
    kept,
    release,
    run,
    worker,
)
from tests.notices.test_staff_time import HOURS


def test_a_new_case_is_told_once_on_every_way(engine: Engine, clock: Clock) -> None:
    mail, webhook = Told(most=50), Told()
    telling = worker(engine, clock, {Way.MAIL: mail, Way.WEBHOOK: webhook})
    add_case(engine, "2F-22")
    done = run(telling.look())
    assert (done.made, done.sent, done.failed) == (2, 2, 0)
    run(telling.look())
    assert mail.cases == webhook.cases == [("2F-22", "new")]
    assert set(kept(engine).values()) == {"sent"}
    assert telling.counts.sent == 2


def test_cases_that_come_together_are_one_mail_and_one_post_each(
    engine: Engine, clock: Clock
) -> None:
    mail, webhook = Told(most=2), Told()
    telling = worker(engine, clock, {Way.MAIL: mail, Way.WEBHOOK: webhook})
    for case in ("2F-22", "2F-23", "2F-24"):
        add_case(engine, case)
    run(telling.look())
    assert [len(sending) for sending in mail.got] == [2, 1]
    assert [len(sending) for sending in webhook.got] == [1, 1, 1]


def test_mails_keep_a_pause_between_them(engine: Engine, clock: Clock) -> None:
    mail = Told(most=50, pause=timedelta(minutes=1))
    telling = worker(engine, clock, {Way.MAIL: mail})
    add_case(engine, "2F-22")
    run(telling.look())
    add_case(engine, "2F-23")
    add_case(engine, "2F-24")
    clock.forward(seconds=30)
    run(telling.look())
    assert mail.cases == [("2F-22", "new")]
    clock.forward(seconds=30)
    run(telling.look())
    assert [len(sending) for sending in mail.got] == [1, 2]


def test_a_case_that_nobody_claims_is_told_again(engine: Engine, clock: Clock) -> None:
    mail = Told()
    telling = worker(engine, clock, {Way.MAIL: mail})
    add_case(engine, "2F-22")
    run(telling.look())
    clock.forward(minutes=29)
    run(telling.look())
    assert mail.cases == [("2F-22", "new")]
    clock.forward(minutes=1)
    run(telling.look())
    run(telling.look())
    assert mail.cases == [("2F-22", "new"), ("2F-22", "unclaimed")]


def test_only_staff_hours_count(engine: Engine, clock: Clock) -> None:
    mail = Told()
    telling = worker(engine, clock, {Way.MAIL: mail}, hours=HOURS)
    # START is ten in the morning there: this is twenty minutes before they go home.
    clock.forward(hours=6, minutes=40)
    add_case(engine, "2F-22", opened_at=clock.now)
    clock.forward(hours=15)
    run(telling.look())
    clock.forward(minutes=29)
    run(telling.look())
    assert mail.cases == [("2F-22", "new")]
    clock.forward(minutes=1)
    run(telling.look())
    assert mail.cases == [("2F-22", "new"), ("2F-22", "unclaimed")]


def test_a_claimed_case_without_a_word_is_overdue(engine: Engine, clock: Clock) -> None:
    mail = Told()
    telling = worker(engine, clock, {Way.MAIL: mail})
    for case in ("2F-22", "2F-23"):
        add_case(engine, case)
        claim(engine, case, clock.now)
    change(engine, "2F-23", first_reply_at=clock.now)
    clock.forward(minutes=60)
    run(telling.look())
    assert sorted(mail.cases) == [("2F-22", "new"), ("2F-22", "overdue"), ("2F-23", "new")]
    assert {one.claimed_by for sending in mail.got for one in sending} == {"Maria Lee"}


def test_what_is_over_is_not_told_and_may_come_again(engine: Engine, clock: Clock) -> None:
    mail = Told([NotSent("no")])
    telling = worker(engine, clock, {Way.MAIL: mail}, Patience(timedelta(minutes=5), None))
    add_case(engine, "2F-22", opened_at=START - GIVE_UP_AFTER)
    run(telling.look())
    assert mail.cases == [("2F-22", "unclaimed")]
    claim(engine, "2F-22", clock.now)
    clock.forward(hours=1)
    run(telling.look())
    assert kept(engine) == {}
    release(engine, "2F-22")
    run(telling.look())
    assert mail.cases == [("2F-22", "unclaimed")] * 2


def test_what_is_switched_off_by_zero_is_never_told(engine: Engine, clock: Clock) -> None:
    mail = Told()
    telling = worker(engine, clock, {Way.MAIL: mail}, Patience(None, None))
    add_case(engine, "2F-22")
    add_case(engine, "2F-23")
    claim(engine, "2F-23", clock.now)
    clock.forward(hours=20)
    run(telling.look())
    assert {kind for _, kind in mail.cases} == {"new"}


def test_closed_cases_and_those_of_long_ago_are_not_new(engine: Engine, clock: Clock) -> None:
    mail = Told()
    telling = worker(engine, clock, {Way.MAIL: mail}, Patience(None, None))
    add_case(engine, "2F-22", state="closed", closed_at=START, closed_by="x", outcome="y")
    add_case(engine, "2F-23", opened_at=START - GIVE_UP_AFTER)
    run(telling.look())
    assert mail.cases == []


def test_what_is_not_taken_is_tried_after_longer_and_longer_pauses(
    engine: Engine, clock: Clock
) -> None:
    mail = Told([NotSent("busy")] * 12)
    telling = worker(engine, clock, {Way.MAIL: mail}, Patience(None, None))
    add_case(engine, "2F-22")
    pauses = []
    for _ in range(12):
        run(telling.look())
        (listed,) = NoticeBook(engine, clock).listed()
        assert listed.error == "busy"
        pauses.append(listed.next_at - clock.now)
        clock.now = listed.next_at - timedelta(seconds=1)
        assert run(telling.look()).not_sent == 0
        clock.forward(seconds=1)
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE
    run(telling.look())
    assert set(kept(engine).values()) == {"sent"}
    assert NoticeBook(engine, clock).listed() == []


def test_a_receiver_may_ask_for_a_longer_pause(engine: Engine, clock: Clock) -> None:
    webhook = Told([NotSent("busy", timedelta(minutes=10))])
    telling = worker(engine, clock, {Way.WEBHOOK: webhook}, Patience(None, None))
    add_case(engine, "2F-22")
    run(telling.look())
    (listed,) = NoticeBook(engine, clock).listed()
    assert listed.next_at == clock.now + timedelta(minutes=10)


def test_after_a_day_it_is_given_up_and_said_so(engine: Engine, clock: Clock) -> None:
    mail = Told([NotSent("busy")] * 100)
    telling = worker(engine, clock, {Way.MAIL: mail}, Patience(None, None))
    add_case(engine, "2F-22")
    with capture_logs() as logs:
        for _ in range(80):
            if not telling.counts.failed:
                run(telling.look())
                clock.forward(minutes=20)
    assert timedelta(0) <= clock.now - START - GIVE_UP_AFTER < timedelta(hours=1)
    assert [one["about"] for one in logs if one["event"] == "notices_given_up"] == [["2F-22"]]
    (listed,) = NoticeBook(engine, clock).listed()
    assert (listed.state, listed.error) == ("failed", "busy")
    tried = len(mail.got)
    run(telling.look())
    assert len(mail.got) == tried


def test_a_way_that_is_no_longer_set_is_given_up_too(engine: Engine, clock: Clock) -> None:
    add_case(engine, "2F-22")
    NoticeBook(engine, clock).make([Way.WEBHOOK], NOTHING_LATE)
    clock.forward(days=1)
    assert run(worker(engine, clock, {Way.MAIL: Told()}).look()).failed == 1


def test_one_way_that_fails_does_not_stop_the_other(engine: Engine, clock: Clock) -> None:
    class Broken(Told):
        async def send(self, *_: object) -> NotSent:
            raise ZeroDivisionError

    webhook = Told()
    telling = worker(engine, clock, {Way.MAIL: Broken(), Way.WEBHOOK: webhook})
    add_case(engine, "2F-22")
    with pytest.raises(ZeroDivisionError):
        run(telling.look())
    assert webhook.cases == [("2F-22", "new")]


def test_a_receiver_that_wants_no_more_gets_no_more(engine: Engine, clock: Clock) -> None:
    webhook = Told([Unwanted()])
    telling = worker(engine, clock, {Way.WEBHOOK: webhook})
    add_case(engine, "2F-22")
    add_case(engine, "2F-23")
    with capture_logs() as logs:
        run(telling.look())
    assert "notices_unwanted" in [one["event"] for one in logs]
    assert "somewhere" not in str(logs)
    assert set(kept(engine).values()) == {"failed"}
    add_case(engine, "2F-24")
    # Also after a start, and in another desk.
    run(worker(engine, clock, {Way.WEBHOOK: webhook}).look())
    assert len(webhook.got) == 1
    elsewhere = Told(address="elsewhere")
    run(worker(engine, clock, {Way.WEBHOOK: elsewhere}).look())
    assert elsewhere.cases == [("2F-24", "new")]
    NoticeBook(engine, clock).switch_on(Way.WEBHOOK)
    add_case(engine, "2F-26")
    run(worker(engine, clock, {Way.WEBHOOK: webhook}).look())
    assert webhook.cases[1:] == [("2F-26", "new")]


def test_each_notice_is_taken_by_one_desk(engine: Engine, clock: Clock) -> None:
    for number in range(60):
        add_case(engine, f"2F-{number}")
    books = [NoticeBook(engine, clock) for _ in range(4)]
    start = threading.Barrier(4)

    def take_all(book: NoticeBook) -> list[str]:
        start.wait(10)
        book.make([Way.WEBHOOK], NOTHING_LATE)
        taken = []
        while found := book.take(Way.WEBHOOK, 2):
            taken += [one.case for one in found]
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [case for cases in pool.map(take_all, books) for case in cases]
    # On PostgreSQL a desk passes over what another one holds just now.
    last = books[0]
    while found := last.take(Way.WEBHOOK, 50):
        taken += [one.case for one in found]
    assert sorted(taken) == sorted(f"2F-{number}" for number in range(60))


def test_a_desk_that_was_away_does_not_undo_what_another_did(engine: Engine, clock: Clock) -> None:
    add_case(engine, "2F-22")
    slow, quick = NoticeBook(engine, clock), NoticeBook(engine, clock)
    slow.make([Way.WEBHOOK], NOTHING_LATE)
    first = slow.take(Way.WEBHOOK, 1)
    assert quick.take(Way.WEBHOOK, 1) == []
    clock.now += ATTEMPT
    second = quick.take(Way.WEBHOOK, 1)
    assert [one.id for one in first] == [one.id for one in second]
    slow.not_sent(first, "late", [timedelta(0)])
    assert slow.take(Way.WEBHOOK, 1) == []
    quick.sent(second)
    slow.not_sent(first, "late", [timedelta(0)])
    assert set(kept(engine).values()) == {"sent"}


def test_without_a_database_it_complains_once_and_goes_on(
    sqlite: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "LOOK_EVERY_SECONDS", 0.01)
    mail = Told()
    telling = worker(sqlite, clock, {Way.MAIL: mail})
    add_case(sqlite, "2F-22")
    with writing(sqlite) as connection:
        connection.execute(text("ALTER TABLE notices RENAME TO elsewhere"))
    with pytest.raises(DatabaseUnavailable):
        run(telling.look())

    async def watch() -> None:
        task = asyncio.create_task(telling.run())
        while not any(one["event"] == "notices_without_database" for one in logs):
            await asyncio.sleep(0.01)
        with writing(sqlite) as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO notices"))
        while not mail.got:
            await asyncio.sleep(0.01)
        task.cancel()

    with capture_logs() as logs:
        run(watch())
    complaints = [one for one in logs if one["event"] == "notices_without_database"]
    assert len(complaints) == 1
    assert mail.cases == [("2F-22", "new")]


def test_switching_it_on_does_not_tell_of_everything(sqlite: Engine, clock: Clock) -> None:
    for number in range(300):
        add_case(sqlite, f"2F-{number}", opened_at=START - timedelta(days=2 + number))
    mail = Told(most=50)
    run(worker(sqlite, clock, {Way.MAIL: mail}, Patience(None, None)).look())
    assert mail.cases == []
