"""From a card to what is said on the phone: the fact first, how old it is, the rest when asked for.

A caller keeps two sentences in mind, of about thirty words. So an answer is parted between its
sentences: the first part is said at once, the others when the caller wants more. The card's words
are those of speech already (`countyline.answers.spoken_words`); its source is the age, its mark
that it is not live, both in a few words.
Only the standard library is used here: both environments import this module.
"""

from collections.abc import Sequence

from countyline.card import Card
from countyline.cutting import WITH_NEXT, Unit, sentences, together, units_of

MOST_SENTENCES = 2
MOST_WORDS = 30


def spoken_parts(card: Card) -> tuple[str, ...]:
    """Give the parts of a card, the first to be said now and the others when asked for.

    Each takes two sentences of about thirty words at most, but for what may not be parted. The
    mark closes the first part, and the age the first that has room for it.
    """
    units = list(units_of(card.paragraphs))
    age, mark = card.source or "", card.mark or ""
    said: list[str] = []
    while units or not said:
        has_room = len(units) < 2 or _is_short(_part(units[:1], age, mark))
        told = units if has_room or not age else units[:-1]  # the last one takes it at any rate
        part, count = _longest(told, age if has_room else "", mark)
        said.append(part)
        units, age, mark = units[count:], "" if has_room else age, ""
    return tuple(said)


def _longest(units: Sequence[Unit], *closing: str) -> tuple[str, int]:
    """Give the longest part that is short enough, and how many units it holds; one at least."""
    part, count = _part(units[:1], *closing), 1
    for longer in range(2, len(units) + 1):
        next_part = _part(units[:longer], *closing)
        if not _is_short(next_part):
            break
        part, count = next_part, longer
    return part, count


def _part(units: Sequence[Unit], *closing: str) -> str:
    """Write a part. Closing words stand after its last sentence, and before what asks back."""
    said = " ".join(" ".join(together(units)).replace(WITH_NEXT, "").split())
    last = ", ".join(words for words in closing if words)
    if not last or not said:
        return said or last
    if said.endswith("?"):
        return f"{last[0].upper()}{last[1:]}: {said}"
    return f"{said.rstrip('.;:,')}; {last}."


def _is_short(part: str) -> bool:
    return len(list(sentences(part))) <= MOST_SENTENCES and len(part.split()) <= MOST_WORDS
