"""When a best guess is believed. The numbers stand in `config.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from countyline.understanding.topic import OUT_OF_SCOPE, SMALLTALK, Scores

STORY = "smalltalk/story"


@dataclass(frozen=True)
class Gate:
    """Thresholds.

    Attributes:
        confidence: least calibrated probability that the topic fits.
        confidences: the same for single topics, by what a wrong answer costs.
        aspect: least calibrated probability that the aspect fits too: the topic's times the
            aspect's within it.
        agreement: least share of the topic in each view, for what needs no calibrated confidence:
            what is turned away, and small talk.
        decline: least share from which a message is turned away as no county business, or taken
            for a story that asks nothing.
        smalltalk: least share from which it is taken for other small talk, such as "ok".
        raised: topics that are heard already from a share of their own, whatever else leads:
            what must not be missed.
        raised_agreement: least share of such a topic in each view.
    """

    confidence: float = 0.9
    confidences: Mapping[str, float] = field(default_factory=dict)
    aspect: float = 0.8
    agreement: float = 0.2
    decline: float = 0.75
    smalltalk: float = 0.6
    raised: Mapping[str, float] = field(default_factory=dict)
    raised_agreement: float = 0.2

    def label(self, scores: Scores) -> str:
        """The best label, or that of a topic that is raised."""
        for topic, least in self.raised.items():
            if scores.topic != topic and self._is_raised(scores, topic, least):
                return scores.best_of(topic)
        return scores.best

    def believes(self, scores: Scores) -> bool:
        """Tell whether the best label is believed: its topic and its aspect."""
        if not self.believes_topic(scores):
            return False
        known_by_share = scores.topic in (OUT_OF_SCOPE, SMALLTALK, *self.raised)
        return known_by_share or scores.certainty >= self.aspect

    def believes_topic(self, scores: Scores) -> bool:
        """Tell whether the best topic is believed, whatever is asked within it."""
        topic = scores.topic
        share = scores.topic_probability(topic)
        if topic in self.raised:
            return self._is_raised(scores, topic, self.raised[topic])
        if topic == OUT_OF_SCOPE:
            # Neither asks the county.
            return self._is_sure(scores, (OUT_OF_SCOPE, SMALLTALK), self.decline)
        if topic == SMALLTALK:
            if scores.best == STORY:
                return self._is_sure(scores, (SMALLTALK,), self.decline)
            return share >= self.smalltalk  # "ok" has hardly a word to agree on
        return scores.confidence >= self.confidences.get(topic, self.confidence)

    def _is_raised(self, scores: Scores, topic: str, least: float) -> bool:
        return scores.topic_probability(topic) >= least and (
            scores.agreement(topic) >= self.raised_agreement
        )

    def _is_sure(self, scores: Scores, topics: tuple[str, ...], least: float) -> bool:
        """Whether the topics together have the share, and in each view enough, to turn away."""
        known = [scores.labels.topics.index(one) for one in topics if one in scores.labels.topics]
        by_views = scores.topic_views[:, known].sum(axis=1)
        share = float(scores.topics[known].sum())
        return share >= least and float(by_views.min()) >= self.agreement
