"""What a text offers to be told later, and what a resident's UPDATES then takes up.

At most once a conversation, on a line of its own, and only where the text has room for it: never
a third segment, and never another alphabet. What was offered waits in the conversation's context,
and Rasa never sees it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from countyline.desk.model import THEN, Reply, Turn
from countyline.desk.wishes import WATCH
from countyline.following.words import Words
from countyline.segments import segments
from countyline.text_messages import MOST_SEGMENTS

KEPT = "following"
"""Where the context holds what was offered."""

WATCHING = "watching"
"""Where Rasa is told what the resident waits for; it changes with time, so it is not kept."""

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """What was offered by text. `choice` is that of a reopening; null: to be sent corrections."""

    choice: Mapping[str, Any] | None = None


def offer_in(context: Context | None) -> Offer | None:
    """Give what was offered in a conversation; null when nothing was."""
    kept = (context or {}).get(KEPT)
    if not isinstance(kept, Mapping):
        return None
    choice = kept.get("choice")
    return Offer(choice if isinstance(choice, Mapping) and choice.get("title") else None)


def with_offer(context: Context | None, offer: Offer | None) -> Context | None:
    """Give the context with what was offered, and without what Rasa alone is told."""
    if context is None and offer is None:
        return None
    bare = {
        name: value for name, value in (context or {}).items() if name not in (KEPT, WATCHING)
    }
    if offer is None:
        return bare
    return {**bare, KEPT: {"choice": dict(offer.choice) if offer.choice else None}}


def offered(turn: Turn, reply: Reply, words: Words) -> Reply:
    """Give a reply with an offer, where there is one to make and room for it."""
    offer = _offer_of(reply)
    if offer is None:
        return reply
    sentences = words["es" if reply.language == "es" else "en"].sentences
    line = sentences["offer_reopening" if offer.choice else "offer_changes"]
    text = f"{reply.text}\n{line}"
    if segments(text).count > MOST_SEGMENTS:
        return reply
    basis = dict(reply.basis or {})
    said = "\n".join(one for one in (basis.get(THEN), line) if one)
    known = reply.context if reply.context is not None else turn.context
    return replace(
        reply, text=text, basis={**basis, THEN: said}, context=with_offer(known, offer)
    )


def _offer_of(reply: Reply) -> Offer | None:
    """Give what a reply may offer: nothing beside a question, a promise or the rest of it."""
    # What cannot be made again with a line, such as the rest of an answer, gets none.
    is_whole = reply.basis is not None and not reply.headline and not reply.rest
    if not is_whole or reply.watches or reply.answer.get("kind") != "answer":
        return None
    choices = [one for one in reply.answer.get("choices") or () if isinstance(one, Mapping)]
    wishes = [one for one in choices if str(one.get("id", "")).startswith(WATCH)]
    if len(choices) > len(wishes):
        return None
    if wishes:
        return Offer(wishes[0])
    return Offer() if reply.may_change else None
