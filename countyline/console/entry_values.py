"""An entry of the status document as a form holds it, and back.

A form knows names and texts only. The name of a field is the way to it, such as `text.en` or
`closure.stretches.0.from`; rows are counted under `rows`, what is ticked under `out` is taken out.
The same walk over the model goes both ways, so whatever the model holds a form can hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any, Literal, TypeAlias, get_args, get_origin

from pydantic.fields import FieldInfo

from countyline.publishing.moves import fresh_id
from countyline.status.guide import fields_of, kind_of
from countyline.status.model import Part

Values: TypeAlias = Mapping[str, Sequence[str]]
"""What a form sends: each name with its values, in their order."""

REFERENCES = frozenset(
    {"places", "subjects", "serves", "sources", "contacts", "instead", "about", "topics"}
)
"""Fields whose values are chosen among what there is."""

MOST_ROWS = 200
YES, NO = "yes", "no"
Shape = Literal["part", "rows", "named rows", "ticks", "lines", "one"]


def shape_of(field: str, kind: Any) -> Shape:
    """Tell how a form holds a kind of value: as one input, as ticks, as lines, as rows."""
    if is_part(kind):
        return "part"
    if get_origin(kind) is Mapping:
        return "named rows"
    if get_origin(kind) is not tuple:
        return "one"
    inner = get_args(kind)[0]
    if is_part(inner):
        return "rows"
    is_chosen = field in REFERENCES or get_origin(inner) is Literal
    return "ticks" if is_chosen else "lines"


def is_part(kind: Any) -> bool:
    """Tell whether something is a part of the model."""
    return isinstance(kind, type) and issubclass(kind, Part)


def inner_part(kind: Any) -> type[Part]:
    """Give the part that the rows of a list or the entries of a mapping are."""
    arguments = get_args(kind)
    found: type[Part] = arguments[1] if get_origin(kind) is Mapping else arguments[0]
    return found


def default_of(info: FieldInfo) -> Any:
    """Give what holds when nothing is written, as plain data; None when nothing does."""
    is_simple = isinstance(info.default, str | bool)
    return info.default if is_simple else None


@dataclass(frozen=True, slots=True)
class Written:
    """Turns plain data into what a form sends that nobody changed. `zone` is the county's."""

    zone: tzinfo

    def part(self, part: type[Part], value: Any, name: str) -> Iterator[tuple[str, list[str]]]:
        """Give the fields of a part, of one that is not there too."""
        value = value if isinstance(value, dict) else {}
        for field, info in fields_of(part):
            there = value.get(field, default_of(info))
            yield from self.kind(field, kind_of(info), there, f"{name}.{field}")

    def kind(
        self, field: str, kind: Any, value: Any, name: str
    ) -> Iterator[tuple[str, list[str]]]:
        """Give the fields of any kind of value."""
        match shape_of(field, kind):
            case "part":
                yield from self.part(kind, value, name)
            case "rows":
                yield from self._rows(kind, [(None, one) for one in value or ()], name)
            case "named rows":
                yield from self._rows(kind, list((value or {}).items()), name)
            case "ticks":
                yield name, list(value or ())
            case "lines":
                yield name, ["\n".join(value or ())]
            case "one":
                yield name, [self._one(kind, value)]

    def _rows(
        self, kind: Any, rows: Sequence[tuple[str | None, Any]], name: str
    ) -> Iterator[tuple[str, list[str]]]:
        yield f"{name}.rows", [str(len(rows))]
        for number, (key, row) in enumerate(rows):
            if key is not None:
                yield f"{name}.{number}.id", [key]
            yield from self.part(inner_part(kind), row, f"{name}.{number}")

    def _one(self, kind: Any, value: Any) -> str:
        if value is None:
            return ""
        if kind is bool:
            return YES if value else NO
        if kind is datetime:
            local = datetime.fromisoformat(value).astimezone(self.zone).replace(tzinfo=None)
            return local.isoformat(timespec="seconds" if local.second else "minutes")
        return str(value)


