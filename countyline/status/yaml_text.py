"""Reads YAML text into a tree that remembers where everything stands.

YAML 1.2 core types only: no dates, no `17:00` read as a number, no `no` read as false, no tags
that make objects. Keys are always text. What is wrong with the text itself is said in plain words,
with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml import events

Mark: TypeAlias = yaml.Mark | Any

_Loader: TypeAlias = Any
_FAST_LOADER: _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's reader, where PyYAML was built with it."""

MAX_DEPTH = 20
MAX_ENTRIES = 100_000
"""Entries of a document with every repeated part counted in full."""

Path = tuple[str | int, ...]
Data = None | bool | int | float | str | list["Data"] | dict[str, "Data"]
Scalar = None | bool | int | float | str


@dataclass(frozen=True)
class Place:
    """Where something stands in the file, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Trouble:
    """Something wrong with the text itself."""

    place: Place
    path: Path
    message: str
    mend: str


class UnreadableText(Exception):
    """The text is not YAML that we read: nothing can be said about what it holds."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


@dataclass
class Node:
    """A value of the document. `written` is a scalar as it stands in the file."""

    place: Place
    scalar: Scalar = None
    written: str | None = None
    items: list[Node] | None = None
    fields: dict[str, Node] | None = None
    keys: dict[str, Place] = field(default_factory=dict)

    def data(self) -> Data:
        """Give the value as plain data."""
        if self.fields is not None:
            return {key: node.data() for key, node in self.fields.items()}
        if self.items is not None:
            return [node.data() for node in self.items]
        return self.scalar

    def child(self, step: str | int) -> Node | None:
        """Give the entry under a key, or at a position of a list."""
        if self.fields is not None and isinstance(step, str):
            return self.fields.get(step)
        if self.items is not None and isinstance(step, int) and step < len(self.items):
            return self.items[step]
        return None

    def at(self, path: Path) -> Node | None:
        """Give the value at `path`, or None when there is none."""
        node: Node | None = self
        for step in path:
            node = node.child(step) if node else None
        return node

    def place_of(self, path: Path) -> Place:
        """Tell where `path` stands, or the nearest part above it that is there."""
        node, place = self, self.place
        for step in path:
            child = node.child(step)
            if child is None:
                break
            inline = child.written is not None or not isinstance(step, str)
            place = child.place if inline else node.keys[str(step)]
            node = child
        return place


def read_tree(text: str) -> tuple[Node, Sequence[Trouble]]:
    """Read the one YAML document in `text`, and what is wrong in it that does not stop reading.

    Raises `UnreadableText` when the text cannot be read at all.
    """
    if hidden := _HIDDEN.search(text):
        raise UnreadableText(_hidden_at(text, hidden.start()))
    try:
        composer = _Composer(text, _FAST_LOADER)
        return composer.document(), composer.troubles
    except (yaml.YAMLError, UnicodeEncodeError):
        # The slower reader says better what is wrong.
        composer = _Composer(text, yaml.SafeLoader)
    try:
        return composer.document(), composer.troubles
    except yaml.YAMLError as wrong:
        raise UnreadableText(_unclosed(composer.last) or _explain(wrong, text)) from wrong


