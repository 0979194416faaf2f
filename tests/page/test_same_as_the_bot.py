"""The page and the bot never contradict each other, at any time, fresh or stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from countyline.answers.wording import COMMON
from countyline.page.contents import Entry, Notice
from countyline.page.editions import KeptEdition, LiveEdition
from countyline.page.notice import notice_of
from countyline.status.model import LANGUAGES, Language, Portal, Service
from tests.answers.asking import SNAPSHOTS, at, part, reply_to, snapshot, told, wording
from tests.page.markup_tree import Element
from tests.page.pages import STALE, document_of, page

HOURS = ("06:00", "08:00", "11:00", "17:00")
MOMENTS = [
    (name, at(str((snapshot(name).sent + timedelta(days=days)).date()), clock))
    for name in SNAPSHOTS
    for days in (0, 1, 4, 5, 6)
    for clock in HOURS
]
WORDS: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": {
        "closed": ("Closed", "Closed to visits", "Closed for the day", "Not open yet"),
        "open": ("Open", "Open by appointment", "Open for some people",
                 "Open, not known for whom"),
    },
    "es": {
        "closed": ("Cerrado", "Cerrado al público", "Ya cerró por hoy", "Todavía no abre"),
        "open": ("Abierto", "Abierto solo con cita", "Abierto para algunas personas",
                 "Abierto, no se sabe para quién"),
    },
}  # fmt: skip
UNSURE: dict[Language, tuple[str, str, str]] = {
    "en": ("Likely ", "Not confirmed: ", "Not known yet"),
    "es": ("Probablemente ", "Sin confirmar: ", "Todavía no se sabe"),
}


def notice(name: str, language: Language, now: datetime) -> Notice:
    return notice_of(LiveEdition(document_of(name), wording(), language, now))


def entries(found: Notice) -> Iterator[Entry]:
    yield found.headline
    for section in found.sections:
        yield from section.entries
    for folded in found.more:
        yield from folded.entries


def entry_on(found: Notice, name: str) -> Entry:
    (entry,) = (one for one in entries(found) if name in one.names)
    return entry


def undated(text: str) -> str:
    """The page says "today" with its date; the bot, while it is fresh, without."""
    text = re.sub(r"today \([^)]*\)", "today", text)
    days = "lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    return re.sub(rf"hoy (?:{days}) \d+ de \w+", "hoy", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "now"), MOMENTS, ids=lambda one: str(one)[:16])
def test_each_office_is_told_as_the_bot_tells_it(
    name: str, now: datetime, language: Language
) -> None:
    document = snapshot(name)
    found = notice(name, language, now)
    for key, office in document.offices.items():
        entry = entry_on(found, office.name.said_in(language))
        together = tuple(other for other, one in document.offices.items()
                         if one.name.said_in(language) in entry.names)  # fmt: skip
        reply = reply_to(document, part("status/open", *together), language=language, now=now)
        said = undated(told(reply))
        for sentence in entry.sentences:
            assert undated(sentence) in said, key
        alone = reply_to(document, part("status/open", key), language=language, now=now)
        assert entry.certainty == alone.answer.certainty


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "now"), MOMENTS, ids=lambda one: str(one)[:16])
def test_the_word_of_an_office_fits_its_answer(
    name: str, now: datetime, language: Language
) -> None:
    document = snapshot(name)
    found = notice(name, language, now)
    likely, unconfirmed, unknown = UNSURE[language]
    for key, office in document.offices.items():
        entry = entry_on(found, office.name.said_in(language))
        assert entry.badge
        word = entry.badge.word
        reply = reply_to(document, part("status/open", key), language=language, now=now)
        assert (word == unknown) == (reply.answer.certainty == "unknown")
        assert word.startswith(unconfirmed) == (reply.answer.certainty == "not_confirmed")
        if reply.answer.certainty == "expected":
            assert word.startswith(likely)
        if reply.answer.certainty == "confirmed":
            assert word in WORDS[language]["open"] + WORDS[language]["closed"]
            assert (entry.badge.icon == "no") == (word in WORDS[language]["closed"])
        closed = r"\bclosed\b|not open|do not come|cerrada|cerró|no atiende|no venga|todavía no"
        if word in WORDS[language]["open"]:
            assert not re.search(closed, reply.answer.text.split("\n")[0].split(". ")[0].lower())
        if word in WORDS[language]["closed"]:
            assert re.search(closed, reply.answer.text.split("\n")[0].lower())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_each_service_and_portal_is_told_as_the_bot_tells_it(
    name: str, language: Language
) -> None:
    document = snapshot(name)
    for now in (document.sent, document.sent + STALE):
        found = notice(name, language, now)
        machines: dict[str, Service | Portal] = {**document.services, **document.portals}
        for key, subject in machines.items():
            if subject.state is None:
                continue
            name_on_page = subject.name.said_in(language)
            entry = entry_on(found, name_on_page if name_on_page[:2] == "my" else
                             name_on_page[0].upper() + name_on_page[1:])  # fmt: skip
            reply = reply_to(document, part("status/open", key), language=language, now=now)
            assert all(sentence in reply.answer.text for sentence in entry.sentences)
            assert reply.answer.certainty in ("confirmed", "not_confirmed", "unknown")
            assert entry.badge
            unconfirmed = UNSURE[language][1]
            assert entry.badge.word.startswith(unconfirmed) == (entry.certainty == "not_confirmed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_warning_leads_what_the_bot_leads_with_one(name: str, language: Language) -> None:
    """What is past its review time on the page is so in the bot's answer, and the other way."""
    document = snapshot(name)
    unconfirmed = {
        "en": "The county has not confirmed this since",
        "es": "El condado no lo ha confirmado desde el",
    }[language]
    for now in (document.sent, document.sent + STALE):
        for entry in entries(notice(name, language, now)):
            fact = entry.standing.facts[0] if entry.standing.facts else ""
            statement = dict(document.statements_by_id()).get(fact)
            if statement is None:
                continue
            reply = reply_to(document, part(statement.about[0]), language=language, now=now)
            if reply.answer.facts[:1] == (fact,):
                led = reply.answer.text.startswith(unconfirmed)
                assert led == entry.warning.startswith(unconfirmed), fact
    fresh = notice(name, language, document.sent)
    assert not [one.warning for one in entries(fresh) if one.warning]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_headline_says_what_the_bot_says_when_all_else_is_down(
    name: str, language: Language
) -> None:
    document = snapshot(name)
    for now in (document.sent, document.sent + STALE):
        found = notice(name, language, now)
        reply = reply_to(document, part("status/overview"), language=language, now=now)
        words = " ".join(one for one in (found.headline.warning, *found.headline.sentences) if one)
        assert told(reply).startswith(words)
        assert found.as_of in reply.answer.text


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_every_statement_in_force_is_told_in_full_once(name: str) -> None:
    """Nothing published is left out, but what stands there already in the very same words."""
    document = snapshot(name)
    found = notice(name, "en", document.sent)
    words = [said for one in entries(found) for said in (*one.sentences, *one.details)]
    for key, statement in document.statements_by_id():
        if key == "payments.posting":  # the caveat of paying online says it
            continue
        # With a caveat it may stand above too, as what a service says of itself.
        assert words.count(statement.text.en) in ((1, 2, 3) if statement.caveat else (1,)), key
        if statement.caveat:
            assert words.count(statement.caveat.en) == 1, key


