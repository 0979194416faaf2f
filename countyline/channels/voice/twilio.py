"""The addresses that Twilio calls while a caller is on the line, and after.

Each answer to Twilio names the address of the next request, with a step that counts up. The step
is the key of the report: a request that Twilio sends again gets the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, raw

from countyline.calling.model import (
    Abilities,
    CallRefused,
    Event,
    Heard,
    Said,
    TransferOutcome,
)
from countyline.channels.refusals import Refused
from countyline.channels.twilio_requests import TwilioRequests, id_in, malformed
from countyline.channels.voice.reports import (
    PhoneLine,
    alternatives_of,
    caller_in,
    hint_of,
    words_in,
)
from countyline.channels.voice.twiml import (
    ADDRESS,
    NOTHING,
    Steps,
    twiml_of,
    whisper_of,
)
from countyline.channels.voice.voicemail import Voicemails
from countyline.desk.desk import DatabaseUnavailable

_ABILITIES = Abilities(transfers=True, records=True, waits=True)
_OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
_OUTCOMES = {
    "completed": TransferOutcome.COMPLETED,
    "answered": TransferOutcome.COMPLETED,
    "busy": TransferOutcome.BUSY,
    "no-answer": TransferOutcome.NO_ANSWER,
}
_KEYS = re.compile(r"[0-9*#]{0,32}", re.ASCII)
_STEP = re.compile(r"[0-9]{1,4}", re.ASCII)
_RECORDING = re.compile(r"RE[0-9a-fA-F]{32}")
_RECORDED_AT = re.compile(r"https://[A-Za-z0-9./_-]{1,200}")

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TwilioVoice:
    """What Twilio's calls are made of."""

    requests: TwilioRequests
    public_url: str
    line: PhoneLine
    voicemails: Voicemails

    async def answer(self, request: Request, event: Event | None = None) -> HTTPResponse:
        """Answer a request of a call with what comes next. Raises Refused."""
        fields = self.requests.fields(request)
        heard = _heard(request, fields, event)
        said = await self.line.take(heard)
        if heard.event is Event.HANGUP:
            return _xml(NOTHING)
        steps = Steps(
            self.public_url, heard.call.partition(":")[2], _step_of(request), said.language
        )
        # Whose number is withheld cannot call staff from it.
        ours = None if heard.caller else caller_in(fields.get("To"))
        return _xml(twiml_of(said, steps, ours))

    async def keep_voicemail(self, request: Request) -> HTTPResponse:
        """Take a recording, or what Twilio understood of one. Raises Refused."""
        fields = self.requests.fields(request)
        recording = fields.get("RecordingSid", "")
        if not _RECORDING.fullmatch(recording):
            raise malformed("RecordingSid")
        if "TranscriptionSid" not in fields:
            return await self.answer(request, Event.RECORDED)
        words = words_in(fields.get("TranscriptionText"))
        if words:
            language = hint_of(request.get_args().get("language"))
            caller = caller_in(fields.get("From"))
            is_new = await self.voicemails.take(recording, words, caller, language)
            logger.info("voicemail_taken", is_new=is_new)
        else:  # The call's case names the recording.
            logger.warning("voicemail_not_transcribed")
        return empty(204)

    async def whisper(self, request: Request) -> HTTPResponse:
        """Say to staff who calls. Raises Refused for what is not Twilio's alone.

        Whatever else fails, staff get the caller, if without a word before.
        """
        self.requests.fields(request)
        said = await self._said_before(request)
        if said is None or said.transfer is None:
            return _xml(NOTHING)
        return _xml(whisper_of(said.transfer.whisper))

    async def _said_before(self, request: Request) -> Said | None:
        call = request.get_args().get("call") or ""
        if not re.fullmatch(r"[A-Za-z0-9]{8,60}", call):
            return None
        heard = Heard(
            call=f"twilio:{call}",
            key=str(_step_of(request)),
            # The report is there already; were it not, this one would do no harm.
            event=Event.WAITING,
            abilities=_ABILITIES,
        )
        try:
            return await self.line.calls.take(heard)
        except (CallRefused, DatabaseUnavailable):
            return None

    async def note_status(self, request: Request) -> HTTPResponse:
        """Note that a call is over. Raises Refused."""
        fields = self.requests.fields(request)
        call = id_in(fields, "CallSid")
        if fields.get("CallStatus") in _OVER:
            await self.line.take(Heard(call=f"twilio:{call}", key="hangup", event=Event.HANGUP))
        return empty(204)


