"""docs/spoken-answers.md: what is said there is said so by the present words."""

from __future__ import annotations

from countyline.answers.wording_files import load_wording
from countyline.settings import PROJECT_ROOT
from docs.make_spoken import PAGE, made, row


def test_the_page_is_made_from_the_present_words() -> None:
    page = PAGE.read_text(encoding="utf-8")
    same = made(page, load_wording(PROJECT_ROOT / "data")) == page
    assert same, "`python -m docs.make_spoken` is due"


def test_a_line_of_the_table() -> None:
    long = "word " * 31
    assert row("April 3", "en", [("Closed.", long), ("Open.",), (f"One. Two {long}",)]) == (
        "| April 3 | en | 3 | 1 | 16 | 50% | 25.0% | 33 |"
    )
