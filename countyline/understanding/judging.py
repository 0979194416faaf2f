"""What stretches of a message ask: by the model, by published statements, by alarms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from countyline.understanding.encoder import Vectors
from countyline.understanding.followup import pointing_label
from countyline.understanding.gate import Gate
from countyline.understanding.matching import Heard, Match, StatementFinder
from countyline.understanding.patterns import alarms, is_figure_of_speech
from countyline.understanding.splitting import Piece
from countyline.understanding.statements import Statement
from countyline.understanding.topic import (
    OUT_OF_SCOPE,
    SMALLTALK,
    Scores,
    Sentence,
    TopicModel,
    topic_of,
)

URGENT = ("safety/suicide", "safety/threat", "safety/danger", "person/human")
"""What comes before anything else in a message, most urgent first."""

_WORTH_OFFERING = 0.2
"""Least probability of a statement that is offered as a choice when nothing is believed."""

OF_NO_TOPIC = "other_service/unlisted"
"""What a statement answers that says of no topic, where nothing else is believed."""

_SURE = 0.95
_LIKELY = 0.4
"""Least share of danger in a whole sentence for half of it to raise the alarm."""
_PLAIN = 0.8
"""Share of danger from which an idiom among its words explains nothing away."""
_HARDLY = 0.1
"""Share of danger below which its words are a figure of speech: of 116 dangers that nobody had
learned, and whose words raise an alarm, the least had 0.22; of 6 harmless ones the most 0.05."""
_ALTERNATIVES = 3


@dataclass(frozen=True)
class Judged:
    """One stretch of the message with what the model says about it.

    `piece` is what its subjects and dates are read from: the stretch itself, or the whole message
    when nothing else is asked there.
    """

    piece: Piece
    scores: Scores
    label: str
    confidence: float
    confident: bool
    topic_confident: bool = False
    """Whether the topic is believed, even when its aspect is not."""
    outright: bool = False
    """Whether the words themselves raise an alarm, whatever the model makes of them."""
    statement: str | None = None
    as_published: bool = False
    """Whether it is worded like one of the statement's example questions."""
    offered: str | None = None
    """The statement that may be asked for, when nothing is believed."""
    sentence: Piece | None = None
    """The sentence in which it is asked."""

    @property
    def topic(self) -> str:
        """The topic of the label."""
        return topic_of(self.label)

    @property
    def is_about_the_county(self) -> bool:
        """Whether its best reading is county business, believed or not."""
        return self.topic not in (OUT_OF_SCOPE, SMALLTALK)

    @property
    def asks_the_county(self) -> bool:
        """Whether this is a believed question of county business."""
        return self.confident and self.is_about_the_county

    @property
    def asks_of_a_topic(self) -> bool:
        """Whether it is a question of county business whose topic at least is believed."""
        return self.is_about_the_county and (self.confident or self.topic_confident)

    @property
    def is_marked(self) -> bool:
        """Whether its sentence has a question mark."""
        return "?" in (self.sentence or self.piece).text

    @property
    def is_urgent(self) -> bool:
        """Whether it comes before anything else."""
        return self.confident and self.label in URGENT

    def is_borne_out_by(self, sentence: "Judged | None") -> bool:
        """Whether a half of a sentence means danger, or a wish for a person, there at all.

        Torn out, "I think he's locked up" of "I'm looking for my grandson, I think he's locked up,
        how do I look him up" does; what its words say outright always does.

        Args:
            sentence: the sentence that it is half of; None: it is none's.
        """
        if self.outright or sentence is None:
            return True
        return sentence.scores.topic_probability(self.topic) >= _LIKELY

    def alternatives(self) -> list[dict[str, Any]]:
        """The likeliest readings, the chosen one with its confidence first."""
        ranked = dict(self.scores.ranked(_ALTERNATIVES + 1))
        shares = {self.label: max(ranked.pop(self.label, 0.0), self.confidence), **ranked}
        return [
            {
                "topic": topic_of(label),
                "aspect": label.partition("/")[2],
                "confidence": round(share, 4),
            }
            for label, share in list(shares.items())[:_ALTERNATIVES]
        ]


