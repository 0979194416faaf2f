"""What the desk says to a resident when a conversation changes hands, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Said = Literal["taken", "released", "ran_out", "closed", "again"]

WORDS: Mapping[str, Mapping[Said, str]] = {
    "en": {
        "taken": "A staff member has your question now. You can go on writing here.",
        "released": "The staff member has left this chat. Case {case} is waiting for another.",
        "ran_out": (
            "The person who had your question is not there right now. "
            "Your question is waiting for the next person."
        ),
        "closed": "A staff member has closed case {case}.",
        "again": "I can answer you again.",
    },
    "es": {
        "taken": "Una persona del personal ya tiene su pregunta. Usted puede seguir escribiendo.",
        "released": (
            "La persona que le atendía dejó esta conversación. "
            "El caso {case} espera a la siguiente persona."
        ),
        "ran_out": (
            "La persona que tenía su pregunta no está en este momento. "
            "Su pregunta espera a la siguiente persona."
        ),
        "closed": "Una persona del personal ha cerrado el caso {case}.",
        "again": "Ya puedo responderle otra vez.",
    },
}


def paragraphs(language: str, case: str, *said: Said) -> list[str]:
    """Word what happened to a case, one paragraph each."""
    return [WORDS[language][each].format(case=case) for each in said]
