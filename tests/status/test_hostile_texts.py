"""Texts that somebody wrote to do harm, or pasted without looking: each is refused in words."""

from __future__ import annotations

import pytest

from countyline.status.loading import check
from tests.status.documents import FIRST, edited

MODE = "mode: exercise"


def said(text: str) -> str:
    checked = check(text)
    assert checked.document is None
    return " ".join(str(one) for one in checked.errors)


@pytest.mark.parametrize("code", ["\\0", "\\x07", "\\x1b[31m", "\\x85", "\\u202e", "\\u2066"])
def test_what_nobody_sees_is_no_text_for_residents(code: str) -> None:
    title = "title: {en: County news release"
    assert title in FIRST
    text = FIRST.replace(title, f'title: {{en: "County {code} news release"', 1)
    assert "a character that nobody sees" in said(text)


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85", "\u202e", "\u2066"])
def test_what_turns_text_around_is_refused_in_comments_too(letter: str) -> None:
    text = f"# true{letter} story\n{FIRST}"
    assert said(text).startswith(f"line 1: A character that nobody sees (U+{ord(letter):04X})")


def test_letters_that_are_joined_or_kept_apart_may_stay() -> None:
    title = "title: {en: County news release"
    text = FIRST.replace(title, 'title: {en: "County\u00a0news \U0001f469\u200d\U0001f692"', 1)
    assert text != FIRST and check(text).errors == ()


@pytest.mark.parametrize("line", ["%YAML 1.1", "%TAG ! tag:example.gov,2024:"])
def test_no_line_may_change_how_all_others_are_read(line: str) -> None:
    assert "starts with %" in said(f"{line}\n---\n{FIRST}")


def test_the_version_that_is_read_may_be_named() -> None:
    assert check(f"%YAML 1.2\n---\n{FIRST}").errors == ()


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_day_that_no_calendar_can_go_beyond(year: str) -> None:
    text = edited(("published: 2024-04-02", f"published: {year}-12-31"))
    assert f"The year {int(year)} cannot be right" in said(text)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:00-06:00"])
def test_a_moment_that_no_zone_can_reckon_with(written: str) -> None:
    sent = next(line for line in FIRST.splitlines() if line.startswith("sent: "))
    assert "cannot be right" in said(FIRST.replace(sent, f"sent: {written}"))


def test_a_text_that_is_something_else_altogether_lists_no_more_than_can_be_read() -> None:
    text = FIRST + "".join(f"field{number}: 1\n" for number in range(3000))
    errors = check(text).errors
    assert len(errors) < 400
    assert errors[0].message == "3,000 parts are wrong, of which 300 are listed."
