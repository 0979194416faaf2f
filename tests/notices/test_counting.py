"""What the worker has done, in Prometheus' words."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from countyline.desk.metrics import Metrics
from countyline.notices.counting import NoticeCounts
from countyline.notices.model import NotSent, Way
from tests.notices.scene import Clock, Told, add_case, run, worker


def test_what_was_made_sent_and_not_sent_is_counted(engine: Engine, clock: Clock) -> None:
    telling = worker(engine, clock, {Way.WEBHOOK: Told([NotSent("no")])})
    metrics = Metrics()
    metrics.registry.register(NoticeCounts(telling))

    def counted() -> dict[str, float]:
        found = {}
        for line in metrics.exposition().decode().splitlines():
            if line.startswith("countyline_notices_total{"):
                name, _, value = line.partition(" ")
                found[name.split('"')[1]] = float(value)
        return found

    assert counted() == {"made": 0, "sent": 0, "not_sent": 0, "failed": 0}
    add_case(engine, "4F-27")
    run(telling.look())
    assert counted() == {"made": 1, "sent": 0, "not_sent": 1, "failed": 0}
    clock.now += timedelta(minutes=1)
    run(telling.look())
    assert counted() == {"made": 1, "sent": 1, "not_sent": 1, "failed": 0}
