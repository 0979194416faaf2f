"""The Flesch-Kincaid grade of English text, without a dictionary.

Packages that measure it look syllables up in a pronouncing dictionary, which some of them fetch
from the network. For plain official English a rule is near enough: a syllable for each run of
vowels, silent endings left out, and a short list of the words at which the rule errs.

Formula: Kincaid and others, *Derivation of New Readability Formulas for Navy Enlisted
Personnel*, Research Branch Report 8-75, 1975.
"""

from __future__ import annotations

import re

_WITHIN_SENTENCE = re.compile(r"\b([ap])\.m\.(?=,|\s+[a-z(])")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")
_WORD = re.compile(r"[A-Za-z0-9$][\w$'.@/-]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e$"  # date
    r"|(?<=[aeiouyr]l)e$"  # file; but "table" keeps its syllable
    r"|(?<=[^aeiouydt])ed$"  # closed; but "noted" keeps its syllable
    r"|(?<=[^aeiouycgsxzhl])es$|(?<=[aeiouy]l)es$"  # dates; but "offices" keeps its syllable
    r"|(?<=[^aeiouyl])e(?=(?:ment|ly|less|ful|where|ty)s?$)"  # statement, likely
)
_APART = re.compile(r"ia(?!ls?$|ns?$|g)|io(?!n|us)|[aeiouy]ing$|eo|ua(?!r|g)|uous|iu|creat|scien")
_IRREGULAR = {
    "area": 3, "been": 1, "being": 2, "business": 2, "does": 1, "every": 2, "everything": 3,
    "genuine": 3, "goes": 1, "hours": 1, "idea": 3, "memorial": 4, "people": 2, "quiet": 2,
    "someone": 2, "something": 2, "sometimes": 2, "suicide": 3, "wednesday": 2,
}  # fmt: skip


def sentences(text: str) -> int:
    """Count sentences; the periods of "a.m." end none unless the text ends there."""
    plain = _WITHIN_SENTENCE.sub("am", text)
    return max(1, len(_SENTENCE_END.findall(plain)))


def words(text: str) -> list[str]:
    """Give the words; a number, an address or a telephone number is one word."""
    return [word.rstrip(".'/-") for word in _WORD.findall(text)]


def syllables(word: str) -> int:
    """Count the syllables of a word; what has no letters counts as one."""
    word = word.lower().removesuffix("'s").replace(".", "")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    stem = _SILENT.sub("", word)
    return max(1, len(_VOWELS.findall(stem)) + len(_APART.findall(stem)))


def grade(text: str) -> float:
    """Give the US school grade at which a text is read with ease. Raises ValueError on no words."""
    found = words(text)
    if not found:
        raise ValueError("a text without words has no grade")
    spoken = sum(syllables(word) for word in found)
    return 0.39 * len(found) / sentences(text) + 11.8 * spoken / len(found) - 15.59
