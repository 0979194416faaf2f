"""What the date grammar finds in a message, and what it must leave alone."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.understanding.dates import find_dates

# What dates and their traps are made of, for putting together at random.
WORDS = """
    a las 3 8 12 31 el los la de del en on at the in may march mar sat sun friday Friday's viernes
    sábado sabados lunes mañana manana por tarde noche próximo que viene next last this week month
    abril april 8th second 3/4 2024 4-8 2024-04-08 24/7 1/2 ½ 816-881-3232 $3.50 12th St wendsday
    every cada within two weeks dos semanas hace now ahora 5:30 pm p.m. noon 😀 é e\u0301 ８ ٣ İ ﬁ
    \u200d , . ? ¿ - – / weekend fin semana morning from today
"""
PIECES = [*WORDS.split(), " ", "\n", "\u00a0", "\u202f"]


def symbols(text: str, language: str) -> list[dict[str, Any]]:
    """What was found, without its place."""
    place = {"start", "end", "text"}
    found = find_dates(text, language)
    return [{key: said for key, said in date.items() if key not in place} for date in found]


def day(days: int, **more: object) -> dict[str, object]:
    return {"kind": "day", "days": days, **more}


def weekday(number: int, which: str = "bare", **more: object) -> dict[str, object]:
    return {"kind": "weekday", "weekday": number, "which": which, **more}


def on(month: int, number: int, year: int | None = None, **more: object) -> dict[str, object]:
    return {"kind": "date", "month": month, "day": number, "year": year, **more}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "may I pay online"),
        ("en", "May we come in?"),
        ("en", "this may take long"),
        ("en", "may 5 people come"),
        ("en", "can I march in"),
        ("en", "we sat there for an hour"),
        ("en", "I sat and waited"),
        ("en", "I sun my dog"),
        ("en", "sun"),
        ("en", "the sun is out"),
        ("en", "we want to get wed"),
        ("en", "hey mon"),
        ("en", "the second time I came"),
        ("en", "on the second floor"),
        ("en", "one second please"),
        ("en", "call 816-881-3232"),
        ("en", "(816) 881-4483"),
        ("en", "I have 7 cars"),
        ("en", "415 E. 12th St"),
        ("en", "on 12th Street"),
        ("en", "308 W. Kansas Ave, Independence, MO 64050"),
        ("en", "suite 3-4"),
        ("en", "form 1040"),
        ("en", "it was $3.50"),
        ("en", "2-year plates"),
        ("en", "1/2 price"),
        ("en", "I own 1/2 of it"),
        ("en", "3/4 of an acre"),
        ("en", "a line open 24/7"),
        ("en", "3-4 weeks"),
        ("en", "16th Circuit"),
        ("en", "the 16th Circuit court"),
        ("en", "the 2nd floor"),
        ("en", "my ssn is 123-45-6789"),
        ("en", "good morning"),
        ("en", "is it open at 3 locations"),
        ("en", "now that you are open again"),
        ("en", "in 3 business days"),
        ("en", "the last friday of the month"),
        ("en", "my friend April said so"),
        ("en", "I know"),
        ("en", "are you open 8-5?"),
        ("en", "from 8 to 12"),
        ("en", "9am to 5pm"),
        ("es", "de 8 a 5"),
        ("es", "abierto 24/7"),
        ("es", "de las 8 a las 12"),
        ("es", "de mar y tierra"),
        ("es", "el mar"),
        ("es", "el último recibo"),
        ("es", "a las personas"),
        ("es", "a las 2 oficinas"),
        ("es", "a las dos personas"),
        ("es", "nueve placas"),
        ("es", "tengo dos carros"),
        ("es", "el 2 piso"),
        ("es", "el 8 por ciento"),
        ("es", "llame al 816-881-3232"),
        ("es", "al 911"),
        ("es", "buenas tardes"),
        ("es", "buenos días"),
        ("es", "buenas noches"),
        ("es", "ya es tarde"),
        ("es", "calle 12"),
        ("es", "1/2 de la casa"),
        ("es", "ahora que abrieron"),
        ("es", "mi hijo Julio"),
        ("es", "Santo Domingo"),
        ("es", "el dominio de la página"),
        ("es", "¿usted vienes?"),
        ("und", ""),
        ("und", "may I pay"),
        ("und", "415 E. 12th St"),
    ],
)
def test_traps_are_no_dates(language: str, text: str) -> None:
    assert find_dates(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "right now", {"kind": "now"}),
        ("en", "tonite", day(0, part="evening")),
        ("en", "this afternoon", day(0, part="afternoon")),
        ("en", "in the morning", day(0, implied=True, part="morning")),
        ("en", "can I come at 3", day(0, implied=True, time="15:00")),
        ("en", "3pm", day(0, implied=True, time="15:00")),
        ("en", "at 3:30 pm", day(0, implied=True, time="15:30")),
        ("en", "before 5", day(0, implied=True, time="17:00", bound="before")),
        ("en", "noon", day(0, implied=True, time="12:00")),
        ("en", "12 am tomorrow", day(1, time="00:00")),
        ("en", "tomorow at 9", day(1, time="09:00")),
        ("en", "tomorrow morning at 6", day(1, time="06:00")),
        ("en", "tonight at 7", day(0, time="19:00")),
        ("en", "within a week", day(7, bound="within")),
        ("en", "two weeks ago", day(-14)),
        ("en", "a week from Friday", weekday(4, weeks=1)),
        ("en", "Friday's hours", weekday(4)),
        ("en", "WENDSDAY?", weekday(2)),
        ("en", "thurs", weekday(3)),
        ("en", "this coming Friday", weekday(4, "coming")),
        ("en", "the next Friday", weekday(4, "next")),
        ("en", "friday next week", weekday(4, "next")),
        ("en", "last mon", weekday(0, "last")),
        ("en", "on sat", weekday(5)),
        ("en", "and sun?", weekday(6)),
        ("en", "may 8 to 12", on(5, 8)),
        ("en", "may 8 and 9", on(5, 8)),
        ("en", "may 8 - 12", on(5, 8)),
        ("en", "what about sat", weekday(5)),
        ("en", "sat?", weekday(5)),
        ("en", "open 8-5 monday?", weekday(0)),
        ("en", "open from 9 am to 5 p.m. on monday?", weekday(0)),
        ("es", "el lunes de 8 de la mañana a 5 de la tarde", weekday(0)),
        ("en", "fri 5 pm", weekday(4, time="17:00")),
        ("en", "at 5 p.m. on friday", weekday(4, time="17:00")),
        ("en", "monday 8", {"kind": "weekday_on", "weekday": 0, "day": 8}),
        ("en", "monday 8am", weekday(0, time="08:00")),
        ("en", "Monday, the eighth", {"kind": "weekday_on", "weekday": 0, "day": 8}),
        ("en", "the 8th?", {"kind": "day_of_month", "day": 8}),
        ("en", "by the first", {"kind": "day_of_month", "day": 1}),
        ("en", "Apr. 8th 2024", on(4, 8, 2024)),
        ("en", "Friday 4/5", on(4, 5, weekday=4, ambiguous=True)),
        ("en", "3/4", on(3, 4, ambiguous=True)),
        ("en", "3-4", on(3, 4, ambiguous=True)),
        ("en", "4/4", on(4, 4)),
        ("en", "25/4", on(4, 25)),
        ("en", "on 1/2", on(1, 2, ambiguous=True)),
        ("en", "2/30/2024", on(2, 30, 2024)),
        ("en", "Saturdays in May", {"kind": "every", "weekday": 5, "month": 5}),
        ("en", "every sat", {"kind": "every", "weekday": 5}),
        ("en", "can I come in may?", {"kind": "month", "month": 5, "which": "bare"}),
        ("en", "the end of April", {"kind": "month", "month": 4, "which": "end"}),
        ("en", "April 2024", {"kind": "month", "month": 4, "which": "bare", "year": 2024}),
        ("en", "open el viernes?", weekday(4)),
        ("es", "ahorita", {"kind": "now"}),
        ("es", "por la mañana", day(0, implied=True, part="morning")),
        ("es", "mañana por la mañana", day(1, part="morning")),
        ("es", "«mañana»", day(1)),
        ("es", "manana en la manana", day(1, part="morning")),
        ("es", "a las 8 de la mañana", day(0, implied=True, time="08:00")),
        ("es", "a las tres y media", day(0, implied=True, time="15:30")),
        ("es", "a las 12 de la noche", day(0, implied=True, time="00:00")),
        ("es", "antes de las 5", day(0, implied=True, time="17:00", bound="before")),
        ("es", "al mediodía", day(0, implied=True, time="12:00")),
        ("es", "de hoy en ocho", day(7)),
        ("es", "en quince días", day(14)),
        ("es", "en 15 días", day(15)),
        ("es", "hace tres días", day(-3)),
        ("es", "este viernes", weekday(4, "this")),
        ("es", "el próximo viernes", weekday(4, "coming")),
        ("es", "el viernes que viene", weekday(4, "coming")),
        ("es", "el viernes de la próxima semana", weekday(4, "next")),
        ("es", "el viernes pasado", weekday(4, "last")),
        ("es", "el pasado viernes", weekday(4, "last")),
        ("es", "la mañana del viernes", weekday(4, part="morning")),
        ("es", "a las 3 del viernes", weekday(4, time="15:00")),
        ("es", "MIERCOLES", weekday(2)),
        ("es", "lunes ocho", {"kind": "weekday_on", "weekday": 0, "day": 8}),
        ("es", "el ocho", {"kind": "day_of_month", "day": 8}),
        ("es", "3/4", on(4, 3, ambiguous=True)),
        ("es", "el 24/7", on(7, 24)),
        ("es", "1ro de mayo", on(5, 1)),
        ("es", "mar 9 abr", on(4, 9, weekday=1)),
        ("es", "vie 5 abr", on(4, 5, weekday=4)),
        ("es", "los lunes", {"kind": "every", "weekday": 0}),
        ("es", "los sábados de mayo", {"kind": "every", "weekday": 5, "month": 5}),
        ("es", "marzo", {"kind": "month", "month": 3, "which": "bare"}),
        ("es", "a finales de abril", {"kind": "month", "month": 4, "which": "end"}),
        ("es", "el próximo fin de semana", {"kind": "weekend", "which": "coming"}),
        ("es", "¿puedo pagar el friday?", weekday(4)),
        ("und", "manana", day(1)),
        ("und", "tomorrow", day(1)),
    ],
)
def test_an_expression_becomes_its_symbol(
    language: str, text: str, expected: dict[str, Any]
) -> None:
    assert symbols(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "my nephew was picked up Monday night", 0),
        ("en", "they sent us home on Friday, is that over", 4),
        ("en", "I paid it sunday", 6),
        ("en", "Monday I drove out there", 0),
        ("en", "who won the vote tuesday", 1),
        ("en", "locked up since Saturday", 5),
        ("es", "pagué el lunes en la página", 0),
        ("es", "la votación del martes sí contó?", 1),
        ("es", "fui el viernes y nadie abrió", 4),
        ("es", "mi hermano se metió en problemas el domingo", 6),
    ],
)
def test_a_weekday_that_is_told_of_has_gone_by(language: str, text: str, number: int) -> None:
    (symbol,) = symbols(text, language)
    assert (symbol["weekday"], symbol["which"]) == (number, "last")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "they told me to come back friday"),
        ("en", "I got the day off Friday, are you open"),
        ("en", "I was hoping to come by Friday"),
        ("en", "I called, are you open Friday"),
        ("en", "are you closed friday"),
        ("en", "I missed work but I can come Monday"),
        ("en", "I mailed it for Monday"),
        ("es", "me dijeron que fuera el viernes"),
        ("es", "firmamos el jueves"),
        ("es", "pagaré el lunes"),
        ("es", "el servicio de medio turno el lunes"),
        ("es", "llamé y me dieron cita para el lunes"),
    ],
)
def test_a_weekday_to_come_stays_the_next_one(language: str, text: str) -> None:
    (symbol,) = symbols(text, language)
    assert symbol["which"] == "bare"


def test_several_dates_stand_in_the_order_of_the_message() -> None:
    found = find_dates("Is it open sat and sun, or mon-fri before 5?", "en")
    assert [date["text"] for date in found] == ["sat", "sun", "mon", "fri before 5"]
    assert [date["weekday"] for date in found] == [5, 6, 0, 4]


def test_a_short_name_among_others_is_a_weekday() -> None:
    assert [date["weekday"] for date in find_dates("¿lun, mar y mié?", "es")] == [0, 1, 2]


def test_the_example_of_the_brief() -> None:
    assert find_dates("is the recorder open friday", "en") == [
        {"start": 21, "end": 27, "text": "friday", "kind": "weekday", "weekday": 4, "which": "bare"}
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_those_of_the_message_as_written(form: Literal["NFC", "NFD"]) -> None:
    message = unicodedata.normalize(form, "😀👩‍👩‍👧 ¿Abren el MIÉRCOLES por la mañana o el sábado?")
    first, second = find_dates(message, "es")
    assert message[first["start"] : first["end"]] == first["text"]
    assert first["text"] == unicodedata.normalize(form, "el MIÉRCOLES por la mañana")
    assert second["text"] == unicodedata.normalize(form, "el sábado")


def test_an_accent_at_the_end_belongs_to_its_letter() -> None:
    (found,) = find_dates("lunes 8 de mie\u0301 o mie\u0301", "es")[-1:]
    assert found["text"].endswith("mie\u0301")


messages = st.one_of(
    st.text(max_size=80),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
)
languages = st.sampled_from(["en", "es", "und", "xx", ""])


@settings(deadline=None, max_examples=400)
@given(text=messages, language=languages)
def test_any_message_gives_ordered_spans_of_itself(text: str, language: str) -> None:
    found = find_dates(text, language)
    end = 0
    for date in found:
        assert end <= date["start"] < date["end"] <= len(text)
        assert date["text"] == text[date["start"] : date["end"]] == date["text"].strip()
        assert isinstance(date["kind"], str)
        end = date["end"]
    assert find_dates(text, language) == found


@settings(deadline=None, max_examples=200)
@given(before=st.text(max_size=12), language=languages)
def test_what_stands_before_does_not_shift_the_span(before: str, language: str) -> None:
    text = f"{before} | mañana? "
    found = [date for date in find_dates(text, language) if date["end"] > len(before)]
    assert [date["text"] for date in found] == ["mañana"]


def test_a_long_message_is_read_to_its_end() -> None:
    assert find_dates("a las 3 de la " * 70 + "viernes", "und")[-1]["text"].endswith("viernes")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿El lunes de Memorial Day trabajan?", "es"),
        ("abren el lunes del Día de los Caídos", "es"),
        ("are you open the Monday of Memorial Day", "en"),
        ("open Labor Day Monday?", "en"),
    ],
)
def test_the_weekday_of_a_holiday_is_not_the_next_one(text: str, language: str) -> None:
    assert find_dates(text, language) == []


def test_a_weekday_beside_other_words_stays_one() -> None:
    assert [one["kind"] for one in find_dates("no fui el viernes de trabajo", "es")] == ["weekday"]
