"""What stands between the desk and Rasa for wishes: those that need no understanding."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from countyline.database.engine import DatabaseUnavailable
from countyline.desk.brain import Brain
from countyline.desk.model import Hint, Reply, Turn, Wish
from countyline.desk.wishes import KEPT_ON
from countyline.following.offering import WATCHING, offer_in, offered, with_offer
from countyline.following.watches import Wished
from countyline.following.words import Words, takes_up, wish_in
from countyline.texting.model import CHANNEL as SMS
from countyline.texting.sentences import record_of

WishedIn = Callable[[str, str], Awaitable[Wished]]
"""Tells what was wished for in a conversation of a channel."""


class FollowingBrain:
    """Asks another brain, and answers itself who takes a wish back or wants corrections.

    What it says is a promise only together with the wish, which the desk keeps with the reply.
    """

    def __init__(self, brain: Brain, words: Words, wished: WishedIn) -> None:
        self._brain = brain
        self._words = words
        self._wished_in = wished

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        """Answer a turn within `seconds`. Raises BrainUnavailable or BrainTooSlow."""
        wished = await self._wished(turn)
        found = wish_in(turn.text, self._words) if turn.recognition is None else None
        if found is not None:
            return self._said(turn, found, wished)
        language = self._taken_up(turn, wished)
        if language is None:
            return await self._asked(turn, wished, seconds)
        offer = offer_in(turn.context) or wished.offer
        if offer is None or offer.choice is None:
            return self._said(turn, ("if_changes", language), wished)
        # As if the choice stood open: so it is understood whatever was asked in between.
        context = {**(turn.context or {}), "choices": [dict(offer.choice)]}
        picked = replace(turn, text=str(offer.choice["title"]), context=context)
        return await self._asked(picked, wished, seconds)

    async def _wished(self, turn: Turn) -> Wished:
        if turn.channel not in KEPT_ON:
            return Wished()
        if turn.channel != SMS and not turn.has_wished:
            # By text it is the number's other conversations that count too.
            return Wished(conversations=(turn.conversation,))
        try:
            return await self._wished_in(turn.conversation, turn.channel)
        except DatabaseUnavailable:
            # Nothing is offered that may be wished for already; the answer does not need it.
            return Wished(was_asked=True)

    def _taken_up(self, turn: Turn, wished: Wished) -> Hint | None:
        """Tell in which language a text takes up an offer; null for anything else."""
        # Who was told nothing yet asks for news.
        if turn.channel != SMS or not (turn.context or wished.has_earlier):
            return None
        return takes_up(turn.text, self._words)

    async def _asked(self, turn: Turn, wished: Wished, seconds: float) -> Reply:
        before = offer_in(turn.context)
        context = with_offer(turn.context, None)
        if wished.subjects:
            context = {**(context or {}), WATCHING: list(wished.subjects)}
        reply = await self._brain.reply(replace(turn, context=context), seconds)
        if reply.context is not None:
            reply = replace(reply, context=with_offer(reply.context, before))
        if turn.channel != SMS or before is not None or wished.was_asked:
            return reply
        return offered(turn, reply, self._words)

    def _said(self, turn: Turn, found: tuple[Wish, Hint], wished: Wished) -> Reply:
        wish, language = found
        if wish == "withdrawn":
            name = "withdrawn" if wished.is_waiting else "nothing_to_withdraw"
        else:
            kept = turn.channel in KEPT_ON
            name = f"if_changes_{turn.channel}" if kept else "if_changes_cannot"
        text = self._words[language].sentences[name]
        return Reply(
            text=text,
            language=language,
            answer=record_of(language),
            card={"paragraphs": [text], "source": None, "mark": None},
            context=None,
            headline=False,
            wish=wish,
            wish_of=wished.conversations,
        )
