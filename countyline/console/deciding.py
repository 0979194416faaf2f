"""Places that two people changed otherwise: shown side by side with what stood there, decided.

For each, whoever looks at it chooses what is there now, their own, or writes it anew in fields
that are made from the document's model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

from pydantic import JsonValue

from countyline.console.entry_fields import Block, Builder
from countyline.console.entry_values import Reading, Values, Written
from countyline.console.form_fields import Field
from countyline.console.gate import Visit
from countyline.console.value_words import place_in_words, value_in_words
from countyline.publishing.entries import with_entry
from countyline.publishing.merging import Clash, Undecided, clashes, merged
from countyline.publishing.places import MISSING
from countyline.status.guide import kind_at
from countyline.status.loading import check, load
from countyline.status.problems import Problem, way_to

Choice = Literal["theirs", "ours", "edit", ""]


@dataclass(frozen=True, slots=True)
class Together:
    """Two texts that are to be put together by a form of the draft's page.

    `theirs` is the text that is there now, `whose` says whose it is; `hidden` are fields that the
    form sends along.
    """

    action: Literal["renew", "save"]
    clashes: Sequence[Clash]
    theirs: str
    whose: str
    hidden: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A clash as the page shows it: its parts in words, what was chosen, the fields to edit it."""

    where: str
    lines: Sequence[tuple[str, str, str, str]]
    choice: Choice
    edit: Block | Field
    wrong: str


def shown(visit: Visit, together: Together) -> list[Shown]:
    """Give the clashes with what was chosen and typed so far."""
    document = load(together.theirs, name="the draft")
    values = _values(visit)
    is_sent = any(name.startswith("edit.") for name in values)
    problems = _problems(together.clashes, values, document.zone, together.theirs)
    found = []
    for clash in together.clashes:
        builder = Builder(document, _typed(clash, values, document.zone), problems)
        edit = builder.place(clash.path, kind_at(clash.path), _name(clash))
        choice = _choice(values, clash)
        wrong = "Choose what is to stand here." if is_sent and not choice else ""
        lines = [_line(clash, part, *sides) for part, *sides in clash.lines()]
        found.append(Shown(clash.where, lines, choice, edit, wrong))
    return found


def decided(visit: Visit, base: str, draft: str, theirs: str) -> str | None:
    """Put both together as was decided; None when something is left to decide or to mend.

    Raises StatusDocumentInvalid.
    """
    zone = load(theirs, name="the draft").zone
    found, values = clashes(base, draft, theirs), _values(visit)
    decisions = {
        clash.where: _decision(clash, values, zone) for clash in found if _choice(values, clash)
    }
    try:
        text = merged(base, draft, theirs, decisions)
    except Undecided:
        return None
    return None if _problems(found, values, zone, theirs) else text


def _problems(
    found: Sequence[Clash], values: Values, zone: tzinfo, theirs: str
) -> Sequence[Problem]:
    """Give what is wrong with what was written anew, as if it stood in the text of now."""
    problems: list[Problem] = []
    for clash in found:
        if _choice(values, clash) == "edit":
            value = _decision(clash, values, zone)
            text = with_entry(theirs, clash.path, MISSING if value is None else value)
            way = way_to(clash.path)
            problems += [
                one for one in check(text.encode()).errors if f"{one.field} ".startswith(f"{way} ")
            ]
    return problems


def _values(visit: Visit) -> Values:
    return {name: [str(one) for one in found] for name, found in visit.form.items()}


def _choice(values: Values, clash: Clash) -> Choice:
    match (values.get(f"choice.{clash.where}") or ("",))[0]:
        case "theirs":
            return "theirs"
        case "ours":
            return "ours"
        case "edit":
            return "edit"
        case _:
            return ""


def _decision(clash: Clash, values: Values, zone: tzinfo) -> JsonValue:
    choice = _choice(values, clash)
    if choice == "edit":
        typed: Any = Reading(_typed(clash, values, zone), zone).kind(
            clash.path[-1], kind_at(clash.path), _name(clash), clash.ours
        )
        found: JsonValue = typed
        return found
    return clash.theirs if choice == "theirs" else clash.ours


def _typed(clash: Clash, values: Values, zone: tzinfo) -> Values:
    """Give what was typed; before anybody did, our side, or theirs where ours is taken out."""
    if f"{_name(clash)}.here" in values:
        return values
    value = clash.theirs if clash.ours is None else clash.ours
    return dict(Written(zone).kind(clash.path[-1], kind_at(clash.path), value, _name(clash)))


def _name(clash: Clash) -> str:
    return f"edit.{clash.where}"


def _line(clash: Clash, part: str, *sides: JsonValue) -> tuple[str, str, str, str]:
    steps = part.split(".") if part else clash.path[-1:]
    before, theirs, ours = (value_in_words(one, steps[-1]) for one in sides)
    return place_in_words(steps), before, theirs, ours
