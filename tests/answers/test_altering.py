"""Every answer that a change alters is found, and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from countyline.answers.altering import FORMS, Comparison, probes
from countyline.answers.askable import Askable, InWords, askable, days_touched
from countyline.status.model import StatusDocument
from tests.answers.asking import CHICAGO, SNAPSHOTS, snapshot, wording

Data = dict[str, Any]
BEFORE = snapshot(SNAPSHOTS[0])
TOPICS_SEEN = {"status", "location", "recording", "how_to_pay", "contact", "headline", "smalltalk"}
"""Each question is asked in every form, so the longest test takes some topics of each kind."""


def edited(edit: Callable[[Data], None]) -> StatusDocument:
    data = BEFORE.model_dump(mode="json", by_alias=True)
    edit(data)
    return StatusDocument.model_validate(data)


def longer(data: Data) -> None:
    data["offices"]["recorder_of_deeds"]["closure"]["stretches"][-1]["through"] = "2024-04-12"


def in_spanish_alone(data: Data) -> None:
    data["incident"]["headline"]["text"]["es"] += " Gracias."


def in_short_alone(data: Data) -> None:
    data["incident"]["headline"]["text"]["short"] = {"en": "Closed.", "es": "Cerrado."}


def renamed(data: Data) -> None:
    data["offices"]["recorder_of_deeds"]["name"]["es"] = "Registro (Recorder of Deeds)"


def texted_otherwise(data: Data) -> None:
    data["offices"]["recorder_of_deeds"]["short_name"] = {"en": "Deeds", "es": "Escrituras"}


def withdrawn(data: Data) -> None:
    del data["payments"][next(iter(data["payments"]))]
    for section in ("offices", "services"):
        for one in data[section].values():
            one["instead"] = []


def added(data: Data) -> None:
    data["offices"]["parks"] = {
        "name": {"en": "Parks", "es": "Parques"}, "places": [],
        "hours": {"per": next(iter(data["provenance"])), "weekly": [
            {"days": ["mon"], "opens": "08:00", "closes": "17:00"}]},
    }  # fmt: skip


EDITS = (longer, in_spanish_alone, in_short_alone, renamed, texted_otherwise, withdrawn, added)


def questions(after: StatusDocument) -> list[Askable]:
    today = BEFORE.sent.astimezone(CHICAGO).date()
    days = days_touched(BEFORE, after, today)[:1]
    return [one for one in askable(BEFORE, after, days) if one.topic in TOPICS_SEEN]


@pytest.mark.parametrize("edit", EDITS)
def test_nothing_altered_is_left_out(edit: Callable[[Data], None]) -> None:
    """Asks everything in every form, without any short cut."""
    after = edited(edit)
    asked = questions(after)
    comparison = Comparison(BEFORE, after, wording(), BEFORE.sent)
    found = comparison.of(asked)
    by_question = {id(one): alteration for alteration in found.altered for one in alteration.asked}
    assert found.asked == len(asked)
    for question in asked:
        whole = comparison.in_all_forms((question,))
        kept = by_question.get(id(question))
        assert (kept.changes if kept else ()) == whole.changes, question
    assert found.altered


@pytest.mark.parametrize("edit", EDITS)
def test_a_change_of_words_is_looked_for_where_it_is_told(edit: Callable[[Data], None]) -> None:
    found = probes(BEFORE, edited(edit))
    if edit in (in_spanish_alone, renamed):
        assert ("es", "screen") in found
    elif edit in (in_short_alone, texted_otherwise):
        assert ("en", "text") in found
    else:
        assert ("en", "screen") in found


def test_what_differs_in_its_age_alone_is_counted_and_not_listed() -> None:
    def later(data: Data) -> None:
        for one in data["provenance"].values():
            one["as_of"] = one["as_of"].replace("08:00", "07:00")

    after = edited(later)
    if after == BEFORE:
        pytest.skip("the example is dated otherwise")
    asked = [one for one in questions(after) if one.topic == "location"]
    found = Comparison(BEFORE, after, wording(), BEFORE.sent).of(asked)
    assert not found.altered
    assert found.only_dated


def test_the_days_are_those_on_which_something_begins_or_ends() -> None:
    days = days_touched(BEFORE, edited(longer), date(2024, 4, 3))
    assert days
    assert days[-1] == date(2024, 4, 12)
    assert days_touched(BEFORE, BEFORE, date(2024, 4, 3)) == ()


def test_an_answer_that_is_taken_away_is_less_sure() -> None:
    after = edited(withdrawn)
    fact = next(iter(BEFORE.payments))
    asked = [one for one in questions(after) if one.statement == f"payments.{fact}"]
    [found] = Comparison(BEFORE, after, wording(), BEFORE.sent).of(asked).altered
    assert {(one.language, one.medium) for one in found.changes} <= set(FORMS)
    assert f"payments.{fact}" in found.before.facts
    assert f"payments.{fact}" not in found.after.facts


def test_questions_are_worded_for_staff() -> None:
    words = InWords(wording(), BEFORE, BEFORE, date(2024, 4, 3))
    [asked] = [
        one
        for one in askable(BEFORE, BEFORE, (date(2024, 4, 5),))
        if (one.aspect, one.subject, one.day) == ("open", "recorder_of_deeds", date(2024, 4, 5))
    ]
    assert words.question(asked) == "Recorder of Deeds: is it open on Friday, April 5?"
