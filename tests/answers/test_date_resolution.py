"""From the words of a resident to calendar days, against the county's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.answers.dates import ResolvedDates, moment, resolve
from countyline.understanding.dates import find_dates

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2024, 4, 3, 8, 0, tzinfo=ZONE)  # a Wednesday
TODAY = NOW.date()


def april(first: int, last: int | None = None) -> tuple[date, date]:
    return date(2024, 4, first), date(2024, 4, last or first)


def may(first: int, last: int | None = None) -> tuple[date, date]:
    return date(2024, 5, first), date(2024, 5, last or first)


def march(first: int, last: int | None = None) -> tuple[date, date]:
    return date(2024, 3, first), date(2024, 3, last or first)


ENGLISH = [
    ("today", april(3)),
    ("are you open todays", april(3)),
    ("tonight", april(3)),
    ("this afternoon", april(3)),
    ("now", april(3)),
    ("right now", april(3)),
    ("tomorrow", april(4)),
    ("tommorow", april(4)),
    ("tmrw", april(4)),
    ("tomorrow at 3", april(4)),
    ("the day after tomorrow", april(5)),
    ("yesterday", april(2)),
    ("the day before yesterday", april(1)),
    ("last night", april(2)),
    ("wednesday", april(3)),
    ("wendsday", april(3)),
    ("friday", april(5)),
    ("FRI", april(5)),
    ("thurs", april(4)),
    ("weds", april(3)),
    ("this friday", april(5)),
    ("this monday", april(8)),
    ("this wednesday", april(3)),
    ("next friday", april(12)),
    ("next wednesday", april(10)),
    ("next monday", april(8)),
    ("coming friday", april(5)),
    ("this coming wednesday", april(10)),
    ("last friday", march(29)),
    ("last wednesday", march(27)),
    ("last tuesday", april(2)),
    ("friday next week", april(12)),
    ("on saturdays", april(6)),
    ("every saturday", april(6)),
    ("saturdays in may", may(4, 25)),
    ("monday the 8th", april(8)),
    ("monday 8", april(8)),
    ("Monday, the 1st", april(1)),
    ("saturday the 20th", april(20)),
    ("the 8th", april(8)),
    ("the 3rd", april(3)),
    ("the 2nd", may(2)),
    ("the 31st", may(31)),
    ("April 8", april(8)),
    ("8 April", april(8)),
    ("8th of april", april(8)),
    ("Apr. 8th 2024", april(8)),
    ("april eighth", april(8)),
    ("Friday, April 5", april(5)),
    ("Fri Apr 5", april(5)),
    ("April 2", april(2)),
    ("march 28", march(28)),
    ("may 25", may(25)),
    ("2024-04-08", april(8)),
    ("4/8", april(8)),
    ("04/08/2024", april(8)),
    ("4/16", april(16)),
    ("in two weeks", april(17)),
    ("in 3 days", april(6)),
    ("a week from friday", april(12)),
    ("two weeks from now", april(17)),
    ("within a week", april(3, 10)),
    ("this week", april(3, 7)),
    ("next week", april(8, 14)),
    ("last week", (date(2024, 3, 25), date(2024, 3, 31))),
    ("this weekend", april(6, 7)),
    ("next weekend", april(13, 14)),
    ("last weekend", march(30, 31)),
    ("in May", may(1, 31)),
    ("in april", april(3, 30)),
    ("next month", may(1, 31)),
    ("this month", april(3, 30)),
    ("last month", march(1, 31)),
    ("end of the month", april(24, 30)),
    ("by the end of April", april(24, 30)),
    ("at noon friday", april(5)),
    ("can i come before 5", april(3)),
    ("at 7 am", april(4)),
]

SPANISH = [
    ("hoy", april(3)),
    ("ahora", april(3)),
    ("ahorita", april(3)),
    ("ahora mismo", april(3)),
    ("esta tarde", april(3)),
    ("esta noche", april(3)),
    ("mañana", april(4)),
    ("manana", april(4)),
    ("mañana por la mañana", april(4)),
    ("mañana a las 3 de la tarde", april(4)),
    ("pasado mañana", april(5)),
    ("ayer", april(2)),
    ("anteayer", april(1)),
    ("antier", april(1)),
    ("anoche", april(2)),
    ("miércoles", april(3)),
    ("miercoles", april(3)),
    ("mié", april(3)),
    ("viernes", april(5)),
    ("biernes", april(5)),
    ("este viernes", april(5)),
    ("el viernes", april(5)),
    ("el próximo viernes", april(5)),
    ("el viernes próximo", april(5)),
    ("el viernes que viene", april(5)),
    ("el próximo miércoles", april(10)),
    ("el viernes de la próxima semana", april(12)),
    ("el viernes pasado", march(29)),
    ("el miércoles pasado", march(27)),
    ("el sabado", april(6)),
    ("los sábados", april(6)),
    ("cada sábado", april(6)),
    ("los lunes", april(8)),
    ("los sábados de mayo", may(4, 25)),
    ("todos los sábados en mayo", may(4, 25)),
    ("el lunes 8", april(8)),
    ("lunes ocho", april(8)),
    ("el lunes 1", april(1)),
    ("el lunes 8 de abril", april(8)),
    ("el 8", april(8)),
    ("el día 8", april(8)),
    ("el ocho", april(8)),
    ("el 2", may(2)),
    ("8 de abril", april(8)),
    ("8 de abril de 2024", april(8)),
    ("abril 8", april(8)),
    ("el primero de mayo", may(1)),
    ("28 de marzo", march(28)),
    ("viernes 5 de abril", april(5)),
    ("vie 5 abr", april(5)),
    ("2024-04-08", april(8)),
    ("8/4", april(8)),
    ("08/04/2024", april(8)),
    ("16/4", april(16)),
    ("en dos semanas", april(17)),
    ("dentro de tres días", april(6)),
    ("de hoy en ocho", april(10)),
    ("en quince días", april(17)),
    ("hace una semana", march(27)),
    ("en menos de una semana", april(3, 10)),
    ("el viernes en ocho", april(12)),
    ("esta semana", april(3, 7)),
    ("la próxima semana", april(8, 14)),
    ("la semana que viene", april(8, 14)),
    ("la semana pasada", (date(2024, 3, 25), date(2024, 3, 31))),
    ("el fin de semana", april(6, 7)),
    ("este fin de semana", april(6, 7)),
    ("el próximo fin de semana", april(6, 7)),
    ("el fin de semana pasado", march(30, 31)),
    ("en mayo", may(1, 31)),
    ("en abril", april(3, 30)),
    ("este mes", april(3, 30)),
    ("el próximo mes", may(1, 31)),
    ("el mes que viene", may(1, 31)),
    ("el mes pasado", march(1, 31)),
    ("fin de mes", april(24, 30)),
    ("a finales de abril", april(24, 30)),
    ("al mediodía", april(3)),
    ("a las 7 de la mañana", april(4)),
]


def understood(text: str, language: str, now: datetime = NOW) -> ResolvedDates | None:
    """Resolve the one date of a message."""
    (symbol,) = find_dates(text, language)
    return resolve(symbol, now)


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [("en", *row) for row in ENGLISH] + [("es", *row) for row in SPANISH],
)
def test_words_mean_these_days(language: str, text: str, days: tuple[date, date]) -> None:
    resolved = understood(text, language)
    assert resolved is not None
    assert (resolved.first, resolved.last) == days
    assert resolved.is_one_day == (days[0] == days[1])


@pytest.mark.parametrize(
    "symbol",
    [
        {"kind": "date", "month": 2, "day": 30, "year": None},
        {"kind": "date", "month": 2, "day": 29, "year": 2023},
        {"kind": "date", "month": 4, "day": 8, "year": 2024, "weekday": 1},
        {"kind": "weekday_on", "weekday": 0, "day": 9},
        {"kind": "weekday_on", "weekday": 7, "day": 8},
        {"kind": "day_of_month", "day": 32},
        {"kind": "day", "days": 10**9},
        {"kind": "day", "days": "3"},
        {"kind": "day", "days": True},
        {"kind": "day", "days": 0, "time": "25:00"},
        {"kind": "weekday", "weekday": 1, "which": "other"},
        {"kind": "month", "month": 13, "which": "bare"},
        {"kind": "easter"},
        {"kind": ["day"]},
        {},
    ],
)
def test_what_cannot_be_told_is_none(symbol: dict[str, Any]) -> None:
    assert resolve(symbol, NOW) is None


def test_ambiguous_numbers_have_two_readings() -> None:
    english, spanish = understood("3/4", "en"), understood("3/4", "es")
    assert english and spanish
    assert english.ambiguous
    assert (english.first, english.other) == (date(2024, 3, 4), date(2024, 4, 3))
    assert (spanish.first, spanish.other) == (date(2024, 4, 3), date(2024, 3, 4))


def test_a_weekday_settles_ambiguous_numbers() -> None:
    resolved = understood("Friday 4/5", "en")  # 4 May 2024 is a Saturday
    assert resolved is not None
    assert (resolved.first, resolved.ambiguous) == (date(2024, 4, 5), False)


@pytest.mark.parametrize("today", [date(2024, 4, 5), date(2024, 4, 7), date(2024, 4, 8)])
def test_next_is_the_day_of_next_week(today: date) -> None:
    resolved = understood("next friday", "en", datetime.combine(today, time(8), tzinfo=ZONE))
    monday = today - timedelta(days=today.weekday())
    assert resolved is not None
    assert resolved.first == monday + timedelta(days=11)


def test_on_sunday_this_weekend_is_today() -> None:
    resolved = understood("this weekend", "en", datetime(2024, 4, 7, 9, tzinfo=ZONE))
    assert resolved is not None
    assert (resolved.first, resolved.last) == april(7)


def test_a_recurring_weekday_keeps_its_number() -> None:
    resolved = understood("Saturdays in May", "en", datetime(2024, 5, 20, 9, tzinfo=ZONE))
    assert resolved is not None
    assert (resolved.weekday, resolved.first, resolved.last) == (5, *may(25))


def test_when_its_days_are_over_a_recurring_weekday_means_next_year() -> None:
    resolved = understood("Saturdays in May", "en", datetime(2024, 5, 26, 9, tzinfo=ZONE))
    assert resolved is not None
    assert (resolved.first, resolved.last) == (date(2025, 5, 3), date(2025, 5, 31))


def test_time_part_and_bound_are_carried_over() -> None:
    timed, parted = understood("friday before 5", "en"), understood("viernes por la tarde", "es")
    assert timed and parted
    assert (timed.time, timed.bound, timed.part) == (time(17), "before", None)
    assert (parted.time, parted.bound, parted.part) == (None, None, "afternoon")


def test_now_has_the_time_of_the_clock() -> None:
    resolved = understood("now", "en")
    assert resolved is not None
    assert (resolved.first, resolved.time) == (TODAY, time(8))
    assert moment(resolved, NOW) == NOW


def test_a_time_without_a_day_that_has_passed_is_tomorrows() -> None:
    late = datetime(2024, 4, 3, 16, 30, tzinfo=ZONE)
    implied, said = understood("at 9 am", "en", late), understood("today at 9 am", "en", late)
    morning = understood("por la mañana", "es", late)
    assert implied and said and morning
    assert implied.first == morning.first == date(2024, 4, 4)
    assert said.first == date(2024, 4, 3)


def test_daylight_saving_moves_no_date() -> None:
    before = datetime(2024, 3, 9, 23, 30, tzinfo=ZONE)  # clocks go forward on March 10 at 2:00
    resolved = understood("tomorrow at 2:30 am", "en", before)
    assert resolved is not None
    assert resolved.first == date(2024, 3, 10)
    assert moment(resolved, before) == datetime(2024, 3, 10, 3, 30, tzinfo=ZONE)


def test_no_moment_without_a_time() -> None:
    assert moment(ResolvedDates(TODAY, TODAY), NOW) is None


def test_a_naive_clock_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        resolve({"kind": "day", "days": 0}, datetime(2024, 4, 3))


clocks = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(ZONE))
weekdays = st.integers(0, 6)


@settings(deadline=None)
@given(
    now=clocks,
    weekday=weekdays,
    which=st.sampled_from(["bare", "this", "coming", "next", "last"]),
    weeks=st.integers(0, 5),
)
def test_a_weekday_resolves_to_that_weekday(
    now: datetime, weekday: int, which: str, weeks: int
) -> None:
    symbol = {"kind": "weekday", "weekday": weekday, "which": which, "weeks": weeks}
    resolved = resolve(symbol, now)
    assert resolved is not None
    assert resolved.first == resolved.last
    assert resolved.first.weekday() == weekday
    distance = (resolved.first - now.date()).days - 7 * weeks
    nearest = {"bare": 0, "this": 0, "coming": 1, "next": 1, "last": -7}[which]
    assert nearest <= distance <= (13 if which == "next" else nearest + 6)


@settings(deadline=None)
@given(now=clocks, weekday=weekdays, month=st.one_of(st.none(), st.integers(1, 12)))
def test_a_recurring_weekday_starts_and_ends_on_it(
    now: datetime, weekday: int, month: int | None
) -> None:
    resolved = resolve({"kind": "every", "weekday": weekday, "month": month}, now)
    assert resolved is not None
    assert now.date() <= resolved.first <= resolved.last
    assert resolved.first.weekday() == resolved.last.weekday() == resolved.weekday == weekday
    assert month is None or resolved.first.month == resolved.last.month == month


ahead = st.one_of(
    st.builds(lambda days: {"kind": "day", "days": days}, st.integers(0, 999)),
    st.builds(lambda days: {"kind": "day", "days": days, "bound": "within"}, st.integers(0, 999)),
    st.builds(lambda day: {"kind": "day_of_month", "day": day}, st.integers(1, 31)),
    st.builds(
        lambda kind, which: {"kind": kind, "which": which},
        st.sampled_from(["week", "weekend"]),
        st.sampled_from(["bare", "this", "next", "coming"]),
    ),
    st.builds(
        lambda month, which: {"kind": "month", "month": month, "which": which},
        st.one_of(st.none(), st.integers(1, 12)),
        st.sampled_from(["bare", "this", "next", "end"]),
    ),
    st.builds(
        lambda said: {"kind": "day", "days": 0, "implied": True, "time": said},
        st.times().map(lambda said: said.strftime("%H:%M")),
    ),
    st.just({"kind": "now"}),
)


@settings(deadline=None, max_examples=300)
@given(symbol=ahead, now=clocks)
def test_what_lies_ahead_never_starts_before_today(symbol: dict[str, Any], now: datetime) -> None:
    resolved = resolve(symbol, now)
    assert resolved is not None
    assert now.date() <= resolved.first <= resolved.last


@settings(deadline=None)
@given(now=clocks, weekday=weekdays, day=st.integers(1, 31))
def test_a_weekday_with_a_number_agrees_with_both_or_is_none(
    now: datetime, weekday: int, day: int
) -> None:
    resolved = resolve({"kind": "weekday_on", "weekday": weekday, "day": day}, now)
    if resolved is not None:
        assert (resolved.first.weekday(), resolved.first.day) == (weekday, day)
        assert abs((resolved.first - now.date()).days) <= 45


WITH_YEAR = {
    "en": [
        "MMMM d, y",
        "EEEE, MMMM d, y",
        "d MMMM y",
        "MMM d y",
        "MM/dd/y",
        "M/d/y",
        "y-MM-dd",
        "EEE, MMM d, y",
    ],
    "es": [
        "d 'de' MMMM 'de' y",
        "EEEE d 'de' MMMM 'de' y",
        "EEEE, d 'de' MMMM 'de' y",
        "dd/MM/y",
        "d/M/y",
        "y-MM-dd",
        "'el' d 'de' MMMM 'del' y",
        "EEE d MMM y",
    ],
}
WITHOUT_YEAR = {
    "en": ["MMMM d", "EEEE, MMMM d", "EEE MMM d", "d MMMM", "M/d"],
    "es": ["d 'de' MMMM", "EEEE d 'de' MMMM", "EEE d MMM", "MMMM d", "d/M"],
}
FRACTIONS = {"1/2", "1/3", "2/3", "1/4"}
FRAMES = {"en": ["{}", "are you open on {}?", "{} please"], "es": ["{}", "¿abren el {}?"]}


@settings(deadline=None, max_examples=300)
@given(
    data=st.data(),
    day=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    language=st.sampled_from(["en", "es"]),
)
def test_a_written_date_resolves_to_itself(data: st.DataObject, day: date, language: str) -> None:
    pattern = data.draw(st.sampled_from(WITH_YEAR[language]))
    frame = data.draw(st.sampled_from(FRAMES[language]))
    resolved = understood(frame.format(format_date(day, pattern, locale=language)), language)
    assert resolved is not None
    assert (resolved.first, resolved.last) == (day, day)


@settings(deadline=None, max_examples=300)
@given(
    data=st.data(),
    now=clocks,
    distance=st.integers(-60, 299),
    language=st.sampled_from(["en", "es"]),
)
def test_a_date_written_without_its_year_resolves_to_itself(
    data: st.DataObject, now: datetime, distance: int, language: str
) -> None:
    day = now.date() + timedelta(days=distance)
    written = format_date(day, data.draw(st.sampled_from(WITHOUT_YEAR[language])), locale=language)
    frames = FRAMES[language][1:2] if written in FRACTIONS else FRAMES[language]
    resolved = understood(data.draw(st.sampled_from(frames)).format(written), language, now)
    assert resolved is not None
    assert (resolved.first, resolved.last) == (day, day)
