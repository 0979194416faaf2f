"""The widget's own words, read from its sources: tests are about what it does with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from playwright.sync_api import Locator

from countyline.settings import PROJECT_ROOT

_SOURCES = PROJECT_ROOT / "widget" / "src"
_TEXT = re.compile(r'^\s*(\w+):\s*"((?:[^"\\]|\\.)*)",?$', re.MULTILINE)
_WORDS = re.compile(r'const (\w+): Words = \{\s*en: "([^"]*)",\s*es: "([^"]*)",?\s*\}')


@cache
def panel_words(language: str) -> Mapping[str, str]:
    """Give what the panel says in a language, by the names of the texts."""
    source = (_SOURCES / "texts" / f"{language}.ts").read_text(encoding="utf-8")
    return dict(_TEXT.findall(source))


@cache
def button_words(language: str) -> Mapping[str, str]:
    """Give what the button says in a language, by the names of the texts."""
    source = (_SOURCES / "loader" / "texts.ts").read_text(encoding="utf-8")
    at = {"en": 1, "es": 2}[language]
    return {found[1]: found[1 + at] for found in _WORDS.finditer(source)}


GENERAL = panel_words("en")["degraded"]
WAITING = panel_words("en")["noticeTyping"]


def is_general(answer: Locator) -> bool:
    """Tell whether an answer is the marked headline."""
    return GENERAL in answer.inner_text()
