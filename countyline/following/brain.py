"""What stands between the desk and Rasa for wishes: those that need no understanding."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from countyline.desk.brain import Brain
from countyline.desk.model import Hint, Reply, Turn
from countyline.desk.wishes import KEPT_ON
from countyline.following.words import Words, wish_in
from countyline.texting.sentences import record_of

HasWish = Callable[[str], Awaitable[bool]]
"""Tells whether a conversation waits to be told anything."""


class FollowingBrain:
    """Asks another brain, and answers itself who takes a wish back or wants corrections.

    What it says is a promise only together with the wish, which the desk keeps with the reply.
    """

    def __init__(self, brain: Brain, words: Words, has_wish: HasWish) -> None:
        self._brain = brain
        self._words = words
        self._has_wish = has_wish

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        """Answer a turn within `seconds`. Raises BrainUnavailable or BrainTooSlow."""
        found = wish_in(turn.text, self._words) if turn.recognition is None else None
        if found is None:
            return await self._brain.reply(turn, seconds)
        wish, language = found
        if wish == "withdrawn":
            is_waiting = turn.channel in KEPT_ON and await self._has_wish(turn.conversation)
            name = "withdrawn" if is_waiting else "nothing_to_withdraw"
        else:
            kept = turn.channel in KEPT_ON
            name = f"if_changes_{turn.channel}" if kept else "if_changes_cannot"
        text = self._words[language].sentences[name]
        return _said(text, language, turn, found)


def _said(text: str, language: Hint, turn: Turn, found: tuple[str, Hint]) -> Reply:
    return Reply(
        text=text,
        language=language,
        answer=record_of(language),
        card={"paragraphs": [text], "source": None, "mark": None},
        context=None,
        headline=False,
        wish="withdrawn" if found[0] == "withdrawn" else "if_changes",
    )
