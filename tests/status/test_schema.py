"""The schema and the guide keep step with the model."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from countyline.status.documenting import renewed
from countyline.status.guide import FIELDS, fields_of, part_at
from countyline.status.model import Part
from countyline.status.schema import as_text
from countyline.status.yaml_text import read_tree
from countyline.topics import PUBLISHABLE
from tests.status.documents import DOCUMENTS, ROOT, SNAPSHOTS, edited

DOCS = ROOT / "docs"
VALIDATOR = Draft202012Validator(json.loads(as_text()))


def data(text: str) -> object:
    return read_tree(text)[0].data()


def test_the_schema_in_docs_is_the_generated_one() -> None:
    written = (DOCS / "status-document.schema.json").read_text(encoding="utf-8")
    assert written == as_text(), "run: countyline schema --to docs/status-document.schema.json"


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_examples_are_valid_by_the_schema(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(data(path.read_text()))] == []


@pytest.mark.parametrize(
    "change",
    [
        ("opens: 08:00", "opens: 25:00"),
        ("mode: exercise", "mode: excercise"),
        ("how_to_pay/mail]", "mail]"),
        ("    note: {en: at every", "    notes: {en: at every"),
        ("countyline: 1", "countyline: 2"),
    ],
)
def test_the_schema_finds_what_editors_should_mark(change: tuple[str, str]) -> None:
    assert list(VALIDATOR.iter_errors(data(edited(change))))


def test_every_field_has_a_title_a_description_and_is_documented() -> None:
    parts = {part for part in _all_parts(Part) if part.__module__ == "countyline.status.model"}
    for part in parts - {Part}:
        undocumented = {name for name, _ in fields_of(part)} - set(FIELDS.get(part, {}))
        assert not undocumented or not _is_used(part), (part.__name__, undocumented)
    for part, fields in FIELDS.items():
        assert set(fields) == {name for name, _ in fields_of(part)}, part.__name__


def _all_parts(part: type[Part]) -> set[type[Part]]:
    return {part}.union(*(_all_parts(child) for child in part.__subclasses__()))


def _is_used(part: type[Part]) -> bool:
    schema = VALIDATOR.schema
    return isinstance(schema, Mapping) and part.__name__ in schema["$defs"]


def test_the_page_holds_every_field_and_every_aspect() -> None:
    page = (DOCS / "status-document.md").read_text(encoding="utf-8")
    assert page == renewed(page), (
        "run: python -m countyline.status.documenting docs/status-document.md"
    )
    for topic, aspects in PUBLISHABLE.items():
        for aspect in aspects:
            assert f"`{topic}/{aspect}`" in page
    for fields in FIELDS.values():
        for name in fields:
            assert f"| `{name}` |" in page


def test_the_yaml_on_the_page_can_be_read() -> None:
    page = (DOCS / "status-document.md").read_text(encoding="utf-8")
    blocks = [part.split("```")[0] for part in page.split("```yaml\n")[1:]]
    assert len(blocks) > 4
    for block in blocks:
        if not block.startswith("#"):
            assert read_tree(block)[1] == []


def test_paths_lead_to_parts() -> None:
    for path in SNAPSHOTS[:1]:
        document = data(path.read_text())
        assert isinstance(document, dict)
    assert part_at(("offices", "any", "hours", "weekly", 3)) is not None
    assert part_at(("offices", "any", "nothing")) is None
