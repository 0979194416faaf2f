"""A sound key for words, coarse enough for typing errors and for speech recognition.

Residents and recognizers write what they hear: "recorder of deets", "asessor", "colector". The key
keeps the consonants that English and Spanish speakers tell apart and drops the rest.
"""

import re
from functools import lru_cache

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"^(kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"ph", "f"),
        (r"(tion|sion|cion|zion)", "xn"),
        (r"(sch|sh|ch)", "x"),
        (r"c(?=[eiy])", "s"),
        (r"(ck|c|q|k)", "k"),
        (r"[zs]+", "s"),
        (r"x(?=[aeiou]|$)", "ks"),
        (r"(gh|h)", ""),
        (r"g(?=[ei])", "j"),
        (r"ll", "l"),
        (r"[vb]", "b"),
        (r"[td]", "t"),
        (r"w", "u"),
        (r"y", "i"),
    )
)
_VOWELS = re.compile(r"(?<!^)[aeiou]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """The sound key of a folded word; equal keys sound alike. Empty for a word without letters."""
    key = word
    for pattern, replacement in _RULES:
        key = pattern.sub(replacement, key)
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", key))
