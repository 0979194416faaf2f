"""The addresses of phone systems, put together."""

from __future__ import annotations

from datetime import UTC, datetime

from sanic import Blueprint

from countyline.calling.model import Calls
from countyline.channels.phone_token import PhoneToken
from countyline.channels.twilio_requests import TwilioRequests
from countyline.channels.voice.audiocodes import AudioCodes, audiocodes_blueprint
from countyline.channels.voice.reports import CallLimits, PhoneLine
from countyline.channels.voice.turn import turn_blueprint
from countyline.channels.voice.twilio import TwilioVoice, twilio_blueprint
from countyline.channels.voice.voicemail import Voicemails
from countyline.desk.limits import Limit, Limiter
from countyline.desk.threads import DatabaseThreads
from countyline.intake.book import IntakeBook
from countyline.settings import Settings


def voice_blueprints(
    settings: Settings,
    calls: Calls,
    twilio: TwilioRequests | None,
    threads: DatabaseThreads,
    intake: IntakeBook,
) -> list[Blueprint]:
    """Give the addresses at which phone systems tell of calls. Raises Problem.

    Args:
        settings: the token of phone systems, the public address, the limits.
        calls: what takes what they tell.
        twilio: what tells Twilio's requests; null: there is no account.
        threads: where the database waits.
        intake: takes voicemails in.
    """
    line = PhoneLine(
        calls,
        CallLimits(
            call=Limit.read("COUNTYLINE_LIMIT_CONVERSATION", settings.limit_conversation),
            everybody=Limit.read("COUNTYLINE_LIMIT_EVERYBODY", settings.limit_everybody),
        ),
        Limiter(),
    )
    token = PhoneToken(settings.voice_token)
    voicemails = Voicemails(intake, threads, _now)
    calling = TwilioVoice(twilio, settings.public_url, line, voicemails) if twilio else None
    return [
        twilio_blueprint(calling),
        audiocodes_blueprint(AudioCodes(token, line, settings.public_url, _now)),
        turn_blueprint(token, line),
    ]


def _now() -> datetime:
    return datetime.now(UTC)
