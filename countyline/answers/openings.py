"""Sentences on whether offices are open: shared by every topic that touches a counter.

Offices of which the same is said stand in one sentence, and so do days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter

from countyline.answers import formats
from countyline.answers.dates import ResolvedDates
from countyline.answers.finding import Finding, joined
from countyline.answers.situation import Situation
from countyline.status.calendar import Day, Window
from countyline.status.model import Certainty, Closure

TOPIC = "openings"
MOST_DAYS = 31
MOST_WEEKS = 6
MOST_DATES_LISTED = 4
MOST_OFF_DAYS = 2
"""Of days on which an office is never open two are enough: its normal hours are said beside."""

_OUTLINE: Callable[[Day], str] = attrgetter("outline")
_OUTLINE_WITH_WORDS: Callable[[Day], str] = attrgetter("outline_with_words")


@dataclass(frozen=True)
class Span:
    """Days asked about, in order. `named` is false when none was named."""

    days: tuple[date, ...]
    named: bool = True

    @property
    def first(self) -> date:
        """The first of the days."""
        return self.days[0]

    @property
    def is_one_day(self) -> bool:
        """Whether it is a single day."""
        return len(self.days) == 1


def one_day(on: date) -> Span:
    """Give a span of one day."""
    return Span((on,))


def asked_span(situation: Situation) -> Span:
    """Give the days asked about; today when none was named."""
    days = {day for asked in situation.asked for day in _days_of(asked, situation.today)}
    if not days:
        return Span((situation.today,), named=False)
    return Span(tuple(sorted(days)[:MOST_DAYS]))


def _days_of(asked: ResolvedDates, today: date) -> Iterable[date]:
    if asked.weekday is not None:
        weeks = MOST_WEEKS if asked.is_one_day else (asked.last - asked.first).days // 7 + 1
        return [asked.first + timedelta(weeks=week) for week in range(min(weeks, MOST_WEEKS))]
    first = max(asked.first, today) if asked.last >= today else asked.first
    count = min((asked.last - first).days + 1, MOST_DAYS)
    return [first + timedelta(days=offset) for offset in range(count)]


def opening(situation: Situation, offices: Sequence[str], span: Span) -> Finding:
    """Say whether the offices are open in a span of days. `offices` must not be empty.

    What the county adds in its own words is left out where it alone would keep offices from being
    told of together: who asks of a whole building wants to know which door is open.
    """
    apart, together = (
        _alike(situation, offices, span.days, outline)
        for outline in (_OUTLINE_WITH_WORDS, _OUTLINE)
    )
    if len(together) < len(apart):
        return joined([_said_fully(_ShortVoice(situation, group), span) for group in together])
    return joined(openings(situation, offices, span))


def openings(situation: Situation, offices: Sequence[str], span: Span) -> list[Finding]:
    """Say it for each group of offices of which the very same is said, in their order.

    The offices of a group are the subjects of its finding.
    """
    groups = _alike(situation, offices, span.days, _OUTLINE_WITH_WORDS)
    return [_said_fully(_Voice(situation, group), span) for group in groups]


def closed_today(situation: Situation, offices: Sequence[str]) -> Finding | None:
    """Say that offices cannot be visited today, for use beside another answer; None if open."""
    shut = [key for key in offices if _is_shut(situation, key)]
    if not shut:
        return None
    groups = _alike(situation, shut, (situation.today,), _OUTLINE)
    return joined([_said_briefly(_ShortVoice(situation, group)) for group in groups])


def open_day(situation: Situation, offices: Sequence[str], days: Sequence[date]) -> Finding:
    """Say at which hours and for whom offices open, of days that are alike."""
    voice = _Voice(situation, offices)
    run = _Run(situation.calendar.day(offices[0], days[0]), tuple(days))
    return _of_run(voice, run)


def end_certainty(situation: Situation, offices: Sequence[str]) -> tuple[Certainty, ...]:
    """Tell how sure the ends of running closures are, for those who ask how long they last."""
    stretches = [situation.calendar.stretches_from(key, situation.today) for key in offices]
    return tuple(running[-1].certainty for running in stretches if running)


def is_shut_for_all(situation: Situation, office: str) -> bool:
    """Tell whether it is said that nobody may just walk in today."""
    day = situation.calendar.day(office, situation.today)
    return day.state != "unknown" and _is_shut(situation, office)


def _is_shut(situation: Situation, office: str) -> bool:
    day = situation.calendar.day(office, situation.today)
    return not any(window.admits in ("walk_in", "unspecified") for window in day.windows)


def _number(offices: Sequence[str]) -> str:
    return "_one" if len(offices) == 1 else "_many"


class _Voice:
    """Speaks of offices of which the same is true: by name first, then as "it" or "they"."""

    def __init__(self, situation: Situation, offices: Sequence[str]) -> None:
        self.situation = situation
        self.offices = tuple(offices)
        self.number = _number(offices)
        self._named = False

    def say(self, key: str, **values: str) -> str:
        """Fill a sentence that begins with the offices. Spanish leaves a known subject out."""
        within = "_within" if key.startswith("unsaid") else ""
        sentence = self.situation.say(key, TOPIC, offices=self._subject(within), **values)
        self._named = True
        return formats.sentence(sentence.lstrip(" :"))

    def place_of(self, window: Window) -> str:
        """Say where, once; of several places nothing."""
        if self._named or len(window.places) != 1:
            return ""
        return self.situation.say(
            "at_place", TOPIC, place=self.situation.name(window.places[0])
        )

    def added_to(self, window: Window) -> str:
        """What the county says of some hours in its own words."""
        return self.situation.text(window.text) if window.text else ""

    def facts_on(self, days: Iterable[date]) -> tuple[str, ...]:
        """The facts that tell of the offices on some days."""
        calendar = self.situation.calendar
        found = (calendar.day(office, on).facts for on in days for office in self.offices)
        return tuple(dict.fromkeys(fact for facts in found for fact in facts))

    def closure(self) -> Closure | None:
        """The closure that these offices share."""
        return self.situation.document.offices[self.offices[0]].closure

    def closure_facts(self) -> tuple[str, ...]:
        """The fact ids of their closures."""
        offices = self.situation.document.offices
        return tuple(f"offices.{key}.closure" for key in self.offices if offices[key].closure)

    def _subject(self, within: str) -> str:
        if self._named:
            return self.situation.say(f"pronoun{within}{self.number}", TOPIC)
        names = self.situation.office_names(self.offices)
        return self.situation.say(f"offices{within}{self.number}", TOPIC, names=names)


class _ShortVoice(_Voice):
    """Leaves out what the county says of hours in its own words."""

    def added_to(self, window: Window) -> str:
        """Nothing."""
        return ""


@dataclass(frozen=True)
class _Run:
    """Days on which the same holds as on `day`, the first of them."""

    day: Day
    days: tuple[date, ...]


# What offices and days must share to be spoken of in one sentence


def _alike(
    situation: Situation,
    offices: Sequence[str],
    days: Sequence[date],
    outline: Callable[[Day], str],
) -> list[tuple[str, ...]]:
    if len(offices) == 1:
        return [tuple(offices)]
    groups: dict[object, list[str]] = {}
    for office in offices:
        outlook = tuple(outline(situation.calendar.day(office, on)) for on in days)
        following = situation.calendar.next_open(office, max(days[-1], situation.today))
        next_one = (outline(following), following.on) if following else None
        key = (outlook, next_one, situation.index.terms(office))
        groups.setdefault(key, []).append(office)
    return [tuple(group) for group in groups.values()]


def _runs(voice: _Voice, days: Sequence[date]) -> list[_Run]:
    """Put alike days together. Days on which the offices never open are left out of a week."""
    calendar = voice.situation.calendar
    told = [calendar.day(voice.offices[0], on) for on in days]
    working = [day for day in told if day.reason != "off_day"] or told[:MOST_OFF_DAYS]
    runs: dict[object, list[Day]] = {}
    for day in working:
        key = (day.outline_with_words, day.on < voice.situation.today)
        runs.setdefault(key, []).append(day)
    return [_Run(alike[0], tuple(day.on for day in alike)) for alike in runs.values()]


# What is said


def _said_briefly(voice: _Voice) -> Finding:
    today = voice.situation.today
    day = voice.situation.calendar.day(voice.offices[0], today)
    (sentence, *_) = _day_sentences(voice, _Run(day, (today,)))
    return Finding((sentence,), voice.facts_on((today,)), (day.certainty,), voice.offices)


def _said_fully(voice: _Voice, span: Span) -> Finding:
    over = _over_for_today(voice, span)
    if over:
        return over
    runs = _runs(voice, span.days)
    lead = _not_open_now(voice, span) or _at_the_hour(voice, span)
    finding = joined([_of_run(voice, run) for run in runs])
    finding = replace(finding, sentences=(*lead, *finding.sentences))
    last = max(on for run in runs for on in run.days)
    if last < voice.situation.today or any(run.day.state == "open" for run in runs):
        return finding
    day = voice.situation.calendar.day(voice.offices[0], last)
    return _with_what_comes(finding, voice, day)


def _of_run(voice: _Voice, run: _Run) -> Finding:
    return Finding(
        sentences=_day_sentences(voice, run),
        facts=voice.facts_on(run.days),
        said=(run.day.certainty,),
        subjects=voice.offices,
        unknown=run.day.state == "unknown",
    )


def _over_for_today(voice: _Voice, span: Span) -> Finding | None:
    """After closing time on an open day, that the day is over and what comes next."""
    situation = voice.situation
    if span.days != (situation.today,):
        return None
    moment = situation.calendar.moment(voice.offices[0], situation.now)
    if moment.day.state != "open" or moment.open_now or moment.later:
        return None
    windows = moment.day.windows
    hours = situation.say(
        "hours_were",
        TOPIC,
        opens=situation.clock(windows[0].opens),
        closes=situation.clock(max(w.closes for w in windows)),
    )
    finding = Finding(
        sentences=(voice.say(f"over_today{voice.number}"), hours),
        facts=voice.facts_on(span.days),
        said=(moment.day.certainty,),
        subjects=voice.offices,
    )
    return _with_next_day(finding, voice, situation.today)


def _not_open_now(voice: _Voice, span: Span) -> tuple[str, ...]:
    """Before opening, and in a break, whoever asks of now is told so first."""
    situation = voice.situation
    if not situation.is_about_now or span.days != (situation.today,):
        return ()
    moment = situation.calendar.moment(voice.offices[0], situation.now)
    if moment.open_now is not False or moment.later is None:
        return ()
    began = moment.day.windows[0].opens <= situation.now.time()
    key = "shut_now" if began else "not_yet"
    return (voice.say(f"{key}{voice.number}"),)


def _at_the_hour(voice: _Voice, span: Span) -> tuple[str, ...]:
    """Yes or no for the hour that was named, on a day that is open; its hours follow."""
    situation = voice.situation
    at = situation.asked_moment
    if at is None or span.days != (at.date(),) or at.date() < situation.today:
        return ()
    moment = situation.calendar.moment(voice.offices[0], at)
    if moment.day.state != "open":
        return ()
    said = "closed"
    if moment.window:
        said = "some" if moment.window.admits in ("appointment", "group") else "open"
    likely = "likely_" if moment.day.certainty == "expected" else ""
    time = situation.at(at.time())
    return (formats.sentence(situation.say(f"{likely}hour_{said}", TOPIC, time=time)),)


def _day_sentences(voice: _Voice, run: _Run) -> tuple[str, ...]:
    day = run.day
    if day.on < voice.situation.today:
        return (_past_sentence(voice, run),)
    if day.state == "open" or day.reason == "arrangement":
        return _window_sentences(voice, run)
    number = voice.number
    when = _when(voice.situation, run.days)
    match day.reason:
        case "closure":
            likely = "likely_" if day.certainty == "expected" else ""
            said = voice.say(f"{likely}closed{number}", when=when, note=_note(voice))
        case "holiday":
            holiday = voice.situation.text(day.holiday) if day.holiday else ""
            said = voice.say(f"holiday{number}", when=when, holiday=holiday)
        case "exception":
            said = voice.say(f"exception{number}", when=when)
        case "off_day":
            key = "unsaid" if day.state == "unknown" else "off_day"
            return (voice.say(f"{key}{number}", when=when), *_normal_hours(voice, day))
        case _:
            said = voice.say(f"unsaid{number}", when=when)
    return (said,)


def _past_sentence(voice: _Voice, run: _Run) -> str:
    when = _when(voice.situation, run.days)
    number = voice.number
    if run.day.state == "unknown":
        return voice.say(f"unsaid_past{number}", when=when)
    likely = "likely_" if run.day.certainty == "expected" else ""
    if run.day.state == "open":
        return voice.say(f"{likely}open_past{number}", when=when)
    note = _note(voice) if run.day.reason == "closure" else ""
    return voice.say(f"{likely}closed_past{number}", when=when, note=note)


def _normal_hours(voice: _Voice, day: Day) -> tuple[str, ...]:
    hours = voice.situation.document.offices[voice.offices[0]].hours
    if hours is None:
        return ()
    key = "normal_hours_not_now" if day.state == "unknown" else "normal_hours"
    return (voice.situation.say(key, TOPIC, hours=voice.situation.weekly(hours.weekly)),)


def _note(voice: _Voice) -> str:
    closure = voice.closure()
    return f" {voice.situation.text(closure.note)}" if closure and closure.note else ""


def _window_sentences(voice: _Voice, run: _Run) -> tuple[str, ...]:
    sentences: list[str] = []
    for window in run.day.windows:
        sentences.append(_window_sentence(voice, run, window, leads=not sentences))
        sentences.append(voice.added_to(window))
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))


def _window_sentence(voice: _Voice, run: _Run, window: Window, *, leads: bool) -> str:
    situation = voice.situation
    values = {
        "opens": situation.clock(window.opens),
        "closes": situation.clock(window.closes),
        "group": situation.text(window.group) if window.group else "",
    }
    if not leads:
        return situation.say(f"also_{window.admits}", TOPIC, **values)
    likely = "likely_" if run.day.certainty == "expected" and window.admits != "nobody" else ""
    return voice.say(
        f"{likely}{window.admits}{voice.number}",
        when=_when(situation, run.days),
        place=voice.place_of(window),
        **values,
    )


# What comes after


def _with_what_comes(finding: Finding, voice: _Voice, day: Day) -> Finding:
    """Say how long a closure lasts, as far as it is known, and which day is next."""
    closure = voice.closure()
    if closure and day.reason not in ("arrangement", "holiday", "exception"):
        finding = _with_end(finding, voice, day, closure)
        waits = closure.reopening is not None and day.on < closure.reopening.on
        if waits or not _opens(voice, day):
            return finding
    return _with_next_day(finding, voice, day.on)


def _with_end(finding: Finding, voice: _Voice, day: Day, closure: Closure) -> Finding:
    situation = voice.situation
    number = voice.number
    ahead = situation.calendar.stretches_from(voice.offices[0], min(day.on, situation.today))
    last = ahead[-1] if ahead else None
    lasts = bool(last and last.through > day.on)
    if last and lasts:
        key = "likely_through" if last.certainty == "expected" else "closed_through"
        date_ = situation.dated(last.through)
        # How long it lasts is told along; how sure the answer is follows the day asked about.
        finding = _and(finding, voice, situation.say(key + number, TOPIC, date=date_))
    elif last and day.state == "unknown":
        key = "was_likely_through" if last.certainty == "expected" else "was_closed_through"
        date_ = situation.dated(last.through)
        finding = _and(finding, voice, situation.say(key + number, TOPIC, date=date_))
    reopening = closure.reopening
    if reopening and day.on < reopening.on:
        likely = "likely_" if reopening.certainty == "expected" else ""
        on = situation.dated(reopening.on)
        finding = _and(finding, voice, situation.say(f"{likely}reopens{number}", TOPIC, date=on))
        finding = replace(finding, said=(*finding.said, reopening.certainty))
    elif reopening is None and day.reason != "off_day" and not _opens(voice, day):
        finding = _and(finding, voice, situation.say("no_date", TOPIC))
    return finding


def _opens(voice: _Voice, after: Day) -> bool:
    return voice.situation.calendar.next_open(voice.offices[0], after.on) is not None


def _and(finding: Finding, voice: _Voice, sentence: str) -> Finding:
    return replace(
        finding,
        sentences=(*finding.sentences, sentence),
        facts=tuple(dict.fromkeys((*finding.facts, *voice.closure_facts()))),
    )


def _with_next_day(finding: Finding, voice: _Voice, on: date) -> Finding:
    """Say when the offices open next; that a working day before it is unsaid is said first.

    Days on which they never open are passed over: nobody waits for an unsaid Sunday.
    """
    calendar = voice.situation.calendar
    following = calendar.next_open(voice.offices[0], on)
    last = following.on if following else on + timedelta(days=7)
    between = calendar.days(voice.offices[0], on + timedelta(days=1), last)
    working = (day for day in between if day.reason != "off_day")
    upcoming = next((day for day in working if day.state != "closed"), None)
    if upcoming is None or (upcoming.state == "unknown" and finding.unknown):
        upcoming = following
    if upcoming is None:
        return finding
    next_one = _of_run(voice, _Run(upcoming, (upcoming.on,)))
    said = finding.said if upcoming.state == "unknown" else finding.said + next_one.said
    return replace(
        finding,
        sentences=finding.sentences + next_one.sentences,
        facts=tuple(dict.fromkeys(finding.facts + next_one.facts)),
        said=said,
    )


# Days in words


def _when(situation: Situation, days: Sequence[date]) -> str:
    """Write one or several days as part of a sentence."""
    if len(days) == 1:
        return situation.on(days[0])
    first, last = situation.dated(days[0]), situation.dated(days[-1])
    if _is_unbroken(days) and days[0] == situation.today:
        return situation.common("today_through", last=last)
    if _is_unbroken(days) and len(days) > 2:
        return situation.common("from_to", first=first, last=last)
    if len(days) > 2 and len({day.weekday() for day in days}) == 1:
        return situation.on_weekdays(days)
    if len(days) <= MOST_DATES_LISTED:
        return situation.common("on_dates", days=situation.listed(map(situation.dated, days)))
    names = situation.weekdays(day.weekday() for day in days)
    return situation.common("weekdays_from_to", days=names, first=first, last=last)


def _is_unbroken(days: Sequence[date]) -> bool:
    """Whether nothing but a weekend lies between the days."""
    return all(
        (later - earlier).days == 1
        or (earlier.weekday() == 4 and (later - earlier).days == 3 and len(days) <= 5)
        for earlier, later in pairwise(days)
    )
