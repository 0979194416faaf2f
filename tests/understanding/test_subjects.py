from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.revision import Revision
from countyline.understanding.foreign import ForeignFinder
from countyline.understanding.subjects import SubjectFinder
from tests.understanding.published import STATUS

FINDER = SubjectFinder(Revision(1, STATUS))


def ids(message: str) -> list[str]:
    return [mention.id for mention in FINDER.find(message) if not mention.negated]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("is the recorder open", ["recorder_of_deeds"]),
        ("IS THE RECORDER OF DEEDS OPEN", ["recorder_of_deeds"]),
        ("¿abrió el Registro de Escrituras?", ["recorder_of_deeds"]),
        ("recaudacion", ["collection"]),
        ("is the recorder's office open", ["recorder_of_deeds"]),
        ("collector and assessor", ["collection", "assessment"]),
        ("recorder of deets", ["recorder_of_deeds"]),
        ("asessor", ["assessment"]),
        ("is the assesor in", ["assessment"]),
        ("colector", ["collection"]),
        ("true man courthouse", ["truman_courthouse"]),
        ("recordr ofice", ["recorder_of_deeds"]),
        ("kansas city board of elections", ["kceb"]),
        ("what is the weather", []),
        ("how do i collect my things", []),
        ("my election of words", []),
        ("the truman court house", ["truman_courthouse"]),
        ("i want to see a record. Er, no", []),
        ("¿cuál es la situación?", []),
    ],
)
def test_names_are_found_as_spoken(message: str, expected: list[str]) -> None:
    assert ids(message) == expected


def test_the_longest_name_wins() -> None:
    (mention,) = FINDER.find("where is the Recorder of Deeds?")
    assert (mention.text, mention.start, mention.end) == ("Recorder of Deeds", 13, 30)


@pytest.mark.parametrize(
    ("message", "meant", "denied"),
    [
        ("not the recorder, the collector", "collection", "recorder_of_deeds"),
        ("no el registro sino recaudación", "collection", "recorder_of_deeds"),
        ("the collector, not the assessor", "collection", "assessment"),
        ("instead of the recorder can the collector do it", "collection", "recorder_of_deeds"),
        ("aparte del registro, ¿abre recaudación?", "collection", "recorder_of_deeds"),
    ],
)
def test_what_is_ruled_out_is_marked(message: str, meant: str, denied: str) -> None:
    mentions = FINDER.find(message)
    assert [mention.id for mention in mentions if mention.negated] == [denied]
    assert ids(message) == [meant]


@pytest.mark.parametrize(
    "message",
    [
        "it's not the recorder i'm after, it's the one with the money",
        "i don't mean the recorder",
        "how do i file it without going to the recorder",
        "can i get a copy other than at the downtown courthouse",
        "no me refiero al registro de escrituras, sino a los que cobran",
        "¿puedo pagar sin ir a recaudación?",
        "i'm not asking about the collector",
        "not the phone of the recorder, the one of those who tax me",
        "El registro no, la otra oficina",
        "no el teléfono del portal, el de los que dan el recibo",
    ],
)
def test_a_lone_name_is_ruled_out_where_the_words_leave_no_doubt(message: str) -> None:
    assert FINDER.find(message)
    assert ids(message) == []


@pytest.mark.parametrize(
    "message",
    [
        "why is it not the recorder",
        "isn't the recorder open",
        "¿no abre el registro hoy?",
        "¿no abre el registro, verdad?",
        "no one at the recorder, is it closed",
    ],
)
def test_a_lone_name_is_not_ruled_out_by_a_mere_not(message: str) -> None:
    assert ids(message) == ["recorder_of_deeds"]


def test_a_new_office_is_understood_at_once() -> None:
    offices: dict[str, Any] = {"ferry": {"name": {"en": "Ferry Landing", "es": "Embarcadero"}}}
    finder = SubjectFinder(Revision(2, {"offices": offices}))
    assert [mention.id for mention in finder.find("is the fery landing open")] == ["ferry"]


def test_half_a_courthouse_is_no_court() -> None:
    courts = {"courts": {"name": {"en": "Courts", "es": "Cortes"}, "aliases": {"en": ["court"]}}}
    finder = SubjectFinder(Revision(2, {"services": courts}))
    assert [mention.id for mention in finder.find("is the court open")] == ["courts"]
    assert finder.find("can we get married at the court house") == []


