"""Whatever a draft changes stands on its page, old beside new, before anybody approves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from countyline.console.changes import in_words
from countyline.status.loading import load
from countyline.status.model import StatusDocument

EXAMPLES = Path(__file__).parents[2] / "examples"
STAMPS = {"countyline", "identifier", "sent", "references"}
Way = tuple[str | int, ...]


def plain(document: StatusDocument) -> dict[str, Any]:
    found: dict[str, Any] = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    return found


def leaves(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*way, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, (*way, number))
    else:
        yield way, value


def with_value(data: dict[str, Any], way: Way, value: Any) -> dict[str, Any]:
    changed = deepcopy(data)
    inner: Any = changed
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    return changed


def said(before: StatusDocument, after: StatusDocument) -> tuple[str, str]:
    """All that the list says of before, and of after."""
    then: list[str] = []
    now: list[str] = []
    for one in in_words(before, after):
        then += [one.before, *(part.before for part in one.parts)]
        now += [one.after, *(part.after for part in one.parts)]
    return "\n".join(then), "\n".join(now)


def every_kind_of_text(path: Path) -> Iterator[tuple[Way, str]]:
    """The first text of each kind: the ids of entries aside, a kind is where it stands."""
    kinds = set()
    for way, value in leaves(plain(load(path))):
        is_text = way[-1] in ("en", "es") or "en" in way[-2:-1] or "es" in way[-2:-1]
        kind = (way[0], *way[2:3], *way[4:])
        if way[0] not in STAMPS and is_text and kind not in kinds:
            kinds.add(kind)
            yield way, value


@pytest.mark.parametrize("example", ["template.yml", "jackson-county-2024/2024-04-16.yml"])
def test_every_text_that_changes_is_shown_in_the_language_in_which_it_changes(
    example: str,
) -> None:
    path = EXAMPLES / example
    before, unseen = load(path), []
    for way, text in every_kind_of_text(path):
        new = f"Xq {text}"[:300].strip()
        try:
            after = StatusDocument.model_validate(with_value(plain(before), way, new))
        except ValidationError:
            continue
        then, now = said(before, after)
        if text not in then or new not in now:
            unseen.append(way)
    assert unseen == []


OTHERS: Sequence[tuple[str, Way, Any, str]] = [
    ("a source's link", ("sources", "release", "url"), "https://pay.example.com", "pay.example"),
    ("a source's day", ("sources", "release", "published"), "2030-01-14", "2030-01-14"),
    ("the county's website", ("organization", "website"), "https://pay.example.com", "pay.example"),
    ("what a fact rests on", ("payments", "mail", "per"), "today", "today"),
    ("the mode", ("mode",), "exercise", "exercise"),
    ("how sure", ("payments", "mail", "certainty"), "expected", "The county says: likely"),
    ("who is told", ("payments", "mail", "subjects"), ["tax_office"], "tax_office"),
    ("where a release is from", ("provenance", "usual", "sources"), ["other"], "Another release"),
]


@pytest.mark.parametrize(
    ("way", "value", "shown"), [one[1:] for one in OTHERS], ids=[one[0] for one in OTHERS]
)
def test_what_is_no_text_is_shown_too(way: Way, value: Any, shown: str) -> None:
    data = plain(load(EXAMPLES / "template.yml"))
    data["sources"]["other"] = {**data["sources"]["release"], "published": "2030-01-10"}
    data["sources"]["other"]["title"] = {"en": "Another release", "es": "Otro comunicado"}
    before = StatusDocument.model_validate(data)
    after = StatusDocument.model_validate(with_value(data, way, value))
    then, now = said(before, after)
    assert shown in now and shown not in then


def test_an_office_that_is_added_is_shown_with_its_names() -> None:
    data = plain(load(EXAMPLES / "template.yml"))
    office = {"name": {"en": "Dog licenses", "es": "Licencias de perros"}}
    office |= {"hours": data["offices"]["tax_office"]["hours"]}
    after = with_value(data, ("offices", "dogs"), office)
    then, now = said(StatusDocument.model_validate(data), StatusDocument.model_validate(after))
    assert "Licencias de perros" in now and "perros" not in then
    assert now.count("Licencias de perros") == 1


def test_what_changes_only_in_spanish_is_not_said_to_change_in_english() -> None:
    before = load(EXAMPLES / "template.yml")
    way: Way = ("payments", "mail", "text", "es")
    after = StatusDocument.model_validate(with_value(plain(before), way, "Nada por correo."))
    (one,) = in_words(before, after)
    assert [part.label for part in one.parts] == ["What residents are told, Spanish"]
    assert one.before == one.after


def test_a_special_opening_whose_hours_change_below_the_same_words() -> None:
    data = plain(load(EXAMPLES / "jackson-county-2024/2024-04-16.yml"))
    key, name = next(
        (key, name)
        for key, office in data["offices"].items()
        for name, one in office.get("arrangements", {}).items()
        if "text" in one
    )
    opening = data["offices"][key]["arrangements"][name]
    moved = {**opening, "from": date(2024, 5, 1).isoformat(), "through": "2024-05-02"}
    after = with_value(data, ("offices", key, "arrangements", name), moved)
    _, now = said(StatusDocument.model_validate(data), StatusDocument.model_validate(after))
    assert "2024-05-01" in now
