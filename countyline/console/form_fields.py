"""The fields that the publisher's forms are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sanic.request import RequestParameters

Kind = Literal["text", "area", "date", "time", "moment", "choice", "several", "url"]
LONGEST = 1200
"""Characters of a field, where nothing shorter is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input. `choices` are values with their words; `lang` is that of what is typed.

    `wrong` says what is wrong with what was typed.
    """

    name: str
    label: str
    kind: Kind
    value: str = ""
    values: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    lang: str = ""
    hint: str = ""
    required: bool = False
    longest: int = LONGEST
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together; `folded` ones are seldom needed."""

    title: str
    fields: Sequence[Field]
    folded: bool = False


def filled(group: Group, one: Mapping[str, str], several: Mapping[str, Sequence[str]]) -> Group:
    """Give a group with what was filled in, or is proposed."""
    fields = [
        replace(
            field,
            value=one.get(field.name, field.value),
            values=several.get(field.name, field.values),
        )
        for field in group.fields
    ]
    return replace(group, fields=fields)


def typed(groups: Sequence[Group], form: RequestParameters) -> list[Group]:
    """Give the fields with what somebody typed into them."""
    names = {field.name for group in groups for field in group.fields}
    one = {name: str(form.get(name) or "") for name in names}
    several = {name: [str(value) for value in form.getlist(name) or ()] for name in names}
    return [filled(group, one, several) for group in groups]


def marked(group: Group, wrong: Mapping[str, str]) -> Group:
    """Give a group whose fields say what is wrong with them; it stands open when one does."""
    fields = [replace(field, wrong=wrong.get(field.name, field.wrong)) for field in group.fields]
    return replace(group, fields=fields, folded=group.folded and not any(f.wrong for f in fields))
