"""Which messages take a wish back or want corrections, and which do not."""

from __future__ import annotations

import pytest

from countyline.following.words import load_following_words, wish_in
from countyline.settings import PROJECT_ROOT

WORDS = load_following_words(PROJECT_ROOT / "data")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("stop telling me", "en"),
        ("Please stop notifying me.", "en"),
        ("don't tell me anymore", "en"),
        ("cancel my notice", "en"),
        ("Ya no me avise", "es"),
        ("ya no me avisen, por favor", "es"),
        ("deje de avisarme", "es"),
    ],
)
def test_it_is_taken_back(said: str, language: str) -> None:
    assert wish_in(said, WORDS) == ("withdrawn", language)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("text me if that changes", "en"),
        ("let me know if anything changes", "en"),
        ("Avíseme si esto cambia", "es"),
        ("avíseme por mensaje si cambia", "es"),
    ],
)
def test_corrections_are_wanted(said: str, language: str) -> None:
    assert wish_in(said, WORDS) == ("if_changes", language)


@pytest.mark.parametrize(
    "said",
    [
        "stop",
        "tell me when the recorder reopens",
        "is the bus stop open",
        "they stopped telling me what my balance is",
        "did anything change",
        "no",
        "my address changes, tell me how",
        "avíseme cuando abra",
        "no me avisaron del pago",
    ],
)
def test_other_messages_are_no_such_wish(said: str) -> None:
    assert wish_in(said, WORDS) is None
