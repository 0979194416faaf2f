"""How easily Spanish is read: the Szigriszt-Pazos index, on the INFLESZ scale.

The index falls as words get longer and sentences too. INFLESZ, which was made for what patients are
given to read, calls 80 and more very easy, 65 to 80 quite easy, 55 to 65 normal, 40 to 55 somewhat
hard, and less very hard; from 55 on it takes a text to be within everybody's reach.

Formula: F. Szigriszt Pazos, *Sistemas predictivos de legibilidad del mensaje escrito: fórmula de
perspicuidad*, Universidad Complutense de Madrid, 1993. Scale: I. M. Barrio-Cantalejo and others,
*Validación de la Escala INFLESZ para evaluar la legibilidad de los textos dirigidos a pacientes*,
Anales del Sistema Sanitario de Navarra 31(2), 2008.
"""

from __future__ import annotations

import re

NORMAL = 55.0
"""From this on, INFLESZ calls a text normal or easier."""

_NO_END = re.compile(r"\b([ap])\. ?m\.", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")
_WORD = re.compile(r"[^\W_][\w$'.@/-]*")
_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_OF_ITS_OWN = re.compile(r"[aeoáéóíú]")


def syllables(word: str) -> int:
    """Count the syllables of a word; what has no vowels counts as one.

    Strong vowels and stressed weak ones (`país`) are syllables of their own; other weak vowels go
    with their neighbor (`ciudad`).
    """
    runs = _VOWELS.findall(word.lower())
    return max(1, sum(max(1, len(_OF_ITS_OWN.findall(run))) for run in runs))


def ease(text: str) -> float:
    """Give the index, about 0 (hard) to 100 (easy). Raises ValueError on no words."""
    plain = _NO_END.sub(r"\1m", text)
    words = [word.rstrip(".'/-") for word in _WORD.findall(plain)]
    if not words:
        raise ValueError("a text without words has no index")
    sentences = max(1, len(_SENTENCE_END.findall(plain)))
    spoken = sum(syllables(word) for word in words)
    return 206.835 - 62.3 * spoken / len(words) - len(words) / sentences
