"""A call without servers: what was understood is put to the answering engine itself.

Much faster than the running system, and the same but for what the call itself does: commands such
as "repeat that", and refusing what recognition is less sure of than `UNCLEAR_BELOW`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from benchmarks.calls.phoning import Turned
from benchmarks.understanding.answering import Desk
from countyline.answers.answer import Answer
from countyline.answers.context import Context
from countyline.answers.question import Guess, Part, Question, read_question
from countyline.calling.model import Alternative
from countyline.calling.reading import UNCLEAR_BELOW

_AGREED, _REFUSED = Guess("smalltalk", "agree", 1.0), Guess("smalltalk", "refuse", 1.0)
_NOT_HEARD = Turned("", answer={"kind": "clarify"})


class OfflineLine:
    """A call whose first words were understood already; what follows is yes, no, or a title."""

    def __init__(self, desk: Desk, understood: Mapping[str, Any] | None) -> None:
        """Begin it; `understood` is null where nothing was heard."""
        self._desk = desk
        self._understood = understood
        self._context = Context()
        self._language = "en"
        self._is_first = True

    def start(self, language: str) -> Turned:
        """Remember the language."""
        self._language = language
        return Turned("", language=language)

    def speak(self, ways: Sequence[Alternative]) -> Turned:
        """Say something."""
        is_first, self._is_first = self._is_first, False
        if is_first:
            return self._first(ways)
        said = ways[0].transcript
        guess = _REFUSED if said == "no" else _AGREED
        language: Literal["en", "es"] = "es" if self._language == "es" else "en"
        question = Question(said, language, (Part(said, guess),), "voice", heard="sure")
        return self._asked(question)

    def _first(self, ways: Sequence[Alternative]) -> Turned:
        confidence = ways[0].confidence if ways else 0.0
        if self._understood is None or (confidence is not None and confidence < UNCLEAR_BELOW):
            return _NOT_HEARD
        text = str(self._understood["text"])
        return self._asked(read_question(self._understood, text=text, channel="voice"))

    def _asked(self, question: Question) -> Turned:
        reply = self._desk.reply(question, self._context)
        self._context = reply.context
        return Turned(reply.answer.text, language=self._language, answer=_record(reply.answer))

    def press(self, keys: str) -> Turned:
        """Do nothing."""
        return Turned("")

    def hang_up(self) -> None:
        """Do nothing."""


def _record(answer: Answer) -> Mapping[str, Any]:
    return {
        "kind": answer.kind,
        "certainty": answer.certainty,
        "topics": list(answer.topics),
        "subjects": list(answer.subjects),
        "choices": [{"id": one.id, "title": one.title} for one in answer.choices],
    }
