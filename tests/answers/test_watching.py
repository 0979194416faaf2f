"""How far something is back, and the wish to be told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from countyline.answers.answer import Choice
from countyline.answers.context import Context, chosen, read_context
from countyline.answers.engine import Answerer
from countyline.answers.question import Guess, Part, Question
from countyline.answers.reply import Reply
from countyline.answers.situation import Situation
from countyline.answers.watching import NOTIFY, Back, back
from countyline.answers.wording_files import load_wish_words
from countyline.settings import PROJECT_ROOT
from countyline.status.model import StatusDocument
from tests.answers.asking import FRIDAY, snapshot, wording

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


# The offer of it


def asked(
    part: Part,
    *,
    channel: str = "web",
    language: str = "en",
    context: Context | None = None,
    document: StatusDocument | None = None,
    has_desk: bool = True,
) -> Reply:
    published = document or snapshot("2024-04-03")
    question = Question(
        part.text, "es" if language == "es" else "en", (part,), channel, has_desk=has_desk
    )
    return Answerer(published, wording()).reply(question, context or Context(), published.sent)


def is_open(*subjects: str, aspect: str = "open", **more: object) -> Part:
    return Part("is it open", Guess("status", aspect, 1.0), subjects=subjects, **more)  # type: ignore[arg-type]


def offers(reply: Reply) -> list[str]:
    return [one.id for one in reply.answer.choices if one.id.startswith("watch:")]


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Tell me when it reopens"), ("es", "Avíseme cuando abra")],
)
@pytest.mark.parametrize("name", ["status", "reopening"])
def test_what_is_closed_offers_to_tell(name: str, language: str, title: str) -> None:
    aspect = {"status": "open", "reopening": "when"}[name]
    part = Part("is it open", Guess(name, aspect, 1.0), subjects=(RECORDER,), dates=(FRIDAY,))
    reply = asked(part, language=language)
    assert [(one.id, one.title) for one in reply.answer.choices] == [(f"watch:{RECORDER}", title)]
    assert reply.context.choices == reply.answer.choices
    assert title not in reply.answer.text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_offer_is_taken_up_whatever_understanding_makes_of_it(language: str) -> None:
    offered = asked(is_open(RECORDER, dates=(FRIDAY,)), language=language)
    (choice,) = offered.answer.choices
    unsure = Part(choice.title, Guess("out_of_scope", "other", 0.1), confident=False)
    stored = read_context(offered.context.as_json())
    reply = asked(unsure, language=language, context=stored)
    assert [one.subject for one in reply.watches] == [RECORDER]
    promised = "I will tell you here" if language == "en" else "Le avisaré aquí"
    assert promised in reply.answer.text
    assert not offers(reply)


def test_a_number_is_no_agreement_to_be_written_to() -> None:
    offered = asked(is_open(RECORDER), channel="sms")
    assert offers(offered)
    assert chosen(offered.context, "1") is None
    assert chosen(offered.context, "Tell me when it reopens") is not None


def test_a_person_stays_the_last_choice_and_number_one() -> None:
    part = Part("when", Guess("hours", "appointment", 1.0), subjects=("assessment",))
    reply = asked(replace(part, guess=Guess("reopening", "soft_opening", 1.0)))
    both = asked(is_open(RECORDER, dates=({"kind": "date", "month": 6, "day": 3, "year": 2024},)))
    assert not offers(reply)
    assert [one.id for one in both.answer.choices] == [f"watch:{RECORDER}", "person"]
    assert (picked := chosen(both.context, "1")) is not None and picked.id == "person"


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "voice"},
        {"channel": "rest"},
        {"has_desk": False},
        {"context": Context(watching=(RECORDER,))},
    ],
)
def test_it_is_not_offered_where_it_is_not_kept_or_is_kept_already(
    given: dict[str, object],
) -> None:
    assert not offers(asked(is_open(RECORDER), **given))  # type: ignore[arg-type]
    if "context" in given:
        assert offers(asked(is_open("collection"), **given))  # type: ignore[arg-type]


def test_it_is_offered_of_one_thing_that_is_closed() -> None:
    assert not offers(asked(is_open(RECORDER, "collection")))
    assert not offers(asked(is_open(aspect="overview")))
    assert not offers(asked(is_open("payments_portal")))
    assert not offers(asked(is_open(RECORDER), document=snapshot("2024-04-22")))
    assert not offers(asked(notify(RECORDER)))


def test_without_a_desk_nothing_is_promised_on_any_channel() -> None:
    for channel in ("web", "sms"):
        reply = asked(notify(RECORDER), channel=channel, has_desk=False)
        assert not reply.watches
        assert "cannot send notices" in reply.answer.text


@pytest.mark.parametrize(
    ("part", "may_change"),
    [
        (is_open(RECORDER), True),
        (is_open("myjacksoncounty"), False),
        (Part("hi", Guess("smalltalk", "greeting", 1.0)), False),
    ],
)
def test_an_answer_says_whether_it_holds_for_a_time(part: Part, may_change: bool) -> None:
    assert asked(part, channel="sms").may_change is may_change


def test_what_the_document_lost_is_not_watched() -> None:
    """A choice may be older than the revision; a context may be anybody's."""
    gone = Choice("watch:no_such_office", "Tell me when it reopens")
    reply = asked(
        Part(gone.title, Guess("out_of_scope", "other", 0.1), confident=False),
        context=Context(choices=(gone,)),
    )
    assert not reply.watches and "I will tell you" not in reply.answer.text
