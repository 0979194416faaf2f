"""Reads a page back into a small tree, with the standard library's parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "input"}
UNSEEN = {"style", "script", "title", "head"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        """Every element below, in the order of the page; of all tags when none is named."""
        return [one for one in self._below() if not tags or one.tag in tags]

    def one(self, tag: str) -> Element:
        (found,) = self.all(tag)
        return found

    def by_id(self, name: str) -> Element:
        (found,) = (one for one in self._below() if one.attributes.get("id") == name)
        return found

    def classed(self, name: str) -> list[Element]:
        return [one for one in self._below() if name in one.attributes.get("class", "").split()]

    @property
    def text(self) -> str:
        """What is read, in one line."""
        return " ".join(self._words().split())

    @property
    def raw(self) -> str:
        """What stands directly within, as it is."""
        return "".join(child for child in self.children if isinstance(child, str))

    def _words(self) -> str:
        if self.tag in UNSEEN:
            return " "
        inner = "".join(
            child if isinstance(child, str) else child._words() for child in self.children
        )
        return inner if self.tag in {"a", "span", "strong", "time", "b"} else f" {inner} "

    def _below(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._below()


class _Reader(HTMLParser):
    """Refuses what is not well nested, so that broken markup fails a test."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        assert closed.tag == tag, f"</{tag}> closes <{closed.tag}>"

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parsed(page: str) -> Element:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader._open == [reader.root], "an element is left open"
    return reader.root
