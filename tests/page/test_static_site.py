"""The files: useful alone, at any time after they were written, under any address."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from countyline.page.static_site import static_site
from countyline.status.model import LANGUAGES, Language, StatusDocument
from tests.answers.asking import SNAPSHOTS, at, snapshot, wording
from tests.page.markup_tree import Element, parsed
from tests.page.pages import DOCUMENTS, STALE, actual, document_of

DESK = "https://help.example.gov"
PATHS: Mapping[Language, str] = {"en": "index.html", "es": "es/index.html"}
RELATIVE_DAYS = (
    r"(?i)\b(today|tomorrow|tonight|yesterday|this (morning|week|afternoon)|right now|"
    r"hoy|mañana|ayer|esta (semana|tarde|mañana)|en este momento)\b"
)
MOMENTS = [(name, clock) for name in SNAPSHOTS for clock in ("06:00", "08:00", "12:00", "22:00")]


def files(
    document: StatusDocument, now: datetime | None = None, desk_url: str | None = DESK, **more: Any
) -> Mapping[str, bytes]:
    at_ = now or document.sent
    mark = more.get("mark", "replay")
    return static_site(document, wording(), at_, revision=3, mark=mark, desk_url=desk_url)


def tree_of(found: Mapping[str, bytes], language: Language) -> Element:
    return parsed(found[PATHS[language]].decode())


def test_a_folder_holds_both_pages_and_the_facts() -> None:
    assert set(files(snapshot("2024-04-03"))) == {
        "index.html", "es/index.html", "status.json", "fallback/sms.xml", "fallback/voice.xml",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "clock"), MOMENTS)
def test_no_day_depends_on_when_it_is_read(name: str, clock: str, language: Language) -> None:
    document = snapshot(name)
    for days in (0, 1, 4):
        now = at(str((document.sent + timedelta(days=days)).date()), clock)
        found = files(document, now)
        assert not re.search(RELATIVE_DAYS, tree_of(found, language).one("html").text)
        assert not re.search(RELATIVE_DAYS, found["status.json"].decode())


@pytest.mark.parametrize("desk_url", [DESK, None])
@pytest.mark.parametrize("language", LANGUAGES)
def test_links_within_the_folder_are_relative_and_arrive(
    language: Language, desk_url: str | None
) -> None:
    found = files(snapshot("2024-04-03"), desk_url=desk_url)
    tree = tree_of(found, language)
    folder = posixpath.dirname(PATHS[language])
    for link in tree.all("a", "link"):
        address = link.attributes["href"]
        if re.match(r"https:|tel:|mailto:|data:|#", address):
            continue
        assert not address.startswith("/")
        assert posixpath.normpath(posixpath.join(folder, address)) in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_a_desk_it_leads_to_what_is_newer(language: Language) -> None:
    tree = tree_of(files(snapshot("2024-04-03")), language)
    live = f"{DESK}/{language}/"
    assert live in {link.attributes["href"] for link in tree.all("a")}
    assert f"{live}#ask" in {link.attributes["href"] for link in tree.all("a")}
    (script,) = tree.all("script")
    assert script.attributes["src"] == f"{DESK}/widget.js"
    assert not tree.all("form")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SNAPSHOTS)
def test_without_a_desk_it_is_useful_alone(name: str, language: Language) -> None:
    tree = tree_of(files(snapshot(name), desk_url=None), language)
    assert not tree.all("script", "form")
    staff = tree.by_id("staff")
    assert "816-881-3232" in staff.text
    hours = "Monday to Friday, 8 a.m. to 5 p.m." if language == "en" else "de lunes a viernes"
    assert hours in staff.text
    assert "tel:+18168813232" in {link.attributes["href"] for link in staff.all("a")}


@pytest.mark.parametrize(("language", "written", "until"), [
    ("en", "Written on Wednesday, April 3, 2024, 8:00 a.m.",
     "Confirmed until Thursday, April 4, 2024, 8:00 a.m. After that, the county has not confirmed "
     "this."),
    ("es", "Escrito el miércoles 3 de abril de 2024, 8:00 a. m.",
     "Confirmado hasta el jueves 4 de abril de 2024, 8:00 a. m. Después de esa hora, el condado no "
     "lo ha confirmado."),
])  # fmt: skip
def test_it_says_when_it_was_written_and_until_when_it_holds(
    language: Language, written: str, until: str
) -> None:
    (lead,) = tree_of(files(snapshot("2024-04-03")), language).classed("lead")
    assert written in lead.text
    assert until in lead.text
    assert "printed" not in {name for one in lead.all() for name in one.attributes.values()}


def test_each_section_says_until_when_its_own_facts_hold() -> None:
    pay = tree_of(files(snapshot("2024-04-03")), "en").by_id("payments")
    ages = [one.text for one in pay.classed("sources")]
    assert "Confirmed until Thursday, April 4, 2024, 8:00 a.m." in ages[0]
    assert "Confirmed until Tuesday, July 2, 2024, 8:00 a.m." in ages[1]


def test_the_state_of_an_office_bears_its_date() -> None:
    closed = tree_of(files(snapshot("2024-04-03")), "en").by_id("closed")
    assert closed.classed("badge")[0].text == "Closed (Wednesday, April 3)"
    works = tree_of(files(snapshot("2024-04-22")), "en").by_id("works")
    assert works.classed("badge")[0].text == "Open, hours vary (Monday, April 22)"


def test_it_tells_of_the_days_ahead() -> None:
    closed = tree_of(files(snapshot("2024-04-03")), "en").by_id("closed").text
    assert "closed on Wednesday, April 3 at every location" in closed
    assert "likely closed on Thursday, April 4 and Friday, April 5" in closed
    assert "not said whether they will be open on Monday, April 8 and Tuesday, April 9" in closed


def test_a_file_that_is_written_late_says_so_at_once() -> None:
    document = snapshot("2024-04-03")
    tree = tree_of(files(document, document.sent + STALE), "en")
    assert tree.one("h1").text == "Not confirmed since Wednesday, April 3, 2024, 8:00 a.m."
    assert "Confirmed until Thursday" not in tree.text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_are_light(name: str) -> None:
    found = files(document_of(name))
    assert all(len(content) < 50_000 for content in found.values())


def test_a_mark_is_on_every_file() -> None:
    found = files(snapshot("2024-04-03"))
    assert "Replay of a past event, not live" in tree_of(found, "en").classed("mark")[0].text
    assert json.loads(found["status.json"])["mark"] == "replay"
    exercise = files(snapshot("2024-04-03"), mark=None)
    assert json.loads(exercise["status.json"])["mark"] == "exercise"
    real = files(actual(snapshot("2024-04-03")), mark=None)
    assert json.loads(real["status.json"])["mark"] is None


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_facts_are_those_of_the_pages(name: str) -> None:
    document = snapshot(name)
    found = files(document)
    facts = json.loads(found["status.json"])
    assert facts["identifier"] == document.identifier
    assert facts["revision"] == 3
    assert datetime.fromisoformat(facts["written_at"]) == document.sent
    known = dict(document.facts_by_id())
    for language in LANGUAGES:
        text = tree_of(found, language).text
        notice = facts["languages"][language]
        parts = [*notice["sections"], *notice["more"]]
        for entry in [notice["headline"], *(one for part in parts for one in part["entries"])]:
            assert all(sentence in text for sentence in entry["text"])
            assert set(entry["facts"]) <= known.keys()
            assert entry["certainty"] in ("confirmed", "expected", "not_confirmed", "unknown")
    shapes = [[(part["title"] != "", len(part["entries"])) for part in one["sections"]]
              for one in facts["languages"].values()]  # fmt: skip
    assert shapes[0] == shapes[1]
