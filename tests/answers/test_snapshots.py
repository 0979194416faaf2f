"""The same questions under the three snapshots of the reference incident, word for word.

Only the claim is compared: the first line. What helps further is tested by topic.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from countyline.answers.question import Symbol
from countyline.status.model import Language
from tests.answers.asking import (
    FRIDAY,
    IN_MAY,
    NEXT_MONDAY,
    NOW,
    SATURDAY,
    SATURDAYS_IN_MAY,
    THIS_WEEK,
    TODAY,
    at,
    on,
    part,
    reply_to,
    snapshot,
    told,
)

FIRST, SECOND, THIRD = "2024-04-03", "2024-04-16", "2024-04-22"
RECORDER, COLLECTION, ASSESSMENT = "recorder_of_deeds", "collection", "assessment"
OPEN = "status/open"

KEPT = (
    "The hours from 8 a.m. to 11 a.m. are only for senior citizens, people with physical "
    "disabilities and people with appointments. From 11 a.m. to 5 p.m., you can walk in."
)
KEPT_ES = (
    "El horario de 8 a. m. a 11 a. m. es solo para personas mayores, personas con discapacidad "
    "física y personas con cita. De 11 a. m. a 5 p. m. se atiende sin cita."
)

SAID = [
    (FIRST, OPEN, RECORDER, [TODAY], "confirmed",
     "The Recorder of Deeds office is closed today at every location. The county says it will "
     "likely stay closed through Friday, April 5. The county has not set a reopening date.",
     "La oficina del Registro de Escrituras (Recorder of Deeds) está cerrada hoy en todas sus "
     "sedes. El condado dice que probablemente seguirá cerrada hasta el viernes 5 de abril "
     "inclusive. El condado no ha fijado una fecha de reapertura."),
    (FIRST, OPEN, RECORDER, [FRIDAY], "expected",
     "The Recorder of Deeds office is likely closed on Friday, April 5 at every location. The "
     "county has not set a reopening date.",
     "La oficina del Registro de Escrituras (Recorder of Deeds) probablemente estará cerrada el "
     "viernes 5 de abril en todas sus sedes. El condado no ha fijado una fecha de reapertura."),
    (FIRST, OPEN, COLLECTION, [NEXT_MONDAY], "unknown",
     "The county has not said whether the Collection office will be open on Monday, April 8. The "
     "county has only said that it is likely closed through Friday, April 5. The county has not "
     "set a reopening date.",
     "El condado no ha informado si la oficina de Recaudación (Collection) abrirá el lunes 8 de "
     "abril. El condado solo ha dicho que probablemente estará cerrada hasta el viernes 5 de abril "
     "inclusive. El condado no ha fijado una fecha de reapertura."),
    (FIRST, OPEN, COLLECTION, [THIS_WEEK], "expected",
     "The Collection office is closed today at every location. It is likely closed on Thursday, "
     "April 4 and Friday, April 5 at every location. The county has not set a reopening date.",
     "La oficina de Recaudación (Collection) está cerrada hoy en todas sus sedes. Probablemente "
     "estará cerrada los días jueves 4 de abril y viernes 5 de abril en todas sus sedes. El "
     "condado no ha fijado una fecha de reapertura."),
    (SECOND, OPEN, COLLECTION, [NEXT_MONDAY], "unknown",
     "The county has not said whether the Collection office will be open on Monday, April 22. It "
     "is open on Saturday, May 4, 8 a.m. to noon. The county has not said whether you need an "
     "appointment.",
     "El condado no ha informado si la oficina de Recaudación (Collection) abrirá el lunes 22 de "
     "abril. Abre el sábado 4 de mayo, de 8 a. m. a mediodía, pero el condado no ha informado si "
     "hace falta cita."),
    (SECOND, OPEN, COLLECTION, [on(5, 25)], "confirmed",
     "The Collection office at the Historic Truman Courthouse is open on Saturday, May 25, 8 a.m. "
     "to noon. The county has not said whether you need an appointment.",
     "La oficina de Recaudación (Collection) en el edificio Historic Truman Courthouse abre el "
     "sábado 25 de mayo, de 8 a. m. a mediodía, pero el condado no ha informado si hace falta "
     "cita."),
    (THIRD, OPEN, COLLECTION, [TODAY], "confirmed",
     f"The Collection office at the Historic Truman Courthouse is open today. {KEPT}",
     "La oficina de Recaudación (Collection) en el edificio Historic Truman Courthouse abre hoy. "
     f"{KEPT_ES}"),
    (THIRD, OPEN, ASSESSMENT, [FRIDAY], "confirmed",
     f"The Assessment office at the Historic Truman Courthouse is open on Friday, April 26. {KEPT}",
     "La oficina de Tasación (Assessment) en el edificio Historic Truman Courthouse abre el "
     f"viernes 26 de abril. {KEPT_ES}"),
    (THIRD, OPEN, COLLECTION, [on(5, 25)], "confirmed",
     "The Collection office will not be open on Saturday, May 25. It is open on Tuesday, May 28. "
     f"{KEPT}",
     "La oficina de Recaudación (Collection) no abrirá el sábado 25 de mayo. Abre el martes 28 de "
     f"mayo. {KEPT_ES}"),
    (THIRD, OPEN, COLLECTION, [on(4, 20)], "unknown",
     "The county has not said whether the Collection office was open on Saturday, April 20.",
     "El condado no ha informado si la oficina de Recaudación (Collection) abrió el sábado 20 de "
     "abril."),
]  # fmt: skip


@pytest.mark.parametrize(
    "said", SAID, ids=lambda said: f"{said[0]} {said[2]} {said[4]}"
)
def test_offices(said: tuple[str, str, str, Sequence[Symbol], str, str, str]) -> None:
    day, name, subject, dates, certainty, english, spanish = said
    by_language: dict[Language, str] = {"en": english, "es": spanish}
    for language, expected in by_language.items():
        reply = reply_to(snapshot(day), part(name, subject, dates=dates), language=language)
        # What the document adds in its own words follows the hours.
        assert told(reply).split("\n")[0].startswith(expected)
        assert reply.answer.certainty == certainty
        assert subject in reply.answer.subjects


def claim(
    day: str, name: str, *subjects: str, dates: Sequence[Symbol] = (), clock: str = ""
) -> str:
    now = at(*clock.split()) if clock else None
    return told(reply_to(snapshot(day), part(name, *subjects, dates=dates), now=now))


def test_penalties() -> None:
    assert claim(FIRST, "deadlines/penalty").startswith("The county has not said")
    for day in (SECOND, THIRD):
        assert "April's penalties and interest" in claim(day, "deadlines/penalty")


def test_data() -> None:
    assert "knows of nothing that suggests data was taken" in claim(FIRST, "data_safety/taken")
    for day in (SECOND, THIRD):
        assert "no private taxpayer information was taken" in claim(day, "data_safety/taken")


def test_paying_names_what_is_not_confirmed_every_time() -> None:
    for day in (FIRST, SECOND, THIRD):
        for name in ("how_to_pay/ways", "how_to_pay/online"):
            assert "payments.jacksongov.org" in claim(day, name)
            assert "The county has not confirmed" in claim(day, name)


def test_appointments() -> None:
    first = reply_to(snapshot(FIRST), part("hours/appointment", COLLECTION))
    assert first.answer.certainty == "unknown"
    assert "appointment" in claim(SECOND, "hours/appointment", ASSESSMENT)
    assert "you can walk in" in claim(THIRD, "hours/appointment", ASSESSMENT)


def test_whether_the_extra_saturday_needs_an_appointment_is_unknown() -> None:
    asked = part("hours/appointment", COLLECTION, dates=[on(4, 20)])
    reply = reply_to(snapshot(SECOND), asked)
    assert reply.answer.certainty == "unknown"
    assert "The county has not said whether you need an appointment" in told(reply)


def test_whether_hours_are_kept_on_saturdays_is_unknown() -> None:
    asked = part("hours/reserved", COLLECTION, dates=[on(5, 4)])
    reply = reply_to(snapshot(THIRD), asked)
    assert reply.answer.certainty == "unknown"
    assert "senior citizens" not in told(reply)


def test_the_saturdays_in_may_and_the_one_left_out() -> None:
    second = claim(SECOND, OPEN, ASSESSMENT, dates=[SATURDAYS_IN_MAY])
    third = claim(THIRD, OPEN, ASSESSMENT, dates=[SATURDAYS_IN_MAY])
    assert "on Saturdays, May 4, May 11, May 18 and May 25, 8 a.m. to noon" in second
    assert "on Saturdays, May 4, May 11 and May 18, 8 a.m. to noon" in third
    assert "will not be open on Saturday, May 25" in third


def test_a_past_day_is_told_as_past() -> None:
    yesterday: Symbol = {"kind": "day", "days": -1}
    was_open = claim(THIRD, OPEN, COLLECTION, dates=[yesterday], clock="2024-04-23 08:00")
    assert was_open.startswith("The Collection office was open on Monday, April 22.")
    unsaid = claim(FIRST, OPEN, COLLECTION, dates=[yesterday])
    assert unsaid.startswith(
        "The county has not said whether the Collection office was open on Tuesday, April 2."
    )
    last_week: Symbol = {"kind": "week", "which": "last"}
    week = claim(FIRST, OPEN, COLLECTION, dates=[last_week], clock="2024-04-08 08:00")
    assert "It was closed on Wednesday, April 3 at every location." in week
    assert "It was likely closed on Thursday, April 4 and Friday, April 5" in week


def test_weeks_are_told_in_runs_of_days() -> None:
    week = claim(SECOND, OPEN, ASSESSMENT, dates=[THIS_WEEK])
    assert "is open today through Friday, April 19, 8 a.m. to 5 p.m." in week
    assert "It is open on Saturday, April 20, 8 a.m. to noon." in week
    weekend: Symbol = {"kind": "weekend", "which": "this"}
    assert (
        "The county has not said whether the Assessment office will be open on Saturday, April 27 "
        "and Sunday, April 28."
    ) in claim(THIRD, OPEN, ASSESSMENT, dates=[weekend])
    may = claim(THIRD, OPEN, ASSESSMENT, dates=[IN_MAY])
    assert "Monday to Friday, from Wednesday, May 1 to Friday, May 31" in may
    assert "on Saturdays, May 4, May 11 and May 18, 8 a.m. to noon" in may
    assert "It will not be open on Saturday, May 25." in may
    assert "It is closed on Monday, May 27 for Memorial Day." in may


def test_the_recorder_asks_people_not_to_come() -> None:
    for day in (SECOND, THIRD):
        assert claim(day, OPEN, RECORDER, dates=[TODAY]).startswith(
            "The Recorder of Deeds office is not open for visits today. Please do not come."
        )
        assert "is open" not in claim(day, "reopening/when", RECORDER)


@pytest.mark.parametrize("name", [OPEN, "reopening/when", "hours/open_hours"])
def test_after_closing_time_the_day_is_over(name: str) -> None:
    evening = claim(THIRD, name, COLLECTION, clock="2024-04-22 18:00")
    assert evening.startswith(
        "The Collection office is closed for the day. Today's hours were 8 a.m. to 5 p.m. "
        "It is open tomorrow"
    )
    assert claim(THIRD, name, COLLECTION, clock="2024-04-22 17:00") == evening


def test_before_opening_it_is_not_open_yet() -> None:
    early = claim(THIRD, OPEN, COLLECTION, dates=[NOW], clock="2024-04-22 07:30")
    assert early.startswith("The Collection office is not open yet. It is open today.")
    late = claim(THIRD, OPEN, COLLECTION, dates=[NOW], clock="2024-04-22 08:00")
    assert late.startswith("The Collection office at the Historic Truman Courthouse is open today")


def test_a_courthouse_with_offices_speaks_of_them_and_one_without_is_unknown() -> None:
    truman = reply_to(snapshot(FIRST), part(OPEN, "truman_courthouse"))
    assert {"truman_courthouse", RECORDER, COLLECTION, ASSESSMENT} == set(truman.answer.subjects)
    assert "the rest of the Historic Truman Courthouse" in told(truman)
    for subject in ("eastern_courthouse", "courts", "sheriff"):
        reply = reply_to(snapshot(FIRST), part(OPEN, subject))
        assert reply.answer.certainty == "unknown"
        assert reply.answer.facts == ()


def test_a_service_that_is_down_is_not_promised_for_another_day() -> None:
    reply = reply_to(snapshot(FIRST), part(OPEN, "online_property_search", dates=[FRIDAY]))
    assert reply.answer.certainty == "unknown"
    assert "is down" in told(reply)
    assert "has not said when" in told(reply)


# A day outside normal hours that are set aside


@pytest.mark.parametrize("name", [OPEN, "hours/saturday"])
def test_a_saturday_is_unknown_while_normal_hours_are_not_in_force(name: str) -> None:
    reply = reply_to(snapshot(FIRST), part(name, COLLECTION, dates=[SATURDAY]))
    assert reply.answer.certainty == "unknown"
    assert told(reply).startswith(
        "The county has not said whether the Collection office will be open on Saturday, April 6. "
        "Normal hours are Monday to Friday, 8 a.m. to 5 p.m., but they do not apply right now."
    )


def test_an_unsaid_weekend_is_not_offered_as_the_next_day() -> None:
    for day in (SECOND, THIRD):
        assert "Saturday" not in claim(day, OPEN, RECORDER, dates=[TODAY])


# How sure: of the day, and of the end


@pytest.mark.parametrize("subjects", [(RECORDER,), (RECORDER, COLLECTION), ("truman_courthouse",)])
def test_a_closed_day_is_as_sure_as_the_day_and_a_reopening_as_its_end(
    subjects: tuple[str, ...],
) -> None:
    today = reply_to(snapshot(FIRST), part(OPEN, *subjects, dates=[TODAY]))
    friday = reply_to(snapshot(FIRST), part(OPEN, *subjects, dates=[FRIDAY]))
    back = reply_to(snapshot(FIRST), part("reopening/when", *subjects))
    assert today.answer.certainty == "confirmed"
    assert friday.answer.certainty == "expected"
    assert back.answer.certainty == "expected"
    assert "likely stay closed through Friday, April 5" in told(today)


# A named hour


def hour(weekday: int, time: str) -> Symbol:
    return {"kind": "weekday", "weekday": weekday, "which": "bare", "time": time}


@pytest.mark.parametrize(
    ("day", "subject", "asked", "english", "spanish"),
    [
        (THIRD, COLLECTION, hour(4, "18:00"), "No, not at 6 p.m. The", "No, a las 6 p. m. no. La"),
        (THIRD, COLLECTION, hour(4, "17:00"), "No, not at 5 p.m. The", "No, a las 5 p. m. no. La"),
        (THIRD, COLLECTION, hour(4, "13:00"), "Yes, at 1 p.m. The", "Sí, a la 1 p. m. La"),
        (THIRD, COLLECTION, hour(4, "12:00"), "Yes, at noon. The", "Sí, a mediodía. La"),
        (THIRD, ASSESSMENT, hour(4, "09:30"), "Only for some people, at 9:30 a.m. The",
         "Solo para algunas personas, a las 9:30 a. m. La"),
        (SECOND, COLLECTION, hour(5, "11:00"), "Yes, at 11 a.m. The", "Sí, a las 11 a. m. La"),
        (SECOND, COLLECTION, hour(5, "13:00"), "No, not at 1 p.m. The", "No, a la 1 p. m. no. La"),
    ],
)  # fmt: skip
def test_a_named_hour_gets_a_yes_or_no_and_then_the_hours(
    day: str, subject: str, asked: Symbol, english: str, spanish: str
) -> None:
    question = part(OPEN, subject, dates=[asked])
    assert told(reply_to(snapshot(day), question)).startswith(english)
    assert told(reply_to(snapshot(day), question, language="es")).startswith(spanish)


def test_an_hour_of_a_day_that_is_closed_or_unsaid_gets_the_day() -> None:
    closed = claim(FIRST, OPEN, COLLECTION, dates=[{**TODAY, "time": "10:00"}])
    assert closed.startswith("The Collection office is closed today")
    unsaid = claim(FIRST, OPEN, COLLECTION, dates=[{**NEXT_MONDAY, "time": "10:00"}])
    assert unsaid.startswith("The county has not said")


def test_an_hour_that_is_a_limit_is_not_asked_of_the_calendar() -> None:
    before = {**hour(4, "18:00"), "bound": "before"}
    assert claim(THIRD, OPEN, COLLECTION, dates=[before]).startswith("The Collection office")
