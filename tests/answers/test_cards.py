"""The card holds the same text in its parts, whatever was said; and it survives the way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from countyline.answers.answer import Answer, CaseReport
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.fallback import headline_answer, render_fallback
from countyline.answers.known_cases import KnownCases
from countyline.answers.question import Part, Question
from countyline.answers.reply import CASE_MARK, Reply
from countyline.answers.wording import COMMON
from countyline.card import Card, read_card
from countyline.redaction import clean
from countyline.status.model import LANGUAGES, Language, StatusDocument
from tests.answers.asking import EVERY_ASPECT, SNAPSHOTS, part, snapshot, wording

FIRST = snapshot(SNAPSHOTS[0])
# The example itself is an exercise; a real document and a replay of it differ by their mark.
DOCUMENTS = {
    "exercise": (FIRST, False),
    "replay": (FIRST, True),
    "actual": (FIRST.model_copy(update={"mode": "actual"}), False),
}
AGE = {"en": "As of ", "es": "Información del "}
MARKS = {
    language: {kind: wording().say(language, COMMON, kind) for kind in ("replay", "exercise")}
    for language in LANGUAGES
}
SMALLTALK = ("greeting", "thanks", "goodbye", "repeat", "help", "agree", "refuse")
every_document = pytest.mark.parametrize("served", DOCUMENTS)
every_language = pytest.mark.parametrize("language", LANGUAGES)
in_time = pytest.mark.parametrize("days", [0, 5], ids=["fresh", "stale"])


def ask(
    served: str,
    language: Language,
    *parts: Part,
    days: int = 0,
    text: str = "a question",
    context: Context | None = None,
    capped: bool = False,
    cases: KnownCases | None = None,
) -> Reply:
    document, replay = DOCUMENTS[served]
    question = Question(text, language, parts, capped=capped)
    answerer = Answerer(document, wording(), revision=1, replay=replay)
    moment = document.sent + timedelta(days=days)
    return answerer.reply(question, context or Context(), moment, cases)


def joined(card: dict[str, object]) -> str:
    """Put a card together as the documents say."""
    paragraphs, source, mark = card["paragraphs"], card["source"], card["mark"]
    assert isinstance(paragraphs, list)
    last = " · ".join(str(one) for one in (source, mark) if one)
    return "\n".join([*paragraphs, *([last] if last else [])])


def check(answer: Answer, served: str, language: Language) -> None:
    """The parts make the text, and each stands in its own place."""
    card = answer.card
    assert joined(card.as_json()) == answer.text
    assert all(one.strip() for one in card.paragraphs) and card.paragraphs
    assert (card.source is not None) == (answer.as_of is not None)
    assert card.source is None or card.source.startswith(AGE[language])
    expected = None if answer.topics == ("safety",) else MARKS[language].get(served)
    assert card.mark == expected
    for paragraph in card.paragraphs:
        assert not paragraph.startswith(AGE[language])
        assert not any(mark in paragraph for mark in MARKS[language].values())
    # The desk sends it back with the context, and the channel cleans what comes in.
    for line in (*card.paragraphs, card.source or "", card.mark or ""):
        assert clean(line).text == line


def numbered(reply: Reply) -> Reply:
    if reply.answer.escalation is None:
        return reply
    done = reply.with_case(CaseReport("4F-27", "open", FIRST.sent))
    assert CASE_MARK not in done.answer.text and "4F-27" in done.answer.text
    return done


@every_document
@every_language
@in_time
def test_every_topic(served: str, language: Language, days: int) -> None:
    kinds = set()
    for topic, aspect in EVERY_ASPECT:
        for subjects in ((), ("collection",)):
            reply = numbered(ask(served, language, part(f"{topic}/{aspect}", *subjects), days=days))
            check(reply.answer, served, language)
            kinds.add(reply.answer.kind)
    assert kinds >= {"answer", "handoff", "decline"}


@every_document
@every_language
def test_small_talk_and_questions_back(served: str, language: Language) -> None:
    for kind in SMALLTALK:
        check(ask(served, language, part(f"smalltalk/{kind}")).answer, served, language)
    unsure = part("status/open", "collection", confident=False, confidence=0.1)
    asked = ask(served, language, unsure)
    assert asked.answer.kind == "clarify"
    check(asked.answer, served, language)
    check(numbered(ask(served, language, unsure, context=asked.context)).answer, served, language)


@every_document
@every_language
@in_time
def test_two_questions_in_one_message(served: str, language: Language, days: int) -> None:
    known, other = part("status/open", "collection"), part("how_to_pay/ways")
    elsewhere = part("out_of_scope/other")
    unsure = part("marriage_license/cost", confident=False, confidence=0.1)
    for second in (other, elsewhere, unsure, part("deadlines/penalty"), part("vehicle/ticket")):
        reply = numbered(ask(served, language, known, second, days=days))
        check(reply.answer, served, language)


@every_document
@every_language
def test_a_capped_message(served: str, language: Language) -> None:
    note = wording().say(language, COMMON, "capped")
    for name in ("status/open", "person/human", "smalltalk/help", "safety/danger"):
        answer = numbered(ask(served, language, part(name), capped=True)).answer
        check(answer, served, language)
        assert answer.card.paragraphs[-1] == note


@every_document
@every_language
def test_a_contact_that_is_left_with_and_without_a_question(
    served: str, language: Language
) -> None:
    cases = KnownCases({}, [CaseReport("4F-27", "open", FIRST.sent)])
    for asked in (part("person/human"), part("status/open", "collection")):
        reply = ask(served, language, asked, text="816-555-0142", cases=cases)
        assert "4F-27" in reply.answer.card.paragraphs[0]
        check(reply.answer, served, language)


@every_document
@every_language
def test_what_is_said_again_has_the_same_parts(served: str, language: Language) -> None:
    first = ask(served, language, part("data_safety/taken"))
    again = ask(served, language, part("smalltalk/repeat"), context=first.context)
    assert again.answer.card == first.answer.card
    assert again.answer.kind == "smalltalk"


def test_another_language() -> None:
    answerer = Answerer(FIRST, wording(), revision=1, replay=True)
    bonjour = Question("bonjour", "und", (part("status/open"),))
    check(answerer.reply(bonjour, Context(), FIRST.sent).answer, "replay", "en")


def moments(document: StatusDocument) -> Iterator[tuple[str, datetime]]:
    review_by = document.provenance[document.incident["headline"].per].review_by
    yield "fresh", document.sent
    yield "stale", review_by + timedelta(seconds=1)


@every_document
@every_language
def test_the_headline_and_its_rendering(served: str, language: Language) -> None:
    document, replay = DOCUMENTS[served]
    rendered = render_fallback(document, wording())
    for state, moment in moments(document):
        answer = headline_answer(document, wording(), language, moment, replay=replay)
        check(answer, served, language)
        stored = rendered[language][state]
        unmarked = read_card(stored["card"])
        assert unmarked is not None and unmarked.text == stored["text"]
        assert unmarked.mark is None
        expected = rendered["marks"][language].get(served)
        assert Card(unmarked.paragraphs, unmarked.source, expected) == answer.card
