"""A reply: the answer, what the conversation is now about, and what is to be kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from countyline.answers.answer import Answer, CaseReport
from countyline.answers.context import Context

CASE_MARK = "\u27e6case\u27e7"
"""Stands in a text where the number of the case goes that is still to be opened."""


@dataclass(frozen=True)
class Reply:
    """What to say, and what to remember.

    `contact` is a telephone number or e-mail address that the resident leaves for the case
    `contact_for`.
    """

    answer: Answer
    context: Context
    contact: str | None = None
    contact_for: str | None = None

    def with_case(self, case: CaseReport) -> Reply:
        """Fill in the case that was opened."""
        text = self.answer.text.replace(CASE_MARK, case.id)
        answer = replace(self.answer, text=text, case=case, escalation=None)
        return replace(self, answer=answer, context=replace(self.context, last=text))
