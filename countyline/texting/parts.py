"""Cuts what is too long for one text."""

from __future__ import annotations

LONGEST = 1500
"""Characters; Twilio takes 1,600."""

_SHORTEST = LONGEST // 2


def parts_of(text: str) -> tuple[str, ...]:
    """Give a text in parts of at most `LONGEST` characters, cut between lines or words."""
    parts = []
    left = text.strip()
    while _length(left) > LONGEST:
        cut = _cut(left)
        parts.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return (*parts, left)


def _length(text: str) -> int:
    """Count as Twilio does, where an emoji is two."""
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def _cut(text: str) -> int:
    most = LONGEST
    while _length(text[:most]) > LONGEST:
        most -= _length(text[:most]) - LONGEST
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, _SHORTEST, most)
        if at > 0:
            return at + len(mark)
    return most
