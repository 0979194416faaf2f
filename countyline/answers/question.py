"""What was asked, as understanding hands it over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from countyline.answers.medium import Medium, medium_of

SpokenLanguage = Literal["en", "es", "und"]
Belief = Literal["sure", "unsure", "unclear"]
"""How far what was heard on the phone is believed: as if it were written; to be confirmed; to be
said another way."""

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

    `confident` says that understanding vouches for the topic and for what is asked within it,
    `topic_confident` that it does so for the topic at least. A `fragment` has no topic of its
    own and lives on the conversation ("and the recorder?"); a `follow_up` has one, most likely
    that of the conversation ("and by mail?"). `statement` is the published statement that is asked
    for, `offered` one that may be, when nothing is vouched for. `foreign` are bodies that the
    status document does not name. `denied` are subjects that were named to be ruled out.
    """

    text: str
    guess: Guess
    confident: bool = True
    topic_confident: bool = False
    alternatives: tuple[Guess, ...] = ()
    out_of_scope: float = 0.0
    fragment: bool = False
    follow_up: bool = False
    statement: str | None = None
    offered: str | None = None
    subjects: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    dates: tuple[Symbol, ...] = ()
    premises: tuple[str, ...] = ()

    @property
    def aspects_apart(self) -> tuple[Guess, ...]:
        """The two likeliest readings, where only the aspect is unclear between them."""
        two = self.alternatives[:2]
        same_topic = {guess.topic for guess in two} == {self.topic}
        unclear = self.topic_confident and not self.confident
        return two if unclear and same_topic and len(two) > 1 else ()

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
    """A resident's message as it was understood.

    `read_on` is the medium of the answer where that is not what the channel tells: a voicemail's
    draft is read by staff on a screen.
    `heard` says how far recognized speech is believed; null for what was written. `readings` are
    the questions of each meaning that a caller is to confirm, the likeliest first. `has_desk`:
    what is promised for later can be kept, where the channel allows it.
    """

    text: str
    language: SpokenLanguage
    parts: tuple[Part, ...]
    channel: str = "web"
    capped: bool = False
    heard: Belief | None = None
    readings: tuple[tuple[Part, ...], ...] = ()
    revision: int | None = field(default=None, compare=False)
    read_on: Medium | None = None
    has_desk: bool = True

    @property
    def medium(self) -> Medium:
        """The medium in which the answer reaches whoever it is for."""
        return self.read_on or medium_of(self.channel)


def read_question(
    understood: Mapping[str, Any],
    *,
    text: str,
    channel: str,
    capped: bool = False,
    read_on: Medium | None = None,
    has_desk: bool = True,
) -> Question:
    """Read what understanding added to a message; missing fields take their empty values.

    `text` is the redacted message; of the ways in which speech may have been heard, understanding
    names the one that it took. Raises nothing on odd input: what cannot be read is left out,
    and a message of which nothing can be read has one part that is not confident.
    """
    language = understood.get("language")
    parts = read_parts(understood.get("questions"))
    revision = understood.get("revision")
    heard = understood.get("recognition")
    return Question(
        text=_name(understood.get("text")) or text,
        language=language if language in ("en", "es", "und") else "en",
        parts=parts or (Part(text, Guess("out_of_scope", "other", 0.0), confident=False),),
        channel=channel,
        capped=capped,
        read_on=read_on,
        heard=heard if heard in ("sure", "unsure", "unclear") else None,
        readings=tuple(filter(None, map(read_parts, _sequence(understood.get("readings"))))),
        revision=revision if isinstance(revision, int) and not isinstance(revision, bool) else None,
        has_desk=has_desk,
    )


def read_parts(given: object) -> tuple[Part, ...]:
    """Read the questions of one message; what is none is left out."""
    return tuple(_read_part(part) for part in _sequence(given) if isinstance(part, Mapping))


def _read_part(part: Mapping[str, Any]) -> Part:
    mentions = [m for m in _sequence(part.get("subjects")) if isinstance(m, Mapping)]
    return Part(
        text=str(part.get("text", "")),
        guess=_read_guess(part),
        confident=bool(part.get("confident")),
        topic_confident=bool(part.get("topic_confident")),
        alternatives=tuple(
            _read_guess(guess)
            for guess in _sequence(part.get("alternatives"))
            if isinstance(guess, Mapping)
        ),
        out_of_scope=_probability(part.get("out_of_scope")),
        fragment=bool(part.get("fragment")),
        follow_up=bool(part.get("follow_up")),
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


def written(part: Part) -> dict[str, Any]:
    """Write a question as `read_parts` reads it, without its text and its other readings."""
    return {
        "topic": part.guess.topic,
        "aspect": part.guess.aspect,
        "confidence": part.guess.confidence,
        "confident": part.confident,
        "statement": part.statement,
        "subjects": [
            *({"id": key} for key in part.subjects),
            *({"id": key, "negated": True} for key in part.denied),
        ],
        "foreign": [{"text": text} for text in part.foreign],
        "dates": [dict(date) for date in part.dates],
        "premises": list(part.premises),
    }


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
