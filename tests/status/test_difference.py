"""What one document says otherwise than another."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from countyline.status.difference import difference
from countyline.status.loading import load
from tests.status.documents import DOCUMENTS, FIRST, SNAPSHOTS, edited


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_does_not_differ_from_itself(path: Path) -> None:
    assert not difference(load(path), load(path))


def test_when_it_was_sent_is_no_difference() -> None:
    later = edited(("sent: 2024-04-03T08:00:00-05:00", "sent: 2024-04-03T08:30:00-05:00"))
    assert not difference(load(FIRST), load(later))


def test_a_renewed_provenance_changes_every_fact_that_names_it() -> None:
    later = edited(("review_by: 2024-07-02T08:00:00-05:00", "review_by: 2024-08-02T08:00:00-05:00"))
    found = difference(load(FIRST), load(later))
    assert found.paths == (("provenance", "standing", "review_by"),)
    assert {change.where for change in found.facts} == {("per",)}
    assert {change.fact for change in found.facts} >= {"data.official_sites", "elections.boards"}


def test_one_word_names_its_place_and_its_subjects() -> None:
    later = edited(("You can pay online at", "You may pay online at"))
    found = difference(load(FIRST), load(later))
    assert found.paths == (("payments", "online", "text", "en"),)
    assert [(change.fact, change.where) for change in found.facts] == [
        ("payments.online", ("text",))
    ]
    assert found.subjects == {"property_tax_payment", "myjacksoncounty"}


def test_snapshots_differ_in_their_closures() -> None:
    for before, after in pairwise(SNAPSHOTS):
        found = difference(load(before), load(after))
        assert found
        assert "recorder_of_deeds" in found.subjects
        changed = {change.fact: change for change in found.facts}
        assert changed
        for change in changed.values():
            assert (change.before is None) == (change.kind == "added")
            assert (change.after is None) == (change.kind == "withdrawn")
            assert bool(change.where) == (change.kind == "changed")
