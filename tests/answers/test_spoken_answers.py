"""What is said on the phone: the facts of the web answer, in words, two sentences at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countyline.answers.answer import Answer
from countyline.answers.context import HEARD, WATCH, Context
from countyline.answers.engine import Answerer
from countyline.answers.fallback import headline_answer, render_fallback
from countyline.answers.question import Question
from countyline.answers.reply import Reply
from countyline.answers.speaking import said_on_the_phone
from countyline.answers.spoken_words import in_words
from countyline.card import read_card
from countyline.cutting import OVER, WITH_NEXT, sentences
from countyline.redaction import clean
from countyline.speech import digits_said, speech_of
from countyline.spoken_parts import MOST_SENTENCES, MOST_WORDS, spoken_parts
from countyline.status.model import LANGUAGES, Language
from tests.answers.asking import FRIDAY, SNAPSHOTS, THIS_WEEK, part, snapshot, wording
from tests.answers.test_any_turn import DOCUMENTS, questions
from tests.answers.test_text_messages import SURENESS, names, reply

MARKS = {"en": "a replay, not live", "es": "una repetición, no en vivo"}
AGES = {"en": r"(?i)\b(as of|since) \w+day\b", "es": r"(?i)(información del|desde el) \w+"}
LEADS = {
    "en": r"The county has not confirmed this since [^;]+; then it said:",
    "es": r"El condado no lo ha confirmado desde el [^;]+; entonces dijo:",
}
LATER = (timedelta(), timedelta(days=3))
"""At the document's own time, and past the review time of what changes daily."""


class Asked(NamedTuple):
    """A question, put to a snapshot as on the web and by phone."""

    day: str
    name: str
    subject: str
    language: Language
    later: timedelta
    web: Answer
    spoken: Answer
    parts: tuple[str, ...]


def both(day: str, name: str, subject: str, language: Language, later: timedelta) -> Asked:
    asked = part(name, *([subject] if subject else []))
    web = reply(snapshot(day), "web", language, asked, later=later).answer
    spoken = reply(snapshot(day), "voice", language, asked, later=later).answer
    return Asked(day, name, subject, language, later, web, spoken, said_on_the_phone(spoken))


@cache
def every() -> tuple[Asked, ...]:
    return tuple(
        both(day, name, subject, language, later)
        for day in SNAPSHOTS
        for name, subject in names(day)
        for language in LANGUAGES
        for later in LATER
    )


def every_part() -> Iterator[tuple[Asked, str]]:
    return ((asked, said) for asked in every() for said in asked.parts)


def record_of(answer: Answer) -> dict[str, Any]:
    """The record, but for the offer to be told later, which cannot be kept on the phone.

    The names of offices that can be picked are shorter in a text.
    """
    record = answer.as_json()
    record["choices"] = [
        one for one in record["choices"] if not one["id"].startswith(f"{WATCH}:")
    ]
    if answer.kind == "clarify":
        record["choices"] = [one["id"] for one in record["choices"]]
    return record


def test_the_record_of_a_spoken_answer_is_that_of_the_web_answer() -> None:
    for asked in every():
        assert record_of(asked.spoken) == record_of(asked.web), asked


def test_no_part_is_more_than_two_sentences() -> None:
    for asked, said in every_part():
        assert len(list(sentences(said))) <= MOST_SENTENCES, (asked.name, said)


def test_a_part_is_longer_than_thirty_words_only_for_what_is_not_parted() -> None:
    """A sentence that is, and a claim with what is not confirmed of it, are said whole."""
    told = list(every_part())
    long = [(asked, said) for asked, said in told if len(said.split()) > MOST_WORDS]
    pairs = [asked for asked, said in long if len(list(sentences(said))) > 1]
    assert len(long) / len(told) < 0.14
    assert len(pairs) / len(told) < 0.01
    marks = [re.escape(mark) for mark in MARKS.values()]
    fresh = [
        said for asked, said in told
        if not asked.later and len(re.sub("|".join(marks), "", said).split()) > MOST_WORDS + 5
    ]  # fmt: skip
    assert len(fresh) / len(told) < 0.03


