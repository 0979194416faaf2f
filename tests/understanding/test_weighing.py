"""What is taken of the ways in which speech was heard, and how far it is believed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from countyline.understanding.hearing import Heard
from countyline.understanding.recognition import Alternative
from countyline.understanding.weighing import weigh
from tests.rasa_server import ActionStandIn, RasaServer

Understand = Callable[..., dict[str, Any]]


def recognition(*heard: tuple[str, float | None]) -> dict[str, Any]:
    listed = [{"text": text, "confidence": confidence} for text, confidence in heard]
    return {"confidence": heard[0][1], "alternatives": listed}


@pytest.fixture
def listen(understood: Understand) -> Understand:
    """Tells what is understood of speech: the ways in which it was heard, with confidences."""

    def understand(*heard: tuple[str, float | None], **metadata: Any) -> dict[str, Any]:
        given = recognition(*heard)
        return understood(heard[0][0], channel="voice", recognition=given, **metadata)

    return understand


def topics(found: dict[str, Any]) -> list[str]:
    return [f"{one['topic']}/{one['aspect']}" for one in found["questions"]]


def confident(found: dict[str, Any]) -> bool:
    return any(question["confident"] for question in found["questions"])


def subjects(reading: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for question in reading for one in question["subjects"]]


# Weighing


def heard(topic: str, recognized: float | None) -> Heard:
    question = {"topic": topic, "aspect": "x", "fragment": False, "subjects": [], "dates": []}
    return Heard(
        Alternative(topic, recognized), [], {"questions": [{**question, "statement": None}]}
    )


@pytest.mark.parametrize(
    ("ways", "best"),
    [
        ([("a", 0.9, 0.5), ("b", 0.6, 0.9)], "b"),
        ([("a", 0.9, 0.9), ("b", 0.6, 0.9)], "a"),
        ([("a", None, 0.9), ("b", None, 0.8)], "a"),
        ([("a", 0.5, 0.9), ("b", None, 0.95)], "b"),  # unknown is as good as the one before
        ([("a", 0.8, 0.9), ("b", 0.6, 0.8), ("b", 0.5, 0.8)], "b"),  # the same, heard twice
    ],
)
def test_recognition_times_probability_decides(
    ways: list[tuple[str, float | None, float]], best: str
) -> None:
    every = [heard(topic, recognized) for topic, recognized, _ in ways]
    ranked = weigh(every, [probability for _, _, probability in ways])
    assert ranked[0].first.alternative.text == best
    assert ranked[0].weight == max(one.weight for one in ranked)


# The whole


def test_what_is_clearly_heard_is_believed_as_if_it_were_written(
    listen: Understand, understood: Understand
) -> None:
    said = "is the recorder of deeds open on friday"
    found = listen((said, 0.9))
    assert found["recognition"] == "sure"
    assert (found["text"], found["readings"]) == (said, [])
    written = understood(said)
    assert not {"text", "recognition", "readings"} & written.keys()
    assert found["questions"] == written["questions"]
    assert listen((said, None))["recognition"] == "sure"


@pytest.mark.parametrize("confidence", [0.2, 0.35, 0.59])
def test_what_recognition_is_not_sure_of_is_to_be_confirmed(
    listen: Understand, confidence: float
) -> None:
    found = listen(("is the recorder of deeds open on friday", confidence))
    assert found["recognition"] == "unsure"
    assert not confident(found)
    assert [subjects(reading) for reading in found["readings"]] == [["recorder_of_deeds"]]


def test_two_meanings_that_are_near_each_other_are_to_be_confirmed(listen: Understand) -> None:
    found = listen(("is the recorder open today", 0.8), ("is the collector open today", 0.75))
    assert found["recognition"] == "unsure"
    assert not confident(found)
    readings = [subjects(reading) for reading in found["readings"]]
    assert sorted(readings) == [["collection"], ["recorder_of_deeds"]]


@pytest.mark.parametrize(
    "other", [("is the recorder of deeds open today", 0.8), ("is the collector open today", 0.2)]
)
def test_the_same_meaning_or_a_far_one_raises_no_doubt(
    listen: Understand, other: tuple[str, float]
) -> None:
    found = listen(("is the recorder open today", 0.85), other)
    assert found["recognition"] == "sure"
    assert confident(found)


def test_an_alternative_that_makes_sense_is_taken(listen: Understand) -> None:
    found = listen(("is there a quarter of these hoping fry day", 0.7),
                   ("is the recorder of deeds open friday", 0.65))  # fmt: skip
    assert found["text"] == "is the recorder of deeds open friday"
    assert topics(found) == ["status/open"]


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("my house is on fire", "safety/danger"),
        ("i want to kill myself", "safety/suicide"),
        ("i want to talk to a person", "person/human"),
        ("quiero hablar con una persona", "person/human"),
    ],
)
def test_danger_and_the_wish_for_a_person_wait_for_no_confidence(
    listen: Understand, said: str, topic: str
) -> None:
    for ways in ([(said, 0.1)], [("is the recorder open", 0.9), ("is the", 0.5), (said, 0.1)]):
        found = listen(*ways)
        assert topics(found) == [topic]
        assert found["recognition"] == "sure" and confident(found)


@pytest.mark.parametrize("said", ["yes", "no", "sí", "repeat that"])
def test_small_talk_is_not_confirmed(listen: Understand, said: str) -> None:
    found = listen((said, 0.4), language="es" if said == "sí" else "en")
    assert found["recognition"] == "sure" and confident(found)


def test_an_open_choice_is_heard_among_the_alternatives(listen: Understand) -> None:
    choices = [{"id": "subject:collection", "title": "Collection"}]
    found = listen(("call action", 0.7), ("collection", 0.4), context={"choices": choices})
    assert found["text"] == "collection"


def test_a_follow_up_is_no_bad_transcript(listen: Understand) -> None:
    found = listen(("and the recorder", 0.9))
    assert found["recognition"] == "sure"
    assert found["questions"][0]["fragment"] is True


def test_a_name_that_recognition_took_for_other_words_is_found_and_confirmed(
    listen: Understand,
) -> None:
    said = "is the porter of deeds open on friday"
    found = listen((said, 0.9))
    assert (found["text"], found["recognition"]) == (said, "unsure")
    assert subjects(found["readings"][0]) == ["recorder_of_deeds"]


def test_a_thing_whose_name_is_lost_is_not_answered_for_another(listen: Understand) -> None:
    found = listen(("where is the", 0.65))
    assert not confident(found) and found["readings"] == []


@pytest.mark.parametrize("said", ["what are your hours", "are you open today"])
def test_what_is_clear_and_names_no_thing_asks_for_none(listen: Understand, said: str) -> None:
    found = listen((said, 0.95))
    assert found["recognition"] == "sure" and confident(found)
    assert not confident(listen((said, 0.65)))


def test_what_is_asked_back_offers_what_all_ways_have_in_common(listen: Understand) -> None:
    found = listen(("recorder fish over there", 0.5), ("recorder fit over their", 0.45))
    (question,) = found["questions"]
    assert found["recognition"] != "unclear" and not confident(found)
    assert subjects([question]) == ["recorder_of_deeds"]
    offered = {one["topic"] for one in question["alternatives"]}
    assert offered and not offered & {"out_of_scope", "smalltalk", "safety", "person"}


BAD = [  # what a general recognizer made of questions on the telephone, four words in five wrong
    "oh it like the euro and create shot or too big on it all and the and or my late",
    "look at the monument like and i want the old lucky because we might think you're going",
    "come two got real chronic ear and getting the league",
    "you could recount can talk all the and i had a pocket",
    "i brought my you tube and all that you with my gut the little league",
    "we are you okay we met and only gave the",
    "or daughter got caught and with my baby to get her to",
    "held on wanna get a look and you can hang on and the",
    "the the money go with or op",
    "haley like when a total really angry home",
    "money order all right if the mechanic",
    "we keep the ot we want and how the",
]


@pytest.mark.parametrize("said", BAD)
def test_a_very_bad_transcript_is_not_answered(listen: Understand, said: str) -> None:
    found = listen((said, None))
    assert not confident(found)


def test_no_text_of_recognition_is_stored_as_it_came(
    listen: Understand, rasa: RasaServer, actions: ActionStandIn
) -> None:
    listen(("is it open", 0.5), ("my social is 078-05-1120", 0.4))
    # The number as a whole and in its parts: four digits alone may stand in any address.
    for written in ("078-05-1120", "078051120", "05-1120", "078-05"):
        assert written not in json.dumps(actions.calls)
        assert written not in rasa.log.read_text()
