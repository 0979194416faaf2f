"""Danger that words name, what takes it back, and what points to a thing without a name."""

import json
import re
from pathlib import Path

import pytest

from countyline.understanding.lexicon import LANGUAGES, lexicon
from countyline.understanding.patterns import (
    AnyOf,
    alarms,
    is_set_aside,
    plain,
    points_to_another_thing,
    premises,
    speaks_of_a_page,
)


def raised(message: str) -> list[str]:
    return [name for name in alarms(message) if name.startswith("safety/")]


@pytest.mark.parametrize(
    ("message", "alarm"),
    [
        ("a backpack with wires is sitting by the elevator", "safety/danger"),
        ("the breaker panel is throwing sparks", "safety/danger"),
        ("I just heard gunshots behind the building", "safety/danger"),
        ("the nurse slaps my mother", "safety/danger"),
        ("my ex says he will kill me on Thursday", "safety/danger"),
        ("I took all of my dad's pills", "safety/suicide"),
        ("I was robbed ten minutes ago", "safety/danger"),
        ("me asaltaron hace diez minutos", "safety/danger"),
        ("hay una mochila sospechosa junto a la puerta", "safety/danger"),
        ("se oyen disparos en la esquina", "safety/danger"),
        ("la bebé no despierta", "safety/danger"),
        ("la cuidadora le pega a mi abuela", "safety/danger"),
        ("dice que va a matar a los de la ventanilla", "safety/threat"),
        ("me tomé todas las pastillas", "safety/suicide"),
    ],
)
def test_words_that_name_danger_raise_an_alarm(message: str, alarm: str) -> None:
    assert alarm in raised(message)


@pytest.mark.parametrize(
    "message",
    [
        "they hit me with a late fee again",
        "me quiero morir de la vergüenza, se me olvidó declarar",
        "you all slapped us with a penalty",
        "he beat me to the window",
        "I am under the gun, closing is at three",
        "my neighbor shot a video of the line",
        "is Suicide Hill a county park",
        "an abandoned parcel of land next to mine",
        "put the check in the box by the door",
        "la multa me pega duro en el bolsillo",
        "el recargo nos golpea mucho",
        "se cayó la página del condado",
        "¿dónde está la caja para los cheques?",
        "the tax on my bass boat about gave me a heart attack, can I appeal it",
        "my son plays that game where you blow up the courthouse, when do you reopen",
        "I was robbed at gunpoint there twenty years ago, is the parking lit now",
        "we shot her senior pictures at the courthouse, do we need a permit",
        "a suicide lane in front of our shop got restriped, does that change the parcel map",
        "my uncle overdosed two years ago and his truck still gets a bill",
        "me estoy muriendo de la risa con su música de espera, ¿cuándo contestan?",
        "hace diez años me asaltaron cerca del edificio, ¿ya hay cámaras?",
        "¿puedo disparar unas fotos de la boda en la corte?",
    ],
)
def test_words_that_only_sound_like_danger_raise_none(message: str) -> None:
    assert raised(message) == []


@pytest.mark.parametrize(
    "message",
    [
        "not the building downtown, the one by the square",
        "what is the phone of the other office",
        "not the one that takes the checks",
        "no el edificio del centro sino el de la plaza",
        "¿a qué hora abre la otra oficina?",
        "no la otra",
    ],
)
def test_a_thing_that_is_only_pointed_to_is_noticed(message: str) -> None:
    assert points_to_another_thing(message)


@pytest.mark.parametrize(
    "message",
    [
        "is the building downtown open",
        "why are you not open",
        "¿no abren mañana?",
        "no sé dónde queda la oficina",
    ],
)
def test_a_thing_that_is_just_asked_about_is_not(message: str) -> None:
    assert not points_to_another_thing(message)


@pytest.mark.parametrize(
    "message", ["chk cleared 3/30, did it post", "mandé mi chek por coreo en marzo"]
)
def test_a_check_is_known_by_its_short_and_misspelled_names(message: str) -> None:
    assert "paid_on_paper" in premises(message)


def test_never_mind_sets_a_clause_aside() -> None:
    assert is_set_aside("Never mind when you open.")
    assert not is_set_aside("I do not mind when you open.")


@pytest.mark.parametrize(
    ("wanted", "unwanted"),
    [
        ("I don't need a license, I need a copy.", "Don't want a waiver, I'll pay the tax."),
        ("No quiero la constancia, quiero el recibo.", "No quiero la constancia, ya la vi."),
    ],
)
def test_what_is_not_wanted_is_set_aside_unless_something_else_is(
    wanted: str, unwanted: str
) -> None:
    assert is_set_aside(unwanted)
    assert not is_set_aside(wanted)


@pytest.mark.parametrize("question", ["How would I know", "How do I know", "How can I know"])
def test_who_asks_how_to_know_sets_nothing_aside(question: str) -> None:
    assert not is_set_aside(f"{question} if our deed got recorded?")
    assert is_set_aside("I know our deed got recorded.")


MESSAGES = [
    json.loads(line)["text"]
    for line in (Path(__file__).parent / "plain.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_one_by_one_find_what_all_together_find(language: str) -> None:
    lists = lexicon(language)
    for patterns in (lists.harmless, lists.set_aside, *lists.alarms.values()):
        single, bar = AnyOf.of(patterns), re.compile("|".join(patterns))
        for message in map(plain, MESSAGES):
            assert single.is_in(message) == bool(bar.search(message))
            assert single.replaced(message, by="#") == bar.sub("#", message)


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        ([r"\bone\b|two", r"\b(three|four)"], ["one", "xtwo", "three", "four x"]),
        ([r"\b[(|]one", r"\|two"], ["a|two"]),
        ([r"^five$"], ["five"]),
    ],
)
def test_bars_within_groups_part_nothing(patterns: list[str], found: list[str]) -> None:
    assert all(AnyOf.of(patterns).is_in(text) for text in found)
    assert not AnyOf.of(patterns).is_in("xone xthree fives")


def test_pages_and_searches_are_no_offices() -> None:
    assert speaks_of_a_page("¿Y la búsqueda de parcelas?")
    assert not speaks_of_a_page("when do the offices come back")
