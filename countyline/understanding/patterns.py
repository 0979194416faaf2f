"""Cues found by small patterns: false premises, danger, and the wish for a person."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from countyline.understanding.lexicon import lexicons
from countyline.understanding.text import folded_words


def plain(message: str) -> str:
    """The words of `message`, folded, with one space between them: what patterns look at."""
    return " ".join(folded_words(message))


_AT_A_WORD = r"\b"
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern that matches what any of several does.

    Those that begin at a word's edge are tried there alone: at every letter, a hundred of them take
    longer than all the rest of a short message.
    """
    single = [one for pattern in patterns for one in _alternatives(pattern)]
    at_a_word = [one[len(_AT_A_WORD) :] for one in single if one.startswith(_AT_A_WORD)]
    anywhere = [one for one in single if not one.startswith(_AT_A_WORD)]
    together = [rf"{_AT_A_WORD}(?:{'|'.join(at_a_word)})"] if at_a_word else []
    return re.compile("|".join(together + anywhere))


def _alternatives(pattern: str) -> Iterator[str]:
    """What a pattern's outermost bars part."""
    depth, one = 0, ""
    for token in _TOKEN.findall(pattern):
        depth += (token == "(") - (token == ")")
        if token == "|" and not depth:
            yield one
            one = ""
        else:
            one += token
    yield one


@cache
def _premises() -> dict[str, re.Pattern[str]]:
    cues: dict[str, list[str]] = {}
    for lists in lexicons():
        for name, patterns in lists.premises.items():
            cues.setdefault(name, []).extend(patterns)
    return {name: any_of(patterns) for name, patterns in cues.items()}


@cache
def _alarms() -> dict[str, re.Pattern[str]]:
    cues: dict[str, list[str]] = {}
    for lists in lexicons():
        for name, patterns in lists.alarms.items():
            cues.setdefault(name, []).extend(patterns)
    return {name: any_of(patterns) for name, patterns in cues.items()}


@cache
def _harmless() -> re.Pattern[str]:
    return any_of(pattern for lists in lexicons() for pattern in lists.harmless)


@cache
def _set_aside() -> re.Pattern[str]:
    return any_of(pattern for lists in lexicons() for pattern in lists.set_aside)


def is_set_aside(clause: str) -> bool:
    """Whether a clause says what is not asked: "I know you are closed", "no pregunto eso"."""
    return _set_aside().search(plain(clause)) is not None


@cache
def _another_thing() -> re.Pattern[str]:
    return any_of(pattern for lists in lexicons() for pattern in lists.another_thing)


def points_to_another_thing(message: str) -> bool:
    """Whether `message` says only that another thing is meant: "not that building, the other"."""
    return _another_thing().search(plain(message)) is not None


def premises(message: str) -> list[str]:
    """Names of the premises that `message` seems to take for granted, in a fixed order.

    Both languages are looked at: residents mix them. The answer decides by the facts whether
    the premise is false.
    """
    spoken = plain(message)
    return [name for name, pattern in _premises().items() if pattern.search(spoken)]


def is_figure_of_speech(message: str) -> bool:
    """Whether `message` holds an idiom that sounds like danger: "my boss will kill me"."""
    return _harmless().search(plain(message)) is not None


def alarms(message: str) -> list[str]:
    """Topics/aspects that must never be missed and that the words of `message` name.

    Figures of speech ("I'm dying to know", "me muero de risa") are taken out first, so a message
    that holds one of them and a real alarm still raises the alarm.
    """
    spoken = plain(message)
    raised = [name for name, pattern in _alarms().items() if pattern.search(spoken)]
    if not raised:  # nearly always
        return []
    meant = _harmless().sub(" # ", spoken)
    return [name for name in raised if _alarms()[name].search(meant)]
