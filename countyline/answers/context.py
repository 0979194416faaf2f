"""What a conversation is about, so that "and the recorder?" has a question to live on.

One small JSON object: the action writes it into a slot and sends it along with the answer; the
desk keeps what the resident was shown and sends it back with the next message.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from countyline.answers.answer import Choice
from countyline.answers.question import Guess, Part, Symbol, read_parts, written
from countyline.card import Card, read_card
from countyline.redaction import LIMIT

MOST_CHOICES = 12
HEARD = "heard"
"""Begins the id of a choice of a reading, such as `heard:0`."""

WATCH = "watch"
"""Begins the id of the choice to be told when something reopens, such as `watch:collection`."""

MOST_READINGS = 2
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Context:
    """What was last spoken of, and what the bot is waiting for.

    `heard` are the readings that a caller is to confirm: the questions of each, the likeliest
    first. `watching` are the subjects of which the desk will tell the resident: it says so with
    each message, so that is not stored here.
    """

    language: str | None = None
    topic: str | None = None
    aspect: str | None = None
    subjects: tuple[str, ...] = ()
    date: Symbol | None = None
    choices: tuple[Choice, ...] = ()
    clarified: int = 0
    offered_staff: bool = False
    question: str = ""
    last: Card | None = None
    heard: tuple[tuple[Part, ...], ...] = ()
    watching: tuple[str, ...] = ()

    def after(self, card: Card, language: str | None) -> Context:
        """Remember what was said last, in which language; forget readings that none asks about."""
        # Compared by identity: what made the answer has mostly remembered it already.
        is_kept = self.last is card and self.language == language
        kept = self if is_kept else replace(self, last=card, language=language)
        return kept.with_open_readings()

    def with_open_readings(self) -> Context:
        """Forget what was heard when it is no longer asked whether it was meant."""
        asked = any(choice.id.startswith(f"{HEARD}:") for choice in self.choices)
        return self if asked or not self.heard else replace(self, heard=())

    def as_json(self) -> dict[str, Any]:
        """Give the context as it is stored."""
        readings = [[written(part) for part in reading] for reading in self.heard]
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
            "last": self.last.as_json() if _is_kept(self.last) else None,
            **({"heard": readings} if readings else {}),
        }


def read_context(stored: object) -> Context:
    """Read a stored context. Odd or foreign input gives what can be read of it, never an error."""
    if not isinstance(stored, Mapping):
        return Context()
    date = stored.get("date")
    clarified = stored.get("clarified")
    last = read_card(stored.get("last"))
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
        last=last if _is_kept(last) else None,
        heard=tuple(filter(None, map(read_parts, _items(stored.get("heard"))[:MOST_READINGS]))),
        watching=tuple(str(one) for one in _items(stored.get("watching"))[:MOST_CHOICES]),
    ).with_open_readings()


def chosen(context: Context, text: str) -> Choice | None:
    """Tell which of the open choices a message picks: by title, by id or by its number.

    The choice to be told has no number: whoever is written to later must have said so.
    """
    said = _plain(text) if context.choices else ""
    if not said:
        return None
    named = (one for one in context.choices if said in (_plain(one.title), _plain(one.id)))
    if (choice := next(named, None)) is not None:
        return choice
    numbered = [one for one in context.choices if not one.id.startswith(f"{WATCH}:")]
    return next((one for n, one in enumerate(numbered, start=1) if said == str(n)), None)


def completed(part: Part, context: Context) -> Part:
    """Complete a question from the conversation: topic, subjects and date that it leaves out.

    A fragment takes the topic; a follow-up that may mean several things means what belongs to the
    topic; any question without a subject takes the subjects of the same topic family, since "where
    is that" asks for the place of what was just spoken of.
    """
    if context.topic is None or context.aspect is None:
        return part
    if part.follow_up and not (part.confident or part.fragment):
        part = _of_the_same_topic(part, context.topic)
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


LIKELY_ENOUGH = 0.2
"""From this share on, what a follow-up may mean is what it means, if the conversation's topic is
the same."""


def _of_the_same_topic(part: Part, topic: str) -> Part:
    likely = (guess for guess in part.alternatives if guess.confidence >= LIKELY_ENOUGH)
    meant = next((guess for guess in likely if guess.topic == topic), None)
    return part if meant is None else replace(part, guess=meant, confident=True, offered=None)


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


def _is_kept(card: Card | None) -> TypeGuard[Card]:
    """Whether a text comes back from the desk whole, where no line is longer than a message.

    Half a text could lack its certainty: it is not said again.
    """
    if card is None or len(card.text) > LONGEST_TEXT:
        return False
    return all(len(line) <= LIMIT for line in (*card.paragraphs, card.source or ""))


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
