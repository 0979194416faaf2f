"""A case in two lines: what it is about and how it came, then what was said and what is wanted.

Made from what is known, and from nothing else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from countyline.cases.model import Case, Reason
from countyline.cases.words import in_words, language_in_words

LONGEST_QUESTION = 140
LONGEST_FACT = 90
MOST_FACTS = 2

_WANTS: Mapping[Reason, str] = {
    Reason.ASKED_FOR_PERSON: "Asked for a person",
    Reason.NOT_UNDERSTOOD: "The bot did not understand",
    Reason.NOTHING_PUBLISHED: "Nothing is published on it, and a person was wanted",
    Reason.CASE_BY_CASE: "Goes to a person case by case",
    Reason.MEDIA: "Asks for the press",
    Reason.SAFETY: "Somebody may be in danger",
    Reason.DEGRADED: "The bot could not answer",
}


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """The two lines. `question` is the second's beginning, in the resident's language."""

    first: str
    question: str
    rest: str

    @property
    def second(self) -> str:
        """The second line as a whole."""
        return f"“{self.question}” {self.rest}"

    @property
    def text(self) -> str:
        """Both as one line, for tables."""
        return f"{self.first} {self.second}"


def summary_of(
    case: Case,
    subjects: Mapping[str, str],
    told: Sequence[str],
    waiting: int | None = None,
) -> CaseSummary:
    """Sum a case up.

    `subjects` are the names of the status document's subjects by their ids. `told` is what the
    facts say on which the bot's last answers rested. `waiting` counts the resident's messages
    that staff have not answered; null where that is not known.
    """
    how = f"{language_in_words(case.language)}, {in_words(case.channel)}."
    urgent = f" Urgent: {in_words(case.sensitivity)}." if case.sensitivity else ""
    return CaseSummary(
        first=f"{_matter(case, subjects)}. {how}{urgent}",
        question=shortened(case.question, LONGEST_QUESTION),
        rest=f"{_told(case, told)}{_wanted(case, waiting)}.",
    )


def shortened(text: str, longest: int) -> str:
    """Give a text as one line of `longest` characters at most, cut between two words."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = textwrap.shorten(line, longest, placeholder=" …")
    # A word that is longer than the line is cut within.
    return cut if cut.strip(" …") else f"{line[: longest - 1]}…"


def _matter(case: Case, subjects: Mapping[str, str]) -> str:
    topic, _, aspect = (case.aspect or case.topic or "not understood").partition("/")
    words = in_words(topic) + (f": {in_words(aspect)}" if aspect else "")
    names = [subjects.get(one, in_words(one)) for one in case.subjects]
    return ", ".join([words[:1].upper() + words[1:], *names])


def _told(case: Case, told: Sequence[str]) -> str:
    if case.facts is None:
        return ""
    facts = [shortened(one, LONGEST_FACT).rstrip(".") for one in told[:MOST_FACTS]]
    more = f"; and {len(told) - MOST_FACTS} more" if len(told) > MOST_FACTS else ""
    return f"The bot told: {'; '.join(facts)}{more}. " if facts else "The bot told no fact. "


def _wanted(case: Case, waiting: int | None) -> str:
    wants = [_WANTS[case.reason]]
    wants.append("left a way to be reached" if case.contact else "left no way to be reached")
    if waiting is not None:
        messages = "1 message waits" if waiting == 1 else f"{waiting} messages wait"
        wants.append(messages if waiting else "no message waits")
    return "; ".join(wants)
