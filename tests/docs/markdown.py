"""Reads the project's documents: their sections, links and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from countyline.settings import PROJECT_ROOT

DOCUMENTS = tuple(sorted([*PROJECT_ROOT.glob("*.md"), *(PROJECT_ROOT / "docs").glob("*.md")]))

_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class Section(NamedTuple):
    """A heading and what stands under it, up to the next heading."""

    document: Path
    text: str


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def prose_of(document: Path) -> str:
    """A document without its code blocks."""
    return _FENCE.sub("", text_of(document))


def links_in(document: Path) -> Iterator[str]:
    yield from _LINK.findall(prose_of(document))


def anchors_in(document: Path) -> set[str]:
    """The anchors that GitHub gives to the headings."""
    headings = _HEADING.findall(prose_of(document))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def sections_in(document: Path) -> Iterator[Section]:
    text = text_of(document)
    hidden = _FENCE.sub(lambda code: "x" * len(code.group()), text)
    starts = [0, *(match.start() for match in _HEADING.finditer(hidden)), len(text)]
    for start, end in pairwise(starts):
        if text[start:end].strip():
            yield Section(document, text[start:end])
