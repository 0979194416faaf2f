"""What no aspect holds: never a neighbor's fact, never offered, never published."""

import pytest

from countyline.answers.question import Guess
from countyline.topics import ASPECTS, DETAIL, is_aspect, is_publishable
from tests.answers.asking import SNAPSHOTS, part, reply_to, snapshot, told

DETAILED = [topic for topic, aspects in ASPECTS.items() if DETAIL in aspects]


@pytest.mark.parametrize("topic", DETAILED)
@pytest.mark.parametrize("day", SNAPSHOTS)
def test_a_detail_is_told_as_not_published(day: str, topic: str) -> None:
    reply = reply_to(snapshot(day), part(f"{topic}/{DETAIL}"))
    assert (reply.answer.kind, reply.answer.certainty) == ("answer", "unknown")
    assert told(reply).startswith("The county has not said anything about that detail of ")


@pytest.mark.parametrize("topic", DETAILED)
def test_a_detail_is_no_choice_and_no_statement_is_about_it(topic: str) -> None:
    name = f"{topic}/{DETAIL}"
    unclear = part(name, confident=False, alternatives=(Guess(topic, DETAIL, 0.6),))
    choices = reply_to(snapshot("2024-04-03"), unclear).answer.choices
    assert choices and name not in [choice.id for choice in choices]
    assert is_aspect(name) and not is_publishable(name)


@pytest.mark.parametrize("topic", DETAILED)
def test_an_aspect_and_a_detail_apart_are_asked_back(topic: str) -> None:
    """Their answers may rest on the same facts, and only one of them is asked for."""
    for aspect in set(ASPECTS[topic]) - {DETAIL}:
        apart = (Guess(topic, aspect, 0.6), Guess(topic, DETAIL, 0.4))
        for two in (apart, apart[::-1]):
            unclear = part(two[0].name, confident=False, topic_confident=True, alternatives=two)
            assert reply_to(snapshot("2024-04-03"), unclear).answer.kind == "clarify"
