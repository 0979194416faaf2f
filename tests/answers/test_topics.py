"""Every topic and aspect in both languages: kind, facts, certainty, and what goes with it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from countyline.answers.fallback import headline_answer, render_fallback
from countyline.answers.reply import CASE_MARK
from countyline.status.freshness import Freshness, weakest
from countyline.status.model import CERTAINTIES, LANGUAGES, Language, StatusDocument
from countyline.status.reading_grade import grade, words
from tests.answers.asking import (
    EVERY_ASPECT,
    SNAPSHOTS,
    part,
    reply_to,
    snapshot,
    told,
    wording,
)
from tests.status.offices import document

BARE = document({}).model_copy(update={"offices": {}})
CASES = frozenset(
    {"vehicle/ticket", "vehicle/missing", "receipts/urgent", "media/press", "person/human",
     "person/accept"}
)  # fmt: skip


def every_document() -> dict[str, StatusDocument]:
    return {**{day: snapshot(day) for day in SNAPSHOTS}, "bare": BARE}


def everything() -> list[Any]:
    return [
        pytest.param(document_, name, language, id=f"{day} {name} {language}")
        for day, document_ in every_document().items()
        for name in (f"{topic}/{aspect}" for topic, aspect in EVERY_ASPECT)
        for language in LANGUAGES
    ]


@pytest.mark.parametrize(("document_", "name", "language"), everything())
def test_the_contract_holds(document_: StatusDocument, name: str, language: Language) -> None:
    answer = reply_to(document_, part(name), language=language).answer
    facts = dict(document_.facts_by_id())
    assert answer.text.strip()
    assert "{" not in answer.text and "}" not in answer.text
    assert answer.language == language
    assert set(answer.facts) <= facts.keys()
    assert len(set(answer.facts)) == len(answer.facts)
    if answer.kind != "answer":
        assert answer.certainty is None
        return
    assert answer.topics[0] == name.partition("/")[0]
    assert answer.certainty in CERTAINTIES
    assert answer.facts or answer.certainty == "unknown"
    origins = [document_.provenance[facts[fact].per] for fact in answer.facts]
    assert answer.as_of == min((origin.as_of for origin in origins), default=None)
    fresh = Freshness(document_, document_.sent)
    if answer.facts:
        least = weakest(fresh.certainty_of(fact) for fact in answer.facts)
        assert CERTAINTIES.index(answer.certainty) >= CERTAINTIES.index(least)
        assert answer.sources
    if answer.certainty == "unknown" and answer.topics[0] != "safety":
        assert [choice.id for choice in answer.choices] == ["person"]


@pytest.mark.parametrize("day", SNAPSHOTS)
@pytest.mark.parametrize("name", [f"{topic}/{aspect}" for topic, aspect in EVERY_ASPECT])
def test_both_languages_rest_on_the_same(day: str, name: str) -> None:
    english, spanish = (
        reply_to(snapshot(day), part(name), language=language).answer for language in LANGUAGES
    )
    for field in ("kind", "topics", "subjects", "facts", "certainty", "as_of"):
        assert getattr(english, field) == getattr(spanish, field)
    assert english.text != spanish.text


@pytest.mark.parametrize("day", SNAPSHOTS)
def test_what_is_case_by_case_is_handed_over_at_once(day: str) -> None:
    for name in CASES:
        answer = reply_to(snapshot(day), part(name)).answer
        assert answer.kind == "handoff"
        assert answer.escalation is not None
        assert CASE_MARK in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("aspect", ["danger", "suicide", "threat"])
def test_danger_gets_a_number_and_nothing_in_its_way(language: Language, aspect: str) -> None:
    answer = reply_to(snapshot(SNAPSHOTS[0]), part(f"safety/{aspect}"), language=language).answer
    assert ("988" if aspect == "suicide" else "911") in answer.text
    assert "\n" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [*SNAPSHOTS, "bare"])
def test_the_fallback_is_the_headline_with_whom_to_reach(day: str, language: Language) -> None:
    document_ = every_document()[day]
    answer = headline_answer(document_, wording(), language, document_.sent)
    assert answer.degraded and answer.kind == "answer" and answer.topics == ("incident",)
    assert document_.incident["headline"].text.said_in(language) in answer.text
    rendered = render_fallback(document_, wording())
    assert rendered[language]["fresh"]["answer"]["certainty"] == "confirmed"
    assert rendered[language]["stale"]["answer"]["certainty"] == "not_confirmed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fallback_holds_its_marks_apart_from_its_texts(language: Language) -> None:
    """Whether it is a replay is known when it is said, not when it is published."""
    document_ = snapshot(SNAPSHOTS[0])
    rendered = render_fallback(document_, wording())
    marks = rendered["marks"][language]
    assert marks.keys() == {"replay", "exercise"}
    for state in ("fresh", "stale"):
        assert not any(mark in rendered[language][state]["text"] for mark in marks.values())
        assert rendered[language][state]["answer"]["replay"] is False
    for replay, mark in ((True, "replay"), (False, "exercise")):
        whole = headline_answer(document_, wording(), language, document_.sent, replay=replay)
        assert whole.text == f"{rendered[language]['fresh']['text']} · {marks[mark]}"


def test_a_service_is_among_the_subjects_of_what_is_said_of_its_office() -> None:
    for name in ("status/open", "hours/open_hours", "reopening/when", "location/where"):
        answer = reply_to(snapshot(SNAPSHOTS[0]), part(name, "tax_receipts")).answer
        assert answer.subjects[0] == "tax_receipts"


def test_a_state_that_is_published_is_never_called_unsaid() -> None:
    for name in ("status/open", "other_service/unlisted", "reopening/when"):
        text = told(reply_to(snapshot(SNAPSHOTS[0]), part(name, "inmate_search")))
        assert text.startswith("The inmate search is down.")


def test_subjects_of_which_nothing_is_published_are_not_passed_over() -> None:
    for name in ("location/where", "hours/open_hours"):
        answer = reply_to(snapshot(SNAPSHOTS[0]), part(name, "collection", "parks")).answer
        assert answer.certainty == "unknown"
        assert "Parks: " in answer.text


def test_nothing_is_said_twice() -> None:
    for subject in ("assessment", "collection", "myjacksoncounty"):
        for name in ("contact/phone", "contact/email", "contact/whom"):
            text = told(reply_to(snapshot(SNAPSHOTS[0]), part(name, subject)))
            said = [line for line in re.split(r"(?<=\.)\s+", text) if len(line) > 20]
            assert len(set(said)) == len(said)


def test_weekdays_that_are_not_in_a_row_are_named_one_by_one() -> None:
    weekly = [{"days": ["fri", "mon", "wed"], "opens": "08:00", "closes": "17:00"}]
    office = {"hours": {"per": "p", "weekly": weekly}}
    text = told(reply_to(document(office), part("hours/open_hours", "desk")))
    assert "Monday, Wednesday and Friday, 8 a.m. to 5 p.m." in text


def test_a_published_fact_outside_its_days_is_not_told() -> None:
    first = snapshot(SNAPSHOTS[0])
    online = first.payments["online"]
    until = online.model_copy(update={"through": first.sent.date() - timedelta(days=1)})
    past = first.model_copy(update={"payments": {**first.payments, "online": until}})
    for name in ("how_to_pay/online", "how_to_pay/ways", "status/open"):
        answer = reply_to(past, part(name, "collection", premises=("online_down",))).answer
        assert "payments.online" not in answer.facts


REAL_ESTATE, PERSONAL = "Assessment@jacksongov.org", "IPP@jacksongov.org"


@pytest.mark.parametrize("day", SNAPSHOTS)
@pytest.mark.parametrize("subjects", [(), ("assessment",)])
@pytest.mark.parametrize(
    ("name", "offered", "left_out"),
    [
        ("assessment/appeal", REAL_ESTATE, PERSONAL),
        ("assessment/value", REAL_ESTATE, PERSONAL),
        ("assessment/exemption", REAL_ESTATE, PERSONAL),
        ("assessment/declare", PERSONAL, REAL_ESTATE),
        ("vehicle/tax", PERSONAL, REAL_ESTATE),
        ("vehicle/title", PERSONAL, REAL_ESTATE),
        ("receipts/waiver", PERSONAL, REAL_ESTATE),
        ("how_to_pay/account", "855-798-0608", "816-881-3232"),
    ],
)
def test_whom_to_ask_is_meant_for_the_question(
    day: str, subjects: tuple[str, ...], name: str, offered: str, left_out: str
) -> None:
    text = told(reply_to(snapshot(day), part(name, *subjects)))
    assert offered in text
    assert left_out not in text


def test_of_a_thing_all_ways_are_told_with_what_each_is_for() -> None:
    text = told(reply_to(snapshot(SNAPSHOTS[0]), part("contact/email", "assessment")))
    assert f"Vehicles and personal property: write to {PERSONAL}." in text
    assert f"Real estate: write to {REAL_ESTATE}." in text
    service = part("contact/email", "personal_property_changes")
    assert REAL_ESTATE not in told(reply_to(snapshot(SNAPSHOTS[0]), service))


def test_a_contact_that_nobody_answers_is_not_offered_even_where_it_is_meant_for() -> None:
    first = snapshot(SNAPSHOTS[0])
    silent = first.contacts["real_estate_email"].model_copy(update={"answered": False})
    without = first.model_copy(
        update={"contacts": {**first.contacts, "real_estate_email": silent}}
    )
    assert "@" not in told(reply_to(without, part("assessment/appeal")))


def test_a_building_s_telephones_are_called_by_their_offices() -> None:
    text = told(reply_to(snapshot(SNAPSHOTS[0]), part("contact/phone", "truman_courthouse")))
    assert text == "Collection: call 816-881-3232. Recorder of Deeds: call 816-881-4483."


@pytest.mark.parametrize("name", ["recording/fees", "marriage_license/cost", "how_to_pay/fees"])
def test_who_asks_of_a_price_is_not_told_of_doors(name: str) -> None:
    for day in SNAPSHOTS:
        assert "closed today" not in told(reply_to(snapshot(day), part(name)))


def test_where_no_license_is_given_that_comes_first() -> None:
    asked = part("marriage_license/get", "marriage_license")
    first = told(reply_to(snapshot(SNAPSHOTS[0]), asked))
    assert first.startswith("The county gives no marriage licenses at the counter now.")
    spanish = told(reply_to(snapshot(SNAPSHOTS[0]), asked, language="es"))
    assert spanish.startswith("Por ahora el condado no da licencias de matrimonio en la venta")
    for day in SNAPSHOTS[1:]:
        text = told(reply_to(snapshot(day), asked))
        assert text.startswith("You can apply for a marriage license online.")


def test_spanish_gives_a_name_its_article_alone_and_in_a_list() -> None:
    first = snapshot(SNAPSHOTS[0])
    for asked, said in (
        (part("status/open", "recorder_of_deeds"), "La oficina del Registro de Escrituras"),
        (part("status/open", "collection"), "La oficina de Recaudación (Collection)"),
        (part("reopening/when"), "Las oficinas de Tasación (Assessment), de Recaudación "
                                 "(Collection) y del Registro de Escrituras (Recorder of Deeds)"),
        (part("contact/whom", "recorder_of_deeds"), "La oficina del Registro de Escrituras"),
    ):  # fmt: skip
        assert told(reply_to(first, asked, language="es")).startswith(said)


@pytest.mark.parametrize("day", SNAPSHOTS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [f"{topic}/{aspect}" for topic, aspect in EVERY_ASPECT])
def test_no_sentence_is_said_twice(day: str, language: Language, name: str) -> None:
    for subjects in ((), ("collection",), ("recorder_of_deeds",), ("property_tax_payment",)):
        text = told(reply_to(snapshot(day), part(name, *subjects), language=language))
        said = [one for one in re.split(r"(?<=[a-z)]\.)\s+", text) if len(one) > 20]
        assert len(set(said)) == len(said), text


LONGEST = 75
"""Words of an answer before the offer of staff. An answer to one question fits one breath."""


@pytest.mark.parametrize("day", SNAPSHOTS)
@pytest.mark.parametrize("name", [f"{topic}/{aspect}" for topic, aspect in EVERY_ASPECT])
def test_answers_are_short(day: str, name: str) -> None:
    reply = reply_to(snapshot(day), part(name))
    text = told(reply).split("\nI can pass your question")[0]
    if reply.answer.kind == "answer":
        assert len(text.split()) <= LONGEST, text


HARDEST = 8.0
LONG_ENOUGH_TO_GRADE = 20
ADDRESSES = re.compile(
    r"\S+@\S+\b|\b[\w.]+\.(?:org|com)\b|\d{3}-\d{3}-\d{4}|\d+ [EWN]\. [^,]+, [A-Z]\w+( [A-Z]\w+)?"
)
NAMES = (
    "Missouri Department of Revenue", "statement of non-assessment", "personal property",
    "Frank White Jr.", "US Postal Service", "Jackson County", "Kansas City", "Truman Courthouse",
    "Assessment", "Memorial Day", "Independence", "ransomware", "myJacksonCounty", "property tax",
    "marriage license", "Missouri", "e-recording",
)  # fmt: skip
"""What is called as it is called, however long."""


def plain(text: str, document_: StatusDocument) -> str:
    """Put a short word for addresses and names: nobody can choose shorter ones."""
    names = [*NAMES, *(subject.name.en for _, subject in document_.subjects_by_id())]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "Town")
    return ADDRESSES.sub("there", text)


@pytest.mark.parametrize("day", SNAPSHOTS)
@pytest.mark.parametrize("name", [f"{topic}/{aspect}" for topic, aspect in EVERY_ASPECT])
def test_answers_are_plain(day: str, name: str) -> None:
    text = told(reply_to(snapshot(day), part(name)))
    if len(words(text)) < LONG_ENOUGH_TO_GRADE:
        return
    assert grade(plain(text, snapshot(day))) <= HARDEST, text


def test_what_is_said_of_online_payments_is_not_told_of_a_check() -> None:
    asked = "how_to_pay/posted"
    online = reply_to(snapshot("2024-04-03"), part(asked)).answer
    on_paper = reply_to(snapshot("2024-04-03"), part(asked, premises=("paid_on_paper",))).answer
    assert online.facts[0] == "payments.posting"
    assert on_paper.certainty == "unknown"
    assert "online" not in on_paper.text
    assert "816-881-3232" in on_paper.text


@pytest.mark.parametrize("name", ["voting/register", "elections/affected"])
def test_no_office_is_told_of_where_voters_ask_the_boards(name: str) -> None:
    asked = part(name, "recorder_of_deeds", "kceb")  # "cambiar mi registro de votante"
    answer = reply_to(snapshot("2024-04-03"), asked, language="es").answer
    assert "recorder_of_deeds" not in answer.subjects
    assert "kceb" in answer.subjects


def test_a_fact_is_not_about_a_service_of_which_nothing_is_published() -> None:
    box = reply_to(snapshot("2024-04-03"), part("how_to_pay/drop_box", "courts")).answer
    assert box.facts
    assert "courts" not in box.subjects
    courts = reply_to(snapshot("2024-04-03"), part("status/open", "courts")).answer
    assert courts.subjects == ("courts",)