class _Composer:
    """Turns YAML events into nodes, within limits that no honest document comes near."""

    def __init__(self, text: str, loader: _Loader) -> None:
        self.troubles: list[Trouble] = []
        self.last: events.Event | None = None
        self._events = self._parse(text, loader)
        self._anchors: dict[str, tuple[Node, int, int]] = {}
        self._entries = 0
        self._path: list[str | int] = []

    def document(self) -> Node:
        while isinstance(event := next(self._events), events.StreamStartEvent):
            pass
        if isinstance(event, events.StreamEndEvent):
            raise self._unreadable(
                event, "the document is empty", "Start from examples/template.yml"
            )
        self._look_at_directives(event)
        root = self._node(next(self._events))
        next(self._events)
        if not isinstance(event := next(self._events), events.StreamEndEvent):
            raise self._unreadable(
                event,
                "a second document starts here",
                "Keep one document in the file, and remove the line with ---",
            )
        return root

    def _look_at_directives(self, event: events.Event) -> None:
        """Refuse another version of YAML: what reads the text again would read other values."""
        version = getattr(event, "version", None)
        if getattr(event, "tags", None) or version not in (None, (1, 2)):
            raise self._unreadable(
                event, "a line that starts with % changes how all others are read", "Remove it"
            )

    def _parse(self, text: str, loader: _Loader) -> Iterator[events.Event]:
        for event in yaml.parse(text, Loader=loader):
            self.last = event
            yield event

    def _node(self, event: events.Event) -> Node:
        if isinstance(event, events.AliasEvent):
            return self._repeated(event)
        if not isinstance(event, events.ScalarEvent | events.CollectionStartEvent):
            raise self._unreadable(event, "a value is expected here", "Write one")
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            raise self._unreadable(
                event, "a text cannot start with ! unless it is in quotes", _QUOTE
            )
        before = self._entries
        self._count(event, 1)
        node = self._value(event)
        if event.anchor:
            self._anchors[event.anchor] = (node, self._entries - before, _depth(node))
        return node

    def _value(self, event: events.ScalarEvent | events.CollectionStartEvent) -> Node:
        place = _place(event.start_mark)
        if isinstance(event, events.ScalarEvent):
            return Node(place, self._scalar(event, place), event.value)
        if len(self._path) >= MAX_DEPTH:
            raise self._too_deep(event)
        if isinstance(event, events.SequenceStartEvent):
            return self._sequence(Node(place, items=[]))
        return self._mapping(Node(place, fields={}))

    def _sequence(self, node: Node) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self._events), events.SequenceEndEvent):
            items.append(self._within(len(items), event))
        node.items = items
        return node

    def _mapping(self, node: Node) -> Node:
        fields: dict[str, Node] = {}
        while not isinstance(event := next(self._events), events.MappingEndEvent):
            key = self._key(event)
            place = _place(event.start_mark)
            value = self._within(key, next(self._events))
            if key in fields:
                self._trouble(
                    place,
                    (*self._path, key),
                    f"'{key}' stands twice here; the first is on line {node.keys[key].line}",
                    "Keep one of the two, or give the second another name",
                )
                continue
            node.keys[key] = place
            fields[key] = value
        node.fields = fields
        return node

    def _key(self, event: events.Event) -> str:
        if not isinstance(event, events.ScalarEvent) or not event.value.strip():
            raise self._unreadable(
                event, "a name is expected before the colon", "Write it like name: value"
            )
        if event.value == "<<":
            raise self._unreadable(
                event,
                "'<<' (merging) is not used here",
                "Write the fields out, or repeat a whole part with *its_name",
            )
        return str(event.value)

    def _within(self, step: str | int, event: events.Event) -> Node:
        self._path.append(step)
        node = self._node(event)
        self._path.pop()
        return node

    def _repeated(self, event: events.AliasEvent) -> Node:
        known = self._anchors.get(event.anchor or "")
        if known is None:
            raise self._unreadable(
                event,
                f"'*{event.anchor}' repeats a part that is not marked with &{event.anchor} "
                "further up",
                "Mark that part, or put the text in quotes if it only starts with *",
            )
        node, entries, depth = known
        self._count(event, entries)
        if len(self._path) + depth > MAX_DEPTH:
            raise self._too_deep(event)
        return node

    def _count(self, event: events.Event, entries: int) -> None:
        self._entries += entries
        if self._entries > MAX_ENTRIES:
            raise self._unreadable(
                event,
                f"the document grows beyond {MAX_ENTRIES:,} entries here",
                "Use less repetition (& and *)",
            )

    def _scalar(self, event: events.ScalarEvent, place: Place) -> Scalar:
        text = str(event.value)
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            self._trouble(
                place,
                tuple(self._path),
                "the text holds half a character, which cannot be shown",
                "Type the character itself instead of its \\u code",
            )
            return text.encode(errors="replace").decode()
        if unseen := _UNSEEN.search(text):
            self._trouble(
                place,
                tuple(self._path),
                f"the text holds a character that nobody sees ({_code(unseen[0])})",
                "Delete it: type the text again around it, or take out its \\ code",
            )
        return _resolved(text) if event.implicit[0] else text

    def _trouble(self, place: Place, path: Path, message: str, mend: str) -> None:
        self.troubles.append(Trouble(place, path, message, mend))

    def _too_deep(self, event: events.Event) -> UnreadableText:
        return self._unreadable(
            event, f"more than {MAX_DEPTH} levels stand inside each other", "Use fewer levels"
        )

    def _unreadable(self, event: events.Event, message: str, mend: str) -> UnreadableText:
        return UnreadableText(Trouble(_place(event.start_mark), tuple(self._path), message, mend))


_QUOTE = 'Put the whole text in quotes: "…"'
_MAX_DIGITS = 18
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


_HIDDEN = re.compile("[\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Line ends that not every reader of YAML takes for one, and what turns text around."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""What no text for residents holds: databases, phones and terminals stumble over it, and what is
turned around is read otherwise by whoever approves it."""


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}"


def _hidden_at(text: str, position: int) -> Trouble:
    before = text[:position]
    return Trouble(
        Place(before.count("\n") + 1, position - before.rfind("\n")),
        (),
        f"a character that nobody sees ({_code(text[position])}) stands here",
        "Delete it and type the text again around it",
    )


def _resolved(text: str) -> Scalar:
    """Read an unquoted scalar as the YAML 1.2 core schema does; infinities stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        return int(text[2:], base) if base != 10 else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) < float("inf") else text
    return text