def test_all_of_it_is_words() -> None:
    for asked, said in every_part():
        assert not re.search(r"[\d&/#$%@•–—\"()\[\]{}·]", said), (asked.name, said)
        assert not re.search(r"(?i)\w\.\w|https?|www|\ba\.|\bp\.", said), (asked.name, said)
        assert WITH_NEXT not in said
        assert not re.search(r"  | [.,;:?]|[.,;:]{2}|^[,;.]|[,;:]$", said), (asked.name, said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", SNAPSHOTS)
def test_a_sentence_of_the_county_ends_where_it_ended(day: str, language: Language) -> None:
    for fact, statement in snapshot(day).statements_by_id():
        for text in filter(None, (statement.text, statement.brief, statement.caveat)):
            written = text.said_in(language)
            ends = re.findall(r"(?<=[a-záéíóú)])[.?](?: (?=[A-ZÁÉÍÓÚ¿])|$)", written)
            said = in_words(written, language)
            abbreviated = len(re.findall(r"\b(?:Ave|Jr|St|m)\. (?=[A-Z])", written))
            assert len(list(sentences(said))) >= len(ends) - abbreviated, (fact, said)


def test_nothing_speaks_of_a_screen() -> None:
    unwanted = {
        "en": r"(?i)\b(click here|tap|below|above|reply|button|link|your message|texted)\b",
        "es": r"(?i)\b(haga clic aquí|toque|abajo|responda|botón|enlace|su mensaje|escríbame)\b",
    }
    for asked, said in every_part():
        assert not re.search(unwanted[asked.language], said), (asked.name, said)


@pytest.mark.parametrize("words", range(2))
def test_words_of_certainty_are_those_of_the_web_answer(words: int) -> None:
    for asked in every():
        pattern = SURENESS[asked.language][words]
        web, spoken = (re.search(pattern, text) is None
                       for text in (asked.web.text, " ".join(asked.parts)))  # fmt: skip
        assert web == spoken, asked


def test_the_first_part_says_that_it_is_not_live_but_for_danger() -> None:
    for asked in every():
        first, *others = (said.lower() for said in asked.parts)
        mark = MARKS[asked.language]
        assert (mark in first) == (asked.spoken.topics != ("safety",)), asked.parts
        assert not any(mark in said for said in others)


def test_the_age_is_told_once_at_least() -> None:
    for asked in every():
        is_told = re.search(AGES[asked.language], " ".join(asked.parts)) is not None
        assert is_told == (asked.spoken.as_of is not None), asked.parts


def test_phone_numbers_are_those_of_the_web_answer() -> None:
    for asked in every():
        said = " ".join(asked.parts)
        for number in re.findall(r"\d{3}-\d{3}-\d{4}", asked.web.text):
            assert digits_said(number, asked.language) in said, asked


def test_what_is_past_its_review_time_is_led_by_its_warning_in_every_part() -> None:
    for asked in every():
        lead, over, told = asked.spoken.card.paragraphs[0].partition(OVER)
        if not (over and re.fullmatch(LEADS[asked.language], lead)):
            continue
        for claim in map(_core, sentences(in_words(told, asked.language))):
            for said in asked.parts:
                if claim in said and len(claim) > 20:
                    assert re.match(LEADS[asked.language], said), (claim, said)


def _core(claim: str) -> str:
    return claim.replace(WITH_NEXT, "").strip().rstrip(".")


def test_it_can_be_marked_up() -> None:
    for asked, said in every_part():
        speech = speech_of([said], asked.language)
        assert speech.text == said
        assert "".join(ElementTree.fromstring(speech.ssml).itertext()) == said


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(range(len(DOCUMENTS))), st.lists(questions, min_size=1, max_size=3),
    st.integers(-48, 24 * 40),
)  # fmt: skip
def test_whatever_is_asked_the_record_is_the_same_and_what_is_said_is_words(
    place: int, asked: list[Question], hours: int
) -> None:
    document = DOCUMENTS[place]
    answerer = Answerer(document, wording(), revision=1)
    now = document.sent + timedelta(hours=hours)
    context = Context()
    for question in asked:
        web = answerer.reply(replace(question, channel=""), context, now)
        spoken = answerer.reply(replace(question, channel="voice"), context, now)
        assert on_record(spoken) == on_record(web)
        parts = said_on_the_phone(spoken.answer)
        assert all(parts)
        assert not re.search(r"[\d&/#$%@(){}·\u27e6\ufe0e]", " ".join(parts))
        context = web.context


def on_record(reply: Reply) -> dict[str, Any]:
    """Give the record; what a caller is to confirm is named there as it is said."""
    record = reply.answer.as_json()
    for choice in record["choices"]:
        if choice["id"].startswith(HEARD):
            del choice["title"]
    return record