def test_the_caveat_stands_beside_the_claim() -> None:
    pay = page(document_of("2024-04-03")).by_id("payments").text
    claim, caveat = pay.index("You can pay online"), pay.index("The county has not confirmed when")
    assert claim < caveat < pay.index("You can pay by mail")


# Certainty has fixed words


def certain(language: Language, days: float = 0, clock: str = "08:00") -> Element:
    now = at(str((snapshot("2024-04-03").sent + timedelta(days=days)).date()), clock)
    return page(snapshot("2024-04-03"), language, now)


def test_what_is_confirmed_is_told_plainly() -> None:
    closed = certain("en").by_id("closed").text
    assert "Closed Assessment · Collection · Recorder of Deeds The Assessment, " in closed
    assert "are closed today (Wednesday, April 3) at every location." in closed


@pytest.mark.parametrize(("language", "words"), [
    ("en", "The county says they will likely stay closed through Friday, April 5."),
    ("es", "probablemente seguirán cerradas hasta el viernes 5 de abril inclusive."),
])  # fmt: skip
def test_what_is_expected_is_likely(language: Language, words: str) -> None:
    assert words in certain(language).by_id("closed").text


@pytest.mark.parametrize(("language", "badge", "warning", "moment"), [
    ("en", "Not confirmed: likely closed", "The county has not confirmed this since",
     "Wednesday, April 3, 8:00 a.m."),
    ("es", "Sin confirmar: probablemente cerrado", "El condado no lo ha confirmado desde el",
     "miércoles 3 de abril, 8:00 a. m."),
])  # fmt: skip
def test_past_its_review_time_nothing_is_repeated_as_is(
    language: Language, badge: str, warning: str, moment: str
) -> None:
    tree = certain(language, days=2)
    (lead,) = tree.classed("lead")
    assert wording().say(language, COMMON, "not_confirmed_since", moment=moment) in lead.text
    closed = tree.by_id("closed").text
    assert closed.index(f"{warning} {moment}") < closed.index(badge)
    assert moment in tree.one("h1").text
    assert moment in tree.one("title").raw
    assert tree.one("h1").text.startswith(("Not confirmed since", "Sin confirmar desde el"))


