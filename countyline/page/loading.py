"""Reads templates, styles and menus. The one place in `page` that touches a disk, at start only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from countyline.page.menu import MenuEntry
from countyline.status.model import LANGUAGES, Language
from countyline.words_file import read_words

_FOLDER = Path(__file__).with_name("templates")


@cache
def template_sources() -> Mapping[str, str]:
    """Read every template, by its file name. They are read once in the life of a process."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(_FOLDER.glob("*.html"))}


@cache
def style() -> str:
    """Read the style sheet, as it stands between the tags of a page."""
    lines = (_FOLDER / "style.css").read_text(encoding="utf-8").splitlines()
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def load_menu(data: Path) -> Mapping[Language, tuple[MenuEntry, ...]]:
    """Read `<data>/<language>/menu.yml` of every language.

    Raises OSError when a file cannot be read, and ValueError naming a malformed file.
    """
    return {language: _menu(data / language / "menu.yml") for language in LANGUAGES}


def _menu(file: Path) -> tuple[MenuEntry, ...]:
    content: Any = read_words(file)
    try:
        return tuple(
            MenuEntry(str(entry["title"]), str(entry["message"])) for entry in content["menu"]
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file}: not a menu ({error})") from error
