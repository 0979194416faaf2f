"""What was asked, as understanding hands it over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

SpokenLanguage = Literal["en", "es", "und"]
Symbol = Mapping[str, Any]
"""A date as it was said, such as `{"kind": "weekday", "weekday": 4, "which": "next"}`."""


@dataclass(frozen=True)
class Guess:
    """One reading of a message, with its calibrated probability."""

    topic: str
    aspect: str
    confidence: float

    @property
    def name(self) -> str:
        """The aspect, written `topic/aspect`."""
        return f"{self.topic}/{self.aspect}"


@dataclass(frozen=True)
class Part:
    """One question of a message. A message holds one, seldom two.

    `confident` says that understanding vouches for the topic. A `fragment` has no topic of its
    own and lives on the conversation ("and the recorder?"). `statement` is the published statement
    that is asked for, `offered` one that may be, when nothing is vouched for. `foreign` are bodies
    that the status document does not name. `denied` are subjects that were named to be ruled out.
    """

    text: str
    guess: Guess
    confident: bool = True
    alternatives: tuple[Guess, ...] = ()
    out_of_scope: float = 0.0
    fragment: bool = False
    statement: str | None = None
    offered: str | None = None
    subjects: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    dates: tuple[Symbol, ...] = ()
    premises: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """The topic of the best reading; `smalltalk` for what asks nothing."""
        return self.guess.topic

    @property
    def aspect(self) -> str:
        """The best reading, written `topic/aspect`."""
        return self.guess.name


@dataclass(frozen=True)
class Question:
    """A resident's message as it was understood."""

    text: str
    language: SpokenLanguage
    parts: tuple[Part, ...]
    channel: str = "web"
    capped: bool = False
    revision: int | None = field(default=None, compare=False)


def read_question(
    understood: Mapping[str, Any], *, text: str, channel: str, capped: bool = False
) -> Question:
    """Read what understanding added to a message; missing fields take their empty values.

    `text` is the redacted message. Raises nothing on odd input: what cannot be read is left out,
    and a message of which nothing can be read has one part that is not confident.
    """
    language = understood.get("language")
    parts = tuple(
        _read_part(part)
        for part in _sequence(understood.get("questions"))
        if isinstance(part, Mapping)
    )
    revision = understood.get("revision")
    return Question(
        text=text,
        language=language if language in ("en", "es", "und") else "en",
        parts=parts or (Part(text, Guess("out_of_scope", "other", 0.0), confident=False),),
        channel=channel,
        capped=capped,
        revision=revision if isinstance(revision, int) and not isinstance(revision, bool) else None,
    )


def _read_part(part: Mapping[str, Any]) -> Part:
    mentions = [m for m in _sequence(part.get("subjects")) if isinstance(m, Mapping)]
    return Part(
        text=str(part.get("text", "")),
        guess=_read_guess(part),
        confident=bool(part.get("confident")),
        alternatives=tuple(
            _read_guess(guess)
            for guess in _sequence(part.get("alternatives"))
            if isinstance(guess, Mapping)
        ),
        out_of_scope=_probability(part.get("out_of_scope")),
        fragment=bool(part.get("fragment")),
        statement=_name(part.get("statement")),
        offered=_name(part.get("offered")),
        subjects=_ids(mention for mention in mentions if not mention.get("negated")),
        denied=_ids(mention for mention in mentions if mention.get("negated")),
        foreign=tuple(
            str(body.get("text", ""))
            for body in _sequence(part.get("foreign"))
            if isinstance(body, Mapping)
        ),
        dates=tuple(date for date in _sequence(part.get("dates")) if isinstance(date, Mapping)),
        premises=tuple(str(premise) for premise in _sequence(part.get("premises"))),
    )


def _read_guess(guess: Mapping[str, Any]) -> Guess:
    return Guess(
        str(guess.get("topic") or "out_of_scope"),
        str(guess.get("aspect") or "other"),
        _probability(guess.get("confidence")),
    )


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        return 0.0
    return float(value)


def _ids(mentions: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(mention.get("id")) for mention in mentions))


def _sequence(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
