"""What a report says: a command to the call, keys, silence, something unclear, or a question.

Pure. What it means at this point of the call is `countyline.calling.talking`'s to tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from countyline.calling.model import MOST_ALTERNATIVES, Alternative, Event, Heard
from countyline.calling.words import Command, Words
from countyline.desk.model import Hint
from countyline.redaction import clean
from countyline.texting.folding import folded

UNCLEAR_BELOW = 0.35
"""Recognition that is less sure is not asked about; a guess to be tuned on real calls."""
UNSURE_BELOW = 0.6
"""Recognition that is less sure is confirmed before it is answered."""

_NEVER_GATED = (Command.PERSON, Command.LANGUAGE)
"""Counts in whatever way it was heard."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was said."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something was said, but recognition does not know what."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys were pressed."""

    keys: str


@dataclass(frozen=True, slots=True)
class Bid:
    """A command to the call. `language` is the one that is asked for; `text` is what was said.

    `recognition` is there in case that at this point it is no command.
    """

    command: Command
    text: str
    language: Hint | None = None
    recognition: Mapping[str, Any] | None = None
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay operator speaks for the caller."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Anything else that was said.

    `recognition` is what Rasa is told of it; null where nothing speaks against the text.
    `is_danger`: it speaks of danger, and goes before everything else.
    """

    text: str
    recognition: Mapping[str, Any] | None = None
    is_unsure: bool = False
    is_danger: bool = False


Meaning = Silence | Unclear | Keys | Bid | Relay | Speech


def read(heard: Heard, language: Hint, words: Words) -> Meaning:
    """Tell what was said; `language` is the call's, whose words count first."""
    if heard.event is Event.KEYS and heard.keys:
        return Keys(heard.keys)
    alternatives = _said(heard.alternatives)
    if heard.event is not Event.SPEECH or not alternatives:
        return Silence()
    texts = [folded(one.transcript) for one in alternatives]
    if danger := _danger(alternatives, texts, words):
        # At once, and without a word about how well it was heard.
        return Speech(danger, is_danger=True)
    if any(known.relay.search(texts[0]) for known in words.values()):
        return Relay()
    return _bid(alternatives, texts, language, words) or _speech(alternatives)


def _said(alternatives: Sequence[Alternative]) -> list[Alternative]:
    """Give what can be read, without secret numbers; a confidence that says nothing is null."""
    found = []
    for one in alternatives[:MOST_ALTERNATIVES]:
        text, confidence = clean(one.transcript).text, one.confidence
        if confidence is not None and not 0 < confidence <= 1:
            confidence = None
        if folded(text):
            found.append(Alternative(text, confidence))
    return found


def _danger(
    alternatives: Sequence[Alternative], texts: Sequence[str], words: Words
) -> str | None:
    for one, text in zip(alternatives, texts, strict=True):
        if any(known.danger.search(text) for known in words.values()):
            return one.transcript
    return None


def _bid(
    alternatives: Sequence[Alternative], texts: Sequence[str], language: Hint, words: Words
) -> Bid | None:
    found = (command_in(text, language, words) for text in texts)
    first, *others = found
    if first is None:
        first = next((one for one in others if one and one[0] in _NEVER_GATED), None)
    if first is None:
        return None
    command, wanted = first
    likeliest = alternatives[0]
    if command is Command.GOODBYE and _is_unclear(likeliest):
        return None
    asked = _speech(alternatives)
    recognition = asked.recognition if isinstance(asked, Speech) else None
    is_unsure = isinstance(asked, Unclear) or asked.is_unsure
    return Bid(command, likeliest.transcript, wanted, recognition, is_unsure)


def command_in(said: str, language: Hint, words: Words) -> tuple[Command, Hint | None] | None:
    """Give the command that a folded utterance is, and the language that it asks for."""
    others = [one for one in words if one != language]
    bare = [(one, words[one].fillers.sub(" ", said).split()) for one in (language, *others)]
    for command in Command:
        for one, left in bare:
            pattern = words[one].commands[command]
            if pattern.fullmatch(said) or (left and pattern.fullmatch(" ".join(left))):
                return command, one if command is Command.LANGUAGE else None
    return None


def _speech(alternatives: Sequence[Alternative]) -> Speech | Unclear:
    likeliest = alternatives[0]
    if _is_unclear(likeliest):
        return Unclear()
    confidence = likeliest.confidence
    if confidence is None and len(alternatives) == 1:
        return Speech(likeliest.transcript)
    recognition = {
        "confidence": confidence,
        "alternatives": [
            {"text": one.transcript, "confidence": one.confidence} for one in alternatives
        ],
    }
    is_unsure = confidence is not None and confidence < UNSURE_BELOW
    return Speech(likeliest.transcript, recognition, is_unsure)


def _is_unclear(one: Alternative) -> bool:
    return one.confidence is not None and one.confidence < UNCLEAR_BELOW
