"""Opening hours, Saturdays, appointments, hours kept for a group, holidays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from countyline.answers.finding import Finding, joined
from countyline.answers.holidays import holidays_in
from countyline.answers.openings import Span, asked_span, one_day, open_day, opening
from countyline.answers.published import (
    nothing_on,
    offices_named,
    published,
    published_or,
    unpublished,
    with_contact,
    with_instead,
    without_office,
)
from countyline.answers.situation import Situation
from countyline.status.calendar import Day

SATURDAY = 5
WEEKS_AHEAD = 8


def answer(situation: Situation) -> Finding:
    """Answer opening hours of the offices asked about, or of all.

    What is published in words answers when neither an office nor a day was named; else the
    calendar does, since words on all offices may miss the one that was meant.
    """
    by_aspect: dict[str, Callable[[Situation, tuple[str, ...]], Finding]] = {
        "hours/saturday": _weekends,
        "hours/appointment": _appointments,
        "hours/reserved": _reserved,
        "hours/holiday": _holidays,
    }
    find = by_aspect.get(situation.part.aspect, _opening_hours)
    offices = offices_named(situation)
    if not offices:
        return _without_offices(situation)
    finding = find(situation, offices)
    if not situation.subjects and not situation.asked:
        return published_or(situation, finding)
    return joined([finding, *(nothing_on(situation, key) for key in without_office(situation))])


def _without_offices(situation: Situation) -> Finding:
    if situation.subjects:
        return unpublished(situation)
    if situation.part.aspect == "hours/holiday":
        return published_or(situation, _coming_holidays(situation))
    return published(situation)


def _opening_hours(situation: Situation, offices: tuple[str, ...]) -> Finding:
    span = asked_span(situation)
    finding = opening(situation, offices, span)
    days = [situation.calendar.day(office, on) for office in offices for on in span.days]
    normal = [] if _has_special_hours(days) else _normal_hours(situation, offices)
    for group, key, hours in normal:
        facts = tuple(f"offices.{office}.hours" for office in group)
        finding = finding.then(situation.say(key, "openings", hours=hours), facts=facts)
    return with_instead(finding, situation, situation.subjects)


def _has_special_hours(days: Sequence[Day]) -> bool:
    """Whether the hours were told already, other than the normal ones."""
    return any(day.state == "open" and day.reason == "arrangement" for day in days)


def _normal_hours(
    situation: Situation, offices: Sequence[str]
) -> list[tuple[list[str], str, str]]:
    """Normal hours, said once when all offices have the same; else only beside each office."""
    shared: dict[tuple[str, str], list[str]] = {}
    for office in offices:
        hours = situation.document.offices[office].hours
        if hours:
            key = "normal_hours" if hours.in_force else "normal_hours_not_now"
            shared.setdefault((key, situation.weekly(hours.weekly)), []).append(office)
    if len(shared) != 1:
        return []
    return [(group, key, hours) for (key, hours), group in shared.items()]


def _weekends(situation: Situation, offices: tuple[str, ...]) -> Finding:
    span = asked_span(situation)
    if span.named and span.is_one_day:
        return opening(situation, offices, span)
    groups: dict[object, list[str]] = {}
    for office in offices:
        found = [(day.on, _door(day)) for day in _weekend_days(situation, office, span)]
        groups.setdefault(repr(found), []).append(office)
    told = list(groups.values())
    if not set(situation.subjects) & set(offices):
        # Who asks of no office in particular is told of those that open, if any does.
        told = [group for group in told if _opens_on_weekends(situation, group[0], span)] or told
    return joined([_of_weekends(situation, group, span) for group in told])


def _opens_on_weekends(situation: Situation, office: str, span: Span) -> bool:
    return any(day.state == "open" for day in _weekend_days(situation, office, span))


def _of_weekends(situation: Situation, offices: list[str], span: Span) -> Finding:
    """Say which weekend days are open; of none, what holds on the next Saturday."""
    days = _weekend_days(situation, offices[0], span)
    runs: dict[str, list[date]] = {}
    for day in days:
        if day.state == "open":
            runs.setdefault(repr(_door(day)), []).append(day.on)
    if not runs:
        on = next((day.on for day in days if day.on.weekday() == SATURDAY), span.first)
        return opening(situation, offices, one_day(on))
    finding = joined([open_day(situation, offices, run) for run in runs.values()])
    skipped = [day for day in days if day.reason in ("exception", "holiday")]
    if not skipped:
        return finding
    listed = situation.listed(situation.dated(day.on) for day in skipped)
    facts = tuple(fact for day in skipped for fact in day.facts)
    told = Finding((situation.say("except", days=listed),), facts)
    return joined([finding, told])


def _weekend_days(situation: Situation, office: str, span: Span) -> list[Day]:
    """The Saturdays and Sundays asked about; of no day asked, those of the weeks ahead."""
    ahead = (situation.today + timedelta(days=offset) for offset in range(7 * WEEKS_AHEAD))
    days = [on for on in (span.days if span.named else ahead) if on.weekday() >= SATURDAY]
    return [situation.calendar.day(office, on) for on in days]


def _door(day: Day) -> object:
    windows = tuple((w.opens, w.closes, w.admits, w.group, w.text, w.places) for w in day.windows)
    return (day.state, day.reason, day.certainty, windows)


def _appointments(situation: Situation, offices: tuple[str, ...]) -> Finding:
    return _who_may_come(situation, offices, ("appointment", "walk_in", "group", "nobody"))


def _reserved(situation: Situation, offices: tuple[str, ...]) -> Finding:
    return _who_may_come(situation, offices, ("group",))


def _who_may_come(
    situation: Situation, offices: tuple[str, ...], telling: tuple[str, ...]
) -> Finding:
    """Say who may come. A day on which nothing `telling` is published leaves the answer open."""
    span = asked_span(situation)
    asked = {office: _telling_days(situation, office, span, telling) for office in offices}
    if not any(asked.values()):
        if not (situation.subjects or span.named):
            return unpublished(situation)
        shown = replace(opening(situation, offices, span), unknown=True)
        if _says_who_is_unsaid(situation, offices, span):
            return with_contact(shown, situation)
        return with_contact(joined([_unsaid(situation), shown]), situation)
    if span.named:
        finding = opening(situation, offices, span)
        unsaid = any(not days for days in asked.values())
        return replace(finding, unknown=finding.unknown or unsaid)
    groups: dict[date, list[str]] = {}
    for office, days in asked.items():
        groups.setdefault(days[0] if days else situation.today, []).append(office)
    return joined(
        [opening(situation, group, one_day(on)) for on, group in sorted(groups.items())]
    )


def _unsaid(situation: Situation) -> Finding:
    return Finding((situation.unsaid(),), unknown=True, subjects=situation.subjects)


def _says_who_is_unsaid(situation: Situation, offices: tuple[str, ...], span: Span) -> bool:
    """Whether the hours themselves say that it is not known who needs an appointment."""
    return situation.part.aspect == "hours/appointment" and any(
        window.admits == "unspecified"
        for office in offices
        for on in span.days
        for window in situation.calendar.day(office, on).windows
    )


def _telling_days(
    situation: Situation, office: str, span: Span, telling: tuple[str, ...]
) -> list[date]:
    """The days asked about, or the next days, on which it is said who may come."""
    ahead = tuple(situation.today + timedelta(days=offset) for offset in range(7))
    return [
        on
        for on in (span.days if span.named else ahead)
        if any(w.admits in telling for w in situation.calendar.day(office, on).windows)
    ]


def _holidays(situation: Situation, offices: tuple[str, ...]) -> Finding:
    span = asked_span(situation)
    # "The Monday of Memorial Day" is not the next Monday.
    if span.named and span.is_one_day and not holidays_in(situation.part.text):
        return opening(situation, offices, span)
    return _coming_holidays(situation)


def _coming_holidays(situation: Situation) -> Finding:
    """The published holidays to come, or those of them that were asked about by name."""
    holidays = situation.document.holidays
    coming = [day for day in holidays.days if day.on >= situation.today] if holidays else []
    known = {day.on: holidays_in(day.name.en, day.name.es) for day in coming}
    asked = holidays_in(situation.part.text)
    unsaid = bool(coming) and bool(asked.difference(*known.values()))
    coming = [day for day in coming if unsaid or not asked or known[day.on] & asked]
    if not coming:
        return unpublished(situation)
    listed = situation.listed(
        situation.say("holiday", name=situation.text(day.name), date=situation.dated(day.on))
        for day in coming
    )
    told = Finding((situation.say("holidays", days=listed),), ("holidays",))
    if not unsaid:
        return told
    return joined([Finding((situation.say("holiday_unsaid"),), unknown=True), told])
