"""Put everything together: a message in, what it means out (the attribute `understanding`)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from countyline.understanding.dates import find_dates
from countyline.understanding.encoder import Vectors, encode
from countyline.understanding.followup import (
    is_fragment,
    pointing_label,
)
from countyline.understanding.foreign import ForeignFinder
from countyline.understanding.language import Reading as LanguageReading
from countyline.understanding.patterns import alarms, premises
from countyline.understanding.publication import Revision
from countyline.understanding.splitting import Piece, halves, piece, sentences
from countyline.understanding.statements import AskFinder
from countyline.understanding.subjects import Mention, SubjectFinder
from countyline.understanding.topic import (
    OUT_OF_SCOPE,
    SMALLTALK,
    Gate,
    Scores,
    TopicModel,
    named_ours,
    topic_of,
)

ATTRIBUTE = "understanding"

_URGENT = ("safety/suicide", "safety/threat", "safety/danger", "person/human")
"""What comes before anything else in a message, most urgent first."""

_SURE = 0.95

_OWN_TOPICS = frozenset(
    [
        "status", "reopening", "hours", "location", "how_to_pay", "deadlines", "receipts",
        "assessment", "recording", "marriage_license", "elections", "voting", "incident",
    ]
)  # fmt: skip
"""Topics whose answer is about the county's own offices: a foreign name makes it another's."""


@dataclass(frozen=True)
class Published:
    """The finders of one revision."""

    number: int | None
    home: re.Pattern[str] | None
    """The county's own name, which says no more than "the county"."""
    subjects: SubjectFinder
    foreign: ForeignFinder
    asks: AskFinder

    @classmethod
    def of(cls, revision: Revision | None, before: "Published | None" = None) -> "Published":
        """Build the finders; vectors of questions that stood in `before` are used again."""
        known = before.asks if before is not None else None
        shown = revision or Revision(0)
        return cls(
            number=revision.number if revision is not None else None,
            home=_home(revision),
            subjects=SubjectFinder(shown),
            foreign=ForeignFinder(revision),
            asks=AskFinder(shown, known),
        )


def _home(revision: Revision | None) -> re.Pattern[str] | None:
    organization = revision.status.get("organization") if revision is not None else None
    names = organization.get("name") if isinstance(organization, Mapping) else None
    if not isinstance(names, Mapping):
        return None
    written = [re.escape(name) for name in names.values() if isinstance(name, str) and name]
    return re.compile("|".join(written), re.IGNORECASE) if written else None


def _county(name: re.Match[str]) -> str:
    return "condado" if "condado" in name.group().casefold() else "county"


@dataclass(frozen=True)
class Judged:
    """One stretch of the message with what the model says about it."""

    piece: Piece
    scores: Scores
    label: str
    confidence: float
    confident: bool
    statement: str | None = None

    @property
    def topic(self) -> str:
        """The topic of the label."""
        return topic_of(self.label)

    @property
    def asks_the_county(self) -> bool:
        """Whether this is a believed question of county business."""
        return self.confident and self.topic not in (OUT_OF_SCOPE, SMALLTALK)


