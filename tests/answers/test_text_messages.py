"""What is texted: the facts of the web answer, the fact first, in two segments where it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from statistics import median
from typing import Any, NamedTuple

import pytest

from countyline.answers.answer import Answer, CaseReport
from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.fallback import headline_answer, render_fallback
from countyline.answers.known_cases import KnownCases
from countyline.answers.question import Part, Question
from countyline.answers.reply import Reply
from countyline.answers.texting import text_messages
from countyline.cutting import OVER, WITH_NEXT, sentences
from countyline.redaction import clean
from countyline.segments import is_gsm, plain, segments
from countyline.status.model import LANGUAGES, Language, StatusDocument
from countyline.status.reading_grade import grade
from tests.answers.asking import (
    EVERY_ASPECT,
    SNAPSHOTS,
    THIS_WEEK,
    at,
    part,
    snapshot,
    wording,
)
from tests.segments_oracle import counted

FACT_WITHIN = 70
MOST_SEGMENTS = 2
MARKS = {"en": "REPLAY, not live.", "es": "REPLAY, no en vivo."}
OF_SUBJECTS = (
    "status/open", "reopening/when", "hours/open_hours", "location/where", "contact/phone"
)  # fmt: skip
HARDEST_GRADE = 8
SURENESS = {
    "en": (r"(?i)likely", r"(?i)the county has (not (said|confirmed)|said nothing)"),
    "es": (r"(?i)probablemente", r"(?i)el condado no (ha informado|(lo )?ha confirmado)"),
}


class Asked(NamedTuple):
    """A question, put to a snapshot as on the web and by text."""

    day: str
    name: str
    subject: str
    language: Language
    web: Answer
    texted: Answer
    messages: tuple[str, ...]


def reply(
    document: StatusDocument, channel: str, language: Language, *parts: Part,
    context: Context | None = None, cases: KnownCases | None = None, text: str = "a question",
    later: timedelta = timedelta(),
) -> Reply:  # fmt: skip
    question = Question(text, language, parts, channel=channel)
    answerer = Answerer(document, wording(), revision=1, replay=True)
    now = document.sent + later
    given = answerer.reply(question, context or Context(), now, cases)
    return given.with_case(CaseReport("4F-27", "open", now)) if given.answer.escalation else given


def both(day: str, name: str, subject: str, language: Language) -> Asked:
    asked = part(name, *([subject] if subject else []))
    document = snapshot(day)
    web = reply(document, "web", language, asked).answer
    texted = reply(document, "sms", language, asked).answer
    return Asked(day, name, subject, language, web, texted, text_messages(texted, wording()))


def names(day: str) -> Iterator[tuple[str, str]]:
    yield from ((f"{topic}/{aspect}", "") for topic, aspect in EVERY_ASPECT)
    for subject, _ in snapshot(day).subjects_by_id():
        yield from ((name, subject) for name in OF_SUBJECTS)


@cache
def every() -> tuple[Asked, ...]:
    return tuple(
        both(day, name, subject, language)
        for day in SNAPSHOTS
        for name, subject in names(day)
        for language in LANGUAGES
    )


def texts(asked: Asked) -> str:
    return "\n".join(asked.messages)


def record_of(answer: Answer) -> dict[str, Any]:
    """The record; the names of offices that can be picked are shorter in a text."""
    record = answer.as_json()
    if answer.kind == "clarify":
        record["choices"] = [one["id"] for one in record["choices"]]
    return record


def test_the_record_of_a_texted_answer_is_that_of_the_web_answer() -> None:
    for asked in every():
        assert record_of(asked.texted) == record_of(asked.web), asked


def test_the_web_answer_bears_no_trace_of_text_messages() -> None:
    for asked in every():
        assert "REPLAY" not in asked.web.text
        assert WITH_NEXT not in asked.web.text
        assert not any(WITH_NEXT in message for message in asked.messages)


@pytest.mark.parametrize("words", range(2))
def test_words_of_certainty_are_those_of_the_web_answer(words: int) -> None:
    for asked in every():
        pattern = SURENESS[asked.language][words]
        said = [re.search(pattern, text) is None for text in (asked.web.text, texts(asked))]
        assert said[0] == said[1], asked


def test_every_message_says_that_it_is_not_live_but_for_danger() -> None:
    for asked in every():
        for message in asked.messages:
            assert (MARKS[asked.language] in message) == (asked.texted.topics != ("safety",))


def test_the_age_is_told_in_the_first_message() -> None:
    for asked in every():
        age = "As of " if asked.language == "en" else "Info del "
        assert (age in asked.messages[0]) == (asked.texted.as_of is not None), asked


def test_english_goes_in_the_alphabet_of_the_phone() -> None:
    for asked in every():
        if asked.language == "en":
            assert is_gsm(texts(asked)), asked.messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_answers_are_one_message_of_two_segments(language: Language) -> None:
    """The figures by question stand in docs/text-messages.md; here nothing gets much worse."""
    told = [asked for asked in every() if asked.language == language]
    short = [asked for asked in told if len(asked.messages) == 1 and whole(asked)]
    assert len(short) / len(told) >= {"en": 0.9, "es": 0.8}[language]


def whole(asked: Asked) -> bool:
    return all(segments(message).count <= MOST_SEGMENTS for message in asked.messages)


def test_a_message_takes_more_than_two_segments_only_for_a_sentence_that_does() -> None:
    long = [asked for asked in every() if not whole(asked)]
    assert {asked.language for asked in long} <= {"es"}
    assert len(long) / len(every()) < 0.01
    # Saturday has no synonym without the accent that says the same.
    assert all(re.search(r"s[áÁ]b", texts(asked)) for asked in long)


def test_segments_of_every_answer_are_those_of_the_calculator() -> None:
    messages = list(dict.fromkeys(m for asked in every() for m in asked.messages))
    assert [(s.count, s.encoding) for s in map(segments, messages)] == counted(messages)


OPEN_OR_NOT = {
    "en": r"closed (today|for)|open today|not open|the county has not said",
    "es": r"(?i)cerrad[oa]s? hoy|abren? hoy|no atienden? en persona|el condado no ha informado",
}


def test_the_fact_stands_within_the_first_characters() -> None:
    for asked in every():
        of_offices = asked.subject in snapshot(asked.day).offices
        if of_offices and asked.name in ("status/open", "reopening/when", "hours/open_hours"):
            start = asked.messages[0][:FACT_WITHIN]
            assert re.search(OPEN_OR_NOT[asked.language], start), asked


def test_texts_are_read_with_ease() -> None:
    english = [asked for asked in every() if asked.language == "en"]
    grades = [grade(readable(asked)) for asked in english if len(readable(asked).split()) >= 20]
    assert median(grades) <= HARDEST_GRADE
    assert max(grades) <= HARDEST_GRADE + 4


def readable(asked: Asked) -> str:
    """The text without what is no sentence: age, link, mark and how to go on."""
    said = re.sub(r"As of [^.]*\.|More: \S+|REPLAY, not live\.|Reply MORE[^.]*\.", "", texts(asked))
    return re.sub(r"\S+@\S+|\d{3}-\d{3}-\d{4}|:", "", said)


def test_nobody_is_asked_to_reply_yes() -> None:
    for asked in every():
        assert not re.search(r"(?i)reply yes|responda s[ií]\b", texts(asked))


# What else is said


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_have_numbers(language: Language) -> None:
    unsure = part("status/open", "collection", confident=False, confidence=0.3)
    given = reply(snapshot("2024-04-03"), "sms", language, unsure)
    (message, *_) = text_messages(given.answer, wording())
    for number, choice in enumerate(given.answer.choices, start=1):
        label = {"¿Está abierto?": "¿Abre?", "Dónde queda": "En qué lugar queda"}
        assert f"\n{number} {label.get(choice.title, choice.title)}\n" in message
    assert {"en": "Reply 1, 2 or 3.", "es": "Responda 1, 2 o 3."}[language] in message
    web = reply(snapshot("2024-04-03"), "web", language, unsure)
    assert web.answer.choices == given.answer.choices


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_in_the_offer_is_that_of_the_choice(language: Language) -> None:
    document = snapshot("2024-04-03")
    given = reply(document, "sms", language, part("recording/fees"))
    assert given.answer.choices[0].id == "person"
    assert re.search(r"Reply 1 |responda 1 ", given.answer.text)
    then = reply(document, "sms", language, part("status/open"), context=given.context, text="1")
    assert then.answer.kind == "handoff"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hand_off_tells_case_hours_and_how_to_leave_a_number(language: Language) -> None:
    given = reply(snapshot("2024-04-03"), "sms", language, part("person/human"))
    (message,) = text_messages(given.answer, wording())
    assert "4F-27" in message
    assert {"en": "Mon-Fri 8am-5pm", "es": "lun-vie 8am-5pm"}[language] in message
    assert {"en": "phone number", "es": "teléfono"}[language] in message
    assert is_gsm(message)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("aspect", "number"), [("danger", "911"), ("suicide", "988")])
def test_danger_is_answered_with_the_number_and_nothing_else(
    language: Language, aspect: str, number: str
) -> None:
    given = reply(snapshot("2024-04-03"), "sms", language, part(f"safety/{aspect}"))
    (message,) = text_messages(given.answer, wording())
    assert number in message[:FACT_WITHIN]
    assert segments(message).count == 1
    assert MARKS[language] not in message


@pytest.mark.parametrize("language", LANGUAGES)
def test_repeat_says_the_same_messages_again(language: Language) -> None:
    document = snapshot("2024-04-16")
    first = reply(document, "sms", language, part("reopening/soft_opening"))
    last = first.context.last
    assert last is not None
    assert all(clean(line).text == line for line in last.paragraphs)
    again = reply(document, "sms", language, part("smalltalk/repeat"), context=first.context)
    assert text_messages(again.answer, wording()) == text_messages(first.answer, wording())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stale_fact_is_led_by_its_warning_in_every_message(language: Language) -> None:
    lead = {
        "en": "The county has not confirmed this since",
        "es": "El condado no lo ha confirmado desde",
    }[language]
    for name, subject in names("2024-04-16"):
        asked = part(name, *([subject] if subject else []))
        given = reply(snapshot("2024-04-16"), "sms", language, asked, later=timedelta(days=3))
        web = reply(snapshot("2024-04-16"), "web", language, asked, later=timedelta(days=3))
        assert given.answer.facts == web.answer.facts
        if given.answer.certainty == "not_confirmed" and lead in given.answer.card.paragraphs[0]:
            first, *others = text_messages(given.answer, wording())
            claims = list(sentences(given.answer.card.paragraphs[0].partition(OVER)[2].strip()))
            for message in (first, *others):
                tells = any(plain(claim) in message for claim in claims)
                assert message.startswith(lead) or not tells


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_belief_is_put_right_with_its_sentence(language: Language) -> None:
    asked = part("how_to_pay/in_person", premises=("open_again",))
    given = reply(snapshot("2024-04-03"), "sms", language, asked)
    first = text_messages(given.answer, wording())[0]
    pattern = {
        "en": r"No, the offices are not open as usual\. Collection: closed today",
        "es": r"No, las oficinas no abren como siempre\. Recaudaciones \(Collection\): oficina",
    }
    assert re.match(pattern[language], first)
    assert first.count("Collection") == 1


def test_who_may_come_is_told_with_the_hours() -> None:
    """ "Open Sat Apr 20" without "has not said if you need an appointment" would be half of it."""
    this_week = part("hours/open_hours", "collection", dates=[THIS_WEEK])
    given = reply(snapshot("2024-04-16"), "sms", "en", this_week)
    messages = text_messages(given.answer, wording())
    assert len(messages) > 1
    (tells,) = (message for message in messages if "Sat Apr 20" in message)
    assert "The county has not said if you need an appointment." in tells


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_is_never_told_without_what_is_not_confirmed_of_it(language: Language) -> None:
    caveat = {"en": "The county has not confirmed when", "es": "El condado no ha confirmado"}
    given = reply(snapshot("2024-04-03"), "sms", language, part("how_to_pay/ways"))
    first = text_messages(given.answer, wording())[0]
    assert "payments.jacksongov.org" in first
    assert caveat[language] in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_that_stands_in_says_what_the_long_one_says(language: Language) -> None:
    document = snapshot("2024-04-03")
    long = headline_answer(document, wording(), language, document.sent)
    texted = headline_answer(document, wording(), language, document.sent, medium="text")
    assert long.as_json() == texted.as_json()
    messages = text_messages(texted, wording())
    assert all(segments(message).count <= MOST_SEGMENTS for message in messages)
    assert "816-881-3232" in " ".join(messages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_publication_holds_what_the_desk_texts(language: Language) -> None:
    rendered = render_fallback(snapshot("2024-04-03"), wording())
    assert rendered[language]["fresh"]["text_card"]["paragraphs"]
    words = rendered["texting"][language]
    assert words["marks"]["replay"] == MARKS[language]
    assert "STOP" in words["help"]
    assert is_gsm(words["help"])
    assert segments(f"{words['help']} {MARKS[language]}").count <= MOST_SEGMENTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_year_is_named(language: Language) -> None:
    document = snapshot("2024-04-03")
    asked = part("status/open", "collection", dates=[{"kind": "date", "month": 1, "day": 6,
                                                      "year": 2025}])  # fmt: skip
    answerer = Answerer(document, wording(), revision=1)
    question = Question("x", language, (asked,), channel="sms")
    text = answerer.reply(question, Context(), at("2024-04-03")).answer.text
    assert {"en": "Mon Jan 6 2025", "es": "lun 6 ene 2025"}[language] in text
