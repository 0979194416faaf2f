"""Labeled messages of residents: the views learn from them, and the confidence is fitted on a part.

Only the standard library and the lexicon's folders are used here, so that the peers of the
benchmarks can learn the same.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from countyline.topics import DETAIL, is_aspect
from countyline.understanding.lexicon import DATA, LANGUAGES

FILE = "calibration.jsonl"

_SEVERAL_SENTENCES = frozenset({"story", "two_questions", "followup_like", "other_language"})
"""Slices whose lines are no single question, as the views read them."""
_LONGEST_LESSON = 30
"""Words. A longer message is understood by its sentences, and no sentence is labeled."""
_OUT_OF_SCOPE = "out_of_scope"
_NOT_OURS = frozenset({_OUT_OF_SCOPE, "smalltalk", "other_service"})
_ELSEWHERE = {"near_miss": f"{_OUT_OF_SCOPE}/other_government"}
"""The slice of messages that concern another body, and what they teach."""


@dataclass(frozen=True)
class Labeled:
    """One message, the topics that fit it, and the aspects; None: nobody labeled those.

    Attributes:
        language: what it is written in, `en` or `es`.
        lesson: the label "topic/aspect" to learn from it; None: it teaches none.
    """

    text: str
    topics: frozenset[str]
    aspects: frozenset[str] | None = None
    lesson: str | None = None
    language: str = "en"


def labeled() -> Iterator[Labeled]:
    """The messages to calibrate on, of every language."""
    for language in LANGUAGES:
        path = DATA / language / FILE
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["slice"] not in _SEVERAL_SENTENCES:
                aspects = _aspects(entry)
                yield Labeled(
                    entry["text"],
                    frozenset(entry["ok_topics"]),
                    None if aspects is None else frozenset(aspects),
                    _lesson(entry, aspects),
                    language,
                )


def _aspects(entry: Mapping[str, Any]) -> Sequence[str] | None:
    """The aspects that fit a message, the likeliest first; None: nobody labeled them.

    What no aspect holds is a detail of its topics.
    """
    if "ok_aspects" not in entry:
        return None
    found: Sequence[str] = entry["ok_aspects"]
    details = (f"{topic}/{DETAIL}" for topic in entry["ok_topics"])
    return found or list(filter(is_aspect, details))


def _lesson(entry: Mapping[str, Any], aspects: Sequence[str] | None) -> str | None:
    """What a message teaches: the first aspect that fits, which is the likeliest."""
    if len(entry["text"].split()) > _LONGEST_LESSON:
        return None
    if aspects is not None:
        return next(iter(aspects), None)
    if set(entry["ok_topics"]) <= _NOT_OURS:
        return _ELSEWHERE.get(entry["slice"], f"{_OUT_OF_SCOPE}/other")
    return None


def digest() -> str:
    """A digest of everything that `labeled` reads."""
    contents = [(DATA / language / FILE).read_bytes() for language in LANGUAGES]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()
