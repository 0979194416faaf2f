"""The topic buttons."""

from __future__ import annotations

from pathlib import Path

import pytest

from countyline.page.loading import load_menu
from countyline.status.model import LANGUAGES
from tests.answers.asking import ROOT

MENU = load_menu(ROOT / "data")


def test_both_languages_have_the_same_buttons() -> None:
    assert set(MENU) == set(LANGUAGES)
    assert {len(entries) for entries in MENU.values()} == {6}


def test_a_button_is_short_and_told_from_the_others() -> None:
    for entries in MENU.values():
        titles = [entry.title for entry in entries]
        assert len({title.casefold() for title in titles}) == len(titles)
        assert all(len(title) <= 26 for title in titles)
        assert all(entry.message.strip() for entry in entries)


def test_a_file_that_is_no_menu_is_named(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "menu.yml").write_text("menu: [{title: x}]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"en/menu\.yml: not a menu"):
        load_menu(tmp_path)
    with pytest.raises(OSError, match=r"menu\.yml"):
        load_menu(tmp_path / "nothing")
