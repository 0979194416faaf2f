"""What the desk says by itself when no answer comes: the published headline, with whom to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from countyline.desk.model import Reply, Turn
from countyline.headline import headline, spoken_headline, texted_headline
from countyline.revision import PublicationReader

_WORDED = {"sms": texted_headline, "voice": spoken_headline}
"""How the headline of a channel is worded, where it is not for a screen."""


def stand_in_for(
    reader: PublicationReader, now: Callable[[], datetime]
) -> Callable[[Turn], Reply]:
    """Give what makes the headline for a turn, in the language of its conversation.

    Args:
        reader: gives the revision in service.
        now: the moment that residents are told about, aware.
    """

    def make(turn: Turn) -> Reply:
        known = (turn.context or {}).get("language")
        language = known if known in ("en", "es") else turn.language
        worded = _WORDED.get(turn.channel, headline)
        told = worded(reader.current(), language, now())
        text, *rest = told.messages
        return Reply(
            text=text,
            language=str(told.answer["language"]),
            answer=told.answer,
            card=told.shown.as_json(),
            context=None,
            headline=True,
            rest=tuple(rest),
            basis=told.basis,
        )

    return make
