"""Past its review time a fact is "not confirmed", in fixed words, and never repeated as is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from countyline.status.model import CERTAINTIES, LANGUAGES, Language
from tests.answers.asking import (
    EVERY_ASPECT,
    SNAPSHOTS,
    at,
    part,
    reply_to,
    snapshot,
    told,
)
from tests.status.offices import document, hours

FIRST = snapshot("2024-04-03")
REVIEW = at("2024-04-04")
SAID: dict[Language, str] = {
    "en": "The county has not confirmed this since Wednesday, April 3, 8:00 a.m.",
    "es": "El condado no lo ha confirmado desde el miércoles 3 de abril, 8:00 a. m.",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["data_safety/taken", "incident/what", "status/overview"])
def test_what_is_past_its_review_is_led_by_the_fixed_words(language: Language, name: str) -> None:
    fresh = reply_to(FIRST, part(name), now=REVIEW, language=language)
    stale = reply_to(FIRST, part(name), now=REVIEW + timedelta(seconds=1), language=language)
    assert fresh.answer.certainty == "confirmed"
    assert SAID[language] not in fresh.answer.text
    assert stale.answer.certainty == "not_confirmed"
    assert stale.answer.text.startswith(SAID[language])
    assert stale.answer.facts == fresh.answer.facts


@pytest.mark.parametrize("day", SNAPSHOTS)
@pytest.mark.parametrize("name", [f"{topic}/{aspect}" for topic, aspect in EVERY_ASPECT])
def test_no_answer_grows_surer_once_it_is_stale(day: str, name: str) -> None:
    doc = snapshot(day)
    for later in (timedelta(days=1, seconds=1), timedelta(days=6), timedelta(days=120)):
        answer = reply_to(doc, part(name), now=doc.sent + later).answer
        if answer.kind != "answer" or answer.certainty is None:
            continue
        assert CERTAINTIES.index(answer.certainty) >= CERTAINTIES.index("not_confirmed") or all(
            doc.provenance[fact.per].review_by >= doc.sent + later
            for key, fact in doc.facts_by_id()
            if key in answer.facts
        )


def test_only_what_is_stale_is_called_not_confirmed() -> None:
    """An address holds for 90 days; that the office behind it is closed holds for one."""
    text = told(reply_to(FIRST, part("location/where", "collection"), now=at("2024-04-05")))
    address, closed = text.split("\n")
    assert "The county has not confirmed" not in address
    assert closed.startswith(SAID["en"])
    assert "likely closed today (Friday, April 5)" in closed


def test_a_next_step_that_is_stale_is_marked_in_a_handoff_too() -> None:
    receipts = FIRST.services["tax_receipts"].model_copy(update={"instead": ("payments.online",)})
    document_ = FIRST.model_copy(update={"services": {"tax_receipts": receipts}})
    reply = reply_to(document_, part("receipts/urgent"), now=at("2024-04-05"))
    assert reply.answer.kind == "handoff"
    assert SAID["en"] in reply.answer.text


def test_after_the_likely_days_nobody_has_said_what_holds() -> None:
    reply = reply_to(FIRST, part("status/open", "collection"), now=at("2024-04-08", "09:00"))
    assert reply.answer.certainty == "unknown"
    unsaid = "The county has not said whether the Collection office will be open today (Monday"
    assert unsaid in told(reply)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_that_were_never_confirmed_are_led_by_the_fixed_words(language: Language) -> None:
    office = {"hours": {**hours(), "certainty": "not_confirmed"}}
    reply = reply_to(document(office), part("status/open", "desk"), language=language)
    fixed = {"en": "The county has not confirmed this.", "es": "El condado no lo ha confirmado."}
    assert reply.answer.certainty == "not_confirmed"
    assert reply.answer.text.startswith(fixed[language])


def test_what_is_unknown_stays_unknown() -> None:
    reply = reply_to(FIRST, part("deadlines/penalty"), now=at("2024-05-01"))
    assert reply.answer.certainty == "unknown"
