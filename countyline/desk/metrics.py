"""What the desk counts, for Prometheus. No label holds anything that a resident wrote."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from countyline.desk.model import Reply, Turn

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)


class Metrics:
    """The desk's counters, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.messages = Counter(
            "countyline_messages",
            "Messages of residents that were taken, by channel",
            ["channel"],
            registry=self.registry,
        )
        self.replies = Counter(
            "countyline_replies",
            "Answers, by channel, kind, topic and language; headline: it stood in for an answer",
            ["channel", "kind", "topic", "language", "headline"],
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "countyline_turn_seconds",
            "Time from the beginning of a turn until its answer is on disk",
            ["channel"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.refused = Counter(
            "countyline_refused",
            "Requests that were refused, by reason",
            ["code"],
            registry=self.registry,
        )
        self.streams = Gauge(
            "countyline_streams", "Event streams that are open", registry=self.registry
        )
        self.waiting = Gauge(
            "countyline_waiting",
            "Messages that wait for their answer",
            registry=self.registry,
        )
        self.up = Gauge(
            "countyline_up", "Whether a part works: 1 or 0", ["part"], registry=self.registry
        )
        self.revision = Gauge(
            "countyline_revision",
            "The revision of the status document in service",
            registry=self.registry,
        )
        self.texts = Counter(
            "countyline_texts",
            "Texts by what became of an attempt: accepted, refused, suppressed, failed, "
            "not_taken, in_doubt",
            ["state"],
            registry=self.registry,
        )
        self.segments = Counter(
            "countyline_text_segments",
            "Segments of texts that were accepted",
            registry=self.registry,
        )
        self.texts_waiting = Gauge(
            "countyline_texts_waiting", "Texts that were not sent yet", registry=self.registry
        )
        self.opt_outs = Gauge(
            "countyline_opt_outs", "Numbers that want no texts", registry=self.registry
        )
        self.review_seconds = Gauge(
            "countyline_headline_review_seconds",
            "Time until the headline's review time is past; negative: it is past",
            registry=self.registry,
        )

    def count_reply(self, turn: Turn, reply: Reply) -> None:
        """Count an answer that is on disk."""
        self.replies.labels(
            turn.channel,
            str(reply.answer.get("kind") or "none"),
            str(reply.answer.get("topic") or "none"),
            reply.language,
            str(reply.headline).lower(),
        ).inc()

    def exposition(self) -> bytes:
        """Give everything in Prometheus' text format."""
        return generate_latest(self.registry)
