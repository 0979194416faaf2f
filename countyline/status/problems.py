"""What is wrong with a status document, said to the person who writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Path = tuple[str | int, ...]

_ENTRIES = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `line` and `column` count from 1; line 0 is the file as a whole.

    `field` is the way to it, such as "offices → collection → hours → first entry → opens".
    `message` says what is wrong and `mend` what to write instead; both are whole sentences.
    """

    line: int
    column: int
    field: str
    message: str
    mend: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.line and f"line {self.line}", self.field) if part)
        said = " ".join(part for part in (self.message, self.mend) if part)
        return f"{where}: {said}" if where else said


@dataclass(frozen=True)
class Finding:
    """A problem at a path of the document, before it is known on which line that stands.

    `rests_on` names the other entries it was found with: when one of those is itself damaged, the
    finding means nothing. A warning does not keep a document from being published.
    """

    path: Path
    message: str
    mend: str
    severity: Literal["error", "warning"] = "error"
    rests_on: tuple[str, ...] = ()


class StatusDocumentInvalid(ValueError):
    """A status document cannot be used. Holds all its problems, in the order of the file."""

    def __init__(self, problems: Sequence[Problem], name: str = "the status document") -> None:
        self.problems = tuple(problems)
        self.name = name
        super().__init__(self._told())

    def _told(self) -> str:
        if len(self.problems) == 1:
            return f"{self.name}: {self.problems[0]}"
        lines = "\n".join(f"- {problem}" for problem in self.problems)
        return f"{self.name}: {len(self.problems)} problems.\n{lines}"


def sentence(text: str) -> str:
    """Give `text` a capital letter and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".")


def way_to(path: Path) -> str:
    """Write a path as people read it: "offices → collection → hours → first entry"."""
    return " → ".join(step if isinstance(step, str) else _entry(step) for step in path)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Give the known word that `word` was probably meant to be."""
    folded = {name.lower(): name for name in known}
    matches = get_close_matches(word.lower().replace("-", "_").replace(" ", "_"), folded, 1, 0.6)
    return folded[matches[0]] if matches else None


def listed(words: Sequence[str], conjunction: str = "or") -> str:
    """Write "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def _entry(index: int) -> str:
    return f"{_ENTRIES[index]} entry" if index < len(_ENTRIES) else f"entry {index + 1}"
