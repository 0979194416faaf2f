"""Changing a status document's text: what is not touched stays as it was written.

Comments, order, quotes and anchors are kept, by ruamel.yaml's round trip, which reads YAML 1.2 as
`countyline.status.yaml_text` does.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from datetime import datetime
from io import StringIO
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from countyline.status.loading import StatusDocumentInvalid, load
from countyline.status.problems import Problem

Data: TypeAlias = MutableMapping[str, Any]
"""The document as plain data that may be changed; what is changed keeps its comments."""

_NEVER_WRAPPED = 1_000_000


def edited(text: str, change: Callable[[Data], None]) -> str:
    """Give the text with a change made to its data.

    Raises StatusDocumentInvalid when the text is no good document before, or cannot be changed
    without being written anew.
    """
    load(text, name="the draft")
    data = _data_of(text)
    change(data)
    written = StringIO()
    _yaml().dump(data, written)
    return written.getvalue()


def section(data: Data, *path: str) -> Data:
    """Give a part of the document, making what is missing on the way."""
    for step in path:
        if data.get(step) is None:
            data[step] = {}
        data = data[step]
    return data


def moment(at: datetime) -> str:
    """Write an aware moment as documents hold it, to the second."""
    return at.replace(microsecond=0).isoformat()


def as_moment(written: Any) -> datetime:
    """Give a moment of the document's data, which stands there as text or was read already."""
    return written if isinstance(written, datetime) else datetime.fromisoformat(str(written))


def sent_since(data: Data, as_of: datetime) -> None:
    """Let the document be sent no earlier than what it holds was true; publishing stamps it."""
    if as_moment(data["sent"]) < as_of:
        data["sent"] = moment(as_of)


def _data_of(text: str) -> Any:
    """Read the text so that it can be written again; this reader stumbles over a little more."""
    try:
        return _yaml().load(text)
    except YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        said = "This line cannot be kept as it is written when the draft is changed."
        mend = "Put its text in quotes, or write it on one line."
        problem = Problem(line, column, "", said, mend)
    except ValueError:
        said = "A text without quotes looks like a day that is not in the calendar."
        problem = Problem(0, 0, "", said, "Put it in quotes.")
    raise StatusDocumentInvalid([problem], "the draft")


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _NEVER_WRAPPED
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
