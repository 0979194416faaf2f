"""Case numbers such as `4F-27`: short, and safe to say on the phone and to copy by hand.

A number is one digit, one letter, a dash and two or more digits. No character in it can be taken
for another: no 0 (O), 1 (I, L), 5 (S), 8 (B); no letter that looks like a digit (O I L S B Z Q G),
none that looks or sounds like a letter that is used (V U N D P J C), no vowel that could make a
word. It is drawn at random, so that it tells neither how many cases there are nor which comes next.
"""

import re
from collections.abc import Callable, Sequence

DIGITS = "234679"
LETTERS = "FHKMRTWXY"
SHORTEST = 2
"""How many digits follow the dash while the case book is small."""

Choose = Callable[[Sequence[str]], str]
"""Picks one character, as `secrets.choice` does."""

_D, _L = f"[{DIGITS}]", f"[{LETTERS}]"
_GAP = r"[\s._\u2010-\u2015\u2212-]{0,3}"
_NUMBER = re.compile(
    rf"(?<![\w$])({_D}){_GAP}({_L}){_GAP}({_D}{{{SHORTEST},12}}|{_D}(?:\s{_D}){{1,11}})(?!\w)",
    re.IGNORECASE,
)


def draw_id(digits: int, choose: Choose) -> str:
    """Draw a case number with `digits` digits after the dash."""
    tail = "".join(choose(DIGITS) for _ in range(digits))
    return f"{choose(DIGITS)}{choose(LETTERS)}-{tail}"


def find_ids(text: str) -> list[str]:
    """Return the case numbers in a message as they are stored, each once, in order.

    Lower case, a missing or another dash, and spaces ("4 f 2 7") are read. A number that is
    found need not exist.
    """
    found = ("".join(match.groups()).upper() for match in _NUMBER.finditer(text))
    return list(dict.fromkeys(_dashed("".join(number.split())) for number in found))


def case_id_from(text: str) -> str | None:
    """Return the case number that `text` is, however it was typed, or None when it is none."""
    match = _NUMBER.fullmatch(text.strip())
    return _dashed("".join("".join(match.groups()).upper().split())) if match else None


def _dashed(number: str) -> str:
    return f"{number[:2]}-{number[2:]}"
