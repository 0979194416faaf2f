"""What the whole pipeline understands, as the action server gets to see it."""

from collections.abc import Callable
from typing import Any

import pytest

Understand = Callable[..., dict[str, Any]]


def topics(understood: dict[str, Any]) -> list[str]:
    return [f"{question['topic']}/{question['aspect']}" for question in understood["questions"]]


@pytest.mark.parametrize(
    ("message", "topic", "language"),
    [
        ("is the recorder open friday", "status/open", "en"),
        ("¿está abierto el registro el viernes?", "status/open", "es"),
        ("is the asessor open", "status/open", "en"),
        ("puedo pagar mis taxes si está cerrado", "how_to_pay/ways", "es"),
        (
            "they pulled me over, my tags are expired because you are closed!!",
            "vehicle/ticket",
            "en",
        ),
        ("is the election postponed", "elections/postponed", "en"),
        ("what is a soft opening", "reopening/soft_opening", "en"),
        ("hola", "smalltalk/greeting", "es"),
        ("hello, is the recorder open friday?", "status/open", "en"),
    ],
)
def test_clear_questions_are_believed(
    understood: Understand, message: str, topic: str, language: str
) -> None:
    found = understood(message)
    assert topics(found) == [topic]
    assert found["language"] == language
    assert found["questions"][0]["confident"] is True
    assert found["revision"] == 1


@pytest.mark.parametrize(
    "message",
    [
        "is the IRS open today",
        "is the clay county recorder open",
        "is the post office open",
        "where is the DMV",
        "¿está abierta la alcaldía?",
        "what is the weather tomorrow",
        "pizza near me",
        "write me a poem about taxes",
    ],
)
def test_what_is_not_ours_is_not_believed_as_county_business(
    understood: Understand, message: str
) -> None:
    for question in understood(message)["questions"]:
        outside = question["topic"] in ("out_of_scope", "smalltalk", "other_service")
        assert outside or not question["confident"]


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("i want to kill myself", "safety/suicide"),
        ("quiero morirme", "safety/suicide"),
        ("you closed and now i lost my house, i dont want to live anymore", "safety/suicide"),
        ("my house is on fire", "safety/danger"),
        ("hay un hombre con una pistola, mi esposo no respira", "safety/danger"),
        ("is the recorder open? help my dad cant breathe", "safety/danger"),
        ("ill come down there and shoot everyone", "safety/threat"),
        ("can i talk to a real person", "person/human"),
        ("quiero hablar con alguien", "person/human"),
        ("stop, get me a human", "person/human"),
    ],
)
def test_danger_and_the_wish_for_a_person_are_never_missed(
    understood: Understand, message: str, topic: str
) -> None:
    found = understood(message)
    assert topics(found) == [topic]
    assert found["questions"][0]["confident"] is True


@pytest.mark.parametrize(
    "message",
    [
        "i'm dying to know when you open",
        "I do NOT live in Kansas City, where do I vote",
        "casi me da un infarto cuando vi el recibo de los taxes",
        "when do they kill the bill",
        "this wait is killing me, is collection open",
        "me muero de risa",
        "when is the deadline",
        "Since my brother's suicide nobody has touched his house. Who changes the deed?",
        "Con la soga al cuello ando, ¿me dejan pagar el impuesto de la casa en partes?",
        "These fees are choking my business. Can I pay online without them?",
        "I've paid on time for twenty years, even the year the roof caved in. Is there a penalty?",
    ],
)
def test_figures_of_speech_are_no_danger(understood: Understand, message: str) -> None:
    assert all(question["topic"] != "safety" for question in understood(message)["questions"])


@pytest.mark.parametrize(
    "message",
    [
        "he put a gun to his head when the tax letter came, help",
        "tiene un cuchillo en la garganta, vengan ya",
        "I lost the house to that scam. No one will miss me. I only wanted to say sorry.",
    ],
)
def test_danger_is_heard_whatever_stands_around_it(
    understood: Understand, message: str
) -> None:
    assert [one["topic"] for one in understood(message)["questions"]] == ["safety"]


def test_a_half_that_the_whole_does_not_ask_is_no_question(understood: Understand) -> None:
    found = understood("Can I pay half of my taxes now and the other half when you open?")
    assert topics(found) == ["how_to_pay/installments"]


@pytest.mark.parametrize(
    ("message", "on_paper"),
    [
        ("has my check cleared, it was number 2204", True),
        ("¿ya entró mi pago? lo eché en el buzón el viernes", True),
        ("did my online payment go through", False),
        ("check if my payment went through please", False),
    ],
)
def test_a_payment_on_paper_is_told_from_one_online(
    understood: Understand, message: str, on_paper: bool
) -> None:
    found = understood(message)["questions"][0]["premises"]
    assert ("paid_on_paper" in found) is on_paper


