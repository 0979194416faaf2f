"""The conversation's memory: it survives its storage, and odd input gives what can be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.answers.answer import Choice
from countyline.answers.context import (
    LONGEST_TEXT,
    MOST_CHOICES,
    Context,
    chosen,
    completed,
    read_context,
)
from countyline.answers.question import Guess, Part
from countyline.card import Card
from countyline.redaction import LIMIT
from tests.answers.asking import FRIDAY, part, reply_to, snapshot

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("language", "topic", "aspect", "subjects", "date", "choices", "clarified", "offered",
          "question", "last", "heard")  # fmt: skip
odd_contexts = any_json | st.dictionaries(st.sampled_from(FIELDS), any_json)

texts = st.text(max_size=60)
said = st.text(min_size=1, max_size=60)
cards = st.builds(
    Card, st.lists(said, min_size=1, max_size=3).map(tuple), st.none() | said, st.none() | said
)
questions = st.builds(
    part,
    st.sampled_from(["status/open", "how_to_pay/ways"]),
    st.sampled_from(["collection", "recorder_of_deeds"]),
    text=st.just(""),
    confidence=st.floats(0, 1),
    confident=st.booleans(),
    statement=st.none() | st.just("statements.plates"),
    denied=st.just(()) | st.just(("assessment",)),
    foreign=st.lists(said, max_size=1).map(tuple),
    dates=st.lists(st.just(FRIDAY), max_size=1),
    premises=st.lists(said, max_size=1).map(tuple),
)
contexts = st.builds(
    Context,
    language=st.none() | st.sampled_from(["en", "es"]),
    topic=st.none() | st.text(min_size=1, max_size=20),
    aspect=st.none() | st.text(min_size=1, max_size=20),
    subjects=st.lists(texts, max_size=3).map(tuple),
    date=st.none() | st.just(FRIDAY),
    choices=st.lists(st.builds(Choice, texts | st.just("heard:0"), texts), max_size=3).map(tuple),
    clarified=st.integers(0, 5),
    offered_staff=st.booleans(),
    question=texts,
    last=st.none() | cards,
    heard=st.lists(st.tuples(questions), max_size=2).map(tuple),
)


@given(contexts)
def test_a_context_comes_back_as_it_was_stored(context: Context) -> None:
    context = context.with_open_readings()
    assert read_context(json.loads(json.dumps(context.as_json()))) == context


@given(odd_contexts)
def test_odd_input_never_fails(stored: object) -> None:
    context = read_context(stored)
    json.dumps(context.as_json())
    assert len(context.choices) <= MOST_CHOICES
    assert len(context.question) <= LONGEST_TEXT
    assert context.last is None or len(context.last.text) <= LONGEST_TEXT
    chosen(context, "1")
    completed(part("status/open", fragment=True, confident=False), context)


@given(odd_contexts, st.sampled_from(["1", "Ask a person", "and friday", ""]))
def test_whatever_is_remembered_a_reply_comes(stored: object, text: str) -> None:
    fragment = part("status/open", fragment=True, confident=False)
    reply = reply_to(snapshot("2024-04-03"), fragment, text=text, context=read_context(stored))
    assert reply.answer.text


@pytest.mark.parametrize(
    "card",
    [Card(("x" * (LIMIT + 1),)), Card(("x",), "y" * (LIMIT + 1)), Card(("x" * (LIMIT - 1),) * 3)],
)
def test_of_a_text_that_would_come_back_cut_nothing_is_remembered(card: Card) -> None:
    assert Context(last=card).as_json()["last"] is None
    assert read_context({"last": card.as_json()}).last is None


def test_nothing_is_remembered_of_nothing() -> None:
    nothing: tuple[object, ...] = (None, "", [], 7, {})
    for stored in nothing:
        assert read_context(stored) == Context()


def test_accents_case_and_marks_do_not_matter_when_choosing() -> None:
    context = Context(choices=(Choice("a/b", "¿Está abierto?"), Choice("person", "Una persona")))
    for said in ("esta abierto", "¿ESTÁ ABIERTO?", "a/b", "1", " 1. "):
        assert chosen(context, said) == context.choices[0]
    assert chosen(context, "3") is None


def by_mail(share: float, *, follow_up: bool = True) -> Part:
    """ "And by mail?", of which understanding cannot tell what it means."""
    readings = (Guess("contact", "email", 0.5), Guess("how_to_pay", "mail", share))
    return Part(
        "and by mail?", readings[0], confident=False, alternatives=readings, follow_up=follow_up
    )


PAYING = Context(language="en", topic="how_to_pay", aspect="ways")


def test_a_follow_up_means_what_belongs_to_the_conversation() -> None:
    found = completed(by_mail(0.3), PAYING)
    assert (found.aspect, found.confident) == ("how_to_pay/mail", True)


@pytest.mark.parametrize(
    ("asked", "context"),
    [
        (by_mail(0.1), PAYING),
        (by_mail(0.3, follow_up=False), PAYING),
        (by_mail(0.3), Context(language="en", topic="voting", aspect="when")),
        (by_mail(0.3), Context()),
    ],
    ids=["hardly likely", "no follow-up", "another topic", "nothing before"],
)
def test_what_may_mean_another_thing_stays_open(asked: Part, context: Context) -> None:
    assert completed(asked, context) == asked