@dataclass(frozen=True, slots=True)
class Reading:
    """Turns what a form sent into plain data; what cannot be read stays as it was typed.

    `before` is what stood there: a default that was not written before is not written now.
    """

    values: Values
    zone: tzinfo

    def part(self, part: type[Part], name: str, before: Any = None) -> dict[str, Any]:
        """Read a part, whatever is filled in."""
        before = before if isinstance(before, dict) else {}
        found = {}
        for field, info in fields_of(part):
            value = self.kind(field, kind_of(info), f"{name}.{field}", before.get(field))
            is_default = field not in before and value == default_of(info)
            if value is not None and not is_default:
                found[field] = value
        return found

    def kind(self, field: str, kind: Any, name: str, before: Any = None) -> Any:
        """Read any kind of value; None when nothing is filled in, or it is taken out."""
        if self.is_out(name):
            return None
        found: Any
        match shape_of(field, kind):
            case "part":
                found = None if self.is_blank(kind, name) else self.part(kind, name, before)
            case "rows":
                found = self._rows(kind, name, before)
            case "named rows":
                found = self._named_rows(kind, name, before)
            case "ticks":
                found = self._ticks(kind, name) or None
            case "lines":
                found = self._lines(name) or None
            case "one":
                found = self._one(kind, name)
        return found

    def is_out(self, name: str) -> bool:
        """Tell whether something is to be taken out."""
        return bool(self.values.get(f"{name}.out"))

    def count(self, name: str) -> int:
        """Give the number of rows."""
        written = self.text(f"{name}.rows")
        return min(int(written), MOST_ROWS) if written.isdecimal() else 0

    def rows(self, kind: Any, name: str) -> list[int]:
        """Give the rows that hold something, by number."""
        part = inner_part(kind)
        return [
            number
            for number in range(self.count(name))
            if not self.is_out(f"{name}.{number}") and not self.is_blank(part, f"{name}.{number}")
        ]

    def keys(self, kind: Any, name: str) -> dict[int, str]:
        """Give the ids of named rows; a new one is named after its first day."""
        found: dict[int, str] = {}
        for number in self.rows(kind, name):
            key = self.text(f"{name}.{number}.id")
            found[number] = key or self._new_key(f"{name}.{number}", found)
        return found

    def is_blank(self, part: type[Part], name: str) -> bool:
        """Tell whether nothing is filled in but what holds anyway."""
        return all(
            self._is_blank(field, info, f"{name}.{field}") for field, info in fields_of(part)
        )

    def text(self, name: str) -> str:
        """Give the text of one field."""
        found = self.values.get(name) or ("",)
        return found[0].replace("\r\n", "\n").strip()

    def _is_blank(self, field: str, info: FieldInfo, name: str) -> bool:
        kind = kind_of(info)
        match shape_of(field, kind):
            case "part":
                return self.is_out(name) or self.is_blank(kind, name)
            case "rows" | "named rows":
                return not self.rows(kind, name)
            case "one":
                return self._one(kind, name) in (None, default_of(info))
            case _:
                return not any(one.strip() for one in self.values.get(name) or ())

    def _rows(self, kind: Any, name: str, before: Any) -> list[Any] | None:
        old = before if isinstance(before, list) else []
        part = inner_part(kind)
        return [
            self.part(part, f"{name}.{number}", old[number] if number < len(old) else None)
            for number in self.rows(kind, name)
        ] or None

    def _named_rows(self, kind: Any, name: str, before: Any) -> dict[str, Any] | None:
        old = before if isinstance(before, dict) else {}
        part = inner_part(kind)
        return {
            key: self.part(part, f"{name}.{number}", old.get(key))
            for number, key in self.keys(kind, name).items()
        } or None

    def _new_key(self, name: str, taken: Mapping[int, str]) -> str:
        try:
            first = date.fromisoformat(self.text(f"{name}.from"))
        except ValueError:
            return fresh_id("opening", dict.fromkeys(self._ids(name, taken)))
        return fresh_id(f"opening {first:%B} {first.day}", dict.fromkeys(self._ids(name, taken)))

    def _ids(self, name: str, taken: Mapping[int, str]) -> list[str]:
        rows = name.rpartition(".")[0]
        known = [self.text(f"{rows}.{number}.id") for number in range(self.count(rows))]
        return [*taken.values(), *known]

    def _ticks(self, kind: Any, name: str) -> list[str]:
        ticked = list(dict.fromkeys(one for one in self.values.get(name) or () if one))
        inner = get_args(kind)[0]
        order = get_args(inner) if get_origin(inner) is Literal else ()
        return sorted(ticked, key=order.index) if set(ticked) <= set(order) else ticked

    def _lines(self, name: str) -> list[str]:
        return [line.strip() for line in self.text(name).splitlines() if line.strip()]

    def _one(self, kind: Any, name: str) -> Any:
        written = self.text(name)
        if not written:
            return None
        if kind is bool:
            return written == YES
        if kind is datetime:
            return self._moment(written)
        return _clock(written) if kind is time else written

    def _moment(self, written: str) -> str:
        try:
            found = datetime.fromisoformat(written)
        except ValueError:
            return written
        return found.replace(tzinfo=found.tzinfo or self.zone).isoformat()


def _clock(written: str) -> str:
    try:
        found = time.fromisoformat(written)
    except ValueError:
        return written
    return found.isoformat(timespec="seconds" if found.second else "minutes")
