"""The headline answer, made ready at publication: what is said when a part behind is down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

from countyline.answers.answer import Answer
from countyline.answers.composing import COMPOSERS, Composer, Mark, mark_of
from countyline.answers.finding import Finding
from countyline.answers.medium import Medium
from countyline.answers.published import told
from countyline.answers.question import Guess, Part, Question
from countyline.answers.situation import Situation
from countyline.answers.speaking import spoken_card
from countyline.answers.spoken_words import in_words, spelled_address
from countyline.answers.texting import ways_to_ask_for_rest
from countyline.answers.wording import COMMON, Wording
from countyline.segments import plain
from countyline.status.model import LANGUAGES, Contact, Language, StatusDocument

SMALLTALK = "smalltalk"


def headline_answer(
    document: StatusDocument,
    wording: Wording,
    language: Language,
    now: datetime,
    *,
    revision: int | None = None,
    replay: bool = False,
    medium: Medium = "screen",
    kind: type[Situation] = Situation,
) -> Answer:
    """Give the published headline with the staff contact and hours, marked degraded.

    `kind` is how the situation speaks of days and times.
    """
    composer = COMPOSERS[medium](revision, mark_of(document, replay=replay))
    part = Part("", Guess("incident", "what", 1.0))
    return _headline(composer, kind(document, wording, language, part, now, medium=medium))


def not_saved_answer(
    document: StatusDocument,
    wording: Wording,
    question: Question,
    now: datetime,
    *,
    revision: int | None = None,
    replay: bool = False,
) -> Answer:
    """Give what is said when a case cannot be kept, and so is not promised: whom to call."""
    language: Language = "es" if question.language == "es" else "en"
    medium = question.medium
    answer = headline_answer(
        document, wording, language, now, revision=revision, replay=replay, medium=medium
    )
    lead = wording.in_medium(medium).say(language, COMMON, "case_not_saved")
    return replace(answer, card=answer.card.led_by(lead))


def render_fallback(document: StatusDocument, wording: Wording) -> dict[str, Any]:
    """Render `fallback.json`: the headline answer in each language, fresh and past its review.

    `text_card` is the same for a text message, and `texting` holds what else is said in one:
    `marks`, `more` (ways to ask for the rest) and `help` (what answers the keyword HELP).

    `spoken_card` is the same for the phone, in words, and `speaking` holds what the desk says of
    the county by itself: its name (`county`), `marks` (in few words, for an answer), `notices`
    (the same as a sentence, for the greeting), `hours` (when staff answer) and `website`.

    The texts bear no mark: whether they are a replay depends on the settings at the time they are
    said, not at publication. `marks` holds the words for both marks in each language.
    """
    headline = document.incident["headline"]
    review_by = document.provenance[headline.per].review_by

    def said(language: Language, at: datetime, medium: Medium) -> Answer:
        unmarked = COMPOSERS[medium](None, None)
        return _headline(unmarked, _situation(document, wording, language, at, medium))

    def rendered(language: Language, at: datetime) -> dict[str, Any]:
        answer = said(language, at, "screen")
        return {
            "text": answer.text,
            "card": answer.card.as_json(),
            "text_card": said(language, at, "text").card.as_json(),
            "spoken_card": spoken_card(said(language, at, "speech").card, language).as_json(),
            "answer": answer.as_json(),
        }

    stale = review_by + timedelta(seconds=1)
    bodies: dict[str, Any] = {
        language: {"fresh": rendered(language, document.sent), "stale": rendered(language, stale)}
        for language in LANGUAGES
    }
    marks = {
        language: {mark: wording.say(language, COMMON, mark) for mark in get_args(Mark)}
        for language in LANGUAGES
    }
    texting = {language: _texting(document, wording.texted, language) for language in LANGUAGES}
    speaking = {language: _speaking(document, wording, language) for language in LANGUAGES}
    return {
        **bodies,
        "marks": marks,
        "texting": texting,
        "speaking": speaking,
        "review_by": review_by.isoformat(),
    }


def _texting(document: StatusDocument, texted: Wording, language: Language) -> dict[str, Any]:
    """What is said in text messages beside answers: the marks, and words of the desk's own."""
    hours = _situation(document, texted, language, document.sent, "text").weekly(
        document.staff.weekly
    )
    return {
        "marks": {mark: texted.say(language, COMMON, mark) for mark in get_args(Mark)},
        "more": list(ways_to_ask_for_rest(language, texted)),
        "help": plain(
            texted.say(
                language,
                SMALLTALK,
                "help_keyword",
                county=document.organization.name.said_in(language),
                hours=hours,
            )
        ),
    }


def _speaking(document: StatusDocument, wording: Wording, language: Language) -> dict[str, Any]:
    """What is said on the phone beside answers, all of it in words."""
    situation = _situation(document, wording, language, document.sent, "speech")
    hours = situation.common("staff_hours", hours=situation.weekly(document.staff.weekly))
    marks = get_args(Mark)
    return {
        "county": in_words(situation.text(document.organization.name), language),
        "marks": {mark: in_words(situation.common(mark), language) for mark in marks},
        "notices": {
            mark: in_words(f"{wording.say(language, COMMON, mark)}.", language) for mark in marks
        },
        "hours": in_words(hours, language),
        "website": spelled_address(document.organization.website, language),
    }


def _situation(
    document: StatusDocument,
    wording: Wording,
    language: Language,
    now: datetime,
    medium: Medium,
) -> Situation:
    part = Part("", Guess("incident", "what", 1.0))
    return Situation(document, wording, language, part, now, medium=medium)


def _headline(composer: Composer, situation: Situation) -> Answer:
    finding = told(situation, {"incident.headline": situation.document.incident["headline"]})
    finding = _with_staff(finding, situation)
    answer = composer.told(situation, [finding], ("incident",))
    return replace(answer, degraded=True)


def _with_staff(finding: Finding, situation: Situation) -> Finding:
    hours = situation.common(
        "staff_hours", hours=situation.weekly(situation.document.staff.weekly)
    ).rstrip(".")
    contacts = list(situation.staff_contacts())
    if not contacts:
        return finding.then(f"{hours}.", facts=("staff",))
    listed = situation.listed(_written(situation, contact) for _, contact in contacts)
    sentence = situation.common("staff_reach", contacts=listed, hours=hours)
    facts = ("staff", *(fact for fact, _ in contacts))
    if situation.medium == "speech":  # numbers alone are enough to keep in mind
        return finding.then(sentence, f"{hours}.", facts=facts)
    return finding.then(sentence, facts=facts)


def _written(situation: Situation, contact: Contact) -> str:
    if contact.label:
        who = situation.text(contact.label)
    elif contact.serves:
        who = situation.name(contact.serves[0])
    else:
        return contact.value
    return situation.common("staff_contact", who=who, value=contact.value)
