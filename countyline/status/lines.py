"""Pieces of a status document as lines of plain text, for staff."""

from __future__ import annotations

from datetime import date, datetime

from countyline.status.calendar import Window
from countyline.status.model import Address, Arrangement, Stretch, WeeklyHours

ADMITS = {
    "walk_in": "without an appointment",
    "appointment": "with an appointment only",
    "nobody": "people are asked not to come",
    "unspecified": "who may come is not said",
}
"""Who may come, by the word of the document."""


def dated(day: date) -> str:
    """Write a day with its weekday and year."""
    return f"{day:%a, %b} {day.day}, {day.year}"


def timed(at: datetime) -> str:
    """Write a moment to the minute."""
    return f"{dated(at.date())}, {at:%H:%M}"


def window_in_words(window: Window) -> str:
    """Write opening hours of one day and who may come."""
    if window.admits == "nobody":
        return ADMITS["nobody"]
    who = window.group.en if window.group else ADMITS.get(window.admits, window.admits)
    return f"{window.opens:%H:%M}-{window.closes:%H:%M} {who}"


def weekly_in_words(hours: WeeklyHours) -> str:
    """Write hours of some days of every week."""
    return f"{', '.join(hours.days)}: {hours.opens:%H:%M}-{hours.closes:%H:%M}"


def stretch_in_words(stretch: Stretch) -> str:
    """Write the days on which an office is closed, and how sure that is."""
    if stretch.from_ == stretch.through:
        return f"closed {dated(stretch.from_)} [{stretch.certainty}]"
    return f"closed {dated(stretch.from_)} to {dated(stretch.through)} [{stretch.certainty}]"


def arrangement_in_words(fact: Arrangement) -> str:
    """Write a special opening."""
    until = f"to {dated(fact.through)}" if fact.through else "until further notice"
    days = f", {', '.join(fact.days)}" if fact.days else ""
    hours = f", {fact.opens:%H:%M}-{fact.closes:%H:%M}" if fact.opens and fact.closes else ""
    without = ", ".join(map(dated, fact.except_))
    excepted = f", except {without}" if without else ""
    who = ADMITS.get(fact.admits, "a group only")
    return f"from {dated(fact.from_)} {until}{days}{hours}{excepted}: {who}"


def address_in_words(address: Address) -> str:
    """Write a postal address."""
    return f"{address.street}, {address.city}, {address.state} {address.postal_code or ''}".strip()
