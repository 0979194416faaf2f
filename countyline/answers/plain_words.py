"""A text as plain words: what small patterns of the answers look at."""

import re
import unicodedata


def plain_words(text: str) -> str:
    """The words of `text` without case, accents and signs, one space between them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", letters))
