"""Reads the wording files. The one place in `answers` that touches a disk, at start only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from countyline.answers.sensitivity import WORDS, SensitiveWords
from countyline.answers.watching import WishWords
from countyline.answers.wording import AspectWords, OtherForms, TopicWords, Wording
from countyline.status.model import LANGUAGES
from countyline.words_file import read_words


def load_wording(data: Path) -> Wording:
    """Read `<data>/<language>/wording/*.yml` of every language.

    Raises OSError when a folder cannot be read, and ValueError naming a malformed file.
    """
    return Wording(
        {
            language: {file.stem: _read(file) for file in _files(data / language / "wording")}
            for language in LANGUAGES
        }
    )


def load_sensitive_words(data: Path) -> SensitiveWords:
    """Read `<data>/<language>/sensitive.yml` of every language.

    Raises OSError when one cannot be read, and ValueError naming a malformed one.
    """
    read = [_phrases(data / language / "sensitive.yml") for language in LANGUAGES]
    return SensitiveWords.of({name: [p for one in read for p in one[name]] for name in WORDS})


def load_wish_words(data: Path) -> WishWords:
    """Read how residents ask to be told, from `<data>/<language>/watching.yml` of every language.

    Raises OSError when one cannot be read, and ValueError naming a malformed one.
    """
    read = [_wishes(data / language / "watching.yml") for language in LANGUAGES]
    return WishWords.of(
        [phrase for asks, _ in read for phrase in asks],
        [phrase for _, comes in read for phrase in comes],
    )


def _wishes(file: Path) -> tuple[list[str], list[str]]:
    try:
        content: Any = read_words(file)
        return [str(one) for one in content["asks"]], [str(one) for one in content["comes"]]
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise ValueError(f"{file}: must hold the lists asks and comes ({error})") from error


def _phrases(file: Path) -> dict[str, list[str]]:
    try:
        content: Any = read_words(file)
        phrases = {str(name): [str(one) for one in listed] for name, listed in content.items()}
    except (AttributeError, TypeError, yaml.YAMLError) as error:
        raise ValueError(f"{file}: not lists of phrases ({error})") from error
    if set(phrases) != set(WORDS) or not all(phrases.values()):
        raise ValueError(f"{file}: must hold the lists {', '.join(WORDS)}, and nothing else")
    return phrases


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def _read(file: Path) -> TopicWords:
    content: Any = read_words(file) or {}
    try:
        return TopicWords(
            sentences=_texts(content.get("sentences", {})),
            aspects={
                str(key): AspectWords(str(words["title"]), str(words["unsaid"]))
                for key, words in content.get("aspects", {}).items()
            },
            texts=_forms(content.get("texts", {})),
            spoken=_forms(content.get("spoken", {})),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{file}: not a wording file ({error})") from error


def _forms(given: Any) -> OtherForms:
    return OtherForms(
        sentences=_texts(given.get("sentences", {})),
        unsaid=_texts(given.get("unsaid", {})),
        titles=_texts(given.get("titles", {})),
    )


def _texts(given: Any) -> dict[str, str]:
    return {str(key): str(text) for key, text in given.items()}