def test_standing_information_stays_confirmed_beside_what_is_not() -> None:
    pay = certain("en", days=2).by_id("payments")
    (doubtful,) = pay.classed("unconfirmed")
    assert "You can pay online" in doubtful.text
    assert "You can pay by mail" in pay.text
    assert "You can pay by mail" not in doubtful.text


@pytest.mark.parametrize(("language", "words"), [
    ("en", "The county has not said whether the Assessment, Collection and Recorder of Deeds"),
    ("es", "El condado no ha informado si las oficinas de Tasación (Assessment), de Recaudación"),
])  # fmt: skip
def test_what_nobody_said_is_not_known(language: Language, words: str) -> None:
    tree = certain(language, days=6)
    section = tree.by_id("unknown")
    assert section.one("h2").text == UNSURE[language][2]
    assert words in section.text
    assert [badge.text for badge in section.classed("badge")] == [UNSURE[language][2]]


@pytest.mark.parametrize(("language", "words"), [
    ("en", "The county has said nothing about these in this incident: courts, sheriff's office,"),
    ("es", "El condado no ha informado si este incidente cambia algo en: tribunales,"),
])  # fmt: skip
def test_services_of_which_nothing_is_said_are_named(language: Language, words: str) -> None:
    assert words in certain(language).by_id("other").text


def test_spanish_gives_the_name_on_the_door() -> None:
    text = certain("es").text
    assert "Registro de Escrituras (Recorder of Deeds)" in text
    assert "Recaudación (Collection)" in text
    assert "Tasación (Assessment)" in text


# Sources and age


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_every_section_names_its_sources(name: str) -> None:
    tree = page(document_of(name))
    for section in tree.all("section"):
        if section.attributes["id"] in ("sources", "other", "more", "unknown"):
            continue
        ages = section.classed("sources")
        assert ages
        assert all(re.search(r"As of \w+day, .* Sources: \d", age.text) for age in ages)
    listed = tree.by_id("sources").all("li")
    assert len({one.text for one in listed}) == len(listed)
    assert all(re.search(r", \w+day, \w+ \d+$", one.text) for one in listed)
    assert all("href" in one.all("a")[0].attributes for one in listed if one.all("a"))


def test_facts_of_different_ages_keep_their_own() -> None:
    """The address is of April 3; that must not make today's opening look old."""
    ages = [one.text for one in page(document_of("2024-04-22")).by_id("works").classed("sources")]
    assert [age.split(" · ")[0] for age in ages] == [
        "As of Monday, April 22, 8:00 a.m.", "As of Wednesday, April 3, 8:00 a.m.",
    ]  # fmt: skip


def test_the_page_says_until_when_it_is_confirmed() -> None:
    (lead,) = page(document_of("2024-04-03")).classed("lead")
    assert "Confirmed until Thursday, April 4, 8:00 a.m." in lead.text
    stale = page(document_of("2024-04-03"), now=snapshot("2024-04-03").sent + STALE)
    assert "Confirmed until" not in stale.text


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_file_tells_of_the_days_ahead_what_the_bot_tells(name: str) -> None:
    document = snapshot(name)
    found = notice_of(KeptEdition(document, wording(), "en", document.sent))
    days = [document.sent + timedelta(days=offset) for offset in range(7)]
    symbols = [{"kind": "date", "month": day.month, "day": day.day, "year": day.year}
               for day in days]  # fmt: skip
    for office in document.offices.values():
        entry = entry_on(found, office.name.en)
        together = tuple(key for key, one in document.offices.items() if one.name.en in entry.names)
        reply = reply_to(document, part("status/open", *together, dates=symbols))
        today = f"on {days[0]:%A, %B} {days[0].day}"
        said = told(reply).replace("today through", f"from {today[3:]} to")
        said = said.replace("today", today)
        said = re.sub(r"tomorrow \(([^)]*)\)", r"on \1", said)
        for sentence in entry.sentences:
            assert sentence in said
