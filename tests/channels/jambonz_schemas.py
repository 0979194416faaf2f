"""Asks jambonz' own schemas whether applications and payloads are such as jambonz speaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from countyline.problem import Problem
from countyline.running.widget import Workshop, find_tools
from countyline.settings import PROJECT_ROOT

SOURCES = "tests/jambonz"


def objections(
    apps: Sequence[Any], payloads: Sequence[tuple[str, Any]]
) -> tuple[list[list[str]], list[list[str]]]:
    """Give what the schemas have against each; skips where there is no Node.js.

    Args:
        apps: lists of verbs.
        payloads: what is posted, with the name of the callback.
    """
    try:
        tools = find_tools()
    except Problem as problem:
        pytest.skip(str(problem))
    workshop = Workshop(PROJECT_ROOT, tools, SOURCES)
    with workshop.alone():
        asked, told = workshop.folder / "asked.json", workshop.folder / "told.json"
        asked.write_text(json.dumps({"apps": apps, "payloads": payloads}), encoding="utf-8")
        workshop.run("run", "--silent", "check", "--", str(asked), str(told))
        answer = json.loads(told.read_text(encoding="utf-8"))
    return answer["apps"], answer["payloads"]
