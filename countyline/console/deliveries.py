"""What became of the texts that a conversation's entries went out as, in words for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from countyline.console.gate import Visit
from countyline.database.engine import reading
from countyline.texting.delivery import Delivery, delivery_of
from countyline.texting.model import State

_WORDS: Mapping[State, str] = {
    State.QUEUED: "waiting to be texted",
    State.SENDING: "being texted",
    State.ACCEPTED: "taken by Twilio",
    State.SENT: "texted",
    State.DELIVERED: "text delivered",
    State.UNDELIVERED: "text not delivered",
    State.FAILED: "text not delivered",
    State.REFUSED: "text refused",
    State.SUPPRESSED: "not texted: the resident wants no texts",
}
_DID_NOT_ARRIVE = frozenset({State.UNDELIVERED, State.FAILED, State.REFUSED, State.SUPPRESSED})


@dataclass(frozen=True, slots=True)
class TextFate:
    """How an entry fared as a text. `is_lost`: it did not arrive and will not."""

    words: str
    is_lost: bool


async def text_fates(visit: Visit, conversation: str) -> Mapping[int, TextFate]:
    """Give how each entry that went out as a text fared, by its `seq`."""
    found = await visit.console.threads.read(_read, visit.console.engine, conversation)
    return {seq: fate_of(delivery) for seq, delivery in found.items()}


def fate_of(delivery: Delivery) -> TextFate:
    """Word the fate of an entry."""
    words = _WORDS[delivery.state]
    is_lost = delivery.state in _DID_NOT_ARRIVE
    if is_lost and delivery.state is not State.SUPPRESSED:
        why = delivery.why or "Twilio gives no reason"
        code = f" ({delivery.code})" if delivery.code else ""
        words = f"{words}: {why}{code}"
    return TextFate(words, is_lost)


def _read(engine: Engine, conversation: str) -> Mapping[int, Delivery]:
    with reading(engine) as connection:
        return delivery_of(connection, conversation)
