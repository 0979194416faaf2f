"""The wish to be told of a reopening: kept, told once, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from countyline.cases.retention import Retention
from countyline.database.engine import reading
from countyline.desk.model import Inbound
from countyline.desk.schema import conversations, watches
from countyline.following.watches import BATCH, wished_in
from tests.following.scene import RECORDER, County


def test_it_is_told_once_when_it_comes_true(county: County) -> None:
    ana = county.begin()
    county.ask(ana, "tell me when the recorder reopens", watching=RECORDER)
    assert county.tell() == []
    assert wished_in(county.engine, ana, "web").is_waiting
    county.news.standing[RECORDER] = 1
    assert county.tell() == [ana]
    county.news.standing[RECORDER] = 3
    assert county.tell() == []
    assert county.unasked(ana) == [f"{RECORDER} en web"]
    assert county.endings() == ["told"]


def test_a_turn_says_whether_there_was_a_wish_in_its_conversation(county: County) -> None:
    ana, bo = county.begin(), county.begin()
    county.ask(ana, "tell me when the recorder reopens", watching=RECORDER)
    for conversation, has_wished in ((ana, True), (bo, False)):
        inbound = Inbound(conversation=conversation, key="next", text="is it open")
        turn = county.book.accept(inbound).turn
        assert turn is not None
        assert turn.has_wished is has_wished
        taken_up = county.book.take_over(conversation)
        assert taken_up is not None
        assert taken_up.has_wished is has_wished


def test_two_looks_at_once_tell_it_once(county: County) -> None:
    ana = county.begin()
    county.ask(ana, watching=RECORDER)
    county.news.standing[RECORDER] = 3
    found = county.watches.due()
    assert [county.watches.tell(one) for one in [*found, *found]] == [ana, None]
    assert len(county.unasked(ana)) == 1


def test_the_same_wish_twice_is_one(county: County) -> None:
    ana = county.begin()
    for _ in range(3):
        county.ask(ana, watching=RECORDER)
    county.news.standing[RECORDER] = 3
    assert county.tell() == [ana]


def test_it_is_told_in_the_language_of_the_wish(county: County) -> None:
    eva = county.begin()
    county.ask(eva, "avíseme cuando abra", watching=RECORDER, language="es")
    county.news.standing[RECORDER] = 3
    county.tell()
    assert county.unasked(eva) == [f"{RECORDER} es web"]


def test_what_cannot_be_said_for_sure_waits(county: County) -> None:
    ana = county.begin()
    county.ask(ana, watching=RECORDER)
    county.news.standing[RECORDER] = 3
    county.news.is_sure = False
    assert county.tell() == []
    county.news.is_sure = True
    assert county.tell() == [ana]


def test_a_crowd_that_waits_for_what_is_not_sure_holds_nobody_up(county: County) -> None:
    # An office whose closure is over without a word on what is now: nothing sure can be said.
    for _ in range(BATCH + 1):
        county.ask(county.begin(), watching="collection")
    ana = county.begin()
    county.ask(ana, watching=RECORDER)
    county.news.standing = {"collection": 1, RECORDER: 3}
    county.news.unsure = {"collection"}
    assert county.tell() == [ana]
    county.news.unsure = set()
    assert len(county.tell()) == BATCH and len(county.tell()) == 1


def test_a_subject_that_the_document_lost_waits(county: County) -> None:
    ana = county.begin()
    county.ask(ana, watching=RECORDER)
    county.news.standing.clear()
    assert county.tell() == []
    assert county.endings() == [None]


def test_it_can_be_taken_back(county: County) -> None:
    ana = county.begin()
    county.ask(ana, watching=RECORDER)
    county.ask(ana, "stop telling me", wish="withdrawn")
    county.news.standing[RECORDER] = 3
    assert county.tell() == []
    assert county.endings() == ["withdrawn"]


@pytest.mark.parametrize(
    ("hour", "is_told"), [(0, False), (7, False), (8, True), (20, True), (21, False)]
)
def test_texts_keep_quiet_at_night_and_the_web_does_not(
    county: County, hour: int, is_told: bool
) -> None:
    ana, ben = county.begin("sms"), county.begin()
    for one in (ana, ben):
        county.ask(one, watching=RECORDER)
    zone = county.news.zone()
    county.clock.now = county.clock.now.astimezone(zone).replace(hour=hour, minute=30)
    county.news.standing[RECORDER] = 3
    assert set(county.tell()) == ({ana, ben} if is_told else {ben})
    county.clock.forward(24 * 3600)
    county.clock.now = county.clock.now.replace(hour=12)
    assert county.tell() == ([] if is_told else [ana])


def test_whoever_wants_no_texts_gets_none(county: County) -> None:
    ana = county.begin("sms", "+18165550123")
    county.ask(ana, watching=RECORDER)
    county.stop("+18165550123")
    county.news.standing[RECORDER] = 3
    county.clock.now = county.clock.now.astimezone(county.news.zone()).replace(hour=12)
    assert county.tell() == []
    assert county.endings() == ["stopped"]
    assert county.unasked(ana) == []


def test_on_the_phone_nothing_is_kept(county: County) -> None:
    county.ask(county.begin("voice"), watching=RECORDER)
    assert county.endings() == []


def test_a_wish_goes_with_its_conversation(county: County) -> None:
    county.ask(county.begin(), watching=RECORDER)
    county.clock.forward(timedelta(days=400).total_seconds())
    retention = Retention(county.engine, conversations, county.clock, 0)
    before = county.clock() - timedelta(days=30)
    assert retention.count(before)[watches.name] == 1
    retention.delete(before, "operator")
    with reading(county.engine) as connection:
        assert connection.execute(watches.select()).all() == []
