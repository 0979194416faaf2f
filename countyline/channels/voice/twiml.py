"""What to say and do next, as TwiML: https://www.twilio.com/docs/voice/twiml.

Built with Twilio's own builder, so that nothing comes out that Twilio does not know.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from twilio.twiml.voice_response import (
    Dial,
    Gather,
    Say,
    SsmlBreak,
    SsmlEmphasis,
    SsmlLang,
    SsmlP,
    SsmlPhoneme,
    SsmlProsody,
    SsmlS,
    SsmlSayAs,
    SsmlSub,
    SsmlW,
    VoiceResponse,
)

from countyline.calling.model import Listening, Said
from countyline.desk.model import Hint
from countyline.page.fallback import VOICES
from countyline.speech import VOICE_LANGUAGES, Speech

ADDRESS = "/webhooks/voice/twilio"
LONGEST_VOICEMAIL_SECONDS = 120
"""Longer recordings are not transcribed by Twilio."""
_LONGEST_HINT = 100
_MOST_HINTS = 500
_PAUSE_SECONDS = 1
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Steps:
    """The addresses that a call goes on at.

    Attributes:
        public_url: the address that Twilio calls, without a slash at its end.
        call: the call's id at Twilio.
        step: counts the requests of the call; the one that is answered now.
        language: what is listened for after it.
    """

    public_url: str
    call: str
    step: int
    language: Hint

    def next(self, place: str = "", **more: str) -> str:
        """Give the address of the next request."""
        asked = {"step": str(self.step + 1), "language": self.language, **more}
        return f"{self.public_url}{ADDRESS}{place}?{urlencode(asked)}"

    @property
    def whisper(self) -> str:
        """What is said to staff stands in the answer to this step."""
        asked = {"call": self.call, "step": str(self.step)}
        return f"{self.public_url}{ADDRESS}/whisper?{urlencode(asked)}"


def twiml_of(said: Said, steps: Steps, ours: str | None) -> bytes:
    """Write what to say and do next.

    Args:
        said: what.
        steps: where the call goes on.
        ours: the number that was called, to call staff from; null: the caller's own.
    """
    response = VoiceResponse()
    if said.next == "listen":
        _listen(response, said, steps)
    else:
        _say(response, said.speech, said.language)
        _AFTER_SPEAKING[said.next](response, said, steps, ours)
    return _bytes(response)


def whisper_of(speech: Speech) -> bytes:
    """Write what staff hear before they have the caller, in the language of its markup.

    It is not always the caller's.
    """
    tag = ElementTree.fromstring(speech.ssml).attrib.get(_LANGUAGE)
    response = VoiceResponse()
    _say(response, speech, "es" if tag == VOICE_LANGUAGES["es"] else "en")
    return _bytes(response)


NOTHING = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
"""Nothing to say and nothing to do."""


def _listen(response: VoiceResponse, said: Said, steps: Steps) -> None:
    gather = Gather(
        input="dtmf speech",
        action=steps.next(),
        method="POST",
        language=VOICE_LANGUAGES[said.language],
        speech_timeout="auto",
        action_on_empty_result=True,
        barge_in=True,
        **_listening(said.listening),
    )
    _say(gather, said.speech, said.language)
    response.append(gather)
    # Twilio calls the action in any case; should it not, the caller was silent.
    response.redirect(steps.next(), method="POST")


def _listening(listening: Listening) -> dict[str, Any]:
    hints = ", ".join(_hints(listening.hints))
    return {
        "timeout": max(1, math.ceil(listening.seconds)),
        "num_digits": listening.most_keys,
        **({"hints": hints} if hints else {}),
    }


def _hints(hints: Sequence[str]) -> list[str]:
    # A comma parts hints.
    plain = (" ".join(hint.replace(",", " ").split()) for hint in hints)
    fitting = (hint for hint in plain if 0 < len(hint) <= _LONGEST_HINT and hint.isprintable())
    return list(islice(fitting, _MOST_HINTS))


def _wait(response: VoiceResponse, _: Said, steps: Steps, __: str | None) -> None:
    response.pause(length=_PAUSE_SECONDS)
    response.redirect(steps.next(waiting="1"), method="POST")


def _transfer(response: VoiceResponse, said: Said, steps: Steps, ours: str | None) -> None:
    assert said.transfer is not None
    dial = Dial(
        action=steps.next("/transfer"),
        method="POST",
        timeout=said.transfer.seconds,
        answer_on_bridge=True,
        **({"caller_id": ours} if ours else {}),
    )
    dial.number(said.transfer.to, url=steps.whisper, method="POST")
    response.append(dial)


def _record(response: VoiceResponse, said: Said, steps: Steps, __: str | None) -> None:
    response.record(
        action=steps.next("/voicemail"),
        method="POST",
        max_length=LONGEST_VOICEMAIL_SECONDS,
        timeout=5,
        finish_on_key="#",
        play_beep=True,
        **_transcription(said.language, steps),
    )
    # Twilio goes on here, and not at the action, when nothing was recorded.
    response.redirect(steps.next(), method="POST")


def _transcription(language: Hint, steps: Steps) -> dict[str, Any]:
    # Twilio transcribes English alone; what is said in Spanish is listened to.
    if language != "en":
        return {"transcribe": False}
    return {"transcribe": True, "transcribe_callback": steps.next("/voicemail")}


def _hang_up(response: VoiceResponse, _: Said, __: Steps, ___: str | None) -> None:
    response.hangup()


_AFTER_SPEAKING: Mapping[str, Callable[[VoiceResponse, Said, Steps, str | None], None]] = {
    "wait": _wait,
    "transfer": _transfer,
    "record": _record,
    "hangup": _hang_up,
}


# Speaking

_MARKS: Mapping[str, Callable[..., Any]] = {
    "break": SsmlBreak,
    "emphasis": SsmlEmphasis,
    "lang": SsmlLang,
    "p": SsmlP,
    "phoneme": SsmlPhoneme,
    "prosody": SsmlProsody,
    "s": SsmlS,
    "say-as": SsmlSayAs,
    "sub": SsmlSub,
    "w": SsmlW,
}
_WITH_WORDS = {"phoneme", "say-as", "sub"}
"""The builder asks for the words of these at once."""


def _say(verb: Any, speech: Speech, language: Hint) -> None:
    if not speech.text:
        return
    say = Say(language=VOICE_LANGUAGES[language], voice=VOICES[language])
    _fill(say, ElementTree.fromstring(speech.ssml))
    verb.append(say)


def _fill(verb: Any, marked: ElementTree.Element) -> None:
    """Give a verb the words and marks of an element; unknown marks give their words alone."""
    _add_words(verb, marked.text)
    for child in marked:
        name = child.tag.rpartition("}")[2]
        if name in _MARKS:
            inner = _mark(name, child)
            _fill(inner, child)
            verb.append(inner)
        else:
            _fill(verb, child)
        _add_words(verb, child.tail)


def _mark(name: str, element: ElementTree.Element) -> Any:
    words = ("",) if name in _WITH_WORDS else ()
    made = _MARKS[name](*words)
    # The builder writes names in its own way, which is not that of markup.
    made.attrs = {
        "xml:lang" if key == _LANGUAGE else key: value for key, value in element.attrib.items()
    }
    return made


def _add_words(verb: Any, words: str | None) -> None:
    if not words:
        return
    if verb.verbs and isinstance(verb.verbs[-1], str):
        # Of two texts in a row the builder writes the last alone.
        verb.verbs[-1] += words
    else:
        verb.append(words)


def _bytes(response: VoiceResponse) -> bytes:
    return response.to_xml().encode()  # type: ignore[no-any-return]  # Twilio's has no types
