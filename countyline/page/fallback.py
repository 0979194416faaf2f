"""What Twilio texts and says to residents while the desk is dead: files for hosting elsewhere.

Twilio fetches them from the number's fallback addresses ("Primary handler fails"). A file cannot
know in which language somebody writes or speaks, so it says the headline in each. It is read later
than it is written: it names days by their dates, and as of when it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree

from countyline.answers.answer import Answer
from countyline.answers.fallback import headline_answer
from countyline.answers.situation import Situation
from countyline.answers.speaking import said_on_the_phone
from countyline.answers.wording import Wording
from countyline.card import BESIDE
from countyline.speech import VOICE_LANGUAGES, Speech, speech_of
from countyline.status.model import LANGUAGES, Language, StatusDocument
from countyline.text_messages import parts

VOICES: Mapping[Language, str] = {"en": "Polly.Joanna", "es": "Polly.Lupe"}
"""Twilio's voices that read markup; an account's own choice may be one that does not."""

# A document may name them by YAML's escapes; one of them and Twilio takes nothing of the file.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def texts_when_down(
    document: StatusDocument, wording: Wording, now: datetime, *, replay: bool
) -> tuple[str, ...]:
    """Give one text message for each language: the headline, and where there is more."""
    return tuple(
        _first(
            headline_answer(document, wording, language, now, replay=replay, medium="text")
        )
        for language in LANGUAGES
    )


def calls_when_down(
    document: StatusDocument, wording: Wording, now: datetime, *, replay: bool
) -> tuple[tuple[Language, Speech], ...]:
    """Give what a caller hears, in order, each with its language.

    All of it comes twice: nobody is there to be asked to say it again. Whoever speaks Spanish is
    told at once to wait for it.
    """

    def say(language: Language, *sentences: str) -> tuple[Language, Speech]:
        return language, speech_of(sentences, language)

    def own(language: Language, key: str, **values: str) -> str:
        return wording.say(language, "page", key, **values)

    def opening(language: Language) -> str:
        county = document.organization.name.said_in(language)
        return own(language, "phone_recorded", county=county)

    headlines = {
        language: _said(document, wording, language, now, replay=replay) for language in LANGUAGES
    }
    once = [say(language, *headlines[language]) for language in LANGUAGES]
    again = [
        say(language, own(language, "phone_again"), *headlines[language])
        for language in LANGUAGES
    ]
    return (
        say("en", opening("en"), own("en", "phone_emergency")),
        say("es", opening("es"), own("es", "phone_emergency"), own("es", "phone_stay")),
        *once,
        *again,
        *(say(language, own(language, "phone_goodbye")) for language in LANGUAGES),
    )


def spoken_twiml(said: Sequence[tuple[Language, Speech]]) -> bytes:
    """Write what a caller hears as TwiML, https://www.twilio.com/docs/voice/twiml."""
    response = ElementTree.Element("Response")
    for language, speech in said:
        attributes = {"language": VOICE_LANGUAGES[language], "voice": VOICES[language]}
        say = ElementTree.SubElement(response, "Say", attributes)
        marked = ElementTree.fromstring(speech.ssml)
        say.text = marked.text
        say.extend(marked)
        ElementTree.SubElement(response, "Pause", {"length": "1"})
    ElementTree.SubElement(response, "Hangup")
    return _written(response)


def twiml(messages: Sequence[str]) -> bytes:
    """Write text messages as TwiML, https://www.twilio.com/docs/messaging/twiml."""
    response = ElementTree.Element("Response")
    for message in messages:
        ElementTree.SubElement(response, "Message").text = _NOT_IN_XML.sub("", message)
    return _written(response)


def _written(response: ElementTree.Element) -> bytes:
    written: bytes = ElementTree.tostring(response, encoding="utf-8", xml_declaration=True)
    return written


def _said(
    document: StatusDocument,
    wording: Wording,
    language: Language,
    now: datetime,
    *,
    replay: bool,
) -> tuple[str, ...]:
    """Give the headline with the staff's phone and hours, in words."""
    answer = headline_answer(
        document, wording, language, now, replay=replay, medium="speech", kind=_KeptSituation
    )
    return said_on_the_phone(answer)


class _KeptSituation(Situation):
    """Says the date of every moment: nobody knows when a file is heard."""

    def moment(self, at: datetime) -> str:
        """Say an aware time as the county's date and time of day."""
        return self._forms.moment(self.calendar.local(at), self.language)


def _first(answer: Answer) -> str:
    """Give what is said first, with the website: nobody is there to be asked for the rest."""
    _, *link = (answer.card.source or "").split(BESIDE)
    return parts(answer.card, (" ".join(link),))[0]
