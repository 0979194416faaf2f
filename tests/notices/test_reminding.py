"""Publishers are reminded once of each entry and stage, and not of what was renewed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from countyline.database import reading
from countyline.notices.assembling import to_review
from countyline.notices.book import NoticeBook
from countyline.notices.model import NotSent, Outcome, Reminder, Sender, Sent, Unwanted, Way
from countyline.notices.reminding import ReminderBook, ReminderWorker, ToReview
from countyline.notices.schema import reminders
from countyline.notices.wording import Envelope, as_reminder_json, as_reminder_mail
from countyline.settings import Settings
from countyline.status.upkeep import Review, Stage
from tests.notices.dying import BesideTheLoop
from tests.notices.scene import PUBLIC, START, Clock, run

REVIEW_BY = START + timedelta(hours=2)


def review(stage: Stage = Stage.NEAR, **changes: object) -> Review:
    made = Review(
        provenance="news_apr_3",
        stage=stage,
        as_of=START - timedelta(hours=7),
        review_by=REVIEW_BY,
        facts=("offices.recorder_of_deeds.closure", "incident.headline"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class Reminded:
    """A sender that takes notes, and answers with the next of its outcomes."""

    outcomes: list[Outcome] = field(default_factory=list)
    most: int = 50
    pause: timedelta = timedelta(0)
    address: str = "somewhere"
    got: list[Reminder] = field(default_factory=list)

    async def send(self, told: Sequence[Reminder], now: datetime, /) -> Outcome:
        self.got += told
        return self.outcomes.pop(0) if self.outcomes else Sent()

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(one.provenance, one.stage.value) for one in self.got]


@dataclass
class Desk:
    """What must be reviewed, and who is told."""

    engine: Engine
    clock: Clock
    senders: Mapping[Way, Sender[Reminder]]
    due: tuple[Review, ...] = ()
    revision: int = 1

    def __post_init__(self) -> None:
        self.worker = self.another_worker()

    def another_worker(self) -> ReminderWorker:
        return ReminderWorker(
            book=ReminderBook(self.engine, self.clock),
            threads=BesideTheLoop(),
            senders=self.senders,
            due=lambda: ToReview(self.revision, self.due),
            clock=self.clock,
            chance=lambda: 1.0,
        )

    def look(self, *due: Review) -> None:
        self.due = due
        run(self.worker.look())

    def kept(self) -> list[tuple[str, str, str]]:
        with reading(self.engine) as connection:
            rows = connection.execute(select(reminders)).all()
        return sorted((row.stage, row.way, row.state) for row in rows)


def test_each_stage_is_told_once_on_every_way(engine: Engine, clock: Clock) -> None:
    mail, webhook = Reminded(), Reminded(most=1)
    desk = Desk(engine, clock, {Way.MAIL: mail, Way.WEBHOOK: webhook})
    desk.look()
    assert mail.told == []
    for _ in range(2):
        desk.look(review())
    desk.worker = desk.another_worker()
    desk.look(review())
    assert mail.told == webhook.told == [("news_apr_3", "near")]
    for _ in range(2):
        desk.look(review(Stage.PAST))
    assert mail.told == webhook.told == [("news_apr_3", "near"), ("news_apr_3", "past")]
    assert mail.got[0].facts == ("offices.recorder_of_deeds.closure", "incident.headline")


def test_what_was_renewed_is_not_told_and_its_new_time_is(engine: Engine, clock: Clock) -> None:
    mail = Reminded([NotSent("down")])
    desk = Desk(engine, clock, {Way.MAIL: mail})
    desk.look(review())
    assert desk.kept() == [("near", "mail", "waiting")]
    clock.forward(hours=1)
    desk.look()
    assert desk.kept() == []
    assert len(mail.got) == 1
    renewed = review(review_by=REVIEW_BY + timedelta(days=1))
    desk.look(renewed)
    assert mail.got[-1].review_by == renewed.review_by
    assert desk.kept() == [("near", "mail", "sent")]


def test_what_is_past_meanwhile_is_told_as_past_alone(engine: Engine, clock: Clock) -> None:
    mail = Reminded([NotSent("down")])
    desk = Desk(engine, clock, {Way.MAIL: mail})
    desk.look(review())
    clock.forward(hours=3)
    desk.look(review(Stage.PAST))
    assert mail.told == [("news_apr_3", "near"), ("news_apr_3", "past")]
    assert desk.kept() == [("past", "mail", "sent")]


def test_it_is_tried_again_and_given_up_after_a_day(engine: Engine, clock: Clock) -> None:
    mail = Reminded([NotSent("down")] * 100)
    desk = Desk(engine, clock, {Way.MAIL: mail})
    for _ in range(60):
        desk.look(review(Stage.PAST))
        clock.forward(minutes=30)
    assert desk.kept() == [("past", "mail", "failed")]
    assert desk.worker.counts.failed == 1
    tried = len(mail.got)
    assert tried > 20
    desk.look(review(Stage.PAST))
    assert len(mail.got) == tried


def test_a_way_that_is_off_reminds_nobody(engine: Engine, clock: Clock) -> None:
    webhook, mail = Reminded([Unwanted()]), Reminded()
    desk = Desk(engine, clock, {Way.MAIL: mail, Way.WEBHOOK: webhook})
    desk.look(review(Stage.PAST))
    desk.look(review(Stage.PAST, provenance="other"))
    assert len(webhook.got) == 1
    assert len(mail.got) == 2
    book = NoticeBook(engine, clock)
    assert book.is_off(Way.WEBHOOK, "somewhere")
    book.switch_on(Way.WEBHOOK)
    desk.look(review(Stage.PAST, provenance="other"))
    assert webhook.told[-1] == ("other", "past")


def test_two_desks_remind_once(engine: Engine, clock: Clock) -> None:
    mail = Reminded()
    desk = Desk(engine, clock, {Way.MAIL: mail}, due=(review(),))
    books = [ReminderBook(engine, clock) for _ in range(2)]
    due = ToReview(1, (review(),))
    assert [book.make([Way.MAIL], due) for book in books] == [1, 0]
    run(desk.another_worker().look())
    run(desk.worker.look())
    assert len(mail.got) == 1


@pytest.mark.parametrize(("stage", "words"), [
    (Stage.NEAR, "2 published facts must be reviewed by 2024-04-03T17:00:00Z"),
    (Stage.PAST, "2 published facts are past review: residents are told “not confirmed”"),
])  # fmt: skip
def test_what_is_told(stage: Stage, words: str) -> None:
    one = reminder(stage)
    envelope = Envelope("bot@example.gov", ("clerk@example.gov",), PUBLIC)
    mail = as_reminder_mail([one], envelope, START)
    text = mail.get_content()
    assert mail["Subject"] == words
    for told in (words, "incident.headline", "news_apr_3", f"{PUBLIC}/staff/publish"):
        assert told in text
    posted = as_reminder_json(one, PUBLIC, START)
    assert posted["type"] == f"status.review_{stage.value}"
    assert posted["data"]["facts"] == list(one.facts)
    assert posted["data"]["url"] == f"{PUBLIC}/staff/publish"
    again = as_reminder_mail([one], envelope, START + timedelta(hours=1))
    assert again["Message-ID"] == mail["Message-ID"]


def reminder(stage: Stage) -> Reminder:
    told = review(stage)
    return Reminder(
        id="r-1",
        stage=stage,
        provenance=told.provenance,
        as_of=told.as_of,
        review_by=told.review_by,
        facts=told.facts,
        revision=1,
        attempts=1,
    )


def test_nothing_is_due_while_nothing_was_published(sqlite: Engine, tmp_path: object) -> None:
    assert to_review(Settings.from_environment({"COUNTYLINE_VAR": str(tmp_path)}))() is None
