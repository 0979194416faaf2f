"""The call as a state machine: strikes, keys, languages, offers, hand-over, ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from countyline.calling.model import Abilities, Event, Heard, TransferOutcome
from countyline.calling.state import CallState, Expects, Link, Wish
from countyline.calling.step import LeaveNumber, Note, OpenCase, Scene, SendLink, Step
from countyline.calling.talking import LONGEST, MOST_TURNS, Answered
from countyline.calling.times import is_outside
from countyline.desk.model import Hint
from countyline.desk.rest import LASTS, Rest
from tests.calling.scene import (
    ALL,
    CALLER,
    CLOSED,
    COUNTY,
    OFFICE_HOURS,
    TALK,
    WORDS,
    ended,
    headline,
    heard,
    keys,
    record,
    said,
    silence,
)

NOW = datetime(2024, 4, 3, 13, tzinfo=UTC)
GREETED = CallState(was_greeted=True)
CHOICES = [{"id": "a", "title": "Recorder of Deeds"}, {"id": "b", "title": "Assessment"}]


def scene(**fields: Any) -> Scene:
    known: dict[str, Any] = {
        "report": "k",
        "county": COUNTY,
        "headline": headline,
        "now": NOW,
        "caller": CALLER,
        "abilities": ALL,
    }
    return Scene(**{**known, **fields})


class Call:
    """A call that is told reports, one after the other."""

    def __init__(self, state: CallState = GREETED, **fields: Any) -> None:
        self.state = state
        self.scene = scene(**fields)
        self.step: Step | None = None

    def take(self, report: Heard) -> Step:
        self.step = TALK.step(self.state, report, self.scene)
        self.state = self.step.state
        return self.step

    def answer(self, text: str = "Closed today.", **fields: Any) -> Step:
        known = {"language": "en", "record": record(**fields.pop("record", {}))}
        self.step = TALK.answered(
            self.state, Answered(text=text, **{**known, **fields}), self.scene
        )
        self.state = self.step.state
        return self.step

    def told(self) -> str:
        assert self.step is not None
        return " ".join(self.step.sentences)

    def asks(self) -> str:
        assert self.step is not None and self.step.ask is not None
        return self.step.ask.text


# The greeting


def test_the_greeting_says_who_speaks_and_how_to_reach_a_person() -> None:
    call = Call(CallState())
    call.take(heard(Event.START))
    told = call.told()
    for part in ("automated assistant of Jackson County", "Para español", "press zero", "911"):
        assert part.replace("911", "nine one one") in told
    assert told.endswith("What would you like to know?")


def test_a_hint_of_spanish_does_not_skip_the_greeting() -> None:
    call = Call(CallState(language="es"))
    call.take(heard(Event.START))
    assert call.told().startswith("Hola. Condado de Jackson, asistente automático.")
    assert "For English, press two" in call.told()


def test_a_replay_says_so() -> None:
    call = Call(CallState(), county=replace(COUNTY, notices={"en": "This is a replay."}))
    call.take(heard(Event.START))
    assert "Jackson County. This is a replay." in call.told()


def test_the_headline_says_at_once_what_is_closed() -> None:
    call = Call()
    call.take(said("is it open"))
    parts = ("Offices are closed.", "Call the county.")
    call.answer("There was an attack.", record={"degraded": True}, rest=Rest(parts, {}, NOW))
    assert call.told() == (
        "There was an attack. Offices are closed. Would you like to hear more?"
    )
    call.take(said("yes"))
    assert call.told().startswith("Call the county.")


def test_an_unknown_answer_does_not_keep_its_offer_of_staff_to_itself() -> None:
    call = Call()
    call.take(said("when is it due"))
    choice = {"id": "person", "title": "Ask a person"}
    unknown = {"certainty": "unknown", "choices": [choice]}
    call.answer("The county has not said.", record=unknown, rest=Rest(("Say person.",), {}, NOW))
    assert call.told() == "The county has not said. Would you like to hear more?"


def confirmed(*titles: str) -> dict[str, Any]:
    readings = [{"id": f"heard:{n}", "title": title} for n, title in enumerate(titles)]
    always = [{"id": "heard:none", "title": "None"}, {"id": "person", "title": "Ask a person"}]
    return {"kind": "clarify", "choices": [*readings, *always]}


def test_one_thing_to_confirm_takes_a_yes_a_no_or_a_key() -> None:
    for report, asks in ((said("yes"), "Collection, open"), (keys("1"), "Collection, open")):
        call = Call()
        call.answer("Did you mean: Collection, open?", record=confirmed("Collection, open"),
                    is_unsure=True)
        assert call.told() == (
            "Did you mean: Collection, open? Press one for yes, or three for no."
        )
        call.take(report)
        assert call.asks() == asks
    for report in (said("no"), keys("3")):
        call = Call()
        call.answer("Did you mean: Collection, open?", record=confirmed("Collection, open"),
                    is_unsure=True)
        call.take(report)
        assert call.told() == "Sorry. Please say it another way."


def test_two_things_to_confirm_have_a_key_each() -> None:
    call = Call()
    call.answer("Did you mean A? Or B?", record=confirmed("A", "B"), is_unsure=True)
    assert "For A, press one. For B, press three. Or press zero" in call.told()
    assert "None" not in call.told() and "Ask a person" not in call.told()


def test_a_call_that_begins_with_a_question_is_told_who_answers() -> None:
    call = Call(CallState())
    call.take(said("is it open"))
    call.answer()
    assert call.told().startswith("This is the automated assistant of Jackson County. Closed")
    call.take(keys("9"))
    assert "automated" not in call.told()


# At every turn

EVERYWHERE = [
    CallState(was_greeted=True, expects=expects, choices=("a", "b"), number=CALLER, case="4F-27")
    for expects in Expects
]


@pytest.mark.parametrize("state", EVERYWHERE, ids=lambda state: str(state.expects))
@pytest.mark.parametrize("confidence", [None, 0.01, 0.5, 0.99])
def test_what_can_be_asked_at_every_turn(state: CallState, confidence: float | None) -> None:
    for report in (keys("0"), said("operator", confidence), said("una persona", confidence)):
        assert Call(state).take(report).next == "transfer"
    for report in (keys("2"), said("español", confidence)):
        assert Call(state).take(report).state.language == "es"
    danger = Call(state).take(said("my husband is not breathing", confidence))
    assert danger.ask is not None and danger.ask.recognition is None
    if state.expects in (Expects.TRANSFER, Expects.MESSAGE):
        return
    repeated = replace(state, said=("Once more.",))
    for report in (keys("9"), said("can you repeat that", confidence)):
        assert Call(repeated).take(report).sentences == ("Once more.",)
    slow = Call(repeated).take(said("slower please", confidence))
    assert (slow.state.pace, slow.sentences) == ("slow", ("Once more.",))


def test_a_repeat_puts_through_or_records_again() -> None:
    for expects, following in ((Expects.TRANSFER, "transfer"), (Expects.MESSAGE, "record")):
        state = CallState(was_greeted=True, expects=expects, case="4F-27")
        assert Call(state).take(keys("9")).next == following


def test_two_leads_back_to_english() -> None:
    call = Call()
    assert call.take(keys("2")).state.language == "es"
    assert call.take(keys("2")).state.language == "en"
    call.take(said("en español"))
    assert call.take(said("English please")).state.language == "en"


def test_a_person_in_another_way_of_hearing_it_counts() -> None:
    call = Call()
    call.take(said("oh the rater", 0.2, "operator"))
    assert call.asks() == WORDS["en"].person_wish


def test_a_relay_operator_is_given_time() -> None:
    call = Call()
    call.take(said("hello this is relay operator twelve"))
    assert call.state.is_patient
    assert "longer" in call.told()


# Strikes


def test_silence_three_times_after_the_caller_spoke_leads_to_a_person() -> None:
    call = Call(replace(GREETED, has_spoken=True))
    call.take(silence())
    assert call.told().startswith("I did not hear you.")
    call.take(silence())
    assert "For what is closed, press one. For paying taxes, press three." in call.told()
    call.take(silence())
    assert call.asks() == WORDS["en"].person_wish


def test_a_caller_who_never_speaks_hears_the_headline_once_and_is_let_go() -> None:
    call = Call()
    for _ in range(3):
        call.take(silence())
    assert call.told().startswith("Some offices are closed.")
    assert call.state.expects is Expects.QUESTION
    assert call.take(silence()).next == "hangup"
    assert "eight one six, five five five, zero one zero zero" in call.told()


def test_what_is_not_understood_three_times_leads_to_a_person() -> None:
    call = Call()
    call.take(said("mumble", 0.1))
    assert call.told().startswith("I did not understand.")
    call.take(said("mumble", 0.2))
    assert call.state.choices == tuple(one.message for one in WORDS["en"].menu)
    call.take(said("mumble", 0.34))
    assert call.asks() == WORDS["en"].person_wish


def test_silence_and_misses_are_counted_apart() -> None:
    call = Call()
    for report in (silence(), said("mumble", 0.1), silence(), said("mumble", 0.1)):
        assert call.take(report).ask is None
    assert (call.state.silences, call.state.misses) == (2, 2)
    assert call.take(said("is it open")).state.silences == 0


def test_an_answer_sets_the_misses_back() -> None:
    call = Call()
    call.take(said("mumble", 0.1))
    call.take(said("mumble", 0.1))
    call.take(said("is it open"))
    call.answer()
    assert call.state.misses == 0


def test_the_menu_asks_by_key() -> None:
    call = Call()
    call.take(said("mumble", 0.1))
    call.take(said("mumble", 0.1))
    call.take(keys("5"))
    assert call.asks() == WORDS["en"].menu[3].message


# Confidence


@pytest.mark.parametrize(
    ("confidence", "is_asked", "is_unsure"),
    [(None, True, False), (0.0, True, False), (0.34, False, False), (0.35, True, True),
     (0.59, True, True), (0.6, True, False), (1.0, True, False)],
)  # fmt: skip
def test_bands(confidence: float | None, is_asked: bool, is_unsure: bool) -> None:
    step = Call().take(said("is it open", confidence))
    assert (step.ask is not None) is is_asked
    if step.ask is not None:
        assert step.ask.is_unsure is is_unsure


def test_a_yes_confirms_and_a_no_asks_again() -> None:
    call = Call()
    call.take(said("wreck order", 0.5))
    call.answer("Did you mean it?", record={"kind": "clarify", "choices": CHOICES}, is_unsure=True)
    assert "For Assessment, press three" in call.told()
    before = call.state
    call.take(said("yes"))
    assert call.asks() == "Recorder of Deeds"
    call.state = before
    call.take(said("no"))
    assert call.told() == "Sorry. Please say it another way."
    assert call.state.misses == 1


def test_a_question_back_is_followed_by_keys_only_the_second_time() -> None:
    call = Call()
    clarify = {"kind": "clarify", "choices": CHOICES}
    call.take(said("is it open"))
    call.answer("Which office?", record=clarify)
    assert call.told() == "Which office?"
    call.take(said("yes"))
    assert call.asks() == "yes"
    call.answer("Which office?", record=clarify)
    assert "For Assessment, press three" in call.told()


# Offers


def test_the_rest_of_an_answer_goes_stale() -> None:
    rest = Rest(("Two.",), record(), NOW)
    for changed in ({"now": NOW + LASTS * 2}, {"county": replace(COUNTY, revision=2)}):
        call = Call(**changed)
        call.answer("One.", rest=rest)
        call.take(said("more"))
        assert "out of date" in call.told()
        assert call.state.rest == Rest()


@pytest.mark.parametrize("kind", ["smalltalk", "decline"])
def test_a_no_after_small_talk_ends_the_call(kind: str) -> None:
    call = Call()
    call.answer("You are welcome.", record={"kind": kind})
    assert call.told() == "You are welcome."
    assert call.take(said("no")).next == "hangup"


def test_no_more_and_then_nothing_else_ends_the_call() -> None:
    call = Call()
    call.answer("One.", rest=Rest(("Two.",), record(), NOW))
    call.take(said("no"))
    assert call.told() == "What else would you like to know?"
    assert call.take(said("no")).next == "hangup"


def test_a_yes_to_what_rasa_asked_goes_to_rasa() -> None:
    call = Call()
    call.answer("The county has not said. Shall I ask a person?", record={"certainty": "unknown"})
    call.take(said("yes"))
    assert call.asks() == "yes"


def test_danger_is_answered_without_an_offer() -> None:
    call = Call()
    call.answer("Call nine one one.", record={"topic": "safety"}, rest=Rest(("x",), {}, NOW))
    assert call.told() == "Call nine one one."


SOURCES = [{"title": "News", "url": "https://www.county.example/news"}]


def test_a_link_is_offered_once_and_sent_on_a_yes() -> None:
    call = Call(can_text=True)
    call.answer(record={"sources": SOURCES})
    assert call.told().endswith("I can text you the link. Say text me, or press five.")
    call.answer(record={"sources": SOURCES})
    assert "text" not in call.told()
    sent = call.take(said("text me"))
    assert sent.deeds == (SendLink(Link("News", SOURCES[0]["url"])),)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"can_text": True, "wants_no_texts": True}, "are stopped"),
        ({"can_text": False}, "cannot text"),
        ({"can_text": True, "caller": None}, "cannot text"),
    ],
)
def test_a_link_that_cannot_be_sent(fields: Any, words: str) -> None:
    call = Call(**fields)
    call.answer(record={"sources": SOURCES})
    assert call.take(said("text me the link")).deeds == ()
    assert words in call.told()


def test_how_to_pay_is_the_portals_link() -> None:
    call = Call(can_text=True, county=replace(COUNTY, portal="https://pay.example"))
    call.answer(record={"topic": "how_to_pay", "sources": SOURCES})
    assert call.state.link == Link("", "https://pay.example")


# To staff


def handed(**fields: Any) -> Call:
    call = Call(**fields)
    call.take(keys("0"))
    case = {"id": "4F-27", "state": "open"}
    call.answer("I opened a case.", record={"kind": "handoff", "case": case}, wish=Wish.STAFF)
    return call


def test_within_hours_a_caller_is_put_through() -> None:
    call = handed()
    assert call.step is not None and call.step.next == "transfer"
    assert call.step.deeds == (OpenCase(), LeaveNumber(CALLER))
    assert call.step.record is not None and call.step.record["kind"] == "handoff"


def test_without_a_case_of_rasas_one_is_opened() -> None:
    call = Call()
    call.take(keys("0"))
    call.answer("Headline.", record={"degraded": True}, wish=Wish.STAFF)
    assert call.step is not None and OpenCase() in call.step.deeds
    assert "Headline" not in call.told()


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({"county": CLOSED}, ["Press one to be called back, or three to leave a message."]),
        ({"county": CLOSED, "abilities": Abilities()}, ["Press one to be called back."]),
        ({"abilities": Abilities()}, ["cannot put you through", "zero one zero zero"]),
        ({"county": replace(COUNTY, phone=None)}, ["cannot put you through"]),
    ],
)
def test_where_nobody_can_be_reached_a_call_back_is_offered(fields: Any, parts: list[str]) -> None:
    call = handed(**fields)
    assert call.step is not None and call.step.next == "listen"
    for part in parts:
        assert part in call.told()
    call.take(keys("1"))
    assert "Should staff call you at" in call.told()


def test_a_question_that_goes_to_staff_hands_the_caller_over() -> None:
    call = Call(county=CLOSED)
    call.take(said("I got a ticket"))
    call.answer("I opened case four F.", record={"kind": "handoff", "case": {"id": "4F-27"}})
    assert call.told().startswith("I opened case four F. I am noting the number")
    assert call.state.expects is Expects.STAFF


@pytest.mark.parametrize("outcome", [*TransferOutcome][1:])
def test_a_transfer_that_reaches_nobody(outcome: TransferOutcome) -> None:
    call = handed()
    step = call.take(ended(outcome))
    assert (step.next, call.state.expects) == ("listen", Expects.STAFF)
    assert isinstance(step.deeds[0], Note)


def test_a_question_after_the_offer_is_a_question() -> None:
    call = handed(county=CLOSED)
    call.take(said("is the recorder open"))
    assert call.asks() == "is the recorder open"


def test_a_number_is_asked_for_where_none_is_known() -> None:
    call = handed(county=CLOSED, caller=None)
    call.take(said("call me back"))
    assert "with the area code" in call.told()
    call.take(said("eight one six five five five oh one nine nine"))
    assert "I have eight one six, five five five, zero one nine nine." in call.told()
    step = call.take(said("yes that's right"))
    assert step.deeds == (LeaveNumber("+18165550199"),)


def test_a_number_that_is_no_number_three_times_ends_politely() -> None:
    call = handed(county=CLOSED)
    call.take(keys("1"))
    for _ in range(2):
        assert call.take(keys("81655")).next == "listen"
    step = call.take(said("mumble", 0.1))
    assert step.next == "hangup"
    assert step.sentences == (
        "Staff have your case and your number.", "Thank you for calling. Goodbye."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("report", "note"),
    [
        (said("tomorrow morning"), "“tomorrow morning” (morning)."),
        (keys("3"), "“afternoon” (afternoon)."),
        (said("any time"), "any time."),
        (said("nine"), "“nine”."),
    ],
)
def test_a_time_is_kept_as_it_was_said(report: Heard, note: str) -> None:
    call = handed(county=CLOSED)
    call.take(keys("1"))
    call.take(keys("1"))
    step = call.take(report)
    assert step.deeds == (Note(f"Wants to be called back at 816-555-0134. When: {note}"),)
    assert "aim" not in call.told()


@pytest.mark.parametrize("words", ["is the recorder open", "what are your hours on monday"])
def test_a_question_is_no_time_and_no_number(words: str) -> None:
    call = handed(county=CLOSED)
    call.take(keys("1"))
    call.take(said(words))
    assert call.asks() == words


def test_what_staff_aim_for_is_said_only_where_it_is_published() -> None:
    aims: dict[Hint, str | None] = {"en": "within two working days", "es": "en dos días hábiles"}
    call = handed(county=replace(CLOSED, targets=aims))
    for pressed in ("1", "1", "1"):
        call.take(keys(pressed))
    assert "Staff aim to answer within two working days." in call.told()


@pytest.mark.parametrize(
    ("words", "language", "outside"),
    [
        ("saturday", "en", True),
        ("sunday or monday", "en", False),
        ("monday at nine a.m.", "en", False),
        ("monday at 7 pm", "en", True),
        ("tonight", "en", True),
        ("at six in the morning", "en", True),
        ("whenever you like", "en", False),
        ("el sábado", "es", True),
        ("el lunes a las tres de la tarde", "es", False),
        ("a las ocho de la noche", "es", True),
        ("por la noche", "es", True),
        ("mañana", "es", False),
    ],
)
def test_times_outside_staff_hours(words: str, language: Any, outside: bool) -> None:
    assert is_outside(words, (OFFICE_HOURS,), WORDS[language]) is outside


# Ends


def test_a_long_call_ends_with_a_person() -> None:
    for state, age in (
        (replace(GREETED, turns=MOST_TURNS), timedelta(0)),
        (GREETED, LONGEST * 1.01),
    ):
        call = Call(state, age=age)
        step = call.take(said("is it open"))
        assert step.next == "transfer"
        assert step.deeds[0] == OpenCase()
        call = Call(state, age=age, county=CLOSED)
        call.take(said("is it open"))
        call.take(keys("1"))
        assert call.state.expects is Expects.NUMBER
        call.take(keys("1"))
        call.take(said("any time"))
        assert call.take(said("is it open")).next == "hangup"


def test_danger_is_heard_in_a_long_call() -> None:
    call = Call(replace(GREETED, turns=MOST_TURNS, is_too_long=True))
    call.take(said("he is not breathing", 0.1))
    assert call.asks() == "he is not breathing"


@pytest.mark.parametrize(
    "words", ["goodbye", "that's all", "no thanks", "adiós", "no gracias", "eso es todo"]
)
def test_whoever_says_goodbye_is_let_go(words: str) -> None:
    step = Call().take(said(words))
    assert step.next == "hangup" and step.state.is_over


def test_a_badly_heard_goodbye_does_not_end_the_call() -> None:
    assert Call().take(said("bye", 0.2)).next == "listen"


# Words


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sentences_are_speakable(language: Any) -> None:
    for name, text in WORDS[language].sentences.items():
        if name == "link_text":
            continue
        assert not any(one.isdigit() for one in text), name
        assert "http" not in text and "@" not in text, name
    assert len(WORDS[language].menu) <= 4
