"""An answer as it is said on the phone: the first part now, the rest when the caller wants more."""

from __future__ import annotations

from dataclasses import replace

from countyline.answers.answer import Answer
from countyline.answers.spoken_words import in_words
from countyline.card import Card
from countyline.spoken_parts import spoken_parts
from countyline.status.model import Language


def said_on_the_phone(answer: Answer) -> tuple[str, ...]:
    """Give the parts of an answer that was worded for the phone; at least one."""
    language: Language = "es" if answer.language == "es" else "en"
    return spoken_parts(spoken_card(answer.card, language))


def spoken_card(card: Card, language: Language) -> Card:
    """Put a card into words, with the marks that say what must not be parted."""
    return replace(
        card,
        paragraphs=tuple(in_words(paragraph, language) for paragraph in card.paragraphs),
        source=in_words(card.source, language) if card.source else None,
        mark=in_words(card.mark, language) if card.mark else None,
    )
