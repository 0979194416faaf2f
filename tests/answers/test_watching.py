"""How far something is back, and the wish to be told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from countyline.answers.context import Context
from countyline.answers.engine import Answerer
from countyline.answers.question import Guess, Part, Question
from countyline.answers.situation import Situation
from countyline.answers.watching import NOTIFY, Back, back
from countyline.answers.wording_files import load_wish_words
from countyline.settings import PROJECT_ROOT
from countyline.status.model import StatusDocument
from tests.answers.asking import snapshot, wording

WORDS = load_wish_words(PROJECT_ROOT / "data")
RECORDER = "recorder_of_deeds"


def reopening_on(day: str, certainty: str) -> StatusDocument:
    """The closure of snapshot 1 with a day on which the Recorder opens again."""
    document = snapshot("2024-04-03")
    plain = document.model_dump(mode="json", by_alias=True)
    closure = plain["offices"][RECORDER]["closure"]
    closure["reopening"] = {"on": day, "certainty": certainty}
    return StatusDocument.model_validate(plain)


def how_far(document: StatusDocument, now: datetime | None = None) -> Back:
    part = Part("", Guess("reopening", "when", 1.0), subjects=(RECORDER,))
    return back(Situation(document, wording(), "en", part, now or document.sent), RECORDER)


def notify(*subjects: str, text: str = "tell me when it opens") -> Part:
    return Part(text, Guess("reopening", "notify", 1.0), subjects=subjects)


def test_what_is_closed_without_a_day_is_not_back() -> None:
    assert how_far(snapshot("2024-04-03")) is Back.CLOSED


def test_only_a_day_that_is_confirmed_counts() -> None:
    assert how_far(reopening_on("2024-04-08", "confirmed")) is Back.DAY_SET
    assert how_far(reopening_on("2024-04-08", "expected")) is Back.CLOSED


def test_nothing_is_back_that_is_past_its_review_time() -> None:
    document = reopening_on("2024-04-08", "confirmed")
    assert how_far(document, document.sent + timedelta(days=60)) is Back.CLOSED


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("channel", "is_kept"), [("web", True), ("sms", True), ("voice", False), ("rest", False)]
)
def test_it_is_promised_where_it_is_kept(channel: str, is_kept: bool, language: str) -> None:
    document = snapshot("2024-04-03")
    question = Question("", "es" if language == "es" else "en", (notify(RECORDER),), channel)
    reply = Answerer(document, wording()).reply(question, Context(), document.sent)
    assert [one.subject for one in reply.watches] == ([RECORDER] if is_kept else [])
    cannot = "cannot send notices" if language == "en" else "No puedo enviar avisos"
    assert (cannot in reply.answer.text) is not is_kept


def test_which_office_is_asked_once_and_the_choice_is_watched() -> None:
    document = snapshot("2024-04-03")
    answerer = Answerer(document, wording())
    asked = answerer.reply(Question("", "en", (notify(),)), Context(), document.sent)
    assert asked.answer.kind == "clarify" and not asked.watches
    choice = next(one for one in asked.answer.choices if RECORDER in one.id)
    part = Part(choice.title, Guess("status", "open", 0.2), confident=False, fragment=True)
    picked = answerer.reply(
        Question(choice.title, "en", (part,)), asked.context, document.sent
    )
    assert [one.subject for one in picked.watches] == [RECORDER]


@pytest.mark.parametrize(
    "said",
    [
        "text me as soon as the assessment office reopens",
        "Puede avisarme cuando vuelva a abrir la oficina de tasación",
        "aviseme cuando abra",
    ],
)
def test_the_phrases_make_sure_of_a_wish(said: str) -> None:
    part = Part(said, Guess("reopening", "when", 0.4), confident=False)
    (found,) = WORDS.understood(Question(said, "en", (part,))).parts
    assert found.aspect == NOTIFY and found.confident


@pytest.mark.parametrize(
    "part",
    [
        Part("tell me when you open friday", Guess("hours", "open", 0.9), dates=({"kind": "x"},)),
        Part("tell me when it opens, he is bleeding", Guess("safety", "danger", 0.3)),
        Part("when does it reopen", Guess("reopening", "when", 0.9)),
        Part("notify me of my bill", Guess("how_to_pay", "bill", 0.9)),
    ],
)
def test_other_questions_stay_as_they_were(part: Part) -> None:
    question = Question(part.text, "en", (part,))
    assert WORDS.understood(question) == question
