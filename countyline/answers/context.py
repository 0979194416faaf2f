"""What a conversation is about, so that "and the recorder?" has a question to live on.

One small JSON object: the action writes it into a slot, the desk keeps a copy and sends it back
when Rasa has lost its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from countyline.answers.answer import Choice
from countyline.answers.question import Guess, Part, Symbol

MOST_CHOICES = 12
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Context:
    """What was last spoken of, and what the bot is waiting for."""

    language: str | None = None
    topic: str | None = None
    aspect: str | None = None
    subjects: tuple[str, ...] = ()
    date: Symbol | None = None
    choices: tuple[Choice, ...] = ()
    clarified: int = 0
    offered_staff: bool = False
    question: str = ""
    last: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the context as it is stored."""
        return {
            "language": self.language,
            "topic": self.topic,
            "aspect": self.aspect,
            "subjects": list(self.subjects),
            "date": dict(self.date) if self.date else None,
            "choices": [{"id": choice.id, "title": choice.title} for choice in self.choices],
            "clarified": self.clarified,
            "offered": "staff" if self.offered_staff else None,
            "question": self.question[:LONGEST_TEXT],
            "last": self.last[:LONGEST_TEXT],
        }


def read_context(stored: object) -> Context:
    """Read a stored context. Odd or foreign input gives what can be read of it, never an error."""
    if not isinstance(stored, Mapping):
        return Context()
    date = stored.get("date")
    clarified = stored.get("clarified")
    return Context(
        language=_text_or_none(stored.get("language")),
        topic=_text_or_none(stored.get("topic")),
        aspect=_text_or_none(stored.get("aspect")),
        subjects=tuple(str(subject) for subject in _items(stored.get("subjects"))),
        date=date if isinstance(date, Mapping) else None,
        choices=tuple(
            Choice(str(item.get("id", "")), str(item.get("title", "")))
            for item in _items(stored.get("choices"))[:MOST_CHOICES]
            if isinstance(item, Mapping)
        ),
        clarified=clarified if isinstance(clarified, int) else 0,
        offered_staff=stored.get("offered") == "staff",
        question=str(stored.get("question") or "")[:LONGEST_TEXT],
        last=str(stored.get("last") or "")[:LONGEST_TEXT],
    )


def chosen(context: Context, text: str) -> Choice | None:
    """Tell which of the open choices a message picks: by title, by id or by its number."""
    said = _plain(text)
    if not said:
        return None
    for number, choice in enumerate(context.choices, start=1):
        if said in (_plain(choice.title), _plain(choice.id), str(number)):
            return choice
    return None


def completed(part: Part, context: Context) -> Part:
    """Complete a question from the conversation: topic, subjects and date that it leaves out.

    A fragment takes the topic; any question without a subject takes the subjects of the same
    topic family, since "where is that" asks for the place of what was just spoken of.
    """
    if context.topic is None or context.aspect is None:
        return part
    if part.fragment and not part.confident:
        part = replace(
            part,
            guess=Guess(context.topic, context.aspect, 1.0),
            confident=True,
            subjects=part.subjects or context.subjects,
            dates=part.dates or ((context.date,) if context.date else ()),
        )
    elif part.fragment or _leans_on_subject(part):
        part = replace(part, subjects=part.subjects or context.subjects)
    return part


SUBJECT_TOPICS = frozenset({"status", "reopening", "hours", "location", "contact"})
"""Topics that are asked of a thing, so that an unnamed thing is the one last spoken of."""


def _leans_on_subject(part: Part) -> bool:
    return (
        not part.subjects
        and not part.foreign
        and part.topic in SUBJECT_TOPICS
        and part.aspect not in ("status/overview", "status/systems", "hours/holiday")
        and len(part.text.split()) <= 8
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = (char for char in folded if not unicodedata.combining(char))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def _items(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
