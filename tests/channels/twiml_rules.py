"""Which verbs, attributes and nesting Twilio's builder knows, and whether TwiML keeps to them."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any
from xml.etree import ElementTree

from twilio.twiml import TwiML
from twilio.twiml import voice_response as builder

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_ELEMENTS = {"add_child", "append", "nest", "to_xml", "xml"}


def checked(twiml: bytes) -> ElementTree.Element:
    """Parse TwiML; fail for what the builder could not have made."""
    root = ElementTree.fromstring(twiml)
    assert root.tag == "Response"
    _check(root, builder.VoiceResponse)
    return root


def _check(element: ElementTree.Element, kind: type[Any]) -> None:
    inside = children_of(kind)
    for child in element:
        assert child.tag in inside, f"<{child.tag}> within <{element.tag}>"
        method, inner = inside[child.tag]
        given = {"xml:lang" if key == _LANGUAGE else key for key in child.attrib}
        assert given <= _attributes(method), f"{given} at <{child.tag}>"
        _check(child, inner)


def children_of(kind: type[Any]) -> dict[str, tuple[Any, type[Any]]]:
    """Give what may stand within an element: its name, the builder's method, its class."""
    found = {}
    for name, method in inspect.getmembers(kind, inspect.isfunction):
        if name.startswith("_") or name in _NOT_ELEMENTS:
            continue
        made = _made_by(method)
        found[_named(made)] = (method, type(made))
    return found


def _made_by(method: Any) -> TwiML:
    """Let the method make its element, with nothing in it."""
    _, *parameters = inspect.signature(method).parameters.values()
    needed = [
        "x"
        for one in parameters
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD
    ]
    return method(TwiML(), *needed)


def _named(made: TwiML) -> str:
    return str(ElementTree.fromstring(made.to_xml(xml_declaration=False)).tag)


@cache
def _attributes(method: Any) -> set[str]:
    known = {"xml_lang": "xml:lang", "interpret_as": "interpret-as", "from_": "from"}
    names = [one for one in inspect.signature(method).parameters if one not in ("self", "kwargs")]
    return {known.get(name) or _camel(name) for name in names}


def _camel(name: str) -> str:
    first, *rest = name.strip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)