def twilio_blueprint(twilio: TwilioVoice | None) -> Blueprint:
    """Give the addresses at `/webhooks/voice/twilio`; without an account they refuse everybody."""
    blueprint = Blueprint("voice_twilio")
    told: list[bool] = []

    def channel() -> TwilioVoice:
        if twilio is None:
            if not told:
                logger.warning("calls_refused", why="TWILIO_AUTH_TOKEN is not set")
                told.append(True)
            raise Refused(403, "not_configured", "This county takes no calls here.")
        return twilio

    @blueprint.post(ADDRESS)
    async def call(request: Request) -> HTTPResponse:
        return await channel().answer(request)

    @blueprint.post(f"{ADDRESS}/transfer")
    async def transfer(request: Request) -> HTTPResponse:
        return await channel().answer(request, Event.TRANSFER_ENDED)

    @blueprint.post(f"{ADDRESS}/voicemail")
    async def voicemail(request: Request) -> HTTPResponse:
        return await channel().keep_voicemail(request)

    @blueprint.post(f"{ADDRESS}/whisper")
    async def whisper(request: Request) -> HTTPResponse:
        return await channel().whisper(request)

    @blueprint.post(f"{ADDRESS}/status")
    async def status(request: Request) -> HTTPResponse:
        return await channel().note_status(request)

    return blueprint


def _heard(request: Request, fields: Mapping[str, str], event: Event | None) -> Heard:
    call = id_in(fields, "CallSid")
    keys = fields.get("Digits", "").strip() if event is None else ""
    if not _KEYS.fullmatch(keys):
        raise malformed("Digits")
    heard = alternatives_of([(fields.get("SpeechResult"), fields.get("Confidence"))])
    step = _step_of(request)
    event = event or _event_of(request, fields, step, keys, bool(heard))
    return Heard(
        call=f"twilio:{call}",
        key="hangup" if event is Event.HANGUP else str(step),
        event=event,
        caller=caller_in(fields.get("From")),
        language=hint_of(request.get_args().get("language")),
        alternatives=heard if event is Event.SPEECH else (),
        keys=keys if event is Event.KEYS else "",
        transfer=_outcome_of(fields) if event is Event.TRANSFER_ENDED else None,
        recording=_recording_in(fields) if event is Event.RECORDED else None,
        abilities=_ABILITIES,
    )


def _event_of(
    request: Request, fields: Mapping[str, str], step: int, keys: str, has_words: bool
) -> Event:
    if fields.get("CallStatus") in _OVER:
        return Event.HANGUP
    if request.get_args().get("waiting"):
        return Event.WAITING
    if step == 0:
        return Event.START
    if keys:
        return Event.KEYS
    return Event.SPEECH if has_words else Event.NO_INPUT


def _step_of(request: Request) -> int:
    written = request.get_args().get("step") or "0"
    if not _STEP.fullmatch(written):
        raise malformed("step")
    return int(written)


def _outcome_of(fields: Mapping[str, str]) -> TransferOutcome:
    outcome = _OUTCOMES.get(fields.get("DialCallStatus", ""), TransferOutcome.FAILED)
    # Staff who hang up while they hear who calls have answered, and yet nobody spoke with them.
    if outcome is TransferOutcome.COMPLETED and fields.get("DialBridged") == "false":
        return TransferOutcome.NO_ANSWER
    return outcome


def _recording_in(fields: Mapping[str, str]) -> str | None:
    """Give where a recording can be heard."""
    address = fields.get("RecordingUrl", "")
    return address if _RECORDED_AT.fullmatch(address) else fields.get("RecordingSid")


def _xml(twiml: bytes) -> HTTPResponse:
    headers = {"Cache-Control": "no-store"}
    return raw(twiml, headers=headers, content_type="text/xml; charset=utf-8")
