"""TwiML: only what Twilio's builder knows, for whatever is said."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml import voice_response as builder

from countyline.calling.model import Listening, Next, Said
from countyline.channels.voice.twiml import LONGEST_VOICEMAIL_SECONDS, Steps, twiml_of, whisper_of
from countyline.desk.model import Hint
from countyline.speech import Speech, speech_of
from tests.channels.scripted_calls import said, transfer
from tests.channels.twiml_rules import checked, children_of

STEPS = Steps("https://chat.county.example/help", "CA" + "1" * 32, 6, "en")
NEXTS: list[Next] = ["listen", "wait", "transfer", "record", "hangup"]


def spoken(said_: Said, ours: str | None = None) -> ElementTree.Element:
    return checked(twiml_of(said_, STEPS, ours))


def words(root: ElementTree.Element) -> str:
    return "".join("".join(say.itertext()) for say in root.iter("Say"))


def test_the_rules_are_those_of_the_builder() -> None:
    verbs = children_of(builder.VoiceResponse)
    assert {"Say", "Gather", "Dial", "Record", "Redirect", "Pause", "Hangup"} <= set(verbs)
    assert set(children_of(builder.Gather)) == {"Say", "Pause", "Play"}
    assert {"Number", "Conference", "Queue"} <= set(children_of(builder.Dial))
    assert {"break", "s", "p", "lang", "prosody", "say-as", "sub"} <= set(children_of(builder.Say))
    for wrong in (
        b"<Response><Say><Say>x</Say></Say></Response>",
        b"<Response><Gather><Dial/></Gather></Response>",
        b"<Response><Say pitch='low'>x</Say></Response>",
        b"<Response><Speak>x</Speak></Response>",
    ):
        with pytest.raises(AssertionError):
            checked(wrong)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("next_", NEXTS)
def test_what_twilio_does_next(next_: Next, language: Hint) -> None:
    put_through = transfer() if next_ == "transfer" else None
    root = spoken(said("One & two.", language=language, next=next_, transfer=put_through))
    assert words(root) == "One & two."
    (say,) = root.iter("Say")
    voice = {"en": ("en-US", "Polly.Joanna"), "es": ("es-US", "Polly.Lupe")}[language]
    assert (say.attrib["language"], say.attrib["voice"]) == voice
    assert [verb.tag for verb in root] == {
        "listen": ["Gather", "Redirect"],
        "wait": ["Say", "Pause", "Redirect"],
        "transfer": ["Say", "Dial"],
        "record": ["Say", "Record", "Redirect"],
        "hangup": ["Say", "Hangup"],
    }[next_]
    for address in addresses(root):
        assert address.startswith("https://chat.county.example/help/webhooks/voice/twilio")
        assert "step=7" in address or "/whisper?" in address


def addresses(root: ElementTree.Element) -> list[str]:
    named = ("action", "url", "transcribeCallback")
    found = [one.attrib[name] for one in root.iter() for name in named if name in one.attrib]
    return found + [one.text or "" for one in root.iter("Redirect")]


def test_how_it_listens() -> None:
    hints = ("Recorder of Deeds, the", " tax ", "x" * 101, "", ",")
    gather = spoken(
        said("Hi.", listening=Listening(seconds=6.5, hints=hints, most_keys=10), language="es")
    )[0]
    told = {name: gather.attrib[name] for name in gather.attrib if name != "action"}
    assert told == {
        "input": "dtmf speech",
        "method": "POST",
        "language": "es-US",
        "speechTimeout": "auto",
        "timeout": "7",
        "numDigits": "10",
        "hints": "Recorder of Deeds the, tax",
        "bargeIn": "true",
        "actionOnEmptyResult": "true",
    }
    assert "hints" not in spoken(said("Hi."))[0].attrib


def test_a_transfer_rings_whispers_and_comes_back() -> None:
    root = spoken(said("One moment.", next="transfer", transfer=transfer()), "+18165550100")
    (dial,) = root.iter("Dial")
    assert dial.attrib["timeout"] == "20"
    assert dial.attrib["callerId"] == "+18165550100"
    assert "/transfer?step=7" in dial.attrib["action"]
    (number,) = dial
    assert number.text == "+18165550188"
    assert number.attrib["url"].endswith(f"/whisper?call={STEPS.call}&step=6")
    assert "callerId" not in spoken(said("x", next="transfer", transfer=transfer()))[1].attrib


def test_a_voicemail_is_transcribed_where_twilio_can() -> None:
    record = spoken(said("After the tone.", next="record"))[1]
    assert record.attrib["maxLength"] == str(LONGEST_VOICEMAIL_SECONDS)
    assert "/voicemail?step=7&language=en" in record.attrib["transcribeCallback"]
    spanish = spoken(said("Después del tono.", next="record", language="es"))[1]
    assert spanish.attrib["transcribe"] == "false"
    assert "transcribeCallback" not in spanish.attrib


def test_marks_come_through_and_unknown_ones_leave_their_words() -> None:
    marked = Speech(
        "a",
        '<speak version="1.1" xml:lang="es-US" xmlns="http://www.w3.org/2001/10/synthesis">a'
        '<prosody rate="slow"><s>b<break time="300ms"/>c <lang xml:lang="en-US">d</lang></s> e'
        '<mark name="x"/><voice name="y">f<sub alias="g">h</sub></voice>i</prosody>'
        '<say-as interpret-as="digits">8</say-as>j</speak>',
    )
    (say,) = checked(whisper_of(marked)).iter("Say")
    assert "".join(say.itertext()) == "abc d efhi8j"
    assert [one.tag for one in say.iter()][1:] == [
        "prosody", "s", "break", "lang", "sub", "say-as",
    ]  # fmt: skip


def test_staff_are_told_in_the_language_that_is_written() -> None:
    for language, voice in (("en", "Polly.Joanna"), ("es", "Polly.Lupe")):
        (say,) = checked(whisper_of(speech_of(["About a waiver."], language)))
        assert say.attrib["voice"] == voice


def test_nothing_to_say_is_not_said() -> None:
    assert [one.tag for one in spoken(said())[0]] == []
    assert [one.tag for one in spoken(said(next="hangup"))] == ["Hangup"]


@given(
    st.lists(st.text(), max_size=4),
    st.sampled_from(NEXTS),
    st.lists(st.text(max_size=120), max_size=5),
)
def test_whatever_is_said_twilio_can_read_it(
    sentences: list[str], next_: Next, hints: list[str]
) -> None:
    speech = speech_of(sentences, "en", "slow")
    root = spoken(
        Said(
            speech=speech,
            language="en",
            next=next_,
            listening=Listening(hints=tuple(hints)),
            transfer=transfer(),
        )
    )
    plain = "".join(words(root).split())
    assert plain == "".join(speech.text.split())
