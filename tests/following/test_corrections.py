"""Corrections: to exactly those who were told and agreed, once."""

from __future__ import annotations

from datetime import timedelta

from countyline.following.told import Reversed, counted, together
from tests.desk.scene import Clock
from tests.following.scene import ANA, CHANGED, CLOSURE, RECORDER, WORDS, County


def at_noon(county: County) -> None:
    clock: Clock = county.clock
    clock.now = clock.now.astimezone(county.news.zone()).replace(hour=12)


def test_who_was_told_is_counted_by_channel_and_language(county: County) -> None:
    for channel, language in (("web", "en"), ("web", "en"), ("web", "es"), ("sms", "en")):
        county.ask(county.begin(channel), language=language)
    county.ask(county.begin(), facts=[f"{CLOSURE}x"])
    county.ask(county.begin(), facts=["offices.collection.closure"])
    found = counted(county.told())
    assert [(one.channel, one.language, one.residents) for one in found] == [
        ("sms", "en", 1),
        ("web", "en", 2),
        ("web", "es", 1),
    ]
    assert found[1].last - found[1].first == timedelta(seconds=1)


def test_whoever_was_told_the_new_fact_since_is_left_out(county: County) -> None:
    old, new, other, later = (county.begin() for _ in range(4))
    for one in (old, new, other):
        county.ask(one)
    county.ask(new, revision=3)
    # Another answer of the new revision that says nothing of it.
    county.ask(other, revision=3, facts=["payments.mail"], topics=["how_to_pay"])
    county.ask(later, revision=3)
    assert {one.conversation for one in county.told()} == {old, other}


def test_of_a_withdrawn_fact_a_later_answer_to_the_same_question_is_enough(
    county: County,
) -> None:
    old, new = county.begin(), county.begin()
    for one in (old, new):
        county.ask(one)
    county.ask(new, revision=3, facts=[])
    gone = Reversed(CLOSURE, "closed", None, 3, frozenset({1, 2}))
    assert [one.conversation for one in county.told(gone)] == [old]


def test_one_correction_for_several_facts(county: County) -> None:
    ana = county.begin()
    county.ask(ana)
    county.ask(ana, told="Closed again.")
    assert [one.text for one in together([county.told(), county.told()])] == ["Closed again."]


def test_it_reaches_those_who_were_told_and_agreed(county: County) -> None:
    at_noon(county)
    web, silent, wished, stopped = (
        county.begin(),
        county.begin("sms"),
        county.begin("sms"),
        county.begin("sms", "+18165550199"),
    )
    asked, withdrew = county.begin("sms"), county.begin("sms")
    caller = county.begin("voice", "+18165550111")
    county.ask(web, language="es")
    for one in (silent, asked, caller, stopped, wished, withdrew):
        county.ask(one)
    county.ask(wished, "text me if that changes", wish="if_changes", facts=[], revision=None)
    for one in (stopped, withdrew):
        county.ask(one, watching=RECORDER, facts=[], revision=None)
    county.ask(withdrew, "stop telling me", wish="withdrawn", facts=[], revision=None)
    county.ask(asked, watching=RECORDER)
    county.stop("+18165550199")
    assert county.decide() is not None
    assert sorted(county.send()) == sorted([web, wished, asked])
    assert county.unasked(web) == [WORDS["es"]]
    assert county.unasked(wished) == [WORDS["en"]]
    assert county.states() == {
        web: "sent", wished: "sent", asked: "sent", silent: "unwanted", stopped: "unwanted",
        withdrew: "unwanted", caller: "to_call",
    }  # fmt: skip
    assert county.send() == []


def test_a_double_click_is_one_correction(county: County) -> None:
    ana = county.begin()
    county.ask(ana)
    assert county.decide("form") is not None
    assert county.decide("form") is None
    county.send()
    assert len(county.unasked(ana)) == 1


def test_two_publishers_correct_the_same_once(county: County) -> None:
    ana = county.begin()
    county.ask(ana)
    assert county.decide("one") is not None
    assert county.decide("two") is not None
    county.send()
    assert len(county.unasked(ana)) == 1
    # And once it was said, nobody still needs it.
    assert county.told() == []


def test_whoever_asks_again_before_it_is_sent_gets_none(county: County) -> None:
    ana = county.begin()
    county.ask(ana)
    county.decide()
    county.ask(ana, told="It is open.", revision=3)
    assert county.send() == []
    assert county.states() == {ana: "spared"}


def test_texts_wait_for_the_day(county: County) -> None:
    ana = county.begin("sms")
    county.ask(ana, watching=RECORDER)
    county.clock.now = county.clock.now.astimezone(county.news.zone()).replace(hour=22)
    county.decide()
    assert county.send() == []
    county.clock.forward(12 * 3600)
    assert county.send() == [ana]


def test_a_caller_is_called_once(county: County) -> None:
    county.ask(county.begin("voice", "+18165550111"), told="Closed.")
    made = county.decide()
    assert made is not None
    (call,) = county.corrections.to_call()
    assert (call.number, call.told, call.words) == ("+18165550111", "Closed.", WORDS["en"])
    noted: list[str] = []
    for _ in range(2):
        county.corrections.called(
            made, call.conversation, ANA, lambda _, about: noted.append(about)
        )
    assert len(noted) == 1
    assert [one.called_by for one in county.corrections.to_call()] == ["Ana Diaz"]


def test_what_changed_is_kept_with_the_correction(county: County) -> None:
    county.ask(county.begin())
    county.decide()
    (made,) = county.corrections.made()
    assert (made.revision, made.facts, made.by_name) == (3, [CHANGED.fact], "Ana Diaz")
    assert made.states == {"waiting": 1}
