"""The bodies of AudioCodes' bot API: activities in, activities out.

https://techdocs.audiocodes.com/voice-ai-connect/ describes them under "Bot API". What is not known
here is left alone: a newer VoiceAI Connect may say more.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from countyline.calling.model import Abilities, Event, Heard, Said, Transfer, TransferOutcome
from countyline.channels.voice.reports import alternatives_of, caller_in, hint_of, words_in
from countyline.channels.web.bodies import Body
from countyline.speech import VOICE_LANGUAGES

MOST_ACTIVITIES = 20
ABILITIES = Abilities(transfers=True)
_KEYS = re.compile(r"[0-9*#A-Da-d]{1,32}", re.ASCII)
_FAILED = {"busy": TransferOutcome.BUSY, "no-answer": TransferOutcome.NO_ANSWER}
_LONGEST_HEADER = 200
_NAMES = uuid.UUID("5e9ce1a4-6a0b-4f43-9a2d-8d6f0e6f6f2b")
"""Any id does; it makes ours differ from everybody else's."""

ConversationId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class CallBeginning(Body):
    """Begins a call."""

    conversation: ConversationId


class CallAddresses(Body):
    """Where the call goes on, and how long it lasts without a sign of life, in seconds."""

    activities_url: Annotated[str, Field(serialization_alias="activitiesURL")]
    disconnect_url: Annotated[str, Field(serialization_alias="disconnectURL")]
    refresh_url: Annotated[str, Field(serialization_alias="refreshURL")]
    expires_seconds: Annotated[int, Field(serialization_alias="expiresSeconds")]


class Validation(Body):
    """That this is a bot."""

    type: str = "ac-bot-api"
    success: bool = True


class Activity(Body):
    """Something that happened: the caller spoke (`message`), or else (`event`)."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    type: str
    text: str | None = None
    name: str | None = None
    value: Any = None
    language: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)


class Activities(Body):
    """What happened in a call, in order."""

    conversation: ConversationId | None = None
    activities: Annotated[tuple[Activity, ...], Field(max_length=MOST_ACTIVITIES)]


class CallEnding(Body):
    """That a call is over, for a reason that is nobody's business here."""

    conversation: ConversationId | None = None


class AnswerActivity(Body):
    """Something to say or to do."""

    id: str
    timestamp: str
    type: str
    text: str | None = None
    name: str | None = None
    activity_params: Annotated[
        dict[str, Any] | None, Field(serialization_alias="activityParams")
    ] = None
    session_params: Annotated[
        dict[str, Any] | None, Field(serialization_alias="sessionParams")
    ] = None


class Answers(Body):
    """What to say and do, in order."""

    conversation: str
    activities: tuple[AnswerActivity, ...]


class Done(Body):
    """That it is well."""


def heard_in(conversation: str, activity: Activity) -> Heard | None:
    """Give what an activity reports as the core knows it; None for what is nobody's business."""
    if activity.type == "message":
        return _spoken(conversation, activity)
    read = _EVENTS.get(activity.name or "") if activity.type == "event" else None
    return read(conversation, activity) if read else None


def ended(conversation: str) -> Heard:
    """Give the end of a call as the core knows it."""
    return Heard(call=_call(conversation), key="hangup", event=Event.HANGUP)


def _call(conversation: str) -> str:
    return f"audiocodes:{conversation}"


def _heard(conversation: str, activity: Activity, event: Event, **more: Any) -> Heard:
    return Heard(
        call=_call(conversation),
        key=f"id-{activity.id}",
        event=event,
        language=hint_of(activity.language),
        abilities=ABILITIES,
        **more,
    )


def _spoken(conversation: str, activity: Activity) -> Heard:
    sure = activity.parameters.get("confidence")
    heard = [(activity.text, sure), *_ways_in(activity.parameters.get("recognitionOutput"))]
    alternatives = alternatives_of(heard) if words_in(activity.text) else ()
    event = Event.SPEECH if alternatives else Event.NO_INPUT
    return _heard(conversation, activity, event, alternatives=alternatives)


def _started(conversation: str, activity: Activity) -> Heard:
    caller = {**_value_of(activity), **activity.parameters}.get("caller")
    number = caller_in(caller if isinstance(caller, str) else None)
    return _heard(conversation, activity, Event.START, caller=number)


