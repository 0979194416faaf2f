"""The language of a message: English, Spanish, or neither.

Function words decide, because they are the frame of a sentence: "¿puedo pagar mis taxes en la
Recorder of Deeds?" is Spanish however many English nouns stand in it. A statistical identifier is
asked only where there is no such evidence, and for what is neither of the two. One or two words
that could be either keep the language of the conversation.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import yaml

from countyline.understanding.lexicon import DATA, lexicon
from countyline.understanding.text import Word, without_spans, words

Language = Literal["en", "es", "und"]
Identify = Callable[[str], Mapping[str, float]]
"""Gives the probability of each language code for a text."""


@lru_cache(maxsize=1)
def _neighbors() -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """Words of languages that share our letters, by language, and their greetings."""
    with (DATA / "neighbor_languages.yml").open(encoding="utf-8") as file:
        lists = yaml.safe_load(file)
    own = {code: frozenset(listed.split()) for code, listed in lists["words"].items()}
    return own, frozenset(lists["greetings"].split())


_FOREIGN_LETTER = re.compile(
    "[\u0370-\u052f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1200-\u137f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]")
_SPANISH_MARK = re.compile("[¿¡ñ]")
_SURE = 0.9
_LIKELY_SPANISH = 0.8
_VERY_SURE = 0.985


@dataclass(frozen=True)
class Reading:
    """What was decided.

    Attributes:
        language: the language to answer in.
        mixed: whether both languages carry the sentence (Spanglish).
        sure: whether the message itself decided, not the conversation.
    """

    language: Language
    mixed: bool = False
    sure: bool = True


def decide(
    message: str,
    conversation: str | None,
    identify: Identify,
    names: Collection[tuple[int, int]] = (),
) -> Reading:
    """Decide the language of `message`.

    Args:
        message: the message as written.
        conversation: the language so far or the channel's hint, None at the very start.
        identify: the statistical identifier.
        names: offsets of published names; a name says nothing about the sentence around it.
    """
    if _in_other_letters(message):
        return Reading("und")
    spoken = without_spans(words(message), names)
    english, spanish = _evidence("en", spoken), _evidence("es", spoken)
    if _SPANISH_MARK.search(message.casefold()):
        spanish += 2
    if _is_neither(message, spoken, max(english, spanish), identify):
        return Reading("und")
    if english != spanish:
        mixed = min(english, spanish) >= 2
        return Reading("en" if english > spanish else "es", mixed)
    if english:
        return Reading(_opening_language(spoken), mixed=True)
    return _by_vocabulary(message, spoken, conversation, identify)


def _evidence(language: str, spoken: Collection[Word]) -> int:
    frame = lexicon(language).frame
    return sum(word.text in frame for word in spoken)


def _in_other_letters(message: str) -> bool:
    foreign = len(_FOREIGN_LETTER.findall(message))
    vietnamese = len(_VIETNAMESE.findall(message.casefold()))
    letters = sum(character.isalpha() for character in message)
    return foreign * 3 > letters or (vietnamese >= 2 and vietnamese * 12 > letters)


def _is_neither(message: str, spoken: list[Word], ours: int, identify: Identify) -> bool:
    if spoken and spoken[0].text in _neighbors()[1] and ours == 0:
        return True
    if len(spoken) < 2:
        return False
    likely = identify(message)
    other, probability = max(likely.items(), key=lambda entry: entry[1])
    if other in ("en", "es"):
        other = max((code for code in likely if code not in ("en", "es")), key=likely.__getitem__)
        return _outnumbers(other, spoken, 2 * ours + 1)
    if other in _neighbors()[0]:
        return probability >= _SURE and _outnumbers(other, spoken, ours)
    return probability >= _VERY_SURE and 4 * ours <= len(spoken) >= 4


def _outnumbers(other: str, spoken: list[Word], ours: int) -> bool:
    theirs = sum(word.text in _neighbors()[0].get(other, ()) for word in spoken)
    return theirs >= 2 and theirs > ours


def _opening_language(spoken: list[Word]) -> Language:
    english = lexicon("en").frame
    spanish = lexicon("es").frame
    for word in spoken:
        if word.text in english:
            return "en"
        if word.text in spanish:
            return "es"
    return "en"


def _by_vocabulary(
    message: str, spoken: list[Word], conversation: str | None, identify: Identify
) -> Reading:
    english = sum(word.text in lexicon("en").familiar for word in spoken)
    spanish = sum(word.text in lexicon("es").familiar for word in spoken)
    if english != spanish and (conversation is None or len(spoken) < 4):
        return Reading("en" if english > spanish else "es")
    if conversation in ("en", "es"):
        return Reading("es" if conversation == "es" else "en", sure=False)
    if conversation == "und" and len(spoken) < 3 and not english and not spanish:
        return Reading("und", sure=False)
    if len(spoken) < 2:
        return Reading("en", sure=False)
    likely = identify(message)
    return Reading("es" if likely.get("es", 0) > _LIKELY_SPANISH else "en", sure=False)
