"""Opening hours, Saturdays, appointments, hours kept for a group, holidays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from countyline.answers import formats
from countyline.answers.finding import Finding, joined
from countyline.answers.openings import Span, asked_span, opening, phrase
from countyline.answers.published import published_or, unpublished, with_instead
from countyline.answers.situation import Situation
from countyline.status.calendar import covers
from countyline.status.model import Arrangement


def answer(situation: Situation) -> Finding:
    """Answer opening hours of the offices asked about, or of all."""
    by_aspect: dict[str, Callable[[Situation], Finding]] = {
        "hours/saturday": _saturdays,
        "hours/appointment": _appointments,
        "hours/reserved": _reserved,
        "hours/holiday": _holidays,
    }
    find = by_aspect.get(situation.part.aspect, _opening_hours)
    return published_or(situation, find(situation))


def _offices(situation: Situation) -> tuple[str, ...]:
    if not situation.subjects:
        return tuple(situation.document.offices)
    named = (key for subject in situation.subjects for key in situation.offices_of(subject))
    return tuple(dict.fromkeys(named))


def _opening_hours(situation: Situation) -> Finding:
    offices = _offices(situation)
    if not offices:
        return unpublished(situation)
    finding = opening(situation, offices, asked_span(situation))
    hours = situation.document.offices[offices[0]].hours
    if hours is None:
        return finding
    key = "normal_hours" if hours.in_force else "normal_hours_not_now"
    sentence = situation.say(key, "openings", hours=situation.weekly(hours.weekly))
    facts = tuple(f"offices.{office}.hours" for office in offices)
    return with_instead(finding.then(sentence, facts=facts), situation, situation.subjects)


def _saturdays(situation: Situation) -> Finding:
    offices = _offices(situation)
    span = asked_span(situation)
    if not offices:
        return unpublished(situation)
    if span.named and span.first == span.last:
        return opening(situation, offices, span)
    extra = list(_weekend_arrangements(situation, offices))
    if not extra:
        return opening(situation, offices, _next_saturday(situation))
    groups: dict[object, list[tuple[str, str, Arrangement]]] = {}
    for office, name, arrangement in extra:
        shape = (arrangement.from_, arrangement.through, arrangement.days, arrangement.except_,
                 arrangement.opens, arrangement.closes, arrangement.admits)
        groups.setdefault(shape, []).append((office, name, arrangement))
    findings = [_extra_hours(situation, group) for group in groups.values()]
    without = [office for office in offices if office not in {found[0] for found in extra}]
    if without:
        findings.append(opening(situation, without, _next_saturday(situation)))
    return joined(findings)


def _next_saturday(situation: Situation) -> Span:
    days_ahead = (5 - situation.today.weekday()) % 7
    saturday = situation.today + timedelta(days=days_ahead)
    return Span(saturday, saturday)


def _weekend_arrangements(
    situation: Situation, offices: Iterable[str]
) -> Iterable[tuple[str, str, Arrangement]]:
    for office in offices:
        for name, arrangement in situation.document.offices[office].arrangements.items():
            over = arrangement.through is not None and arrangement.through < situation.today
            if not over and arrangement.admits != "nobody" and _days(situation, office, arrangement):
                yield office, name, arrangement


def _days(situation: Situation, office_id: str, arrangement: Arrangement) -> list[date]:
    """The Saturdays and Sundays to come that an arrangement opens."""
    office = situation.document.offices[office_id]
    first = max(arrangement.from_, situation.today)
    last = min(arrangement.through or date.max, first + timedelta(days=60))
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.weekday() >= 5 and covers(arrangement, office, day)]


def _extra_hours(
    situation: Situation, group: list[tuple[str, str, Arrangement]]
) -> Finding:
    offices = [office for office, _, _ in group]
    arrangement = group[0][2]
    days = _days(situation, offices[0], arrangement)
    number = "_one" if len(offices) == 1 else "_many"
    sentence = situation.say(
        f"extra{number}",
        offices=phrase(situation, offices),
        days=situation.listed(situation.dated(day) for day in days),
        opens=formats.clock_time(arrangement.opens, situation.language) if arrangement.opens else "",
        closes=(
            formats.clock_time(arrangement.closes, situation.language) if arrangement.closes else ""
        ),
    )
    sentences = [sentence]
    skipped = [day for day in arrangement.except_ if day >= situation.today]
    if skipped:
        listed = situation.listed(situation.dated(day) for day in skipped)
        sentences.append(situation.say("except", days=listed))
    if arrangement.admits == "unspecified":
        sentences.append(situation.say("appointment_unsaid"))
    if arrangement.text:
        sentences.append(situation.text(arrangement.text))
    facts = tuple(f"offices.{office}.arrangements.{name}" for office, name, _ in group)
    return Finding(tuple(sentences), facts, (arrangement.certainty,), tuple(offices))


def _appointments(situation: Situation) -> Finding:
    return _arrangements(situation, ("appointment", "walk_in", "group"))


def _reserved(situation: Situation) -> Finding:
    return _arrangements(situation, ("group",))


def _arrangements(situation: Situation, admits: tuple[str, ...]) -> Finding:
    offices = [
        office
        for office in _offices(situation)
        if any(
            arrangement.admits in admits
            and not (arrangement.through and arrangement.through < situation.today)
            for arrangement in situation.document.offices[office].arrangements.values()
        )
    ]
    if not offices:
        return unpublished(situation)
    span = asked_span(situation)
    return joined([opening(situation, offices, _first_arranged(situation, offices[0], span))])


def _first_arranged(situation: Situation, office: str, span: Span) -> Span:
    """The day asked about, or the next on which the office opens."""
    if span.named:
        return span
    day = situation.calendar.day(office, span.first)
    if day.state == "open":
        return span
    following = situation.calendar.next_open(office, span.first)
    return Span(following.on, following.on) if following else span


def _holidays(situation: Situation) -> Finding:
    span = asked_span(situation)
    holidays = situation.document.holidays
    if span.named and span.first == span.last and situation.document.offices:
        return opening(situation, _offices(situation) or tuple(situation.document.offices), span)
    coming = [day for day in holidays.days if day.on >= situation.today] if holidays else []
    if not coming:
        return unpublished(situation)
    listed = situation.listed(
        situation.say("holiday", name=situation.text(day.name), date=situation.dated(day.on))
        for day in coming
    )
    return Finding((situation.say("holidays", days=listed),), ("holidays",))
