"""A preview finds the same in whatever number of processes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from countyline.answers.altering import Comparison, Found
from countyline.answers.askable import askable
from countyline.running.previewing import asked_of
from countyline.status.model import StatusDocument
from tests.answers.asking import CHICAGO, SNAPSHOTS, snapshot, wording

BEFORE = snapshot(SNAPSHOTS[0])
TOPICS_SEEN = {"status", "reopening", "incident", "headline", "smalltalk"}


def closed_for_longer() -> StatusDocument:
    """Several offices with one closure, so that one text answers questions of several aspects."""
    data: dict[str, Any] = BEFORE.model_dump(mode="json", by_alias=True)
    for office in data["offices"].values():
        if office["closure"]:
            office["closure"]["stretches"][-1]["through"] = "2024-04-12"
    data["incident"]["headline"]["text"]["en"] += " Thank you."
    return StatusDocument.model_validate(data)


@pytest.mark.parametrize("processes", [2, 3])
def test_the_number_of_processes_changes_nothing(processes: int) -> None:
    after = closed_for_longer()
    days = (BEFORE.sent.astimezone(CHICAGO).date() + timedelta(days=3),)
    asked = [one for one in askable(BEFORE, after, days) if one.topic in TOPICS_SEEN]
    comparison = Comparison(BEFORE, after, wording(), BEFORE.sent)
    alone = asked_of(comparison, asked, 1)
    assert alone.altered
    assert any(len({one.aspect for one in each.asked}) > 1 for each in alone.altered)
    assert asked_of(comparison, asked, processes) == alone


def test_no_question_asks_for_no_process() -> None:
    found = asked_of(Comparison(BEFORE, BEFORE, wording(), BEFORE.sent), (), 2)
    assert found == Found(asked=0, only_dated=0, altered=())
