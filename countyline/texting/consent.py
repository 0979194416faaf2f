"""Whether a resident wants texts: what a message says about it, and nothing else.

A person may revoke by any reasonable means (47 CFR 64.1200(a)(10)), so free words count, while a
question about a bus stop or a canceled hearing does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from countyline.desk.model import Hint
from countyline.texting.folding import clauses, folded
from countyline.texting.words import ConsentWords, Words

_SIGNATURES = ("sent from ", "sent with ", "enviado desde ", "enviado con ")
"""What mail programs put below a text, in the words of `folded`."""


class Wish(StrEnum):
    """What a resident wants of texts."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Consent:
    """A wish, and the language it was said in; null where both languages say it so.

    `in_words`: it was said in words of the resident's own, not by a keyword.
    """

    wish: Wish
    language: Hint | None
    in_words: bool = False


def consent_in(text: str, words: Words, *, has_stopped: bool = False) -> Consent | None:
    """Tell what a text says about texts, if anything.

    `has_stopped`: whoever wrote it wants no texts so far; only then does a “yes” want them again.
    """
    said = folded(text)
    wishes = {
        language: wish
        for language, known in words.items()
        if (wish := _keyword(said, known.consent, has_stopped)) is not None
    }
    if wishes:
        language = next(iter(wishes)) if len(wishes) == 1 else None
        return Consent(next(iter(wishes.values())), language)
    return _stop_apart(text, words) or revocation_in(text, words)


def _stop_apart(text: str, words: Words) -> Consent | None:
    """Find a stop above a signature (“Sent from my iPhone”), or letter by letter."""
    first, *others = text.strip().splitlines() or [""]
    letters = folded(text).split()
    said = {folded(first)} if folded(" ".join(others)).startswith(_SIGNATURES) else set()
    if letters and all(len(one) == 1 for one in letters):
        said.add("".join(letters))
    languages: list[Hint] = [one for one, known in words.items() if said & known.consent.stop]
    if not languages:
        return None
    return Consent(Wish.STOP, languages[0] if len(languages) == 1 else None)


def revocation_in(text: str, words: Words) -> Consent | None:
    """Tell whether a message on any channel wants no more texts, in words of its own."""
    for clause in clauses(text):
        for language, known in words.items():
            if any(pattern.search(clause) for pattern in known.consent.revocations):
                return Consent(Wish.STOP, language, in_words=True)
    return None


def _keyword(said: str, known: ConsentWords, has_stopped: bool) -> Wish | None:
    if said in known.stop:
        return Wish.STOP
    if said in known.start or (has_stopped and said in known.start_again):
        return Wish.START
    return Wish.HELP if said in known.help else None