def test_one_misspelled_courthouse_is_not_the_courts() -> None:
    courts = {"courts": {"name": {"en": "Courts", "es": "Cortes"}, "aliases": ["courthouses"]}}
    finder = SubjectFinder(Revision(2, {"services": courts}))
    assert [mention.id for mention in finder.find("are the corthouses open")] == ["courts"]
    assert finder.find("is the drop box at the courthuose safe") == []


@given(st.text(max_size=120))
def test_spans_are_exact_for_any_text(message: str) -> None:
    for mention in FINDER.find(message):
        assert message[mention.start : mention.end] == mention.text


@given(st.sampled_from(["recorder", "assessor", "collector"]), st.text("ab ¿é", max_size=9))
def test_a_name_is_found_wherever_it_stands(name: str, around: str) -> None:
    assert FINDER.find(f"{around} {name} {around}")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("is the IRS open", ["IRS"]),
        ("is Clay County's recorder open", []),
        ("is the clay county recorder open", ["clay county"]),
        ("is jackson county open", []),
        ("condado de Clay", ["condado de Clay"]),
        ("el condado de Jackson", []),
        ("city of independence water", ["city of independence"]),
        ("is the post office open", ["post office"]),
        ("¿dónde está la oficina de correos?", ["oficina de correos"]),
        ("is the county open", []),
        ("state of emergency", []),
        ("is the recorder open", []),
        ("they say on Facebook that you are closed", []),
        ("en TikTok dicen que se robaron los votos", []),
        ("my Facebook got hacked", ["Facebook"]),
        ("Google shows me five pages", []),
        ("qué cosas del condado siguen abiertas", []),
        ("el condado Clay", ["condado Clay"]),
        ("is my bank down", ["my bank"]),
        ("how do I pay in Jackson County, Oregon", ["Jackson County, Oregon"]),
        ("a lot in Pascagoula, Jackson County", ["Pascagoula, Jackson"]),
        ("terreno en Mississippi, condado de Jackson", ["Mississippi, condado de Jackson"]),
        ("I live in Texas. Jackson County sent me a bill", []),
        ("I moved from Oregon to Jackson County", []),
        ("Me llegó un bill de Jackson County, Michigan", ["Jackson County, Michigan"]),
        ("taxes in jackson county georgia", ["jackson county georgia"]),
        ("el condado de Jackson en Misisipi", ["Jackson en Misisipi"]),
        ("taxes in Jackson County, Missouri", []),
        ("my name is Georgia Jackson", []),
        ("is the office on Washington Street in Jackson County open", []),
        ("is it safe to type in my bank account", []),
        ("where do I pay a speeding ticket", ["speeding ticket"]),
        ("¿dónde pago una multa por pasarme el rojo?", ["multa por pasarme"]),
        ("got a ticket for expired tags", []),
    ],
)
def test_foreign_names(foreign: ForeignFinder, message: str, expected: list[str]) -> None:
    ours = [(mention.start, mention.end) for mention in FINDER.find(message)]
    assert [message[start:end] for start, end in foreign.spans(message, ours)] == expected


@pytest.mark.parametrize(
    "message", ["what is the collector's email", "the collectors phone", "is the collector in"]
)
def test_whose_it_is_tells_of_whom_it_is_asked(message: str) -> None:
    found = [(mention.id, mention.score) for mention in FINDER.find(message)]
    assert found == [("collection", 1.0)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("compré una casa en Belton, ¿cómo pago?", ["Belton"]),
        ("how do I pay on the house we bought in Olathe", ["Olathe"]),
        ("tengo un terreno que me dejaron en Belton", ["Belton"]),
        ("I live in Olathe and own a house in Independence", []),
        ("I moved to Olathe, do I still owe on my car", []),
        ("mi hija vive en Pascagoula y le paga a Jackson County", ["Pascagoula"]),
    ],
)
def test_what_is_taxed_elsewhere(
    foreign: ForeignFinder, message: str, expected: list[str]
) -> None:
    ours = [(mention.start, mention.end) for mention in FINDER.find(message)]
    assert [message[start:end] for start, end in foreign.lots(message, ours)] == expected


@pytest.mark.parametrize("message", ["¿Dónde registro a mi perro?", "cómo registro mi carro"])
def test_who_registers_something_names_no_office(message: str) -> None:
    assert FINDER.find(message) == []