def _depth(node: Node) -> int:
    children = [*(node.items or ()), *(node.fields or {}).values()]
    return 1 + max(map(_depth, children)) if children else 1


def _place(mark: Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _unclosed(last: events.Event | None) -> Trouble | None:
    """Blame a quoted text over several lines, when it is the last thing before the trouble."""
    if not isinstance(last, events.ScalarEvent) or last.style not in ("'", '"'):
        return None
    start, end = _place(last.start_mark), _place(last.end_mark)
    if start.line == end.line:
        return None
    return Trouble(
        start,
        (),
        f"the quote that opens here is only closed on line {end.line}, which cannot be right",
        "Close it at the end of the text, or put the text in the other kind of quotes",
    )


def _explain(wrong: yaml.YAMLError, text: str) -> Trouble:
    """Say in plain words what the YAML reader stumbled on."""
    if not isinstance(wrong, yaml.MarkedYAMLError) or wrong.problem_mark is None:
        return _strange_character(wrong, text)
    problem = wrong.problem or ""
    found = _place(wrong.problem_mark)
    began = _place(wrong.context_mark) if wrong.context_mark else found
    for cue, at_beginning, message, mend in _EXPLANATIONS:
        if cue in f"{wrong.context or ''}: {problem}":
            return Trouble(began if at_beginning else found, (), message, mend)
    return Trouble(
        found,
        (),
        "this line cannot be read",
        "Check the spaces at its start, the colon after the name, and the quotes, here and on the "
        "line above",
    )


_EXPLANATIONS = (
    (
        r"'\t' that cannot start any token",
        False,
        "a tab stands here, and tabs cannot be used to indent",
        "Replace it with spaces, as on the lines around it",
    ),
    (
        "that cannot start any token",
        False,
        "a text cannot start with this character",
        _QUOTE,
    ),
    (
        "while scanning a quoted scalar",
        True,
        "a quote that opens here is never closed",
        "Close it at the end of the text, or put the text in the other kind of quotes",
    ),
    (
        "mapping values are not allowed here",
        False,
        "a colon stands where none can be: either the text before it needs quotes, or the line is "
        "indented too far",
        'Put a text that holds ": " in quotes, and line names up with those above',
    ),
    (
        "could not find expected ':'",
        True,
        "the colon after the name is missing on this line",
        "Write it like name: value",
    ),
    (
        "expected ',' or ']'",
        True,
        "the list that opens here with [ is not closed, or a comma is missing in it",
        "Write it like [first, second], and put a text that holds a comma, a bracket or a question "
        "mark in quotes",
    ),
    (
        "expected ',' or '}'",
        True,
        "the group that opens here with { is not closed, or a comma is missing in it",
        "Write it like {en: Closed, es: Cerrado}, and put a text that holds a comma in quotes",
    ),
    (
        "while parsing a flow",
        True,
        "the group that opens here is not closed, or has something in it that cannot be there",
        "Write it like [first, second] or {en: Closed, es: Cerrado}",
    ),
    (
        "expected <block end>",
        False,
        "this line is not indented like the lines it belongs to",
        "Line it up with the others of the same group, with spaces",
    ),
    (
        "unknown escape character",
        False,
        "a backslash in double quotes changes the letter after it",
        "Use 'single quotes' instead, or write the backslash twice",
    ),
    (
        "entries are not allowed here",
        False,
        "a list entry that starts with - cannot be here",
        "Start it on a line of its own, below the name of the list",
    ),
    (
        "while scanning an alias",
        True,
        "a text cannot start with * unless it is in quotes",
        _QUOTE,
    ),
    (
        "while scanning an anchor",
        True,
        "a text cannot start with & unless it is in quotes",
        _QUOTE,
    ),
    (
        "expected chomping or indentation",
        False,
        "after > or | the text starts on the next line",
        "Move the text to the next line and indent it, or put it in quotes",
    ),
    (
        "expected '<document start>'",
        False,
        "this line does not belong to the document above it",
        "Check its colon and the spaces at its start",
    ),
    (
        "tag",
        False,
        "a text cannot start with ! unless it is in quotes",
        _QUOTE,
    ),
    (
        "directive",
        True,
        "a line cannot start with %",
        "Remove the line, or put the text in quotes",
    ),
)
"""What the YAML reader says, whether the place is where the part begins, and our words for it."""


def _strange_character(wrong: yaml.YAMLError, text: str) -> Trouble:
    position = getattr(wrong, "position", 0) or 0
    before = text[:position]
    place = Place(before.count("\n") + 1, position - before.rfind("\n"))
    return Trouble(
        place,
        (),
        "an invisible control character stands here",
        "Delete it and type the text again around it",
    )
