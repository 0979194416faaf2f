"""Training examples as the files under `data/<language>/nlu` hold them."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from countyline.understanding.lexicon import DATA, LANGUAGES

DEFAULT_ASPECT = "other"


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
            with path.open(encoding="utf-8") as file:
                groups = (yaml.safe_load(file) or {}).get("nlu") or []
            for group in groups:
                aspect = (group.get("metadata") or {}).get("aspect", DEFAULT_ASPECT)
                for line in group["examples"].splitlines():
                    text = line.strip().removeprefix("- ").strip()
                    if text:
                        yield Example(text, f"{group['intent']}/{aspect}", language)
