"""The JSON Schema of the status document, for editors that help while writing one."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from countyline.status.guide import FIELDS, Field, fields_of
from countyline.status.model import Part, StatusDocument
from countyline.status.yaml_text import Data, UnreadableText, read_tree
from countyline.topics import PUBLISHABLE, TOPICS

Schema = dict[str, Any]

_TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"


def json_schema() -> Schema:
    """Build the schema (JSON Schema 2020-12) from the model and the guide."""
    schema = StatusDocument.model_json_schema(by_alias=True, mode="validation")
    parts = {part.__name__: part for part in FIELDS}
    for name, definition in schema["$defs"].items():
        if name in parts:
            _describe(definition, parts[name])
    _describe(schema, StatusDocument)
    _plain_times(schema)
    about = "A Countyline status document: everything that the county has published."
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": "Countyline status document"}
    return {**head, "description": about} | {
        key: value for key, value in schema.items() if key not in ("title", "description")
    }


def as_text() -> str:
    """Write the schema as it is kept in `docs/status-document.schema.json`."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _describe(definition: Schema, part: type[Part]) -> None:
    definition["description"] = (part.__doc__ or "").split("\n\n")[0].replace("\n", " ").strip()
    for name, _ in fields_of(part):
        field, described = definition["properties"][name], FIELDS[part][name]
        field["title"] = name
        field["description"] = described.meaning.replace("`", "")
        example = _example(described)
        if example is not None:
            field["examples"] = [example]
        if name == "about":
            field["items"] = _one_of(
                {
                    f"{topic}/{aspect}": meaning
                    for topic, aspects in PUBLISHABLE.items()
                    for aspect, meaning in aspects.items()
                }
            )
        if name == "topics":
            field["items"] = {"type": "string", "enum": list(TOPICS)}


def _one_of(choices: dict[str, str]) -> Schema:
    # Editors show enumDescriptions beside the choices; validators ignore it.
    return {
        "type": "string",
        "enum": list(choices),
        "enumDescriptions": list(choices.values()),
    }


def _example(field: Field) -> Data:
    """Give the example as data; one that is cut short with "…" is not data."""
    if "…" in field.example:
        return None
    try:
        root, _ = read_tree(field.example)
    except UnreadableText:
        return None
    return root.data()


def _plain_times(node: Any) -> None:
    """Say what a time of day looks like: JSON Schema's own "time" asks for a time zone."""
    if isinstance(node, dict):
        if node.get("format") == "time":
            del node["format"]
            node["pattern"] = _TIME_PATTERN
        for value in node.values():
            _plain_times(value)
    elif isinstance(node, list):
        for value in node:
            _plain_times(value)
