"""Asks Twilio's own calculator how many segments texts take."""

import json
from collections.abc import Sequence

import pytest

from countyline.problem import Problem
from countyline.running.widget import Workshop, find_tools
from countyline.settings import PROJECT_ROOT

SOURCES = "tests/oracle"


def counted(texts: Sequence[str]) -> list[tuple[int, str]]:
    """Give the count of segments and the encoding of each text; skips where there is no Node.js."""
    try:
        tools = find_tools()
    except Problem as problem:
        pytest.skip(str(problem))
    workshop = Workshop(PROJECT_ROOT, tools, SOURCES)
    with workshop.alone():
        asked, told = workshop.folder / "texts.json", workshop.folder / "counted.json"
        asked.write_text(json.dumps(list(texts)), encoding="utf-8")
        workshop.run("run", "--silent", "count", "--", str(asked), str(told))
        return [(count, name) for count, name in json.loads(told.read_text(encoding="utf-8"))]
