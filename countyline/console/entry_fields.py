"""The form of an entry, made from the model of the status document.

Whatever the model holds gets its field: texts in both languages side by side, days, times,
choices, ticks for what is chosen among what there is, rows that can be added and taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from countyline.console.entry_choices import choices_for
from countyline.console.entry_values import (
    NO,
    YES,
    Reading,
    Values,
    default_of,
    inner_part,
    shape_of,
)
from countyline.console.entry_words import WITHOUT_HINT, choice_in_words, label_of
from countyline.console.form_fields import LONGEST, Field, Kind
from countyline.status.guide import field_at, fields_of, kind_of
from countyline.status.model import (
    LONGEST_SHORT,
    Part,
    Phrases,
    ShortText,
    StatusDocument,
    Text,
    Told,
)
from countyline.status.problems import Path, Problem, way_to

_LANGUAGES = {"en": "English", "es": "Spanish"}
_FIRST = ("name", "title", "text", "value", "kind", "stretches", "weekly", "from", "through")
_LAST = ("per", "certainty")
_ONE_LINE = 100
"""Characters up to which a name stands in one line."""
_LINES_HINT = "One in a line."
_LONGEST_LINES = 6000
_CHOSEN = ("per", "office")
_INPUTS: Mapping[Any, Kind] = {date: "date", time: "time", datetime: "moment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Fields that belong together, or rows of such.

    `out` is the name of the tick that takes all of it out, `more` that of the button for another
    row; empty where there is none. `folded` stands closed until it is wanted.
    """

    name: str
    title: str
    items: Sequence[Field | Block]
    hint: str = ""
    wrong: str = ""
    out: str = ""
    is_out: bool = False
    more: str = ""
    rows: int | None = None
    folded: bool = False
    key: str = ""

    @property
    def is_block(self) -> bool:
        """Tell a block from a field, for templates."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where something stands: its field, the kind of value, the way to it, its name in the form.

    `holder` is the part that it is a field of, and `title` what that part is called.
    """

    key: str
    kind: Any
    path: Path
    name: str
    info: FieldInfo | None = None
    holder: type[Part] | None = None
    title: str = ""

    @property
    def is_needed(self) -> bool:
        return self.info is not None and self.info.is_required()


@dataclass(frozen=True)
class Builder:
    """Makes fields for what is typed. `problems` are those of the document with it put in.

    What a problem is about is found by its way, as `Problem.field` has it. `more` names the rows
    that get another one.
    """

    document: StatusDocument
    values: Values
    problems: Sequence[Problem] = ()
    more: str = ""
    _said: set[Problem] = field(default_factory=set)

    def place(self, path: Path, kind: Any, name: str) -> Block | Field:
        """Make what a place of the document needs: a block for a part, else a field."""
        last = str(path[-1])
        if shape_of(last, kind) == "part":
            return self.part(kind, path, name, "")
        return self._item(_Spot(key=last, kind=kind, path=path, name=name))

    def part(self, part: type[Part], path: Path, name: str, title: str) -> Block:
        """Make the fields of a part."""
        items = [
            self._item(
                _Spot(
                    key=key, kind=kind_of(info), path=(*path, key), name=f"{name}.{key}",
                    info=info, holder=part, title=title,
                )
            )
            for key, info in sorted(fields_of(part), key=_order)
        ]  # fmt: skip
        return Block(name=name, title=title, items=items, wrong=self._wrong(path))

    @property
    def unsaid(self) -> list[Problem]:
        """The problems that no field shows."""
        return [one for one in self.problems if one not in self._said]

    @property
    def _reading(self) -> Reading:
        return Reading(self.values, self.document.zone)

    def _item(self, spot: _Spot) -> Field | Block:
        match shape_of(spot.key, spot.kind):
            case "part":
                return self._inner(spot)
            case "rows":
                return self._rows(spot)
            case "named rows":
                return self._named_rows(spot)
            case "ticks":
                made = self._ticks(spot)
            case "lines":
                value = self._reading.text(spot.name)
                made = Field(name=spot.name, label=label_of(spot.key), kind="area", value=value,
                             hint=_LINES_HINT, longest=_LONGEST_LINES)  # fmt: skip
            case "one":
                made = self._one(spot)
        return replace(_in_its_language(made, spot), wrong=self._wrong(spot.path, inside=True))

    def _inner(self, spot: _Spot) -> Block:
        is_out = self._reading.is_out(spot.name)
        is_there = is_out or not self._reading.is_blank(spot.kind, spot.name)
        made = self.part(spot.kind, spot.path, spot.name, label_of(spot.key))
        made = replace(made, hint=_hint(spot.path))
        if spot.is_needed or issubclass(spot.kind, Phrases):
            return made
        folded = not is_there and not any(_wrongs(made))
        out = f"{spot.name}.out" if is_there else ""
        return replace(made, out=out, is_out=is_out, folded=folded)

    def _rows(self, spot: _Spot) -> Block:
        held = self._reading.rows(spot.kind, spot.name)
        numbers = {number: place for place, number in enumerate(held)}

        def way(number: int) -> Path:
            # A row that holds nothing has no place in the document.
            return (*spot.path, numbers.get(number, len(held)))

        return self._block_of_rows(spot, way)

    def _named_rows(self, spot: _Spot) -> Block:
        keys = self._reading.keys(spot.kind, spot.name)
        return self._block_of_rows(spot, lambda number: (*spot.path, keys.get(number, "")))

    def _block_of_rows(self, spot: _Spot, way: Callable[[int], Path]) -> Block:
        name, held = spot.name, self._reading.count(spot.name)
        count = held + (self.more == name or held == 0)
        rows = [self._row(spot, way(number), number) for number in range(count)]
        made = Block(
            name=name, title=label_of(spot.key), items=rows, hint=_hint(spot.path), rows=count,
            more=name, wrong=self._wrong(spot.path),
        )  # fmt: skip
        is_empty = not self._reading.rows(spot.kind, name) and self.more != name
        return replace(made, folded=is_empty and not spot.is_needed and not any(_wrongs(made)))

    def _row(self, spot: _Spot, path: Path, number: int) -> Block:
        part, name = inner_part(spot.kind), f"{spot.name}.{number}"
        key = self._reading.text(f"{name}.id")
        title = key.replace("_", " ").capitalize() if key else f"Number {number + 1}"
        made = replace(self.part(part, path, name, title), key=key)
        if self._reading.is_blank(part, name):
            return made
        return replace(made, out=f"{name}.out", is_out=self._reading.is_out(name))

    def _ticks(self, spot: _Spot) -> Field:
        chosen = [one for one in self.values.get(spot.name) or () if one]
        inner = get_args(spot.kind)[0]
        if get_origin(inner) is Literal:
            choices = [(one, choice_in_words(one)) for one in get_args(inner)]
        else:
            known = dict(choices_for(spot.key, self.document))
            # What is ticked comes first, so that it is sent in its order.
            first = {one: known.get(one, f"{one} (not in the document)") for one in chosen}
            choices = list({**first, **known}.items())
        return Field(name=spot.name, label=label_of(spot.key), kind="several", values=chosen,
                     choices=choices)  # fmt: skip

    def _one(self, spot: _Spot) -> Field:
        value, label = self._reading.text(spot.name), label_of(spot.key)
        if choices := self._choices(spot, value):
            return Field(name=spot.name, label=label, kind="choice", value=value, choices=choices)
        kind = _INPUTS.get(spot.kind, "text")
        return Field(name=spot.name, label=label, kind=kind, value=value, hint=_hint(spot.path))

    def _choices(self, spot: _Spot, value: str) -> list[tuple[str, str]]:
        if get_origin(spot.kind) is Literal:
            found = [(one, choice_in_words(one)) for one in get_args(spot.kind)]
        elif spot.kind is bool:
            found = [(YES, "Yes"), (NO, "No")]
        elif spot.key in _CHOSEN:
            found = list(choices_for(spot.key, self.document))
        else:
            return []
        has_default = spot.info is not None and default_of(spot.info) is not None
        empty = [] if has_default else [("", "Choose" if spot.is_needed else "Nothing is said")]
        known = {one for one, _ in found}
        strange = [(value, value)] if value and value not in known else []
        return [*empty, *found, *strange]

    def _wrong(self, path: Path, *, inside: bool = False) -> str:
        way = way_to(path)
        found = [
            one
            for one in self.problems
            if one.field == way or (inside and one.field.startswith(f"{way} → "))
        ]
        self._said.update(found)
        return " ".join(problem_in_words(one) for one in found)


