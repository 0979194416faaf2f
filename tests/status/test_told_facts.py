"""Facts in words, and whether the revision in service still says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from countyline.status.loading import load
from countyline.status.publication_reader import PublicationReader
from countyline.status.told_facts import ToldFacts, fact_in_words
from tests.status.documents import DOCUMENTS, FIRST, SNAPSHOTS, edited
from tests.status.publishing import publisher

CLOSURE = "offices.recorder_of_deeds.closure"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_fact_has_a_line_of_words(path: Path) -> None:
    document = load(path)
    for fact, _ in document.facts_by_id():
        words = fact_in_words(document, fact)
        assert words
        assert words != fact
        assert "\n" not in words
    assert fact_in_words(document, "no.such.fact") is None
    assert fact_in_words(document, "") is None


def test_some_lines() -> None:
    document = load(SNAPSHOTS[0])
    closure = fact_in_words(document, CLOSURE)
    assert closure is not None
    assert closure.startswith("Recorder of Deeds: closed Wed, Apr 3, 2024 [confirmed]; ")
    assert "[expected]" in closure
    assert fact_in_words(document, "contacts.payit_phone") == "PayIt support: 855-798-0608"
    assert fact_in_words(document, "case_by_case.ticket") == (
        "Tickets for expired plates are looked at case by case. A person needs to look at yours."
    )


def test_how_a_fact_stands_now(tmp_path: Path) -> None:
    source, directory = tmp_path / "status.yml", tmp_path / "publication"
    publishing = publisher(source, directory)
    facts = ToldFacts(PublicationReader(directory))
    asked = ("case_by_case.ticket", "case_by_case.press", "contacts.payit_phone", "never.was")
    assert [one.standing for one in facts.of(asked, None)] == ["gone"] * 4
    source.write_text(FIRST, encoding="utf-8")
    publishing.refresh()
    assert [one.standing for one in facts.of(asked, 1)] == ["same", "same", "same", "gone"]
    press = FIRST[FIRST.index("  press:\n") : FIRST.index("\nholidays:")]
    changed = edited(("855-798-0608", "855-798-0609"), (press, ""))
    source.write_text(changed, encoding="utf-8")
    assert publishing.refresh().revision == 2
    told = facts.of(asked, 1)
    assert [one.standing for one in told] == ["same", "gone", "changed", "gone"]
    # What residents were told, not what they would be told now.
    assert told[1].words.startswith("Questions from the press")
    assert told[2].words == "PayIt support: 855-798-0608"
    assert told[3].words == "never.was"
    assert [one.standing for one in facts.of(asked, 2)][2] == "same"
    lost = facts.of(asked, 99)
    assert [one.standing for one in lost] == ["unknown", "gone", "unknown", "gone"]
    assert lost[2].words == "PayIt support: 855-798-0609"
