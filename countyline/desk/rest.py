"""The rest of an answer, on channels that give answers in parts: text messages and calls.

It waits in the conversation's context until it is asked for, and Rasa never sees it there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from countyline.desk.answering import MakeHeadline
from countyline.desk.brain import IN_PARTS
from countyline.desk.model import Reply, Turn

KEPT = "texting"
"""Where the context holds it; the name is older than calls, and stands in databases."""

LASTS = timedelta(hours=4)
"""How long the rest of an answer is given: it tells of today."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The parts of the last answer that were not sent yet, and the record that they rest on.

    `said_at` is the real time of its first part; null where it is not known.
    """

    parts: tuple[str, ...] = ()
    answer: Mapping[str, Any] = field(default_factory=dict)
    said_at: datetime | None = None

    def holds(self, revision: int | None, now: datetime) -> bool:
        """Tell whether it may still be given; `revision` is the number of the one in service."""
        if self.said_at is None or not timedelta(0) <= now - self.said_at <= LASTS:
            return False
        known = self.answer.get("revision")
        return known is None or known == revision


def rest_in(context: Mapping[str, Any] | None) -> Rest:
    """Give what is left of the last answer."""
    kept = (context or {}).get(KEPT)
    if not isinstance(kept, Mapping) or not isinstance(kept.get("rest"), list | tuple):
        return Rest()
    answer = kept.get("answer")
    return Rest(
        tuple(map(str, kept["rest"])),
        answer if isinstance(answer, Mapping) else {},
        _moment(kept.get("said_at")),
    )


def with_rest(context: Mapping[str, Any] | None, rest: Rest) -> Mapping[str, Any]:
    """Give the context with what is left of an answer now."""
    bare = without_rest(context) or {}
    if not rest.parts:
        return bare
    said_at = rest.said_at.isoformat() if rest.said_at else None
    return {
        **bare,
        KEPT: {"rest": list(rest.parts), "answer": dict(rest.answer), "said_at": said_at},
    }


def without_rest(context: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Give the context as Rasa knows it."""
    if context is None:
        return None
    return {name: value for name, value in context.items() if name != KEPT}


def with_rest_kept(reply: Reply, turn: Turn, now: datetime) -> Reply:
    """Give a reply with what is left of it in its context, and nothing of an answer before."""
    kept = reply.context
    if kept is None and KEPT in (turn.context or {}):
        kept = without_rest(turn.context)
    if reply.rest:
        bare = kept if kept is not None else turn.context
        kept = with_rest(bare, Rest(reply.rest, reply.answer, now))
    return replace(reply, context=kept)


def keeping_the_rest(headline: MakeHeadline, clock: Callable[[], datetime]) -> MakeHeadline:
    """Give what makes the headline, and keeps what of it did not fit into the first part."""

    def make(turn: Turn) -> Reply:
        reply = headline(turn)
        if turn.channel not in IN_PARTS or not reply.rest:
            return reply
        rest = Rest(reply.rest, reply.answer, clock())
        return replace(reply, context=with_rest(turn.context, rest))

    return make


def _moment(written: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
