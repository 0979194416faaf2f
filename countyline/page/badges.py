"""How a thing stands, in a word beside an icon: never by color alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from countyline.status.calendar import Admits, Day, Moment, Window
from countyline.status.freshness import Freshness
from countyline.status.model import Certainty, State

Icon = Literal["no", "part", "yes", "unsure"]


class Say(Protocol):
    """Fills a sentence of the page."""

    def __call__(self, key: str, /, **values: str) -> str:
        """Fill the sentence `key`."""


@dataclass(frozen=True)
class Badge:
    """An icon and its word."""

    icon: Icon
    word: str

    def on(self, word: str) -> Badge:
        """Give the same icon another word, such as one with a date."""
        return replace(self, word=word)


_OPEN: Mapping[Admits, tuple[Icon, str, str]] = {
    "walk_in": ("yes", "state_open", "state_likely_open"),
    "appointment": ("part", "state_appointment", "state_likely_appointment"),
    "group": ("part", "state_group", "state_likely_group"),
    "unspecified": ("part", "state_unspecified", "state_likely_unspecified"),
    "nobody": ("no", "state_nobody", "state_nobody"),
}
"""Of each kind of hours: the icon, the words, and the words when it is only likely."""
_STATES: Mapping[str, tuple[Icon, str]] = {
    "works": ("yes", "state_works"),
    "limited": ("part", "state_limited"),
    "down": ("no", "state_down"),
}


def moment_badge(moment: Moment, freshness: Freshness, say: Say) -> Badge:
    """Say how an office stands at a moment: on an open day the hour decides."""
    day = moment.day
    if day.state != "open":
        return day_badge(day, freshness, say)
    if moment.window:
        badge = _open(moment.window, day, say)
    elif moment.later:
        began = day.windows[0].opens <= moment.at.time()
        badge = Badge("no", say("state_pause") if began else say("state_later"))
    else:
        badge = Badge("no", say("state_over"))
    return _as_sure(badge, _certainty(day, freshness), say)


def day_badge(day: Day, freshness: Freshness, say: Say) -> Badge:
    """Say how an office stands on a day."""
    if day.state == "unknown":
        return Badge("unsure", say("state_unknown"))
    if day.state == "open" or day.reason == "arrangement":
        badge = _open_day(day, say)
    else:
        is_likely = day.reason == "closure" and day.certainty == "expected"
        badge = Badge("no", say("state_likely_closed") if is_likely else say("state_closed"))
    return _as_sure(badge, _certainty(day, freshness), say)


def state_badge(state: State, freshness: Freshness, say: Say) -> Badge:
    """Say how a service or portal stands."""
    icon, key = _STATES[state.value]
    return _as_sure(Badge(icon, say(key)), freshness.certainty(state), say)


def _open(window: Window, day: Day, say: Say) -> Badge:
    icon, plain, likely = _OPEN[window.admits]
    return Badge(icon, say(likely if day.certainty == "expected" else plain))


def _open_day(day: Day, say: Say) -> Badge:
    """For a whole day: who may come at some hours and not at others needs to read on."""
    if len({(window.admits, window.group) for window in day.windows}) == 1:
        return _open(day.windows[0], day, say)
    key = "state_likely_varies" if day.certainty == "expected" else "state_varies"
    return Badge("part", say(key))


def _certainty(day: Day, freshness: Freshness) -> Certainty:
    return freshness.standing(day.facts, (day.certainty,), otherwise="unknown").certainty


def _as_sure(badge: Badge, certainty: Certainty, say: Say) -> Badge:
    """Past its review time, what is said keeps its words and loses its sureness."""
    if certainty in ("confirmed", "expected"):
        return badge
    word = badge.word[0].lower() + badge.word[1:]
    return Badge("unsure", say("state_not_confirmed", text=word))