@dataclass(frozen=True)
class Judge:
    """Decides what stretches of text ask."""

    model: TopicModel
    gate: Gate
    statement: float
    """Least probability that a published statement is asked for."""

    def judge(
        self,
        pieces: Sequence[Piece],
        sentences: Sequence[Sentence],
        vectors: Vectors,
        foreign: Sequence[Collection[str]],
        statements: StatementFinder,
    ) -> list[Judged]:
        """Judge each piece by its words and vector and, for what must never be missed, by alarms.

        Args:
            pieces: stretches of the message, as written.
            sentences: the same as they are heard.
            vectors: one row a piece.
            foreign: the foreign names in each piece.
            statements: finds the published statement that a piece asks for.
        """
        scores = self.model.score(sentences, vectors)
        verdicts = [self._by_scores(*pair) for pair in zip(pieces, scores, strict=True)]
        heard = [
            Heard(sentence.text, vector, as_county_business(score), names)
            for sentence, vector, score, names in zip(
                sentences, vectors, scores, foreign, strict=True
            )
        ]
        return [
            self._with_statement(verdict, statements.likeliest(one, self.model.vocabulary))
            for verdict, one in zip(verdicts, heard, strict=True)
        ]

    def _with_statement(self, verdict: Judged, match: Match | None) -> Judged:
        """The verdict, or the statement that is asked for instead, or may be."""
        if match is None:
            return verdict
        if not self._is_meant(verdict, match):
            unclear = not verdict.confident and match.probability >= _WORTH_OFFERING
            return replace(verdict, offered=match.statement.fact) if unclear else verdict
        return replace(
            verdict,
            label=_label(match.statement, verdict),
            confidence=max(match.probability, _SURE) if match.as_published else match.probability,
            confident=True,
            statement=match.statement.fact,
            as_published=match.as_published,
        )

    def _is_meant(self, verdict: Judged, match: Match) -> bool:
        """Whether a statement is asked for, whatever else the words may mean.

        Words that name danger come before every statement. Danger that the model alone makes out,
        and the wish for a person, give way to a published example question: staff have read it.
        """
        if match.as_published:
            return not (verdict.outright and verdict.topic == "safety")
        if verdict.is_urgent or verdict.topic == "safety":
            return False
        return match.probability >= self.statement

    def _by_scores(self, part: Piece, scores: Scores) -> Judged:
        raised = alarms(part.text)
        for label in URGENT:
            if label in raised and not self._means_otherwise(label, scores):
                return Judged(part, scores, label, _SURE, confident=True, outright=True)
        pointed = pointing_label(part.text)
        if pointed is not None:
            return Judged(part, scores, pointed, _SURE, confident=True)
        label = self.gate.label(scores)
        if self._is_idiom(part.text, label, scores):
            return Judged(part, scores, scores.best_besides("safety"), 0.0, confident=False)
        if label != scores.best:
            share = scores.topic_probability(topic_of(label))
            return Judged(part, scores, label, share, confident=True)
        return Judged(
            part,
            scores,
            label,
            self._confidence(scores),
            confident=self.gate.believes(scores),
            topic_confident=self.gate.believes_topic(scores),
        )

    def _is_idiom(self, text: str, label: str, scores: Scores) -> bool:
        """Whether what reads as danger is a figure of speech, as far as the views can tell."""
        share = scores.topic_probability("safety")
        return topic_of(label) == "safety" and share < _PLAIN and is_figure_of_speech(text)

    def _confidence(self, scores: Scores) -> float:
        """Calibrated for questions; what is turned away or raised goes by its share alone.

        Danger is so rarely mistaken that a calibrated trace of it reads as more than it is.
        """
        by_share = scores.topic in (OUT_OF_SCOPE, SMALLTALK, *self.gate.raised)
        return scores.topic_probability(scores.topic) if by_share else scores.confidence

    def _means_otherwise(self, raised: str, scores: Scores) -> bool:
        """Whether something else than an alarm explains the words that raised it.

        A reporter who wants someone on the air, or "are you a person", wants no staff, if that is
        believed; "even the year the roof caved in" tells of no danger, whatever it tells.
        """
        if raised == "person/human":
            others = ("media", SMALLTALK, "person")
            return scores.topic in others and self.gate.believes_topic(scores)
        return scores.topic_probability(topic_of(raised)) < _HARDLY


def as_county_business(scores: Scores) -> float:
    """How surely a sentence is common business of the county."""
    return scores.confidence if scores.asks_the_county else 0.0


def _label(statement: Statement, verdict: Judged) -> str:
    """What a question that a statement answers is about."""
    if statement.about:
        return verdict.label if verdict.label in statement.about else statement.about[0]
    return verdict.label if verdict.asks_the_county and not verdict.is_urgent else OF_NO_TOPIC
