"""Whatever understanding hands over, whatever is remembered: one reply, and the contract holds."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.answers.answer import CaseReport
from countyline.answers.context import WATCH, read_context
from countyline.answers.engine import Answerer
from countyline.answers.question import Guess, Part, Question
from countyline.answers.reply import CASE_MARK
from countyline.status.model import CERTAINTIES, StatusDocument
from countyline.topics import ASPECTS, SMALLTALK
from tests.answers.asking import SNAPSHOTS, on, snapshot, wording
from tests.answers.test_topics import BARE

DOCUMENTS = (*(snapshot(day) for day in SNAPSHOTS), BARE)
NAMES = [
    *((topic, aspect) for topic, aspects in ASPECTS.items() for aspect in aspects),
    *(("smalltalk", kind) for kind in SMALLTALK),
    ("smalltalk", "of_tomorrow"),
    ("gone", "away"),
]
SUBJECTS = [*dict(DOCUMENTS[0].subjects_by_id()), "no_such_thing"]
STATEMENTS = [None, None, "no.such", *dict(DOCUMENTS[1].statements_by_id())]
DATES: list[dict[str, Any]] = [
    {"kind": "now"},
    {"kind": "day", "days": 1},
    {"kind": "day", "days": -1},
    {"kind": "weekday", "weekday": 4, "which": "next"},
    {"kind": "week", "which": "next"},
    {"kind": "month", "month": None, "which": "this"},
    {"kind": "every", "weekday": 5},
    {"kind": "date", "month": 3, "day": 4, "ambiguous": True},
    {"kind": "date", "month": 2, "day": 30},
    {"kind": "nonsense"},
    dict(on(5, 25)),
]

parts = st.builds(
    Part,
    text=st.sampled_from(["and friday?", "is the recorder open", "816-555-0142"]),
    guess=st.builds(
        lambda name, confidence: Guess(name[0], name[1], confidence),
        st.sampled_from(NAMES),
        st.floats(0, 1),
    ),
    confident=st.booleans(),
    out_of_scope=st.floats(0, 1),
    fragment=st.booleans(),
    statement=st.sampled_from(STATEMENTS),
    subjects=st.lists(st.sampled_from(SUBJECTS), max_size=3, unique=True).map(tuple),
    foreign=st.sampled_from([(), (), ("IRS",)]),
    dates=st.lists(st.sampled_from(DATES), max_size=2).map(tuple),
    premises=st.lists(
        st.sampled_from(["open_again", "election_moved", "data_stolen", "online_down", "odd"]),
        max_size=2,
    ).map(tuple),
)
questions = st.builds(
    Question,
    text=st.sampled_from(["1", "yes", "Ask a person", "is the recorder open friday"]),
    language=st.sampled_from(["en", "es", "und"]),
    parts=st.lists(parts, min_size=1, max_size=2).map(tuple),
    capped=st.booleans(),
    heard=st.sampled_from([None, "sure", "unsure", "unsure", "unclear"]),
    readings=st.lists(st.lists(parts, min_size=1, max_size=2).map(tuple), max_size=3).map(tuple),
)


@settings(max_examples=200)
@given(
    st.sampled_from(range(len(DOCUMENTS))),  # not the documents: hypothesis writes them all out
    st.lists(questions, min_size=1, max_size=4),
    st.integers(-48, 24 * 40),
)
def test_a_conversation_keeps_to_the_contract(
    place: int, asked: list[Question], hours: int
) -> None:
    document = DOCUMENTS[place]
    answerer = Answerer(document, wording(), revision=1)
    context = read_context(None)
    for question in asked:
        reply = answerer.reply(question, context, document.sent + timedelta(hours=hours))
        _keeps_to_the_contract(document, reply.answer.as_json(), reply.answer.text)
        assert (reply.answer.escalation is not None) == (CASE_MARK in reply.answer.text)
        if reply.answer.escalation:  # as the action does, before anybody can ask for a repetition
            reply = reply.with_case(CaseReport("4F-27", "open", document.sent))
        context = read_context(json.loads(json.dumps(reply.context.as_json())))


def _keeps_to_the_contract(document: StatusDocument, answer: dict[str, Any], text: str) -> None:
    assert text.strip()
    assert "{" not in text and "  " not in text
    assert answer["kind"] in ("answer", "clarify", "handoff", "decline", "smalltalk")
    assert set(answer["facts"]) <= dict(document.facts_by_id()).keys()
    assert set(answer["subjects"]) <= dict(document.subjects_by_id()).keys()
    assert set(answer["topics"]) <= ASPECTS.keys()
    if answer["kind"] == "answer":
        assert answer["certainty"] in CERTAINTIES
        assert answer["facts"] or answer["certainty"] == "unknown"
        assert answer["topic"] in ASPECTS
        unknown = answer["certainty"] == "unknown" and answer["topic"] != "safety"
        offered = [choice["id"] for choice in answer["choices"]]
        # To whom the desk can write, it offers to do so when an office opens.
        offered = [choice for choice in offered if not choice.startswith(f"{WATCH}:")]
        assert offered == (["person"] if unknown else [])
    else:
        assert answer["certainty"] is None
    if answer["kind"] == "clarify":
        assert answer["choices"][-1]["id"] == "person"
    if answer["language"] == "und":
        assert answer["kind"] == "clarify"
