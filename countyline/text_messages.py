"""From a card to text messages: the fact first, how old it is, then the next step and the link.

What does not fit in two segments is cut between sentences, and the resident asks for the rest. A
text is a card like any other: its paragraphs hold what is said, its source the age and a link,
its mark that it is not live.
Only the standard library is used here: both environments import this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from countyline.card import BESIDE, Card
from countyline.cutting import Unit, together, units_of
from countyline.segments import plain, segments

MOST_SEGMENTS = 2


def parts(card: Card, more: Sequence[str]) -> tuple[str, ...]:
    """Give the messages of a card, the first to be sent now and the rest when asked for.

    Each takes two segments at most, unless a sentence by itself takes more. Each bears the mark.

    Args:
        card: what to say.
        more: ways to ask for the rest, the best first; one ends every message but the last. A
            later one is taken where the first would leave less room, as `MÁS` does in Spanish.
    """
    age, *link = card.source.split(BESIDE) if card.source else ("",)
    units = list(units_of(card.paragraphs))
    messages: list[str] = []
    while units or not messages:
        told = _Message(age if not messages else "", card.mark or "")
        message, count = _longest(told, units, " ".join(link), more)
        messages.append(message)
        units = units[count:]
    return tuple(messages)


@dataclass(frozen=True)
class _Message:
    """One message: `age` follows what is said first, `mark` ends it."""

    age: str
    mark: str

    def of(self, units: Sequence[Unit], link: str, more: str) -> str:
        """Write it."""
        lines = together(units)
        if self.age:
            lines[:1] = [" ".join((*lines[:1], self.age))]
        last = " ".join(part for part in (link, self.mark, more) if part)
        return plain("\n".join(line for line in (*lines, last) if line))


def _longest(
    message: _Message, units: Sequence[Unit], link: str, more: Sequence[str]
) -> tuple[str, int]:
    """Give the longest message that fits, and how many units it holds; one at the least.

    The link is left out rather than sent by itself.
    """
    for closing in dict.fromkeys((link, "")):
        whole = message.of(units, closing, "")
        if _fits(whole):
            return whole, len(units)
    hints = more if len(units) > 1 else ("",)
    cuts = [_cut(message, units[:-1] or units, hint) for hint in hints]
    fitting = [(text, count) for text, count in cuts if _fits(text)]
    if fitting:
        return max(fitting, key=lambda cut: cut[1])
    return min(cuts, key=lambda cut: _cost(cut[0]))


def _cut(message: _Message, units: Sequence[Unit], hint: str) -> tuple[str, int]:
    """Give the longest message with a hint that fits, and its units; that of one if none does."""
    text, count = message.of(units[:1], "", hint), 1
    for longer in range(2, len(units) + 1):
        next_text = message.of(units[:longer], "", hint)
        if not _fits(next_text):  # and no longer one does
            break
        text, count = next_text, longer
    return text, count


def _fits(text: str) -> bool:
    return _cost(text) <= MOST_SEGMENTS


def _cost(text: str) -> int:
    return segments(text).count
