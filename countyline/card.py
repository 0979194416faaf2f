"""What a resident reads, in its parts: what is said, what it rests on, and that it is not live.

A channel with room shows the source line and the mark apart; every other one gives the text.
Only the standard library is used here: both environments import this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

BESIDE = " · "
"""Stands between what is said of a text: its age, its sources, its mark."""


@dataclass(frozen=True)
class Card:
    """The parts of one text.

    Attributes:
        paragraphs: what is said, in its order.
        source: as of when, and from where; None for what rests on no published fact.
        mark: that this is a replay or an exercise; None for what is live.
    """

    paragraphs: tuple[str, ...] = ()
    source: str | None = None
    mark: str | None = None

    @property
    def text(self) -> str:
        """The whole: each paragraph on a line of its own, source and mark together on the last."""
        last = BESIDE.join(part for part in (self.source, self.mark) if part)
        return "\n".join(line for line in (*self.paragraphs, last) if line)

    def led_by(self, paragraph: str) -> Card:
        """Say something first."""
        return replace(self, paragraphs=(paragraph, *self.paragraphs))

    def then(self, paragraph: str) -> Card:
        """Say something more, before the source."""
        return replace(self, paragraphs=(*self.paragraphs, paragraph))

    def as_json(self) -> dict[str, Any]:
        """Give the card as the outside sees it, `custom.card`."""
        return {"paragraphs": list(self.paragraphs), "source": self.source, "mark": self.mark}


def card_of(text: str) -> Card:
    """Give the card of a text whose parts nobody knows any more: each line is a paragraph."""
    return Card(tuple(line for line in text.split("\n") if line))


def read_card(given: object) -> Card | None:
    """Read a card back from its JSON; None for what is none or says nothing."""
    if not isinstance(given, Mapping):
        return None
    paragraphs = given.get("paragraphs")
    if not isinstance(paragraphs, list) or not all(isinstance(one, str) for one in paragraphs):
        return None
    card = Card(
        tuple(one for one in paragraphs if one),
        _text_or_none(given.get("source")),
        _text_or_none(given.get("mark")),
    )
    return card if card.paragraphs else None


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
