"""What the console is told of a change that is not in service yet.

Whoever puts the console together passes it in: the console itself answers no question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class PreviewFailed(Exception):
    """It could not be worked out. The message is a sentence for publishers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a text would alter against revision `revision`, which is in service.

    With `problems` the text cannot be published, and nothing else is known. `altered` holds, for
    each answer: its questions, what it is before and after, and its changes in each language and
    medium, as `countyline.running.previewing` writes them.
    """

    revision: int
    problems: Sequence[str] = ()
    warnings: Sequence[str] = ()
    is_equal: bool = False
    at: str = ""
    days: Sequence[str] = ()
    asked: int = 0
    only_dated: int = 0
    understood_otherwise: bool = False
    altered: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One question, answered with the revision in service and with a text.

    `by_names` are the words that were found by the text alone, since understanding does not know
    them before publication. `channels` has the answers in each medium.
    """

    aspect: str
    subjects: Sequence[str]
    by_names: Sequence[str]
    is_confident: bool
    channels: Sequence[Mapping[str, Any]]


class Previews(Protocol):
    """Answers with a text as if it were published."""

    async def of(self, text: str) -> Preview:
        """Give all that a text would alter. Raises PreviewFailed."""

    async def try_question(self, text: str, question: str, language: str) -> Trial:
        """Put one question, in `en` or `es`, to both. Raises PreviewFailed."""
