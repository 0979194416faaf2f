"""What phones send by themselves, and what only looks like it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.settings import PROJECT_ROOT
from countyline.texting.loops import Seen, digest_of, is_loop
from countyline.texting.numbers import is_served, number_left_in, shown
from countyline.texting.oddities import Oddity, is_thanks, oddity_in
from countyline.texting.parts import LONGEST, parts_of
from countyline.texting.words import Words, load_words

WORDS = load_words(PROJECT_ROOT / "data")
NOW = datetime(2024, 4, 3, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        "Liked “Recorder of Deeds: closed today”",
        'Loved "Closed."',
        "Loved an image",
        "Laughed at “Closed.”",
        "Emphasized “Closed.\nMore: jacksongov.org”",
        "Questioned “Closed.”",
        "Disliked an attachment",
        "Removed a like from “Closed.”",
        "Removed a heart from an image",
        "Reacted 🎉 to “Closed.”",
        "👍 to “Closed.”",
        "👍\u200b to \u201c\u200aClosed.\u200a\u201d",
        "❤️ to “Closed.”",
        "Le gustó “Cerrado.”",
        "A María le gustó “Cerrado.”",
        "Le encantó una imagen",
        "Se rio de “Cerrado.”",
        "Reaccionó con 👍 a “Cerrado.”",
        "Reaccionó 👍 a «Cerrado.»",
        "👍 a “Cerrado.”",
        "Quitó un me gusta de “Cerrado.”",
    ],
)
def test_reactions(body: str, words: Words) -> None:
    assert oddity_in(body, 0, words) is Oddity.REACTION


@pytest.mark.parametrize(
    "body",
    [
        "I'm driving",
        "I'm driving right now - I'll get back to you later.",
        "I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I "
        "get where I’m going.".replace("’", "'"),
        "Auto-reply: I am away",
        "Automatic reply: out of office",
        "This is an automated message, do not reply",
        "I am out of the office until Monday",
        "Out of office",
        "Sorry, I can't talk right now",
        "Thank you for contacting Bob's Towing. We will get back to you shortly.",
        "Estoy manejando. Te llamo luego.",
        "Respuesta automática: no disponible",
        "Fuera de la oficina hasta el lunes",
        "Estaré fuera de la oficina. Responderé a mi regreso.",
        "Fuera de oficina: regreso el 8 de abril",
    ],
)
def test_automatic_answers(body: str, words: Words) -> None:
    assert oddity_in(body, 0, words) is Oddity.AUTOMATIC


@pytest.mark.parametrize(
    "body",
    [
        "I'm driving with expired tags, what do I do",
        "I am driving to the courthouse, is it open?",
        "I liked the old website",
        "Loved ones moved, how do I change the address",
        "questioned by police about plates",
        "is the out of office message on your phone real",
        "thank you for your message",
        "Thank you for texting me the address",
        "what is an automatic payment",
        "estoy manejando con placas vencidas, qué hago",
        "me gusta su página",
        "gracias por contestar",
        "estoy fuera de la oficina y está cerrado, ¿a qué hora abren?",
        "estoy fuera de la oficina",
        "estoy fuera de la oficina hasta que abran",
        "👍",
        "closed to “walk-ins”?",
    ],
)
def test_people(body: str, words: Words) -> None:
    assert oddity_in(body, 0, words) is None


@pytest.mark.parametrize(
    ("body", "media", "odd"),
    [("", 1, Oddity.PICTURE), ("  ", 2, Oddity.PICTURE), ("", 0, Oddity.BLANK),
     ("\u200b", 0, Oddity.BLANK), ("what is this", 1, None)],
)  # fmt: skip
def test_pictures(body: str, media: int, odd: Oddity | None, words: Words) -> None:
    assert oddity_in(body, media, words) is odd


@given(st.text(max_size=200), st.integers(0, 10))
def test_any_text_is_looked_at(body: str, media: int) -> None:
    oddity_in(body, media, WORDS)
    is_thanks(body)


def seen(*texts: str, apart: float = 20) -> list[Seen]:
    count = len(texts)
    return [
        Seen(digest_of(text), NOW - timedelta(seconds=apart * (count - number - 1)))
        for number, text in enumerate(texts)
    ]


def test_a_loop_is_the_same_again_and_again() -> None:
    assert is_loop(seen(*["We got your message"] * 4), NOW)
    assert not is_loop(seen(*["We got your message"] * 3), NOW)
    assert not is_loop(seen(*["We got your message"] * 4, "is it open"), NOW)
    assert not is_loop(seen(*["We got your message"] * 4, apart=400), NOW)


def test_a_loop_is_two_texts_by_turns() -> None:
    assert is_loop(seen(*["STOP", "START"] * 4), NOW)
    assert not is_loop(seen(*["STOP", "START"] * 3), NOW)
    assert not is_loop(seen(*["We got your message"] * 7, "is it open"), NOW)
    assert not is_loop(seen(*["STOP", "START"] * 4, "is it open"), NOW)


def test_a_loop_is_a_flood() -> None:
    assert is_loop(seen(*map(str, range(30)), apart=2), NOW)
    assert not is_loop(seen(*map(str, range(30)), apart=15), NOW)


@pytest.mark.parametrize(
    ("number", "is_answered"),
    [("+18165550123", True), ("+525512345678", False), ("22395", False), ("894546", False),
     ("COUNTY", False), ("whatsapp:+18165550123", False), ("+1", False), ("", False),
     ("+1816555012٣", False)],
)  # fmt: skip
def test_who_is_served(number: str, is_answered: bool) -> None:
    assert is_served(number, ("+1",)) is is_answered


@given(st.text(max_size=30))
def test_a_number_is_never_shown_whole(number: str) -> None:
    assert len(shown(number)) <= 5


@pytest.mark.parametrize(
    "contact",
    ["816-555-0123", "(816) 555-0123", "8165550123", "+1 816 555 0123", "1-816-555-0123",
     "call 816.555.0123 after 5"],
)  # fmt: skip
def test_a_number_that_was_left(contact: str) -> None:
    # 555-01xx is kept for examples; its exchange is valid.
    assert number_left_in(contact) == "+18165550123"


@pytest.mark.parametrize("contact", [None, "", "a@b.example", "12345", "4F-27", "816-155-0123"])
def test_what_is_no_number(contact: str | None) -> None:
    assert number_left_in(contact) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=6000))
def test_parts_hold_everything(text: str) -> None:
    parts = parts_of(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part.encode("utf-16-be")) // 2 <= LONGEST for part in parts)
