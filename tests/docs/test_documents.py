"""The documents say all that they must, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.main

from countyline.answers.answer import Answer, Kind
from countyline.card import Card
from countyline.cli import build
from countyline.settings import PROJECT_ROOT
from countyline.status.model import CERTAINTIES
from countyline.topics import TOPICS
from docs.make_answers import ANSWERS
from tests.docs.markdown import DOCUMENTS, anchors_in, links_in, prose_of, sections_in, text_of

DOCS = PROJECT_ROOT / "docs"
OPERATING = text_of(DOCS / "operating.md")
REST = text_of(DOCS / "rest.md")

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def commands(command: Any, words: str) -> Iterator[str]:
    """Yield the command and all below it, as they are typed."""
    if " " in words:
        yield words
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, f"{words} {name}")


def test_every_command_is_documented() -> None:
    found = list(commands(typer.main.get_command(build()), "countyline"))
    assert "countyline cases close" in found
    assert [name for name in found if f"`{name}`" not in OPERATING] == []


def test_every_make_target_is_documented() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)
    assert {"run", "test", "answers"} <= set(targets)
    assert [name for name in targets if f"`make {name}`" not in OPERATING] == []


def test_every_document_target_exists() -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    named = {name for path in DOCUMENTS for name in re.findall(r"`make ([a-z]+)`", text_of(path))}
    missing = [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)]
    assert missing == []


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_documented_and_shown(topic: str) -> None:
    assert f"| `{topic}` |" in REST
    assert topic in anchors_in(ANSWERS)


def test_every_field_of_an_answer_is_documented() -> None:
    fields = Answer(kind="answer", card=Card(), language="en").as_json()
    assert [name for name in fields if f"| `{name}` |" not in REST] == []


def test_every_kind_certainty_and_error_is_documented() -> None:
    module = PROJECT_ROOT / "countyline" / "understanding" / "rest_request.py"
    errors = re.findall(r"Refused\(\s*\d{3}, \"(\w+)\"", module.read_text(encoding="utf-8"))
    assert errors
    words = [*get_args(Kind), *CERTAINTIES, *errors]
    assert [word for word in words if f"`{word}`" not in REST] == []


@every_document
def test_links_resolve(document: Path) -> None:
    for link in links_in(document):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors_in(target), link


@every_document
def test_no_path_of_a_machine(document: Path) -> None:
    # Addresses of the site and the stand-in for "wherever you put it" are no such paths.
    absolute = r"(?<![\w:/.~>*-])/(?!webhooks/|health/|staff/|path/to/)[a-zA-Z]+/[\w.]+|[A-Z]:\\\w+"
    assert re.findall(absolute, text_of(document)) == []


@every_document
def test_files_that_are_named_exist(document: Path) -> None:
    folders = "actions|benchmarks|countyline|data|docs|examples|requirements|tests"
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", prose_of(document))
    assert [path for path in named if not (PROJECT_ROOT / path).exists()] == []


UNITS = "ms|[kMG]B|kilobytes|seconds?|s|turns|requests|%"
MEASURED = re.compile(rf"(?<!at most )\b\d[\d.,]* ?(?:{UNITS})(?!\w)")
COMMAND = re.compile(r"`(?:make|countyline|sh|python) [^`]+`|^```sh", re.MULTILINE)
FILE = re.compile(r"`([\w./-]+\.(?:py|ts|yml|toml|md))`")


@every_document
def test_figures_stand_beside_what_makes_them(document: Path) -> None:
    """Each section with a figure names a command, or the file in which the figure is set.

    A limit ("at most 16 kilobytes") is part of what is described, not measured.
    """
    for section in sections_in(document):
        if not MEASURED.search(section.text):
            continue
        files = [DOCS.parent / name for name in FILE.findall(section.text)]
        named = any(path.exists() for path in files)
        assert named or COMMAND.search(section.text), section.text[:200]


def test_the_picture_shows_what_the_system_said() -> None:
    picture = (DOCS / "picture.svg").read_text(encoding="utf-8")
    page = text_of(ANSWERS)
    shown = re.findall(r'<text class="[a-z ]*?(?:question|answer)"[^>]*>([^<]+)<', picture)
    assert len(shown) == 4
    assert [line for line in shown if line not in page] == []


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    picture = (DOCS / "picture.svg").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in picture
    assert re.findall(r"href|@import|url\((?!#)|<script", picture) == []