# What else is said


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_are_asked_for_in_a_sentence(language: Language) -> None:
    unsure = part("status/open", "collection", confident=False, confidence=0.3)
    given = reply(snapshot("2024-04-03"), "voice", language, unsure)
    (said,) = said_on_the_phone(given.answer)
    assert said.endswith(
        {
            "en": "What would you like to know about Collection? "
            "Whether it is open, where it is, or a person?",
            "es": "Recaudación, Collection: ¿qué quiere saber? "
            "¿Si está abierto, dónde queda o una persona?",
        }[language]
    )
    web = reply(snapshot("2024-04-03"), "web", language, unsure)
    assert web.answer.choices == given.answer.choices


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_among_offices_gives_each_one_name(language: Language) -> None:
    unsure = part("x/y", "collection", "assessment", confident=False, confidence=0.1)
    given = reply(snapshot("2024-04-03"), "voice", language, unsure)
    (said,) = said_on_the_phone(given.answer)
    assert said.endswith(
        {
            "en": "Which one do you mean? Collection, Assessment, or a person?",
            "es": "¿A cuál se refiere? ¿Recaudación, Tasación o una persona?",
        }[language]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("aspect", "number"), [("danger", "911"), ("suicide", "988")])
def test_danger_is_answered_with_the_number_at_once(
    language: Language, aspect: str, number: str
) -> None:
    given = reply(snapshot("2024-04-03"), "voice", language, part(f"safety/{aspect}"))
    (said,) = said_on_the_phone(given.answer)
    assert digits_said(number, language) in said
    assert len(said.split()) <= MOST_WORDS + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hand_off_tells_case_hours_and_how_to_leave_a_number(language: Language) -> None:
    given = reply(snapshot("2024-04-03"), "voice", language, part("person/human"))
    said = " ".join(said_on_the_phone(given.answer))
    assert {"en": "case four F, two seven", "es": "caso cuatro F, dos siete"}[language] in said
    assert {"en": "eight in the morning", "es": "ocho de la mañana"}[language] in said
    assert {"en": "You can say a phone number", "es": "Puede decir un teléfono"}[language] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_repeat_says_the_same_again(language: Language) -> None:
    document = snapshot("2024-04-16")
    first = reply(document, "voice", language, part("reopening/soft_opening"))
    last = first.context.last
    assert last is not None
    assert all(clean(line).text == line for line in last.paragraphs)
    again = reply(document, "voice", language, part("smalltalk/repeat"), context=first.context)
    assert said_on_the_phone(again.answer) == said_on_the_phone(first.answer)


def test_who_may_come_is_told_with_the_hours() -> None:
    this_week = part("hours/open_hours", "collection", dates=[THIS_WEEK])
    said = said_on_the_phone(reply(snapshot("2024-04-16"), "voice", "en", this_week).answer)
    (tells,) = (one for one in said if "April twentieth" in one)
    assert "The county has not said whether you need an appointment" in tells


def test_the_sample_of_how_the_county_speaks() -> None:
    asked = part("status/open", "recorder_of_deeds", dates=[FRIDAY])
    said = said_on_the_phone(reply(snapshot("2024-04-03"), "voice", "en", asked).answer)
    claim = "The Recorder of Deeds office is likely closed on Friday, April fifth"
    assert said[0].startswith(claim)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_staff_read_of_a_voicemail_is_worded_for_a_screen(language: Language) -> None:
    """The channel says where a question came from; the medium, in what its answer is read."""
    question = Question("a question", language, (part("voting/id"),), "voice", read_on="screen")
    assert question.medium == "screen"
    assert Question("a question", language, (part("voting/id"),), "voice").medium == "speech"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_that_stands_in_says_what_the_long_one_says(language: Language) -> None:
    document = snapshot("2024-04-03")
    long = headline_answer(document, wording(), language, document.sent)
    spoken = headline_answer(document, wording(), language, document.sent, medium="speech")
    assert long.as_json() == spoken.as_json()
    said = " ".join(said_on_the_phone(spoken))
    assert digits_said("816-881-3232", language) in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("age", ["fresh", "stale"])
def test_the_publication_holds_what_the_desk_says(language: Language, age: str) -> None:
    rendered = render_fallback(snapshot("2024-04-03"), wording())
    card = read_card(rendered[language][age]["spoken_card"])
    assert card is not None
    for said in spoken_parts(card):
        assert len(list(sentences(said))) <= MOST_SENTENCES
        assert not re.search(r"[\d/·()@]", said)
    words = rendered["speaking"][language]
    assert words["marks"]["replay"] == MARKS[language]
    assert words["county"] == {"en": "Jackson County", "es": "Condado de Jackson"}[language]
    assert words["website"] == {"en": "jacksongov dot org", "es": "jacksongov punto org"}[language]
    for said in (*words["notices"].values(), words["hours"]):
        assert said.endswith(".") and not re.search(r"\d", said)
