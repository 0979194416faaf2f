"""Published statements that say which questions they answer (`asks`).

A communications officer writes example questions beside a statement; from the next message on it is
found by them and by its own text (`matching.py`), without training.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from countyline.revision import Revision

SECTIONS = ("statements", "payments", "deadlines", "elections", "data", "emergency", "incident")


@dataclass(frozen=True)
class Ask:
    """One example question of a statement."""

    text: str
    language: str

    @property
    def marked(self) -> str:
        """The same with its question marks: most are published without, many are asked with."""
        bare = self.text.strip(" ¿?")
        return f"¿{bare}?" if self.language == "es" else f"{bare}?"


@dataclass(frozen=True)
class Statement:
    """A published statement that says how it is asked for.

    Attributes:
        fact: its id, such as `statements.notary_bus`.
        about: the topics/aspects that it answers, the foremost first; often none.
        texts: what it says, in every language; at least one.
        asks: its example questions, in every language; at least one.
    """

    fact: str
    about: tuple[str, ...]
    texts: tuple[str, ...]
    asks: tuple[Ask, ...]


def statements(revision: Revision) -> Iterator[Statement]:
    """Every statement of `revision` that has a text and example questions."""
    for section in SECTIONS:
        entries = revision.status.get(section)
        if not isinstance(entries, Mapping):
            continue
        for key, entry in entries.items():
            if isinstance(entry, Mapping) and _asks(entry) and _texts(entry):
                about = tuple(str(aspect) for aspect in entry.get("about") or ())
                yield Statement(f"{section}.{key}", about, _texts(entry), _asks(entry))


def _asks(entry: Mapping[str, Any]) -> tuple[Ask, ...]:
    by_language = entry.get("asks")
    if not isinstance(by_language, Mapping):
        return ()
    return tuple(
        Ask(ask, str(language))
        for language, asks in by_language.items()
        for ask in asks or ()
        if _is_text(ask)
    )


def _texts(entry: Mapping[str, Any]) -> tuple[str, ...]:
    by_language = entry.get("text")
    if not isinstance(by_language, Mapping):
        return ()
    return tuple(text for text in by_language.values() if _is_text(text))


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())
