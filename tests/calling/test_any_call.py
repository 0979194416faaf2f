"""Whatever is reported, in whatever order: what must hold at every turn."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from countyline.calling.model import Abilities, Alternative, Event, Heard, TransferOutcome
from countyline.calling.state import CallState, Wish, state_of
from countyline.calling.step import Scene, Step
from countyline.calling.talking import Answered
from countyline.desk.rest import Rest
from countyline.speech import speech_of
from tests.calling.scene import CALLER, CLOSED, COUNTY, TALK, WORDS, headline, record

NOW = datetime(2024, 4, 3, 13, tzinfo=UTC)
WORDED = st.sampled_from(
    [
        "yes", "no", "more", "one", "the first one", "any time", "call me back", "leave a message",
        "text me", "sí", "no gracias", "is it open",
        "eight one six five five five oh one nine nine",
        "saturday at nine a.m.", "operator", "español", "English", "repeat", "slower", "goodbye",
        "this is relay operator five", "there is a fire", "", " ", "\0", "123-45-6789",
    ]
) | st.text(max_size=30)  # fmt: skip
CONFIDENCE = st.none() | st.floats(0, 1) | st.floats(allow_nan=True, allow_infinity=True)
ALTERNATIVES = st.lists(st.builds(Alternative, WORDED, CONFIDENCE), max_size=4).map(tuple)
ABILITIES = st.builds(Abilities, st.booleans(), st.booleans(), st.booleans())
FAREWELLS = tuple(
    words.sentences[name].partition("{")[0]
    for words in WORDS.values()
    for name in ("farewell", "farewell_unheard", "farewell_with_number", "is_over")
)
CHOICES = st.lists(
    st.fixed_dictionaries({"id": st.just("x"), "title": st.text(min_size=1, max_size=9)}),
    max_size=6,
)


class AnyCall(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = CallState()
        self.step: Step | None = None
        self.waits: Wish | None = None
        self.age = timedelta(0)
        self.was_empty = False

    def scene(self, abilities: Abilities) -> Scene:
        return Scene(
            report="k",
            county=self.county,
            headline=headline,
            now=NOW,
            age=self.age,
            caller=self.caller,
            abilities=abilities,
            can_text=True,
        )

    county = COUNTY
    caller: str | None = CALLER

    @rule(is_staffed=st.booleans(), is_known=st.booleans(), minutes=st.integers(0, 5))
    def something_changes(self, is_staffed: bool, is_known: bool, minutes: int) -> None:
        self.county = COUNTY if is_staffed else CLOSED
        self.caller = CALLER if is_known else None
        self.age += timedelta(minutes=minutes)

    @rule(
        event=st.sampled_from([*Event]),
        alternatives=ALTERNATIVES,
        keys=st.text("0123456789*#", max_size=12),
        transfer=st.none() | st.sampled_from([*TransferOutcome]),
        abilities=ABILITIES,
    )
    def report(self, event: Event, **fields: Any) -> None:
        heard = Heard(call="c", key="k", event=event, caller=self.caller, **fields)
        self.was_empty = event in (Event.NO_INPUT, Event.WAITING)
        before = self.state
        self.step = TALK.step(self.state, heard, self.scene(fields["abilities"]))
        self.state = self.step.state
        assert self.step.next != "transfer" or self.county.is_staffed
        self.waits = self.step.ask.wish if self.step.ask else None
        if before.is_over:
            assert self.step.next == "hangup"
        if self.was_empty and self.step.next == "hangup" and not before.is_over:
            assert before.silences >= 2 or self.state.is_too_long

    @rule(
        text=st.text(max_size=40),
        kind=st.sampled_from(["answer", "clarify", "handoff", "decline", "smalltalk", None]),
        topic=st.sampled_from(["status", "safety", "how_to_pay", None]),
        language=st.sampled_from(["en", "es"]),
        choices=CHOICES,
        case=st.none() | st.just({"id": "4F-27", "state": "open"}) | st.just({}),
        rest=st.lists(st.just("Another part."), max_size=2),
        is_unsure=st.booleans(),
    )
    def rasa_answers(self, text: str, rest: list[str], is_unsure: bool, **fields: Any) -> None:
        if self.waits is None or not text.strip():
            return
        answer = Answered(
            text=text,
            language=fields["language"],
            record=record(**fields),
            rest=Rest(tuple(rest), record(), NOW),
            wish=self.waits,
            is_unsure=is_unsure,
        )
        self.step = TALK.answered(self.state, answer, self.scene(self.state.abilities))
        self.state, self.waits = self.step.state, None

    @invariant()
    def something_is_said_or_asked(self) -> None:
        if self.step is None:
            return
        if self.step.ask is not None:
            assert self.step.ask.text.strip() and not self.step.sentences
            return
        speech = speech_of(self.step.sentences, self.state.language, self.state.pace)
        assert speech.text.strip()

    @invariant()
    def no_hangup_without_a_farewell(self) -> None:
        if self.step is not None and self.step.next == "hangup":
            assert any(one.startswith(FAREWELLS) for one in self.step.sentences)
            assert self.state.is_over

    @invariant()
    def the_state_survives_json(self) -> None:
        assert state_of(json.loads(json.dumps(self.state.as_json()))) == self.state


AnyCall.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyCall = AnyCall.TestCase
