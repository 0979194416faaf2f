"""Voicemails as residents leave them: greetings, names, stories, numbers, and one or two questions.

The questions are our own training examples: what is measured is the rate, not understanding.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import yaml

from countyline.settings import PROJECT_ROOT

_FIRST = datetime(2024, 4, 3, 13, tzinfo=UTC)
_SPANISH_SHARE = 0.15
_SECOND_SHARE = 0.25
_TOPICS = {
    "status": 24, "reopening": 10, "how_to_pay": 18, "deadlines": 8, "receipts": 6, "vehicle": 9,
    "recording": 5, "marriage_license": 4, "hours": 4, "contact": 4, "assessment": 3,
    "data_safety": 3, "voting": 2,
}  # fmt: skip
"""How often a topic is asked, of 100."""
_WORDS = {
    "en": {
        "hello": ["Hi, this is {name}.", "Hello, my name is {name}.", "Good morning.", "Yes, hi."],
        "story": ["", "", "I drove all the way downtown and the door was locked.",
                  "I have been calling since this morning.",
                  "My closing is at the end of the week.",
                  "Nobody picks up the phone at your office."],
        "then": ["Also, {question}", "And another question, {question}", "And {question}"],
        "bye": ["Thank you.", "Please call me back at {number}. Thank you.",
                "My number is {number}.", "You can reach me at {number}, bye.", ""],
    },
    "es": {
        "hello": ["Hola, soy {name}.", "Buenos días, me llamo {name}.", "Buenas tardes.", "Hola."],
        "story": ["", "", "Fui hasta el centro y la puerta estaba cerrada.",
                  "Llevo toda la mañana llamando."],
        "then": ["También quería saber, {question}", "Y otra pregunta, {question}"],
        "bye": ["Gracias.", "Por favor llámeme al {number}. Gracias.",
                "Mi número es {number}.", ""],
    },
}  # fmt: skip
_NAMES = ("Maria Lopez", "James Carter", "Ana Ruiz", "Bob Miller", "Denise Young", "Tom Nguyen")
_DIGITS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
}


def voicemails(count: int, seed: int = 7) -> Iterator[bytes]:
    """Give so many voicemails, one JSON line each; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        language = "es" if chance.random() < _SPANISH_SHARE else "en"
        moment = _FIRST + timedelta(seconds=number * 3)
        line = {
            "id": f"vm-{number:06}",
            "at": moment.isoformat(),
            "from": f"816-555-{number % 10_000:04}",
            "language": f"{language}-US",
            "text": _text(chance, language),
        }
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _text(chance: random.Random, language: str) -> str:
    words = _WORDS[language]
    parts = [
        chance.choice(words["hello"]).format(name=chance.choice(_NAMES)),
        chance.choice(words["story"]),
        _sentence(_question(chance, language)),
    ]
    if chance.random() < _SECOND_SHARE:
        then = chance.choice(words["then"])
        parts.append(_sentence(then.format(question=_question(chance, language))))
    parts.append(chance.choice(words["bye"]).format(number=_number(chance, language)))
    text = " ".join(part for part in parts if part)
    # Half of the speech recognizers write neither capitals nor marks.
    return text if chance.random() < 0.5 else text.translate(_NO_MARKS).lower()


_NO_MARKS = str.maketrans("", "", ".,?!¿¡")


def _sentence(question: str) -> str:
    return question if question.endswith(("?", ".", "!")) else f"{question}?"


def _question(chance: random.Random, language: str) -> str:
    topic = chance.choices(list(_TOPICS), list(_TOPICS.values()))[0]
    return chance.choice(_examples(language, topic))


@cache
def _examples(language: str, topic: str) -> Sequence[str]:
    path = PROJECT_ROOT / "data" / language / "nlu" / f"{topic}.yml"
    groups = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
    lines = (line for group in groups for line in group["examples"].splitlines())
    return [line.removeprefix("- ").strip() for line in lines if len(line.split()) > 4]


def _number(chance: random.Random, language: str) -> str:
    digits = f"816555{chance.randrange(10_000):04}"
    if chance.random() < 0.5:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return " ".join(_DIGITS[language][int(digit)] for digit in digits)
