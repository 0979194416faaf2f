"""The texts for when the desk is dead: in both languages, short, dated, marked, and TwiML."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse

from countyline.page.fallback import texts_when_down, twiml
from countyline.segments import segments
from tests.answers.asking import SNAPSHOTS, snapshot, wording
from tests.page.pages import actual
from tests.page.test_static_site import RELATIVE_DAYS, files


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_one_text_for_each_language_in_two_segments(name: str) -> None:
    document = snapshot(name)
    english, spanish = texts_when_down(document, wording(), document.sent, replay=True)
    assert segments(english).count <= 2
    assert segments(spanish).count <= 2
    for said in (english, spanish):
        assert "816-881-" in said or "jacksongov.org" in said
        assert not re.search(RELATIVE_DAYS, said)
    assert "REPLAY, not live." in english
    assert "REPLAY, no en vivo." in spanish
    assert "As of" in english
    assert "Info del" in spanish


def test_nobody_is_asked_to_reply() -> None:
    for name in SNAPSHOTS:
        document = snapshot(name)
        texts = texts_when_down(document, wording(), document.sent, replay=False)
        assert not re.search(r"\b(reply|responda|more for|MÁS|SIGUE)\b", " ".join(texts))


def test_what_is_past_its_review_time_is_not_confirmed() -> None:
    document = actual(snapshot("2024-04-03"))
    english, spanish = texts_when_down(
        document, wording(), document.sent + timedelta(days=30), replay=False
    )
    assert english.startswith("The county has not confirmed this since")
    assert spanish.startswith("El condado no lo ha confirmado desde")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))))
def test_it_is_what_twilios_own_builder_writes(messages: list[str]) -> None:
    built = MessagingResponse()
    for message in messages:
        built.message(message)
    assert _said(twiml(messages)) == _said(str(built).encode())


def test_it_stands_among_the_files() -> None:
    said = _said(files(snapshot("2024-04-03"))["fallback/sms.xml"])
    assert len(said) == 2
    assert "REPLAY" in said[0]


def _said(xml: bytes) -> list[str]:
    root = ElementTree.fromstring(xml)
    assert root.tag == "Response"
    assert {child.tag for child in root} <= {"Message"}
    return ["".join(child.itertext()) for child in root]


@given(st.text())
def test_whatever_a_document_says_twilio_can_read_it(said: str) -> None:
    assert len(ElementTree.fromstring(twiml([said, "\x0b<Redirect>&\ufffe"]))) == 2
