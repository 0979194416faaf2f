"""What is counted is what the desk wrote, on both databases."""

from datetime import timedelta
from typing import Any

import pytest

from countyline.asked.model import Became
from countyline.asked.reading import read_asked, read_raised
from tests.desk.scene import Clock
from tests.ledger.scene import Office, reply

LONG = timedelta(days=1)


@pytest.mark.parametrize(
    ("answer", "became"),
    [
        ({}, Became.ANSWERED),
        ({"certainty": "unknown"}, Became.UNKNOWN),
        ({"kind": "clarify"}, Became.CLARIFIED),
        ({"kind": "handoff"}, Became.HANDED_OVER),
        ({"kind": "decline"}, Became.DECLINED),
        ({"kind": "smalltalk"}, Became.SMALL_TALK),
        ({"degraded": True}, Became.HEADLINE),
    ],
)
def test_what_became_of_a_message(
    office: Office, clock: Clock, answer: dict[str, Any], became: Became
) -> None:
    office.ask("how is it", reply("so", **answer), channel="sms")
    (found,) = read_asked(office.engine, clock() - LONG, clock() + LONG)
    assert (found.became, found.text, found.channel) == (became, "how is it", "sms")
    assert (found.topics, found.subjects) == (("status",), ("recorder_of_deeds",))


def test_the_end_of_a_period_is_not_in_it(office: Office, clock: Clock) -> None:
    office.ask("how is it")
    (found,) = read_asked(office.engine, clock() - LONG, clock() + LONG)
    assert not list(read_asked(office.engine, clock() - LONG, found.at))
    assert len(list(read_asked(office.engine, found.at, clock() + LONG))) == 1


def test_nothing_was_raised(office: Office, clock: Clock) -> None:
    assert read_raised(office.engine, clock() - LONG, clock() + LONG) == []
