"""What stands between the desk and Rasa for texts: choices by number, and the rest of an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from countyline.desk.brain import Brain
from countyline.desk.model import THEN, Hint, Reply, Turn
from countyline.desk.rest import rest_in, with_rest, with_rest_kept, without_rest
from countyline.texting.book import WITH_MEDIA
from countyline.texting.consent import revocation_in
from countyline.texting.model import CHANNEL
from countyline.texting.reading import More, Say, read_text
from countyline.texting.sentences import Sentences, record_of
from countyline.texting.words import Words

StopFor = Callable[[str], Awaitable[bool]]
"""Stops texts to the number left in a conversation; tells whether there is one."""
InService = Callable[[], int | None]
"""Gives the number of the revision in service; null while nothing was published."""
Clock = Callable[[], datetime]


class TextingBrain:
    """Asks another brain, and answers itself what needs none.

    Args:
        brain: who understands and answers.
        words: what texts mean.
        sentences: what is said here.
        stop_for: stops texts for a conversation of another channel.
        in_service: the revision that an answer must rest on to be continued.
        clock: the real time, aware.
    """

    def __init__(
        self,
        brain: Brain,
        words: Words,
        sentences: Sentences,
        stop_for: StopFor,
        *,
        in_service: InService,
        clock: Clock,
    ) -> None:
        self._brain = brain
        self._words = words
        self._sentences = sentences
        self._stop_for = stop_for
        self._in_service = in_service
        self._clock = clock

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        """Answer a turn within `seconds`. Raises BrainUnavailable or BrainTooSlow."""
        if turn.channel != CHANNEL:
            return await self._elsewhere(turn, seconds)
        meant = read_text(turn.text, turn.context, self._words)
        if isinstance(meant, More):
            return self._more(turn, meant)
        return await self._asked(turn, meant, seconds)

    async def _elsewhere(self, turn: Turn, seconds: float) -> Reply:
        """Answer on a channel that sends no texts by itself; a person may stop them from any."""
        wish = revocation_in(turn.text, self._words)
        if wish is None:
            return await self._brain.reply(turn, seconds)
        language = wish.language or _language(turn)
        was_reached = await self._stop_for(turn.conversation)
        name = "number_removed" if was_reached else "not_texting"
        return self._said(self._sentences.say(name, language), language)

    async def _asked(self, turn: Turn, meant: Say, seconds: float) -> Reply:
        asked = replace(turn, text=meant.text, context=without_rest(turn.context))
        reply = await self._brain.reply(asked, seconds)
        if turn.key.endswith(WITH_MEDIA):
            told = self._sentences.say("picture_too", "es" if reply.language == "es" else "en")
            basis = {**reply.basis, THEN: told} if reply.basis is not None else None
            reply = replace(reply, text=f"{reply.text}\n{told}", basis=basis)
        return with_rest_kept(reply, turn, self._clock())

    def _more(self, turn: Turn, meant: More) -> Reply:
        language = meant.language or _language(turn)
        rest = rest_in(turn.context)
        if not rest.parts:
            return self._said(self._sentences.say("no_more", language), language)
        if not rest.holds(self._in_service(), self._clock()):
            said = self._said(self._sentences.say("rest_is_old", language), language)
            return replace(said, context=without_rest(turn.context))
        spoken: Hint = "es" if rest.answer.get("language", language) == "es" else "en"
        return Reply(
            text=rest.parts[0],
            language=spoken,
            answer=rest.answer or record_of(spoken),
            card=None,
            context=with_rest(turn.context, replace(rest, parts=rest.parts[1:])),
            headline=False,
        )

    @staticmethod
    def _said(text: str, language: Hint) -> Reply:
        return Reply(
            text=text,
            language=language,
            answer=record_of(language),
            card={"paragraphs": [text], "source": None, "mark": None},
            context=None,
            headline=False,
        )


def _language(turn: Turn) -> Hint:
    known = (turn.context or {}).get("language") or turn.language
    return "es" if known == "es" else "en"
