"""What callers ask, found in what they say."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countyline.callback import TAKEN_OUT, digits_of, take_out
from countyline.intake.questions import LONGEST_QUESTION, MOST_QUESTIONS, hear
from countyline.intake.redacting import cleaned
from countyline.redaction import MARKER

SAID = [
    (
        "Hi, this is Maria Lopez. I'm calling to ask if the recorder is open on Friday. Thank you.",
        ["if the recorder is open on Friday"],
    ),
    (
        "hi this is john smith i was wondering when you are going to open again and also how do i "
        "pay my property tax my number is eight one six five five five oh one three four thanks",
        [
            "i was wondering when you are going to open again",
            "how do i pay my property tax",
        ],
    ),
    (
        "hola buenos días soy carmen ruiz quería saber si puedo pagar mis impuestos llámeme al "
        "ochocientos dieciséis cinco cincuenta y cinco cero uno tres cuatro gracias",
        ["quería saber si puedo pagar mis impuestos"],
    ),
    ("¿Está abierto hoy? ¿Y el viernes? Gracias.", ["¿Está abierto hoy?", "¿Y el viernes?"]),
    (
        "My tags expired. I got pulled over. What am I supposed to do?",
        ["My tags expired. I got pulled over. What am I supposed to do?"],
    ),
    ("Yes, my name is Bob J. Miller. Is the tag office open?", ["Is the tag office open?"]),
    (
        "my name is tom nguyen will you open on friday and another question is the jail open",
        ["will you open on friday", "is the jail open"],
    ),
    (
        "soy ana ruiz cuándo abren otra vez llámeme al 816 555 0134",
        ["cuándo abren otra vez"],
    ),
    ("when do you open again, my number is 816 555 0134", ["when do you open again"]),
    ("this is about my taxes", ["this is about my taxes"]),
    ("Is it open? Is it open?", ["Is it open?"]),
    ("This is ridiculous. You are never open!", ["This is ridiculous. You are never open!"]),
    ("Is the office on Main St. open?", ["Is the office on Main St. open?"]),
    ("Please call me back. Bye.", []),
    ("Hello?", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "questions"), SAID, ids=lambda one: str(one)[:40])
def test_questions(text: str, questions: list[str]) -> None:
    assert list(hear(text).questions) == questions


@pytest.mark.parametrize(
    "text",
    [
        "Call me back.",
        "please give me a call when you can",
        "you can reach me at home",
        "Llámeme por favor.",
        "espero su llamada",
    ],
)
def test_a_call_is_wanted(text: str) -> None:
    assert hear(text).wants_call


def test_who_only_asks_wants_no_call() -> None:
    assert not hear("Who do I call about my taxes?").wants_call


NUMBERS = [
    ("my number is eight one six five five five oh one three four", "816-555-0134"),
    ("call me at (816) 555-0134", "816-555-0134"),
    ("call +1 816 555 0134 please", "816-555-0134"),
    ("eight sixteen, five fifty five, twelve thirty four", "816-555-1234"),
    ("area code 816 555 double one twenty four", "816-555-1124"),
    ("eight hundred two two two twelve thirty four", "800-222-1234"),
    ("al ochocientos dieciséis, cinco cincuenta y cinco, cero uno tres cuatro", "816-555-0134"),
    ("mi número es el ocho uno seis cinco cinco cinco doce treinta y cuatro", "816-555-1234"),
    ("816 555 0134, again 816 555 0134", "816-555-0134"),
    ("call 555-0134", "555-0134"),
    ("it is about my account my number is 816 555 0134", "816-555-0134"),
    ("my e-mail is ana@example.com", "ana@example.com"),
]


@pytest.mark.parametrize(("text", "contact"), NUMBERS)
def test_contacts(text: str, contact: str) -> None:
    found = take_out(text)
    assert found.contacts == (contact,)
    assert not any(character.isdigit() for character in found.text)
    assert TAKEN_OUT not in found.text


@pytest.mark.parametrize(
    "text",
    [
        "my parcel number is 29 340 08 170",
        "my account number is 816 555 0134",
        "I paid $1,234.56 on 4/3/2024",
        "I live at 415 East 12th Street",
        "I came one or two times",
        "de uno a cinco",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert take_out(text) == (text, ())


def test_numbers_in_words() -> None:
    assert digits_of("ochocientos dieciséis") == "816"
    assert digits_of("ochenta y uno") == "81"
    assert digits_of("ochenta uno") == "801"
    assert digits_of("twenty one") == "21"
    assert digits_of("triple five") == "555"


_OFTEN = (
    "is it open ? . ! ¿ my number is 816 five oh y and also thank you bye hola this is maria i "
    "call me back at áé ⌁ @ a@b.co dr. when … , 555-0134 llámeme"
)
WORDS = st.sampled_from(_OFTEN.split())
SPOKEN = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@given(SPOKEN)
@example("is " * 2000)
def test_whatever_is_said(text: str) -> None:
    heard = hear(cleaned(text))
    assert len(heard.questions) <= MOST_QUESTIONS
    assert all(0 < len(one) <= LONGEST_QUESTION for one in heard.questions)
    assert len(set(heard.questions)) == len(heard.questions)
    assert set(heard.contacts).isdisjoint(heard.questions)


@given(SPOKEN)
def test_no_word_of_a_question_is_made_up(text: str) -> None:
    whole = cleaned(text)
    for question in hear(whole).questions:
        assert set(re.findall(r"\w+", question)) <= set(re.findall(r"\w+", whole))


@given(
    st.integers(0, 1200),
    st.sampled_from(["123-45-6789", "4111 1111 1111 1111", "1 2 3 4 5 6 7 8 9"]),
    st.integers(0, 1200),
)
def test_no_secret_number_is_cut_in_two(before: int, secret: str, after: int) -> None:
    text = "word " * before + f"my social or card number is {secret} and " + "word " * after
    kept = cleaned(text)
    assert MARKER in kept
    assert not any(character.isdigit() for character in kept)
