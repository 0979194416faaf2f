"""What is peculiar to calls in each language, as `data/<language>/calling.yml` holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from countyline.desk.model import Hint
from countyline.problem import Problem
from countyline.words_file import read_words

LANGUAGES: Sequence[Hint] = ("en", "es")


class Command(StrEnum):
    """What a caller may say to the call itself, in the order in which it is looked for."""

    PERSON = "person"
    LANGUAGE = "language"
    REPEAT = "repeat"
    SLOWER = "slower"
    TEXT_ME = "text_me"
    CALL_BACK = "call_back"
    MESSAGE = "message"
    GOODBYE = "goodbye"
    YES = "yes"
    NO = "no"
    MORE = "more"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    ANY_TIME = "any_time"


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """What can be asked by a key: how it is called, and the message that asks it."""

    title: str
    message: str


@dataclass(frozen=True)
class CallingWords:
    """How one language says all this.

    `weekdays` are in order, Monday first. The first of `times` is how a time is said back.
    """

    fillers: re.Pattern[str]
    commands: Mapping[Command, re.Pattern[str]]
    relay: re.Pattern[str]
    danger: re.Pattern[str]
    questions: re.Pattern[str]
    person_wish: str
    nothing_said: str
    pressed: str
    voicemail: str
    sounds: str
    menu: Sequence[MenuChoice]
    keys: Mapping[str, str]
    weekdays: Sequence[str]
    times: Mapping[str, Sequence[str]]
    sentences: Mapping[str, str]


Words = Mapping[Hint, CallingWords]

MOST_IN_MENU = 4


def load_words(data: Path) -> Words:
    """Read `calling.yml` of every language. Raises Problem."""
    found = {language: _words(data / language / "calling.yml") for language in LANGUAGES}
    if len({frozenset(words.sentences) for words in found.values()}) != 1:
        raise Problem("The sentences of calling.yml are not the same in every language.")
    return found


def _words(file: Path) -> CallingWords:
    try:
        return _read(read_words(file))
    except (OSError, yaml.YAMLError, re.error, KeyError, TypeError, AttributeError) as error:
        raise Problem(f"The words for calls in {file} cannot be used: {error}.") from error


def _read(read: Any) -> CallingWords:
    if len(read["menu"]) > MOST_IN_MENU:
        raise TypeError(f"a menu has at most {MOST_IN_MENU} choices")
    return CallingWords(
        fillers=re.compile(rf"\b(?:{'|'.join(map(re.escape, read['fillers']))})\b"),
        commands={one: _any(read["commands"][one.value]) for one in Command},
        relay=_any(read["relay"]),
        danger=_any(read["danger"]),
        questions=_any(read["questions"]),
        person_wish=str(read["person_wish"]),
        nothing_said=str(read["nothing_said"]),
        pressed=str(read["pressed"]),
        voicemail=str(read["voicemail"]),
        sounds=str(read["sounds"]),
        menu=tuple(MenuChoice(str(one["title"]), str(one["message"])) for one in read["menu"]),
        keys={str(key): str(word) for key, word in read["keys"].items()},
        weekdays=tuple(map(str, read["weekdays"])),
        times={name: tuple(map(str, ways)) for name, ways in read["times"].items()},
        sentences={str(name): str(text) for name, text in read["sentences"].items()},
    )


def _any(written: Any) -> re.Pattern[str]:
    """Give one pattern for all that are written; YAML reads a bare `yes` as a boolean."""
    return re.compile("|".join(f"(?:{one})" for one in map(str, written)))
