"""By meaning where Rasa's environment is there, by words where not; never lost, never twice."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countyline.asked.grouping import Grouped, by_places
from countyline.asked.model import Unanswered
from countyline.asked.words import carrying
from countyline.running.groupings import GroupingByMeaning, grouping_for
from countyline.running.processes import rasa_python
from countyline.settings import PROJECT_ROOT, Settings


def ask(text: str, language: str = "en", topic: str | None = None, count: int = 1) -> Unanswered:
    return Unanswered(text=text, language=language, topic=topic, subjects=(), count=count)


def texts(grouped: Grouped) -> list[set[str]]:
    return [
        {text for every in group.wordings.values() for text in every} for group in grouped.groups
    ]


DOGS = [
    ask("where do I get a license for my dog", count=3),
    ask("how do I renew my passport"),
    ask("how do I license a dog", topic="other_service"),
    ask("¿dónde saco la licencia de mi perro?", "es"),
    ask("quiero renovar mi pasaporte", "es"),
]


def test_meanings_join_wordings_and_languages() -> None:
    if not rasa_python(PROJECT_ROOT).exists():
        pytest.skip("Rasa's environment is missing: make train makes it.")
    grouping = grouping_for(Settings.from_environment())
    grouped = asyncio.run(grouping.of(DOGS))
    assert grouped.by_meaning
    dogs, passports = [DOGS[n].text for n in (0, 2, 3)], [DOGS[n].text for n in (1, 4)]
    assert texts(grouped) == [set(dogs), set(passports)]
    assert [(group.count, group.topic) for group in grouped.groups] == [(5, None), (2, None)]
    # One more: the others are not encoded again, and stay where they were.
    again = asyncio.run(grouping.of([*DOGS, ask("is there a burn ban")]))
    assert texts(again)[:2] == texts(grouped)


def played(tmp_path: Path, program: str) -> GroupingByMeaning:
    """What groups with another program in the place of Rasa's environment."""
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    return GroupingByMeaning((sys.executable, str(script)), tmp_path, dict(os.environ), seconds=5)


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit('where do I get a license for my dog')",
        "raise ValueError('where do I get a license for my dog')",
        "print('what?')",
        "print('[]')",
        'print(\'{"groups": [[0, 0], [1]], "vectors": []}\')',
        'print(\'{"groups": [[0], [2]], "vectors": []}\')',
        "import time; time.sleep(60)",
    ],
)
def test_whatever_goes_wrong_there_words_decide(
    tmp_path: Path, program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    grouping = played(tmp_path, program)
    grouping.seconds = 1.0 if "sleep" in program else grouping.seconds
    grouped = asyncio.run(grouping.of(DOGS))
    assert not grouped.by_meaning
    assert set().union(*texts(grouped)) == {one.text for one in DOGS}
    assert "license" not in capsys.readouterr().out


def test_without_that_environment_words_decide(tmp_path: Path) -> None:
    grouping = GroupingByMeaning((str(tmp_path / "python"),), tmp_path, {})
    assert not asyncio.run(grouping.of(DOGS)).by_meaning


def test_the_process_gets_the_words_that_carry_and_known_vectors_once(tmp_path: Path) -> None:
    program = """
import json, sys
given = json.load(sys.stdin)
with open("asked.jsonl", "a", encoding="utf-8") as file:
    file.write(json.dumps(given) + "\\n")
places = [[n] for n in range(len(given["texts"]))]
print(json.dumps({"groups": places, "vectors": ["v"] * given["vectors"].count(None)}))
"""
    grouping = played(tmp_path, program)
    first = DOGS[:2]
    more = [*first, ask("is there a burn ban", topic="other_service")]
    for these in (first, first, more):
        assert asyncio.run(grouping.of(these)).by_meaning
    asked = (tmp_path / "asked.jsonl").read_text(encoding="utf-8").splitlines()
    # The second time the same was asked, and nobody had to be.
    assert len(asked) == 2
    assert '"texts": ["license dog", "renew passport"]' in asked[0]
    assert '"vectors": ["v", "v", null]' in asked[1]
    assert '"understood": ["", "", "other_service"]' in asked[1]


def test_what_is_asked_least_is_left_to_words(tmp_path: Path) -> None:
    program = 'print(\'{"groups": [[0, 1]], "vectors": ["v", "v"]}\')'
    grouping = played(tmp_path, program)
    grouping.most = 2
    grouped = asyncio.run(grouping.of(DOGS))
    assert grouped.by_meaning
    assert {one.text for one in DOGS[:2]} in texts(grouped)
    assert set().union(*texts(grouped)) == {one.text for one in DOGS}


@given(st.lists(st.integers(0, 3), max_size=8), st.integers(0, 3))
def test_every_question_is_in_one_group(numbers: Sequence[int], rest: int) -> None:
    questions = [ask(f"word{n}") for n in range(len(numbers) + rest)]
    places = [
        [at for at, number in enumerate(numbers) if number == one] for one in sorted(set(numbers))
    ]
    groups = by_places(questions, places)
    found = sorted(text for group in groups for text in group.wordings["en"])
    assert found == sorted(one.text for one in questions)


@pytest.mark.parametrize("places", [[[0], [0]], [[1]], [[0, 1, 2]], [[0], []]])
def test_a_question_in_no_group_or_in_two_is_refused(places: Sequence[Sequence[int]]) -> None:
    with pytest.raises(ValueError, match="no group"):
        by_places([ask("one"), ask("two")], places)


def test_a_question_of_frames_alone_keeps_its_words() -> None:
    assert carrying("Where do I get that?") == ["where", "do", "i", "get", "that"]
    assert carrying("¿Dónde saco mi Licencia?") == ["saco", "licencia"]
