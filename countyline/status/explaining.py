"""Says in plain words what the model refuses, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from countyline.status.guide import choices_at, field_at, fields_of, part_at
from countyline.status.model import LONGEST_ID, Part
from countyline.status.problems import Finding, Path, listed, nearest, sentence
from countyline.status.yaml_text import Node
from countyline.topics import PUBLISHABLE, TOPICS

LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}

_DAY = "Write year, month and day like 2024-04-03"
_MOMENT = "Write day, time and difference from UTC like 2024-04-03T08:00:00-05:00"
_TIME = "Write it like 08:00 or 17:00"
_KEY = "[key]"

Said = tuple[str, str]


def explain(error: ErrorDetails, root: Node) -> Finding:
    """Turn one error of the model into what a person can mend. `root` is the whole document."""
    path = tuple(error["loc"])
    if path and path[-1] == _KEY:
        path = path[:-1]
        message, mend = _bad_id(str(path[-1]))
        return Finding(path, sentence(message), sentence(mend))
    if not path and error["type"] == "value_error":
        path = ("incident", "headline")
    message, mend = _EXPLANATIONS.get(error["type"], _other)(error, path, root)
    return Finding(path, sentence(message), sentence(mend))


def _missing(_error: ErrorDetails, path: Path, root: Node) -> Said:
    field = str(path[-1])
    if field in LANGUAGE_NAMES:
        name = LANGUAGE_NAMES[field]
        return f"the {name} text is missing", f"Add {field}: with the {name} text"
    parent = root.at(path[:-1])
    present = list(parent.fields or ()) if parent else []
    known = [name for name, _ in fields_of(part_at(path[:-1]) or Part)]
    misspelt = nearest(field, [name for name in present if name not in known])
    if misspelt:
        return f"'{field}' is missing", f"Is '{misspelt}' meant to be '{field}'?"
    return f"'{field}' is missing", f"Add it{_for_example(path)}"


def _unknown_field(_error: ErrorDetails, path: Path, _root: Node) -> Said:
    field = str(path[-1])
    known = [name for name, _ in fields_of(part_at(path[:-1]) or Part)]
    meant = nearest(field, known)
    if meant:
        return f"'{field}' is not a field here", f"Did you mean '{meant}'?"
    return (
        f"'{field}' is not a field here",
        f"Remove it. The fields here are {listed(known, 'and')}",
    )


def _not_text(error: ErrorDetails, path: Path, root: Node) -> Said:
    node = root.at(path)
    field = _field(path)
    if node is None or error["input"] is None:
        return f"nothing is written for '{field}'", f"Write a text, or remove the line{_hint(path)}"
    if node.written is not None:
        kind = "true or false" if isinstance(node.scalar, bool) else "a number"
        return f"{node.written} is read as {kind}", f'Put it in quotes: "{node.written}"'
    return "one text is expected here", f"Write it on one line{_for_example(path)}"


def _too_short(error: ErrorDetails, path: Path, _root: Node) -> Said:
    if error["type"] == "string_too_short":
        return "the text is empty", f"Write it, or remove the whole entry{_hint(path)}"
    return f"the list '{_field(path)}' is empty", f"Write at least one entry{_for_example(path)}"


def _too_long(error: ErrorDetails, path: Path, _root: Node) -> Said:
    length, most = len(str(error["input"])), error.get("ctx", {}).get("max_length")
    if path and most == LONGEST_ID:
        return f"the id has {length} characters", f"Use at most {most}"
    return f"the text has {length} characters, too many to be read", f"Use at most {most}"


def _bad_pattern(error: ErrorDetails, path: Path, _root: Node) -> Said:
    written = str(error["input"])
    kind = _pattern_of(error, path)
    if kind == "id":
        return _bad_id(written)
    told = {
        "url": ("is not a web address", "Write all of it, starting with https://"),
        "state": ("is not a state", "Write its two capital letters, such as MO"),
        "postal_code": ("is not a ZIP code", 'Write five digits in quotes, such as "64050"'),
        "identifier": (
            "cannot be an identifier",
            "Use letters, digits, dots and hyphens only, such as us-mo-jackson-2024-04-03",
        ),
    }
    what, mend = told.get(kind, ("cannot be written here", f"Correct it{_for_example(path)}"))
    return f"'{written}' {what}", mend


def _pattern_of(error: ErrorDetails, path: Path) -> str:
    field = _field(path)
    pattern = str(error.get("ctx", {}).get("pattern", ""))
    if pattern.startswith("^https"):
        return "url"
    return field if field in {"state", "postal_code", "identifier"} else "id"


def _bad_id(written: str) -> Said:
    suggestion = re.sub(r"[^a-z0-9]+", "_", written.lower()).strip("_")[:60]
    mend = "Use small letters, digits and _ only, and start with a letter"
    if re.fullmatch(r"[a-z][a-z0-9_]*", suggestion):
        mend += f": {suggestion}"
    return f"'{written}' cannot be an id", mend


def _not_a_choice(error: ErrorDetails, path: Path, root: Node) -> Said:
    written = _written(error, path, root)
    choices = choices_at(path)
    meant = nearest(written, choices)
    mend = f"Write {listed(choices)}"
    return f"'{written}' cannot stand here", f"Did you mean '{meant}'? {mend}" if meant else mend


def _not_a_day(error: ErrorDetails, path: Path, root: Node) -> Said:
    written = _written(error, path, root)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return f"there is no day {written} in the calendar", _DAY
    return f"'{written}' is not a day", _DAY


def _not_a_moment(error: ErrorDetails, path: Path, root: Node) -> Said:
    written = _written(error, path, root)
    if error["type"] == "timezone_aware":
        return f"'{written}' does not say its difference from UTC", _MOMENT
    return f"'{written}' is not a day and time", _MOMENT


def _not_a_time(error: ErrorDetails, path: Path, root: Node) -> Said:
    return f"'{_written(error, path, root)}' is not a time of day", _TIME


def _not_true_or_false(error: ErrorDetails, path: Path, root: Node) -> Said:
    return f"'{_written(error, path, root)}' is neither true nor false", "Write true or false"


def _not_a_list(_error: ErrorDetails, path: Path, _root: Node) -> Said:
    return "a list is expected here", f"Put it in brackets{_for_example(path)}"


def _not_a_group(error: ErrorDetails, path: Path, _root: Node) -> Said:
    if not path:
        return "the file does not hold a status document", "Start from examples/template.yml"
    part = part_at(path)
    if error["input"] is None:
        what = f"nothing is written below '{_field(path)}'"
    else:
        what = f"'{_field(path)}' has fields of its own, but none are written"
    if part is None:
        return what, f"Write entries below it, indented{_for_example(path)}"
    needed = [name for name, info in fields_of(part) if info.is_required()]
    return what, f"Write below it, indented: {listed(needed or ['en', 'es'], 'and')}"


def _by_model(error: ErrorDetails, path: Path, root: Node) -> Said:
    message, _, mend = str(error.get("ctx", {}).get("error", "")).partition(";")
    field = _field(path)
    written = str(error["input"])
    if field == "headline":
        return message, _missing(error, path, root)[1]
    if field in {"about", "topics"}:
        meant = _nearest_aspect(written) if field == "about" else nearest(written, TOPICS)
        if meant:
            message, mend = message.split(";")[0], f"Did you mean '{meant}'?"
    if not mend:
        mend = "Correct one of the two" if " later " in message or " earlier " in message else ""
    return message, mend or "Correct it"


def _nearest_aspect(written: str) -> str | None:
    topic, _, aspect = written.partition("/")
    aspect = aspect or topic
    homes = [name for name in TOPICS if aspect in PUBLISHABLE[name]]
    if homes:
        return f"{nearest(topic, homes) or homes[0]}/{aspect}"
    return nearest(written, [f"{name}/{entry}" for name in TOPICS for entry in PUBLISHABLE[name]])


def _other(_error: ErrorDetails, path: Path, _root: Node) -> Said:
    return f"what is written for '{_field(path)}' cannot be read", f"Correct it{_for_example(path)}"


def _field(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    return names[-1] if names else "document"


def _written(error: ErrorDetails, path: Path, root: Node) -> str:
    node = root.at(path)
    if node is not None and node.written is not None:
        return node.written
    return "a list or group" if node is not None else str(error["input"])


def _for_example(path: Path) -> str:
    field = field_at(path)
    return f", for example {_field(path)}: {field.example}" if field else ""


def _hint(path: Path) -> str:
    field = field_at(path)
    return f". It holds: {field.meaning}" if field else ""


Explanation = Callable[[ErrorDetails, Path, Node], Said]
_EXPLANATIONS: Mapping[str, Explanation] = {
    "missing": _missing,
    "extra_forbidden": _unknown_field,
    "string_type": _not_text,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _bad_pattern,
    "literal_error": _not_a_choice,
    "date_type": _not_a_day,
    "date_parsing": _not_a_day,
    "date_from_datetime_parsing": _not_a_day,
    "date_from_datetime_inexact": _not_a_day,
    "datetime_type": _not_a_moment,
    "datetime_parsing": _not_a_moment,
    "datetime_object_invalid": _not_a_moment,
    "datetime_from_date_parsing": _not_a_moment,
    "timezone_aware": _not_a_moment,
    "time_type": _not_a_time,
    "time_parsing": _not_a_time,
    "bool_type": _not_true_or_false,
    "tuple_type": _not_a_list,
    "list_type": _not_a_list,
    "mapping_type": _not_a_group,
    "dict_type": _not_a_group,
    "model_type": _not_a_group,
    "model_attributes_type": _not_a_group,
    "value_error": _by_model,
}


def damaged_part(error: ErrorDetails) -> tuple[Any, ...]:
    """Tell what must be left out of the document for this error to go away."""
    path = tuple(error["loc"])
    if path and path[-1] == _KEY:
        return path[:-1]
    return path[:-1] if error["type"] == "missing" else path
