"""What the worker has done, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from countyline.notices.worker import NoticeWorker


class NoticeCounts(Collector):
    """Gives a worker's counts each time that they are asked for."""

    def __init__(self, worker: NoticeWorker) -> None:
        self._worker = worker

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give the counts since the desk was started."""
        family = CounterMetricFamily(
            "countyline_notices",
            "Notices to staff, by what became of them: made, sent, not_sent (each attempt), failed",
            labels=["what"],
        )
        for field in fields(self._worker.counts):
            family.add_metric([field.name], getattr(self._worker.counts, field.name))
        yield family
