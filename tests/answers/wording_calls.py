"""Which templates the code of `answers` asks for, read from its source.

A key is written out, or put together from parts (`f"{likely}closed{number}"`). What is put
together becomes a pattern in which a part that only the running code knows stands for any word.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from countyline.answers.wording import COMMON

ANY_WORD = r"\w*"
DEEPEST = 5


@dataclass(frozen=True)
class Call:
    """A template asked for: where, of which topic (None: the question's), by which pattern."""

    where: str
    topic: str | None
    pattern: str

    @property
    def is_telling(self) -> bool:
        """Whether the pattern says more than "any word"."""
        return self.pattern.replace(ANY_WORD, "") != ""


def calls(package: Path, name: str) -> Iterator[Call]:
    """Yield what the modules of a package ask for. `package` is its folder, `name` its import."""
    for file in sorted(package.rglob("*.py")):
        dotted = ".".join((name, *file.relative_to(package).with_suffix("").parts))
        module = importlib.import_module(dotted.removesuffix(".__init__"))
        tree = ast.parse(file.read_text(encoding="utf-8"))
        own_topic = file.stem if file.parent.name == "topics" else None
        for scope in _scopes(tree):
            yield from _calls_in(scope, module, own_topic)


def literals(package: Path) -> frozenset[str]:
    """Give every string written in a package: a key may be handed on before it is used."""
    return frozenset(
        node.value
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _scopes(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _calls_in(
    scope: ast.FunctionDef, module: ModuleType, own_topic: str | None
) -> Iterator[Call]:
    names = _Names(scope, module)
    for node in ast.walk(scope):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        asked = _asked(node, node.func, names, own_topic)
        if asked is None or names.is_parameter(asked[1]):  # handed on by `say` and its like
            continue
        topic, key = asked
        for pattern in names.patterns(key):
            yield Call(f"{module.__name__}:{node.lineno}", topic, pattern)


def _asked(
    node: ast.Call, function: ast.Attribute, names: _Names, own_topic: str | None
) -> tuple[str | None, ast.expr] | None:
    """Tell the topic and the key of a call for a template; None for any other call."""
    if function.attr == "common" and node.args:
        return COMMON, node.args[0]
    if function.attr != "say" or not node.args:
        return None
    if _is_wording(function.value):  # Wording.say(language, topic, key)
        return names.text(node.args[1]), node.args[2]
    topic = names.text(node.args[1]) if len(node.args) > 1 else own_topic
    return topic, node.args[0]


def _is_wording(value: ast.expr) -> bool:
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    return str(name).lstrip("_") == "wording"


class _Names:
    """What the names in a function stand for."""

    def __init__(self, scope: ast.FunctionDef, module: ModuleType) -> None:
        arguments = scope.args
        self._parameters = {
            argument.arg
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        }
        self._module = module
        self._assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._assigned.setdefault(node.targets[0].id, []).append(node.value)

    def is_parameter(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self._parameters

    def text(self, node: ast.expr) -> str | None:
        """Give a text known before the code runs, else None."""
        patterns = self.patterns(node)
        return patterns[0] if len(patterns) == 1 and ANY_WORD not in patterns[0] else None

    def patterns(self, node: ast.expr, depth: int = 0) -> list[str]:
        """Give the patterns of the texts that an expression can be."""
        match node:
            case _ if depth > DEEPEST:
                found = [ANY_WORD]
            case ast.Constant(value=str(text)):
                found = [re.escape(text)]
            case ast.IfExp(body=body, orelse=orelse):
                found = self.patterns(body, depth + 1) + self.patterns(orelse, depth + 1)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                found = self._in_a_row([left, right], depth)
            case ast.JoinedStr(values=values):
                found = self._in_a_row(values, depth)
            case ast.FormattedValue(value=value):
                found = self.patterns(value, depth + 1)
            case ast.Name(id=name):
                found = self._of_name(name, depth)
            case _:
                found = [ANY_WORD]
        return found

    def _in_a_row(self, nodes: list[ast.expr], depth: int) -> list[str]:
        patterns = [""]
        for node in nodes:
            tails = self.patterns(node, depth + 1)
            patterns = [pattern + tail for pattern in patterns for tail in tails]
        return patterns

    def _of_name(self, name: str, depth: int) -> list[str]:
        if name in self._assigned:
            return [p for value in self._assigned[name] for p in self.patterns(value, depth + 1)]
        known = getattr(self._module, name, None)
        return [re.escape(known)] if isinstance(known, str) else [ANY_WORD]
