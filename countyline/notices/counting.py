"""What the worker has done, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from countyline.notices.reminding import ReminderWorker
from countyline.notices.worker import Counts, NoticeWorker


class NoticeCounts(Collector):
    """Gives the counts of workers together, each time that they are asked for."""

    def __init__(self, *workers: NoticeWorker | ReminderWorker) -> None:
        self._workers = workers

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give the counts since the desk was started."""
        family = CounterMetricFamily(
            "countyline_notices",
            "Notices to staff, by what became of them: made, sent, not_sent (each attempt), failed",
            labels=["what"],
        )
        total = Counts()
        for worker in self._workers:
            total.add(worker.counts)
        for field in fields(total):
            family.add_metric([field.name], getattr(total, field.name))
        yield family