def _pressed(conversation: str, activity: Activity) -> Heard | None:
    keys = str(activity.value) if isinstance(activity.value, str | int) else ""
    if not _KEYS.fullmatch(keys):
        return None
    return _heard(conversation, activity, Event.KEYS, keys=keys.upper())


def _silent(conversation: str, activity: Activity) -> Heard:
    return _heard(conversation, activity, Event.NO_INPUT)


def _transferred(conversation: str, activity: Activity) -> Heard:
    outcome = _outcome_of(_value_of(activity))
    return _heard(conversation, activity, Event.TRANSFER_ENDED, transfer=outcome)


_EVENTS: Mapping[str, Callable[[str, Activity], Heard | None]] = {
    "start": _started,
    "DTMF": _pressed,
    "noUserInput": _silent,
    "transferStatus": _transferred,
}


def _ways_in(recognized: object) -> Iterator[tuple[object, object]]:
    """Yield the alternatives in what a speech vendor said, as far as its shape is known.

    Google and Deepgram have `alternatives`, Azure has `NBest`.
    """
    if not isinstance(recognized, dict):
        return
    results = recognized.get("results")
    first = results[0] if isinstance(results, list) and results else None
    for holder in (recognized, recognized.get("channel"), first):
        if not isinstance(holder, dict):
            continue
        for name in ("alternatives", "NBest"):
            ways = holder.get(name)
            for way in ways if isinstance(ways, list) else ():
                if isinstance(way, dict):
                    yield (
                        way.get("transcript") or way.get("Display") or way.get("Lexical"),
                        way.get("confidence", way.get("Confidence")),
                    )


def _value_of(activity: Activity) -> dict[str, Any]:
    return activity.value if isinstance(activity.value, dict) else {}


def _outcome_of(value: dict[str, Any]) -> TransferOutcome:
    if value.get("status") == "answered":
        return TransferOutcome.COMPLETED
    reason = value.get("reasonCode")
    return _FAILED.get(reason if isinstance(reason, str) else "", TransferOutcome.FAILED)


def answers_of(conversation: str, activity: str, said: Said, now: datetime) -> list[AnswerActivity]:
    """Word what to say and do next.

    The ids follow from that of the activity that is answered, so that an answer that is given
    twice is known as one. `now` is aware, in UTC.
    """
    timestamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return [
        AnswerActivity.model_validate(
            {
                "id": str(uuid.uuid5(_NAMES, f"{conversation}/{activity}/{number}")),
                "timestamp": timestamp,
                **one,
            }
        )
        for number, one in enumerate(_doing(said))
    ]


def _doing(said: Said) -> Sequence[dict[str, Any]]:
    session = _session(said)
    speaking: list[dict[str, Any]] = (
        [{"type": "message", "text": said.speech.ssml, "session_params": session}]
        if said.speech.text
        else [{"type": "event", "name": "config", "session_params": session}]
    )
    if said.next == "transfer" and said.transfer is not None:
        speaking.append(_transfer(said.transfer))
    if said.next == "hangup":
        speaking.append({"type": "event", "name": "hangup"})
    return speaking


def _session(said: Said) -> dict[str, Any]:
    """Give the settings of the call; they stand until they are changed."""
    listening = said.listening
    return {
        "language": VOICE_LANGUAGES[said.language],
        "bargeIn": True,
        "bargeInOnDTMF": True,
        "sendDTMF": True,
        "dtmfCollect": listening.most_keys > 1,
        "dtmfCollectMaxDigits": listening.most_keys,
        "dtmfCollectSubmitDigit": "#",
        "userNoInputTimeoutMS": int(listening.seconds * 1000),
        "sttSpeechContexts": [{"phrases": list(listening.hints)}] if listening.hints else [],
    }


def _transfer(transfer: Transfer) -> dict[str, Any]:
    summary = words_in(transfer.summary)[:_LONGEST_HEADER]
    return {
        "type": "event",
        "name": "transfer",
        "activity_params": {
            "transferTarget": f"tel:{transfer.to}",
            "handoverReason": summary,
            "transferSipHeaders": [{"name": "X-Countyline-Summary", "value": summary}],
        },
    }