def test_what_is_set_aside_by_contrast_is_not_asked(understood: Understand) -> None:
    found = understood("no busco la oficina de Recaudación sino la de Tasación, ¿dónde queda?")
    assert [one["id"] for one in found["questions"][0]["subjects"]] == ["assessment"]


def test_two_questions_are_split_with_what_belongs_to_each(understood: Understand) -> None:
    message = "where is the truman courthouse and what time does collection open on saturday?"
    first, second = understood(message)["questions"]
    assert (first["topic"], second["topic"]) == ("location", "hours")
    assert [mention["id"] for mention in first["subjects"]] == ["truman_courthouse"]
    assert [mention["id"] for mention in second["subjects"]] == ["collection"]
    assert [date["text"] for date in second["dates"]] == ["on saturday"] or second["dates"]
    for question in (first, second):
        for mention in question["subjects"]:
            assert message[mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize(
    "message",
    ["are the recorder and collection open tomorrow", "is the Recorder of Deeds open"],
)
def test_names_are_not_split(understood: Understand, message: str) -> None:
    assert len(understood(message)["questions"]) == 1


@pytest.mark.parametrize(
    "message",
    ["and the recorder?", "¿y el viernes?", "what about assessment", "pues y recaudación?"],
)
def test_fragments_live_on_the_conversation(understood: Understand, message: str) -> None:
    question = understood(message)["questions"][0]
    assert question["fragment"] is True
    assert question["confident"] is False


def test_a_question_that_points_back_has_its_topic(understood: Understand) -> None:
    question = understood("where is that")["questions"][0]
    assert (question["topic"], question["fragment"], question["confident"]) == (
        "location",
        True,
        True,
    )


def test_a_published_question_is_understood_without_training(understood: Understand) -> None:
    question = understood("is there a shuttle bus from the overflow lot")["questions"][0]
    assert question["statement"] == "statements.shuttle"
    assert (question["topic"], question["aspect"]) == ("location", "parking")


@pytest.mark.parametrize(
    "message", ["bonjour, est-ce que le bureau est ouvert", "办公室今天开门吗"]
)
def test_other_languages_are_not_answered_with_confidence(
    understood: Understand, message: str
) -> None:
    found = understood(message)
    assert found["language"] == "und"
    assert not any(question["confident"] for question in found["questions"])


def test_the_conversations_language_holds_while_unsure(understood: Understand) -> None:
    assert understood("recorder of deeds", context={"language": "es"})["language"] == "es"
    assert understood("recorder of deeds?", language="es")["language"] == "es"
    assert understood("is it open", context={"language": "es"})["language"] == "en"


def test_a_long_story_is_understood_by_its_clearest_sentence(understood: Understand) -> None:
    story = (
        "So listen. My cousin came over last week and we had a big argument about the dog. "
        "Anyway it was a long day. What does a marriage license cost? Have a good one."
    )
    assert "marriage_license/cost" in topics(understood(story))


def test_false_premises_are_marked(understood: Understand) -> None:
    found = understood("now that you are open again can i walk in to collection")
    assert found["questions"][0]["premises"] == ["open_again"]


@pytest.mark.parametrize(
    "message",
    [
        "I hate my job at the call center and I'm thinking of quitting, pros and cons?",
        "mi cita es el viernes y quiero saber si va a estar abierto o no va a estar",
        "mi esposa me mata si no llevo los papeles, ¿está abierto el registro?",
    ],
)
def test_half_a_sentence_raises_no_alarm_that_the_whole_does_not(
    understood: Understand, message: str
) -> None:
    assert all(not topic.startswith("safety/") for topic in topics(understood(message)))


def test_a_neighbors_aspect_is_not_believed(understood: Understand) -> None:
    for message in ("has the deed that i mailed been recorded", "they charged me twice"):
        (question,) = understood(message)["questions"]
        assert (question["topic"], question["aspect"]) in (
            ("recording", "filed"),
            ("how_to_pay", "refund"),
        )


@pytest.mark.parametrize(
    "message",
    [
        "¿Cuándo vuelve el buscador de terrenos?",
        "when is that lot lookup page coming back",
        "when does the deed search come back up",
        "when will the county's search page be back",
    ],
)
def test_the_return_of_a_page_that_nobody_published_is_told_by_no_office(
    understood: Understand, message: str
) -> None:
    for question in understood(message)["questions"]:
        assert question["topic"] != "reopening" or not question["confident"]


@pytest.mark.parametrize(
    "message",
    [
        "compré una casa en Belton, ¿dónde pago los impuestos?",
        "Tengo un terreno en Raymore, ¿cómo pago el impuesto?",
        "Mi hija vive en Pascagoula y le paga a Jackson County. ¿Le sirve esta página para pagar?",
    ],
)
def test_what_is_taxed_elsewhere_is_not_told_how_to_pay_here(
    understood: Understand, message: str
) -> None:
    for question in understood(message)["questions"]:
        outside = question["topic"] == "out_of_scope"
        assert outside or not (question["confident"] or question["topic_confident"])
