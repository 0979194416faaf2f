"""Holidays that are asked about by name: the published ones, and others."""

import pytest

from countyline.answers.holidays import NAMES, holidays_in
from countyline.answers.question import Symbol
from countyline.status.model import Language
from tests.answers.asking import FRIDAY, part, reply_to, snapshot, told


@pytest.mark.parametrize(
    ("text", "holidays"),
    [
        ("are you closed Memorial Day?", {"memorial_day"}),
        ("¿trabajan el Día de los Caídos?", {"memorial_day"}),
        ("open on the Fourth of July or New Year's", {"independence_day", "new_year"}),
        ("¿Abren en Navidad?", {"christmas"}),
        ("is the Independence office open in July", set()),
        ("do you close for holidays", set()),
        ("are you off for Truman's birthday", {"truman_day"}),
        ("closed on Christmas Eve?", {"christmas_eve"}),
        ("¿cierran en Nochebuena?", {"christmas_eve"}),
        ("open on election day", {"election_day"}),
        ("are you closed the Friday before Memorial Day", {"memorial_day", "beside_a_holiday"}),
        ("¿abren el día de las madres?", {"family_days"}),
        ("is tax day a holiday", {"tax_day"}),
    ],
)
def test_holidays_are_found_by_their_names(text: str, holidays: set[str]) -> None:
    assert holidays_in(text) == holidays
    assert holidays <= NAMES.keys()


def said(language: Language, text: str, *dates: Symbol) -> str:
    asked = part("hours/holiday", text=text, dates=dates)
    given = reply_to(snapshot("2024-04-03"), asked, language=language)
    return f"{given.answer.certainty}: {told(given)}"


def test_a_published_holiday_is_told_though_a_weekday_stands_beside_it() -> None:
    monday: Symbol = {**FRIDAY, "weekday": 0}
    answer = said("es", "¿trabajan el lunes de Memorial Day?", monday)
    assert "27 de mayo" in answer
    assert "8 de abril" not in answer


def test_of_another_holiday_it_is_said_that_nothing_is_known_and_what_is_published() -> None:
    answer = said("en", "you off for Juneteenth?")
    assert answer.startswith("unknown: The county has not said whether it closes on that holiday.")
    assert "Memorial Day" in answer


def test_who_names_no_holiday_is_told_of_all() -> None:
    assert "Memorial Day" in said("en", "which holidays are coming")
