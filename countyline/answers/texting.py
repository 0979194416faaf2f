"""An answer as text messages: the first to send now, the rest when the resident asks for it."""

from __future__ import annotations

from countyline.answers.answer import Answer
from countyline.answers.wording import COMMON, Wording
from countyline.status.model import Language
from countyline.text_messages import parts


def text_messages(answer: Answer, wording: Wording) -> tuple[str, ...]:
    """Give the messages of an answer that was worded for them; at least one."""
    spoken: Language = "es" if answer.language == "es" else "en"
    return parts(answer.card, ways_to_ask_for_rest(spoken, wording))


def ways_to_ask_for_rest(language: Language, wording: Wording) -> tuple[str, ...]:
    """Give the sentences that tell how to ask for the rest, the best first."""
    return tuple(wording.texted.say(language, COMMON, key) for key in ("more", "more_plain"))