@dataclass(frozen=True)
class Judge:
    """Decides what stretches of text ask."""

    model: TopicModel
    gate: Gate
    ask_similarity: float

    def judge(
        self, pieces: Sequence[Piece], vectors: Vectors, ours: Collection[Piece], asks: AskFinder
    ) -> list[Judged]:
        """Judge each piece by its vector and, for what must never be missed, by its words.

        Args:
            pieces: stretches of the message.
            vectors: one row a piece.
            ours: the pieces that name a published subject and nothing foreign.
            asks: the example questions of published statements.
        """
        rows = zip(pieces, self.model.score(vectors), asks.nearest(vectors), strict=True)
        judged = []
        for part, scores, (ask, cosine) in rows:
            verdict = self._by_scores(part, named_ours(scores) if part in ours else scores)
            nearer = cosine >= self.ask_similarity and cosine > scores.similarity
            if ask is not None and nearer and verdict.topic != "safety":
                label = ask.about[0] if ask.about else verdict.label
                verdict = replace(
                    verdict, label=label, confidence=cosine, confident=True, statement=ask.fact
                )
            judged.append(verdict)
        return judged

    def _means_otherwise(self, raised: str, scores: Scores) -> bool:
        """A reporter who wants someone on the air, or "are you a person", wants no staff."""
        nearby = topic_of(scores.best) in ("media", SMALLTALK, "person")
        return raised == "person/human" and nearby and self.gate.believes(scores)

    def _by_scores(self, part: Piece, scores: Scores) -> Judged:
        raised = alarms(part.text)
        for label in _URGENT:
            if label in raised and not self._means_otherwise(label, scores):
                return Judged(part, scores, label, _SURE, confident=True)
        pointed = pointing_label(part.text)
        if pointed is not None:
            return Judged(part, scores, pointed, _SURE, confident=True)
        label = self.gate.label(scores)
        confidence = scores.topic_probability(topic_of(label))
        believed = label != scores.best or self.gate.believes(scores)
        return Judged(part, scores, label, confidence, believed)


