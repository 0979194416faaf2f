"""The headline answer, made ready at publication: what is said when a part behind is down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

from countyline.answers.answer import Answer
from countyline.answers.composing import Composer, Mark, mark_of
from countyline.answers.finding import Finding
from countyline.answers.published import told
from countyline.answers.question import Guess, Part
from countyline.answers.situation import Situation
from countyline.answers.wording import COMMON, Wording
from countyline.status.model import LANGUAGES, Contact, Language, StatusDocument


def headline_answer(
    document: StatusDocument,
    wording: Wording,
    language: Language,
    now: datetime,
    *,
    revision: int | None = None,
    replay: bool = False,
) -> Answer:
    """Give the published headline with the staff contact and hours, marked degraded."""
    composer = Composer(revision, mark_of(document, replay=replay))
    return _headline(composer, _situation(document, wording, language, now))


def render_fallback(document: StatusDocument, wording: Wording) -> dict[str, Any]:
    """Render `fallback.json`: the headline answer in each language, fresh and past its review.

    The texts bear no mark: whether they are a replay depends on the settings at the time they are
    said, not at publication. `marks` holds the words for both marks in each language.
    """
    headline = document.incident["headline"]
    review_by = document.provenance[headline.per].review_by
    unmarked = Composer(None, None)

    def rendered(language: Language, at: datetime) -> dict[str, Any]:
        answer = _headline(unmarked, _situation(document, wording, language, at))
        return {"text": answer.text, "answer": answer.as_json()}

    stale = review_by + timedelta(seconds=1)
    bodies: dict[str, Any] = {
        language: {"fresh": rendered(language, document.sent), "stale": rendered(language, stale)}
        for language in LANGUAGES
    }
    marks = {
        language: {mark: wording.say(language, COMMON, mark) for mark in get_args(Mark)}
        for language in LANGUAGES
    }
    return {**bodies, "marks": marks, "review_by": review_by.isoformat()}


def _situation(
    document: StatusDocument, wording: Wording, language: Language, now: datetime
) -> Situation:
    part = Part("", Guess("incident", "what", 1.0))
    return Situation(document, wording, language, part, now)


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
    return finding.then(sentence, facts=("staff", *(fact for fact, _ in contacts)))


def _written(situation: Situation, contact: Contact) -> str:
    if contact.label:
        who = situation.text(contact.label)
    elif contact.serves:
        who = situation.name(contact.serves[0])
    else:
        return contact.value
    return situation.common("staff_contact", who=who, value=contact.value)
