"""One JSON turn in, one out: for any phone system that can do HTTP.

See docs/phone.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw

from countyline.calling.model import Abilities, Event, Heard, Said, TransferOutcome
from countyline.channels.phone_token import PhoneToken
from countyline.channels.voice.reports import (
    PhoneLine,
    alternatives_of,
    caller_in,
    confidence_in,
    hint_of,
    words_in,
)
from countyline.channels.web.api import read_body
from countyline.channels.web.bodies import Body
from countyline.speech import VOICE_LANGUAGES

ADDRESS = "/webhooks/voice/turn"
LARGEST_BODY = 32 * 1024
_ONCE = {Event.START, Event.HANGUP}
"""What happens once in a call needs no id of its own."""

CallId = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
TurnId = Annotated[str, Field(pattern=r"^[!-~]{0,64}$")]
Sure = Annotated[float, Field(strict=True, allow_inf_nan=False)]
EventName = Literal[
    "", "start", "no_input", "hangup", "transfer_ended", "recorded", "waiting"
]


class AlternativeBody(Body):
    """One way in which recognition heard what was said."""

    transcript: str
    confidence: Sure | None = None


class Turn(Body):
    """What happened in a call.

    `confidence` belongs to `transcript`. The same `turn_id` again is the same turn, and gets the
    same answer; without one every turn is new. Without an `event`, `digits` or a transcript
    nothing was heard. The last three say what the phone system can do.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    call_id: CallId
    turn_id: TurnId | None = None
    caller: Annotated[str | None, Field(alias="from")] = None
    language: str | None = None
    transcript: str | None = None
    alternatives: tuple[AlternativeBody, ...] = ()
    confidence: Sure | None = None
    digits: Annotated[str, Field(pattern=r"^[0-9*#A-D]{0,32}$")] | None = None
    event: EventName | None = None
    transfer: Literal["", "completed", "busy", "no_answer", "failed"] | None = None
    can_transfer: StrictBool = True
    can_record: StrictBool = False
    can_wait: StrictBool = False

    def heard(self) -> Heard:
        """Give what happened as the core knows it."""
        alternatives = alternatives_of(self._ways())
        event = self._event(bool(alternatives))
        return Heard(
            call=f"json:{self.call_id}",
            key=self._key(event),
            event=event,
            caller=caller_in(self.caller),
            language=hint_of(self.language),
            alternatives=alternatives if event is Event.SPEECH else (),
            keys=(self.digits or "") if event is Event.KEYS else "",
            transfer=self._outcome() if event is Event.TRANSFER_ENDED else None,
            abilities=Abilities(self.can_transfer, self.can_record, self.can_wait),
        )

    def _event(self, has_words: bool) -> Event:
        if self.event:
            return Event(self.event)
        if self.digits:
            return Event.KEYS
        return Event.SPEECH if has_words else Event.NO_INPUT

    def _key(self, event: Event) -> str:
        if event in _ONCE:
            return event.value
        return f"id-{self.turn_id}" if self.turn_id else f"new-{secrets.token_hex(12)}"

    def _outcome(self) -> TransferOutcome:
        return TransferOutcome(self.transfer or "failed")

    def _ways(self) -> Iterator[tuple[object, object]]:
        """Yield what was heard: the transcript, then the alternatives, the surest first."""
        ways = [(one.transcript, one.confidence) for one in self.alternatives]
        ways.sort(key=lambda way: -(confidence_in(way[1]) or 0))
        if self.transcript:
            words = words_in(self.transcript).casefold()
            same = [sure for said, sure in ways if words_in(said).casefold() == words]
            yield self.transcript, self.confidence or next(iter(same), None)
        yield from ways


class ListeningBody(Body):
    """How to listen: for how long, for how many keys, and what recognition should expect."""

    seconds: float
    most_keys: int
    hints: tuple[str, ...]


class TurnAnswer(Body):
    """What to say and do next.

    `transfer_to`, `whisper` and `summary` are there when a caller is put through: whom to call,
    what to say to them first, and the same for a screen. `answer` is null for what is only about
    the call itself.
    """

    say: str
    ssml: str
    language: Literal["en-US", "es-US"]
    next: Literal["listen", "transfer", "hangup", "record", "wait"]
    listen: ListeningBody
    transfer_to: str | None = None
    whisper: str | None = None
    summary: str | None = None
    answer: dict[str, Any] | None

    @classmethod
    def of(cls, said: Said) -> TurnAnswer:
        """Word what to say and do next."""
        put_through: dict[str, Any] = {}
        if said.transfer is not None:
            put_through = {
                "transfer_to": said.transfer.to,
                "whisper": said.transfer.whisper.text,
                "summary": said.transfer.summary,
            }
        return cls.model_validate(
            {
                "say": said.speech.text,
                "ssml": said.speech.ssml,
                "language": VOICE_LANGUAGES[said.language],
                "next": said.next,
                "listen": ListeningBody(
                    seconds=said.listening.seconds,
                    most_keys=said.listening.most_keys,
                    hints=said.listening.hints,
                ),
                "answer": dict(said.answer) if said.answer is not None else None,
                **put_through,
            }
        )


def turn_blueprint(token: PhoneToken, line: PhoneLine) -> Blueprint:
    """Give the address `/webhooks/voice/turn`."""
    blueprint = Blueprint("voice_turn")

    @blueprint.post(ADDRESS)
    async def turn(request: Request) -> HTTPResponse:
        token.admit(request)
        said = await line.take(read_body(request, Turn, LARGEST_BODY).heard())
        body = TurnAnswer.of(said).model_dump_json(exclude_unset=True)
        headers = {"Cache-Control": "no-store"}
        return raw(body.encode(), headers=headers, content_type="application/json")

    return blueprint
