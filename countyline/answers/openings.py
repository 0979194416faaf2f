"""Sentences on whether offices are open: shared by every topic that touches a counter.

Offices of which the same is said stand in one sentence, and so do days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from countyline.answers import formats
from countyline.answers.finding import Finding, joined
from countyline.answers.situation import Situation
from countyline.status.calendar import Day, Window
from countyline.status.model import Certainty

TOPIC = "openings"
MOST_DAYS = 14


@dataclass(frozen=True)
class Span:
    """Days asked about, first and last included. `named` is false when none was named."""

    first: date
    last: date
    named: bool = True


def asked_span(situation: Situation) -> Span:
    """Give the days asked about; today when none was named."""
    asked = situation.asked
    if asked is None:
        return Span(situation.today, situation.today, named=False)
    first = max(asked.first, situation.today) if asked.last >= situation.today else asked.first
    return Span(first, min(asked.last, first + timedelta(days=MOST_DAYS - 1)))


def opening(situation: Situation, offices: Sequence[str], span: Span) -> Finding:
    """Say whether the offices are open in a span of days. `offices` must not be empty."""
    if span.first == span.last:
        return _on_one_day(situation, offices, span.first)
    return _on_days(situation, offices, span)


def closed_today(situation: Situation, offices: Sequence[str]) -> Finding | None:
    """Say that offices cannot be visited today, for use beside another answer; None if open."""
    shut = [key for key in offices if _is_shut(situation, key)]
    if not shut:
        return None
    return _grouped(situation, shut, situation.today, brief=True)


def phrase(situation: Situation, offices: Sequence[str]) -> str:
    """Name offices as the subject of a sentence, such as `The Collection office`."""
    names = situation.listed(situation.name(key) for key in offices)
    return situation.say(f"offices{_number(offices)}", TOPIC, names=names)


def _is_shut(situation: Situation, office: str) -> bool:
    day = situation.calendar.day(office, situation.today)
    return not any(window.admits in ("walk_in", "unspecified") for window in day.windows)


def _number(offices: Sequence[str]) -> str:
    return "_one" if len(offices) == 1 else "_many"


def _on_one_day(situation: Situation, offices: Sequence[str], on: date) -> Finding:
    return _grouped(situation, offices, on, brief=False)


def _grouped(
    situation: Situation, offices: Sequence[str], on: date, *, brief: bool
) -> Finding:
    groups: dict[object, list[str]] = {}
    for office in offices:
        day = situation.calendar.day(office, on)
        groups.setdefault(_alike(situation, office, day), []).append(office)
    say = _said_briefly if brief else _said_fully
    return joined([say(situation, group, on) for group in groups.values()])


def _alike(situation: Situation, office: str, day: Day) -> object:
    """What two offices must share to be spoken of in one sentence."""
    windows = tuple((w.opens, w.closes, w.admits, w.group, w.text, w.places) for w in day.windows)
    ahead = situation.calendar.stretches_from(office, situation.today)
    closure = situation.document.offices[office].closure
    hours = situation.document.offices[office].hours
    note = closure.note if closure else None
    return (day.state, day.reason, day.certainty, windows, ahead, note, hours and hours.weekly)


def _said_briefly(situation: Situation, offices: list[str], on: date) -> Finding:
    day = situation.calendar.day(offices[0], on)
    facts = _facts(situation, offices, on)
    sentences = _day_sentences(situation, offices, day)[:1]
    return Finding(sentences, facts, (_certainty(day),), tuple(offices))


def _said_fully(situation: Situation, offices: list[str], on: date) -> Finding:
    day = situation.calendar.day(offices[0], on)
    facts = _facts(situation, offices, on)
    ahead, ahead_said = _what_comes(situation, offices, day)
    if ahead:
        facts += tuple(
            f"offices.{key}.closure" for key in offices if situation.document.offices[key].closure
        )
    return Finding(
        sentences=_day_sentences(situation, offices, day) + ahead,
        facts=tuple(dict.fromkeys(facts)),
        said=(_certainty(day),) + (() if day.certainty == "unknown" else ahead_said),
        subjects=tuple(offices),
        unknown=day.state == "unknown",
    )


def _certainty(day: Day) -> Certainty:
    return day.certainty


def _facts(situation: Situation, offices: Sequence[str], on: date) -> tuple[str, ...]:
    return tuple(
        fact for office in offices for fact in situation.calendar.day(office, on).facts
    )


def _day_sentences(situation: Situation, offices: list[str], day: Day) -> tuple[str, ...]:
    number = _number(offices)
    values = {"offices": phrase(situation, offices), "when": situation.on(day.on)}
    tense = "_past" if day.on < situation.today else ""
    if day.reason == "closure":
        likely = "likely_" if day.certainty == "expected" else ""
        note = _note(situation, offices[0])
        key = f"{likely}closed{tense if not likely else ''}{number}"
        return (situation.say(key, TOPIC, note=note, **values),)
    if day.reason == "holiday" and day.holiday:
        holiday = situation.text(day.holiday)
        return (situation.say(f"holiday{number}", TOPIC, holiday=holiday, **values),)
    if day.reason == "exception":
        return (situation.say(f"exception{number}", TOPIC, **values),)
    if day.reason == "off_day":
        return _off_day(situation, offices, values)
    if day.state == "unknown":
        return (situation.say(f"unsaid{number}", TOPIC, **values),)
    return _window_sentences(situation, offices, day)


def _off_day(
    situation: Situation, offices: list[str], values: dict[str, str]
) -> tuple[str, ...]:
    hours = situation.document.offices[offices[0]].hours
    sentence = situation.say(f"off_day{_number(offices)}", TOPIC, **values)
    if hours is None:
        return (sentence,)
    key = "normal_hours" if hours.in_force else "normal_hours_not_now"
    return (sentence, situation.say(key, TOPIC, hours=situation.weekly(hours.weekly)))


def _note(situation: Situation, office: str) -> str:
    closure = situation.document.offices[office].closure
    return f" {situation.text(closure.note)}" if closure and closure.note else ""


def _window_sentences(situation: Situation, offices: list[str], day: Day) -> tuple[str, ...]:
    sentences: list[str] = []
    for window in day.windows:
        sentences.append(_window_sentence(situation, offices, day, window))
        if window.text:
            sentences.append(situation.text(window.text))
    return tuple(dict.fromkeys(sentences))


def _window_sentence(
    situation: Situation, offices: list[str], day: Day, window: Window
) -> str:
    number = _number(offices)
    values = {
        "offices": phrase(situation, offices),
        "when": situation.on(day.on),
        "opens": formats.clock_time(window.opens, situation.language),
        "closes": formats.clock_time(window.closes, situation.language),
        "group": situation.text(window.group) if window.group else "",
        "place": _place(situation, window),
    }
    likely = "likely_" if day.certainty == "expected" and window.admits != "nobody" else ""
    return situation.say(f"{likely}{window.admits}{number}", TOPIC, **values)


def _place(situation: Situation, window: Window) -> str:
    if len(window.places) != 1:
        return ""
    return situation.say("at_place", TOPIC, place=situation.name(window.places[0]))


def _what_comes(
    situation: Situation, offices: list[str], day: Day
) -> tuple[tuple[str, ...], tuple[Certainty, ...]]:
    """Say how long a closure lasts, as far as it is known, and that no reopening is announced."""
    closure = situation.document.offices[offices[0]].closure
    if closure is None or day.state == "open" or day.reason in ("arrangement", "holiday"):
        return (), ()
    number = _number(offices)
    sentences: list[str] = []
    said: list[Certainty] = []
    ahead = situation.calendar.stretches_from(offices[0], min(day.on, situation.today))
    last = ahead[-1] if ahead else None
    if last and last.through > day.on:
        key = "likely_through" if last.certainty == "expected" else "closed_through"
        sentences.append(situation.say(key + number, TOPIC, date=situation.dated(last.through)))
        said.append(last.certainty)
    elif last and day.state == "unknown":
        key = "was_likely_through" if last.certainty == "expected" else "was_closed_through"
        sentences.append(situation.say(key + number, TOPIC, date=situation.dated(last.through)))
    if closure.reopening:
        likely = "likely_" if closure.reopening.certainty == "expected" else ""
        on = situation.dated(closure.reopening.on)
        sentences.append(situation.say(f"{likely}reopens{number}", TOPIC, date=on))
        said.append(closure.reopening.certainty)
    elif _opens_by_arrangement(situation, offices[0], day.on):
        pass
    elif day.reason != "off_day" or not sentences:
        sentences.append(situation.say("no_date", TOPIC))
    return tuple(sentences), tuple(said)


def _opens_by_arrangement(situation: Situation, office: str, on: date) -> bool:
    return situation.calendar.next_open(office, on) is not None


def _on_days(situation: Situation, offices: Sequence[str], span: Span) -> Finding:
    """Say it of several days, each run of days alike in one finding."""
    findings: list[Finding] = []
    previous: object = None
    on = span.first
    while on <= span.last:
        alike = tuple(_alike(situation, o, situation.calendar.day(o, on)) for o in offices)
        if alike != previous:
            findings.append(_on_one_day(situation, offices, on))
        previous = alike
        on += timedelta(days=1)
    return joined(findings)
