"""What a phone system is told, as JSON holds it: a report that comes again gets the very same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from countyline.calling.model import Said

_SAID = TypeAdapter(Said)


def said_json(said: Said) -> dict[str, Any]:
    """Write it."""
    written: dict[str, Any] = _SAID.dump_python(said, mode="json")
    return written


def said_of(written: Mapping[str, Any]) -> Said:
    """Read it."""
    return _SAID.validate_python(dict(written))