_PLAINLY: Mapping[str, str] = {
    "Through must not be earlier than from.": "The last day is before the first day.",
    "Closes must be later than opens.": "The closing time must be later than the opening time.",
    "Review_by must be later than as_of.": "The next review must be later than the time as of "
    "which it is so.",
    "Give both opens and closes, or neither (then normal hours hold).": "Give both times of day, "
    "or neither: then normal hours hold.",
    "Admits: group needs a group that says who may come.": "Say below which group may come.",
}
"""What the checks say in the names of fields, in the words of the form."""


def problem_in_words(problem: Problem) -> str:
    """Say what is wrong beside a field; how YAML is written is of no use there."""
    if problem.message in _PLAINLY:
        return _PLAINLY[problem.message]
    if problem.message.startswith("'") and problem.message.endswith("' is missing."):
        return "Please fill this in."
    is_yaml = problem.mend.startswith(("Add ", "Is '", "Put it in quotes"))
    return problem.message if is_yaml else f"{problem.message} {problem.mend}".strip()


def _order(item: tuple[str, FieldInfo]) -> int:
    key = item[0]
    if key in _FIRST:
        return _FIRST.index(key) - len(_FIRST)
    return 1 + _LAST.index(key) if key in _LAST else 0


def _wrongs(block: Block) -> Iterator[str]:
    if block.wrong:
        yield block.wrong
    for item in block.items:
        if isinstance(item, Block):
            yield from _wrongs(item)
        elif item.wrong:
            yield item.wrong


def _in_its_language(made: Field, spot: _Spot) -> Field:
    """Let what is typed in one of the languages say so, and have room for what it is."""
    if spot.key not in _LANGUAGES or spot.holder is None:
        return made
    label = f"{spot.title or 'Text'} in {_LANGUAGES[spot.key]}"
    made = replace(made, label=label, lang=spot.key, hint="" if made.kind == "text" else made.hint)
    is_long = len(made.value) > _ONE_LINE or "\n" in made.value or issubclass(spot.holder, Told)
    if issubclass(spot.holder, ShortText):
        return replace(made, kind="area", longest=LONGEST_SHORT)
    if issubclass(spot.holder, Text) and is_long:
        return replace(made, kind="area", longest=LONGEST)
    return made


def _hint(path: Path) -> str:
    """Say what a field is for, where the guide says it without words of YAML."""
    known = field_at(path)
    is_plain = known is not None and "`" not in known.meaning and path[-1] not in WITHOUT_HINT
    return known.meaning if known and is_plain else ""
