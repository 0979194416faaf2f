"""Training examples as the files under `data/<language>/nlu` hold them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from countyline.understanding.lexicon import DATA, LANGUAGES

DEFAULT_ASPECT = "other"

# The same in C where libyaml is there: ten times as fast, and safe.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Example:
    """One labeled utterance."""

    text: str
    label: str
    language: str


def examples() -> Iterator[Example]:
    """Every example of every language, in the order of the files."""
    for language in LANGUAGES:
        for path in sorted((DATA / language / "nlu").glob("*.yml")):
            for text, intent, aspect in blocks(path):
                yield Example(text, f"{intent}/{aspect}", language)


def blocks(path: Path) -> Iterator[tuple[str, str, str]]:
    """The text, intent and aspect of every example in one training file."""
    with path.open(encoding="utf-8") as file:
        groups = (yaml.load(file, Loader=_Loader) or {}).get("nlu") or []
    for group in groups:
        aspect = (group.get("metadata") or {}).get("aspect", DEFAULT_ASPECT)
        for line in group["examples"].splitlines():
            text = line.strip().removeprefix("- ").strip()
            if text:
                yield text, group["intent"], aspect
