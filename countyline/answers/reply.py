"""A reply: the answer, what the conversation is now about, and what is to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from countyline.answers.answer import Answer, CaseReport
from countyline.answers.context import Context
from countyline.answers.watching import Watch
from countyline.card import Card

CASE_MARK = "\u27e6case\u27e7"
"""Stands in a text where the number of the case goes that is still to be opened."""


@dataclass(frozen=True)
class Reply:
    """What to say, and what to remember.

    `contact` is a telephone number or e-mail address that the resident leaves for the case
    `contact_for`. `basis` is what the answer was made from, where it is kept (see `basis.py`).
    `watches` are what the resident is to be told of once it is back, for the desk to keep.
    `may_change`: the answer rests on what is not sure or holds for a time.
    """

    answer: Answer
    context: Context
    contact: str | None = None
    contact_for: str | None = None
    basis: Mapping[str, Any] | None = None
    watches: tuple[Watch, ...] = ()
    may_change: bool = False

    def with_context(self, context: Context) -> Reply:
        """Remember another context."""
        return self if context is self.context else replace(self, context=context)

    def led_by(self, paragraph: str) -> Reply:
        """Say something first."""
        return self._with_card(self.answer.card.led_by(paragraph))

    def then(self, paragraph: str) -> Reply:
        """Say something more, before the source."""
        return self._with_card(self.answer.card.then(paragraph))

    def _with_card(self, card: Card) -> Reply:
        return replace(self, answer=replace(self.answer, card=card))

    def with_case(self, case: CaseReport) -> Reply:
        """Fill in the case that was opened."""
        return self._told_of(case, "new")

    def with_case_of_before(self, case: CaseReport) -> Reply:
        """Fill in the case that this conversation has already."""
        return self._told_of(case, case.state)

    def _told_of(self, case: CaseReport, what: str) -> Reply:
        told = self.answer.escalation.told if self.answer.escalation else {}
        new, so = told.get("new", CASE_MARK), told.get(what, CASE_MARK)
        marked = self.answer.card
        paragraphs = (one.replace(new, so).replace(CASE_MARK, case.id) for one in marked.paragraphs)
        card = replace(marked, paragraphs=tuple(paragraphs))
        answer = replace(self.answer, card=card, case=case, escalation=None)
        return replace(self, answer=answer, context=replace(self.context, last=card))