class MessageReader:
    """Reads one message. Made anew for each; the costly parts are passed in."""

    def __init__(
        self,
        message: str,
        language: LanguageReading,
        judge: Judge,
        published: Published,
        mentions: list[Mention],
    ) -> None:
        self.mentions = mentions
        self._message = message
        self._language = language
        self._judge = judge
        self._published = published
        self._symbols = "es" if language.language == "es" else "en"

    @cached_property
    def dates(self) -> list[dict[str, Any]]:
        """The dates in the message, as symbols."""
        return [dict(date) for date in find_dates(self._message, self._symbols)]

    @cached_property
    def foreign(self) -> list[tuple[int, int]]:
        """Offsets of foreign names in the message."""
        return self._published.foreign.spans(
            self._message, [(mention.start, mention.end) for mention in self.mentions]
        )

    def read(self, vector: Vectors | None = None) -> dict[str, Any]:
        """Read the message.

        Args:
            vector: the vector of the whole message when it is known already.
        """
        asked = self._questions(vector)
        return {
            "revision": self._published.number,
            "language": self._language.language,
            "mixed": self._language.mixed,
            "questions": [self._as_json(question) for question in asked],
        }

    def _questions(self, vector: Vectors | None) -> list[Judged]:
        whole = piece(self._message, 0, len(self._message))
        names = [(mention.start, mention.end) for mention in self.mentions]
        pairs = halves(self._message, names)
        singles = sentences(self._message)
        pieces = list(dict.fromkeys([part for pair in pairs for part in pair] + singles))
        pieces = [part for part in pieces if part != whole]
        judged = self._judged(whole, pieces, vector)
        first = judged[whole]
        urgent = [question for question in judged.values() if question.label in _URGENT[:3]]
        if first.label in _URGENT and first.confident:
            return [first]
        if urgent and any(question.confident for question in urgent):
            return [replace(max(urgent, key=lambda q: q.confidence), piece=whole)]
        for left, right in pairs:
            if self._are_two(judged[left], judged[right]):
                return [judged[left], judged[right]]
        if first.asks_the_county or len(singles) < 2:
            return [first]
        inside = [judged[part] for part in singles if judged[part].asks_the_county]
        if not inside:
            return [first]
        best = max(inside, key=lambda question: question.confidence)
        return [replace(best, piece=whole)]

    def _judged(
        self, whole: Piece, pieces: list[Piece], vector: Vectors | None
    ) -> dict[Piece, Judged]:
        everything = [whole, *pieces]
        if vector is None or self._heard(whole) != whole.text:
            vectors = encode([self._heard(part) for part in everything])
        else:
            rest = encode([self._heard(part) for part in pieces])
            vectors = np.vstack([vector.reshape(1, -1), rest])
        ours = [part for part in everything if self._is_ours(part)]
        judged = self._judge.judge(everything, vectors, ours, self._published.asks)
        return dict(zip(everything, judged, strict=True))

    def _heard(self, part: Piece) -> str:
        """The text of `part` with its names spelled as published."""
        shifted = [
            replace(m, start=m.start - part.start, end=m.end - part.start)
            for m in _within(self.mentions, part)
        ]
        spelled = self._published.subjects.canonical(part.text, shifted)
        return self._published.home.sub(_county, spelled) if self._published.home else spelled

    def _is_ours(self, part: Piece) -> bool:
        return any(_within(self.mentions, part)) and not any(
            part.start <= start and end <= part.end for start, end in self.foreign
        )

    def _are_two(self, left: Judged, right: Judged) -> bool:
        if not (left.asks_the_county and right.asks_the_county):
            return False
        points_back = pointing_label(right.piece.text) is not None
        if self._is_fragment(left.piece) or (self._is_fragment(right.piece) and not points_back):
            return False
        if left.label != right.label:
            return True
        ours, theirs = self._named(left.piece), self._named(right.piece)
        return bool(ours and theirs and ours != theirs)

    def _named(self, part: Piece) -> set[str]:
        return {mention.id for mention in _within(self.mentions, part) if not mention.negated}

    def _is_fragment(self, part: Piece) -> bool:
        return is_fragment(
            part.text,
            [(m.start - part.start, m.end - part.start) for m in _within(self.mentions, part)],
            [(d["start"] - part.start, d["end"] - part.start) for d in self._dates(part)],
        )

    def _dates(self, part: Piece) -> list[dict[str, Any]]:
        return [d for d in self.dates if part.start <= d["start"] and d["end"] <= part.end]

    def _as_json(self, question: Judged) -> dict[str, Any]:
        part = question.piece
        fragment = self._is_fragment(part)
        foreign = [
            self._message[start:end]
            for start, end in self.foreign
            if part.start <= start and end <= part.end
        ]
        return {
            "text": part.text,
            "topic": question.topic,
            "aspect": question.label.partition("/")[2],
            "confidence": round(question.confidence, 4),
            "confident": self._is_confident(question, fragment, bool(foreign)),
            "alternatives": _alternatives(question),
            "out_of_scope": round(question.scores.out_of_scope, 4),
            "fragment": fragment,
            "statement": question.statement,
            "subjects": [mention.as_json() for mention in _within(self.mentions, part)],
            "foreign": [{"text": text} for text in foreign],
            "dates": self._dates(part),
            "premises": premises(part.text),
        }

    def _is_confident(self, question: Judged, fragment: bool, foreign: bool) -> bool:
        if question.topic == "safety":
            return question.confident
        if self._language.language == "und":
            return False
        if fragment and pointing_label(question.piece.text) is None:
            return False
        if foreign and question.topic in _OWN_TOPICS and not self._named(question.piece):
            return False
        return question.confident


def _alternatives(question: Judged) -> list[dict[str, Any]]:
    ranked = dict(question.scores.ranked[:4])
    shares = {question.label: max(ranked.pop(question.label, 0.0), question.confidence), **ranked}
    return [
        {"topic": topic_of(label), "aspect": label.partition("/")[2], "confidence": round(share, 4)}
        for label, share in list(shares.items())[:3]
    ]


def _within(mentions: Sequence[Mention], part: Piece) -> Iterator[Mention]:
    yield from (m for m in mentions if part.start <= m.start and m.end <= part.end)


def intent_of(read: Mapping[str, Any]) -> dict[str, Any]:
    """Rasa's intent: the topic of the first question, with its confidence."""
    first = read["questions"][0]
    return {"name": first["topic"], "confidence": first["confidence"]}
