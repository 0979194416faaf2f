"""By text it is the number that wishes, agrees and takes back, in whatever conversation."""

from __future__ import annotations

import pytest

from countyline.database.engine import reading
from countyline.desk.case_file import read_case_file
from countyline.desk.model import Owner
from countyline.desk.switchboard import Switchboard
from countyline.following.offering import Offer
from countyline.following.watches import wished_in
from countyline.settings import PROJECT_ROOT
from countyline.texting.book import TextBook
from countyline.texting.model import InboundText, Kind
from countyline.texting.sentences import Sentences
from countyline.texting.words import load_words
from tests.desk.handing import ANA, new_case
from tests.following.scene import OURS, RECORDER, County
from tests.texting.scene import text

NUMBER = "+18165550123"
ANOTHER = "+18165550124"


def take(county: County, body: str, number: str = NUMBER) -> Kind:
    """Take a text as the channel does."""
    words = load_words(PROJECT_ROOT / "data")
    sentences = Sentences(words, lambda: {"en": "Jackson County", "es": "Condado de Jackson"})
    book = TextBook(county.book, words, sentences, ("+1",), county.clock)
    inbound: InboundText = text(body, theirs=number, ours=OURS)
    taken = book.take(inbound)
    assert taken is not None
    return taken.kind


def at_noon(county: County) -> None:
    county.clock.now = county.clock.now.astimezone(county.news.zone()).replace(hour=12)


# STOP


@pytest.mark.parametrize("stop", ["STOP", "ALTO", "please stop texting me"])
def test_stop_ends_every_wish_and_agreement_of_the_number_and_nothing_is_sent(
    county: County, stop: str
) -> None:
    at_noon(county)
    old = county.begin("sms", NUMBER)
    county.ask(old, "tell me when collection opens", watching="collection")
    new = county.begin("sms", NUMBER)
    county.ask(new, "tell me when the recorder opens", watching=RECORDER)
    county.ask(new, "UPDATES", wish="if_changes")
    other = county.begin("sms", ANOTHER)
    county.ask(other, "tell me when the recorder opens", watching=RECORDER)
    assert take(county, stop) is Kind.STOP
    assert county.endings() == ["stopped", "stopped", "stopped", None]
    before = {one: len(county.unasked(one)) for one in (old, new)}

    county.news.standing.update({RECORDER: 3, "collection": 3})
    assert county.tell() == [other]
    county.decide()
    assert county.send() == [other]
    assert {one: len(county.unasked(one)) for one in (old, new)} == before
    assert county.states() == {old: "unwanted", new: "unwanted", other: "sent"}


def test_start_brings_back_no_wish_and_no_agreement(county: County) -> None:
    """Not even that of a wish which was fulfilled before."""
    at_noon(county)
    ana = county.begin("sms", NUMBER)
    county.ask(ana, "tell me when the recorder opens", watching=RECORDER)
    county.news.standing[RECORDER] = 1
    assert county.tell() == [ana]
    county.ask(ana, "tell me when it opens", watching=RECORDER)
    assert take(county, "STOP") is Kind.STOP
    assert take(county, "START") is Kind.START
    assert county.endings() == ["stopped", "stopped"]
    county.news.standing[RECORDER] = 3
    assert county.tell() == []
    county.decide()
    assert county.send() == []
    assert county.states() == {ana: "unwanted"}


# Taking back, and agreeing


def test_taking_back_holds_for_the_whole_number_and_ends_what_was_agreed(county: County) -> None:
    at_noon(county)
    old = county.begin("sms", NUMBER)
    county.ask(old, "tell me when the recorder opens", watching=RECORDER)
    county.ask(old, "tell me when collection opens", watching="collection")
    county.news.standing.update({RECORDER: 1})
    assert county.tell() == [old]
    new = county.begin("sms", NUMBER)
    wished = wished_in(county.engine, new, "sms")
    assert wished.is_waiting and set(wished.conversations) == {old, new}
    county.ask(new, "stop updates", wish="withdrawn", wish_of=wished.conversations)
    assert county.endings() == ["withdrawn", "withdrawn"]
    assert not wished_in(county.engine, new, "sms").is_waiting
    county.news.standing.update({RECORDER: 3, "collection": 3})
    assert county.tell() == []
    county.decide()
    assert county.send() == []


def test_the_agreement_of_a_number_reaches_what_it_was_told_the_day_before(county: County) -> None:
    at_noon(county)
    old = county.begin("sms", NUMBER)
    county.ask(old)
    new = county.begin("sms", NUMBER)
    county.ask(new, "UPDATES", wish="if_changes", told="Good.", facts=[], topics=[])
    county.decide()
    assert county.send() == [old]


def test_a_wish_that_was_told_on_the_web_leaves_nothing_to_take_back(county: County) -> None:
    ana = county.begin()
    county.ask(ana, watching=RECORDER)
    county.news.standing[RECORDER] = 3
    county.tell()
    assert not wished_in(county.engine, ana, "web").is_waiting
    county.ask(ana, "stop telling me", wish="withdrawn")
    assert county.endings() == ["told"]


def test_what_is_known_of_a_number(county: County) -> None:
    old = county.begin("sms", NUMBER)
    choice = {"id": f"watch:{RECORDER}", "title": "Tell me when it reopens"}
    county.ask(old, context={"following": {"choice": choice}})
    fresh = wished_in(county.engine, old, "sms")
    assert not (fresh.was_asked or fresh.is_waiting or fresh.has_earlier or fresh.offer)
    county.ask(old, watching=RECORDER)
    county.clock.forward(60)
    new = county.begin("sms", NUMBER)
    known = wished_in(county.engine, new, "sms")
    assert known.conversations == (new, old) and known.subjects == (RECORDER,)
    assert known.has_earlier and known.offer == Offer(choice)
    assert known.was_asked and known.is_waiting
    nobody = wished_in(county.engine, county.begin("sms", ANOTHER), "sms")
    assert not (nobody.was_asked or nobody.has_earlier)


# A staff member has the conversation


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_a_wish_is_told_in_the_case_of_whoever_has_the_conversation(
    county: County, channel: str
) -> None:
    at_noon(county)
    resident = county.begin(channel, NUMBER)
    county.ask(resident, "tell me when the recorder opens", watching=RECORDER)
    case = new_case(county.engine, resident, county.clock, channel=channel)
    switchboard = Switchboard(county.engine, county.clock)
    switchboard.claim(case, ANA)
    county.news.standing[RECORDER] = 3
    assert county.tell() == [resident]
    with reading(county.engine) as connection:
        file = read_case_file(connection, case)
    assert file is not None
    # It is said in the conversation as the staff member has it open, and it stays theirs.
    assert [(one.author, one.text) for one in file.entries][-1] == (
        "bot",
        f"{RECORDER} en {channel}",
    )
    assert file.owner is Owner.STAFF
    assert county.endings() == ["told"]
