"""The forms of all entries: what they hold, what they write, what they say is wrong."""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sanic.request import RequestParameters

from countyline.cases.staff import Role
from countyline.console.entry_forms import NAME, EntryForm, Place
from countyline.console.entry_values import Reading, Written
from countyline.console.entry_words import SECTIONS
from countyline.publishing.places import plain
from countyline.settings import PROJECT_ROOT
from countyline.status.loading import load
from countyline.status.model import StatusDocument
from tests.console.house import House, Page, Person

BASE = (PROJECT_ROOT / "examples/jackson-county-2024/2024-04-03.yml").read_text(encoding="utf-8")
EXAMPLES = sorted((PROJECT_ROOT / "examples").rglob("*.yml"))
NOW = datetime(2024, 4, 3, 13, tzinfo=UTC)
NOT_IN_FORMS = {"countyline", "identifier", "sent", "mode", "references"}


def form_of(section: str, key: str = "", **changes: Any) -> EntryForm:
    """A form as a browser sends it that shows the example, with some fields changed."""
    document = load(BASE)
    empty = EntryForm(Place(section, key), BASE, document, RequestParameters(), NOW)
    sent = dict(Written(document.zone).part(empty.place.part, empty.before, NAME))
    given = {name: found for name, found in sent.items() if any(found)}
    given |= {
        f"{NAME}.{name}": found if isinstance(found, list) else [found]
        for name, found in changes.items()
    }
    return EntryForm(Place(section, key), BASE, document, RequestParameters(given), NOW)


def lines_changed(text: str) -> list[str]:
    found = difflib.unified_diff(BASE.splitlines(), text.splitlines(), n=0, lineterm="")
    return [line for line in found if line[0] in "+-" and not line.startswith(("+++", "---"))]


def test_every_section_of_the_model_has_a_form() -> None:
    assert set(SECTIONS) == set(StatusDocument.model_fields) - NOT_IN_FORMS


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_form_that_nobody_changed_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document, data = load(text), plain(text)
    count = 0
    for section, known in SECTIONS.items():
        found = data.get(section)
        entries = found.items() if known.one and found else [("", found)] if found else ()
        for key, entry in entries:
            part = Place(section, key).part
            sent = dict(Written(document.zone).part(part, entry, NAME))
            assert Reading(sent, document.zone).part(part, NAME, entry) == entry, (section, key)
            count += 1
    assert count > 8


def test_a_new_text_stands_where_the_old_one_stood_and_comments_stay() -> None:
    words = {"text.en": "Pay by mail.", "text.es": "Pague por correo."}
    form = form_of("payments", "mail", **words)
    changed = form.changed()
    lines = lines_changed(changed)
    assert [line.strip("+ ") for line in lines if line.startswith("+")] == [
        "Pay by mail.", "es: >-", "Pague por correo."
    ]  # fmt: skip
    assert not any("#" in line for line in lines)
    assert load(changed).payments["mail"].text.es == "Pague por correo."


def test_an_office_that_shares_its_hours_and_closure_leaves_the_others_theirs() -> None:
    form = form_of(
        "offices",
        "collection",
        **{
            "closure.stretches.rows": "3",
            "closure.stretches.2.from": "2024-04-08",
            "closure.stretches.2.through": "2024-04-09",
            "closure.stretches.2.certainty": "expected",
            "hours.weekly.0.opens": "09:00",
        },
    )
    before, after = load(BASE), load(form.changed())
    closure, hours = after.offices["collection"].closure, after.offices["collection"].hours
    assert closure and [str(one.through) for one in closure.stretches][-1] == "2024-04-09"
    assert hours and f"{hours.weekly[0].opens:%H:%M}" == "09:00"
    changed = {key for key in before.offices if before.offices[key] != after.offices[key]}
    assert changed == {"collection"}


def test_rows_and_parts_are_taken_out_and_added() -> None:
    out = form_of(
        "offices",
        "recorder_of_deeds",
        **{
            "closure.stretches.1.out": "yes",
            "arrangements.rows": "1",
            "arrangements.0.from": "2024-04-16",
            "arrangements.0.admits": "appointment",
            "arrangements.0.per": "release",
            "arrangements.0.certainty": "confirmed",
        },
    )
    office = load(out.changed()).offices["recorder_of_deeds"]
    assert office.closure and len(office.closure.stretches) == 1
    assert list(office.arrangements) == ["opening_april_16"]
    gone = form_of("offices", "recorder_of_deeds", **{"closure.out": "yes"})
    assert load(gone.changed()).offices["recorder_of_deeds"].closure is None


def test_what_is_ticked_keeps_its_order() -> None:
    before = load(BASE).offices["collection"].instead
    assert len(before) > 1
    turned = form_of("offices", "collection", instead=list(reversed(before)))
    assert load(turned.changed()).offices["collection"].instead == tuple(reversed(before))


def deed(page: Page, person: Person, path: str, **fields: Any) -> Page:
    """Send the form of a page with some fields changed."""
    sent: dict[str, Any] = {}
    for tag, known in page.tags:
        name = str(known.get("name") or "")
        is_tick = tag == "input" and known.get("type") in ("checkbox", "radio")
        if is_tick and "checked" in known:
            sent.setdefault(name, []).append(known.get("value"))
        elif tag == "input" and name and not is_tick:
            sent[name] = known.get("value") or ""
    sent |= {name: text.removeprefix("\n") for name, text in page.areas.items()}
    sent |= chosen(page)
    return person.send(path, {**sent, **fields})


def chosen(page: Page) -> dict[str, str]:
    found = {}
    selects = r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>'
    for name, inside in re.findall(selects, page.text, re.S):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        found[name] = next((one for one, is_it in options if is_it), options[0][0])
    return found


def test_from_the_published_text_through_a_form_into_a_draft(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    address = "/staff/publish/entries/elections/not_affected"
    start = ana.get("/staff/publish")
    assert 'href="/staff/publish/entries/incident/headline"' in start.text
    assert address in ana.get("/staff/publish/entries").text
    page = ana.get(address)
    assert page.status == 200
    same = deed(page, ana, address)
    assert same.status == 422 and "Nothing is different" in same.notices()
    done = deed(page, ana, address, **{"e.text.en": "Voting goes on.", "e.text.es": "Se vota."})
    assert done.status == 303, done.notices()
    where = done.response.headers["location"].partition("?")[0]
    draft = ana.get(where)
    assert "elections.not_affected" in draft.text
    assert f"{address}?draft={where.rpartition('/')[2]}" in draft.text
    assert "# " in draft.areas["text"]
    assert load(draft.areas["text"]).elections["not_affected"].text.en == "Voting goes on."


@pytest.mark.parametrize(
    ("path", "fields", "beside", "said"),
    [
        ("payments/mail", {"e.text.es": ""}, "e.text.es", "The Spanish text is missing"),
        ("payments/mail", {"e.from": "2024-13-44"}, "e.from", "2024-13-44"),
        ("contacts", {"e.kind": "phone", "e.per": "release"}, "e.value", "fill this in"),
        ("sources", {"e.title.en": "A", "e.title.es": "B", "e.published": "2024-04-04",
                     "e.url": "no address"}, "e.url", "not a web address"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_the_field_and_all_that_was_typed_stays(
    office: House, path: str, fields: dict[str, str], beside: str, said: str
) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    address = f"/staff/publish/entries/{path}"
    typed = {**fields, "draft_title": "What I typed"}
    page = deed(ana.get(address), ana, address, **typed)
    assert page.status == 422
    found = re.search(rf'id="w-{re.escape(beside)}">([^<]*)<', page.text)
    assert found and said in found[1]
    assert page.inputs["draft_title"] == "What I typed"
    for name, text in fields.items():
        area = page.areas.get(name, "").strip()
        assert text in (page.inputs.get(name), area, chosen(page).get(name))
    assert "begun" not in str(office.deeds())
    assert ana.get("/staff/publish").text.count("is being written") == 0


def test_days_in_the_wrong_order_and_one_more_row(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    address = "/staff/publish/entries/offices/assessment"
    page = ana.get(address)
    more = deed(page, ana, address, more="e.closure.stretches", **{"e.does.en": "What I typed"})
    assert more.status == 200
    rows = int(page.inputs["e.closure.stretches.rows"])
    assert more.inputs["e.closure.stretches.rows"] == str(rows + 1)
    assert "What I typed" in (more.areas.get("e.does.en", "") + more.inputs.get("e.does.en", ""))
    first = f"e.closure.stretches.{rows}"
    wrong = deed(
        more, ana, address,
        **{f"{first}.from": "2024-04-12", f"{first}.through": "2024-04-10", "e.does.en": ""},
    )  # fmt: skip
    assert wrong.status == 422
    assert re.search(r'class="wrong"[^>]*>The last day is before the first day', wrong.text)
    assert wrong.inputs[f"{first}.through"] == "2024-04-10"


def test_a_statement_that_rests_on_a_new_release(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    address = "/staff/publish/entries/deadlines"
    page = ana.get(address)
    fields: dict[str, Any] = {
        "e.text.en": "Penalties are waived.",
        "e.text.es": "No se cobran recargos.",
        "e.about": ["deadlines/relief"],
        "e.per": "new",
        "title_en": "",
    }
    refused = deed(page, ana, address, **fields)
    assert refused.status == 422
    assert re.search(r'id="w-title_en">Give the new release', refused.text)
    fields |= {"title_en": "Order 12"}
    done = deed(refused, ana, address, **fields)
    assert done.status == 303, done.text
    text = ana.get(done.response.headers["location"]).areas["text"]
    document = load(text)
    added = document.deadlines["penalties_are_waived"]
    assert document.sources[added.per].title.en == "Order 12"


def test_what_others_name_cannot_be_taken_out(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    address = "/staff/publish/entries/places/truman_courthouse"
    page = deed(ana.get(address), ana, address, take_out="yes")
    assert page.status == 422 and "cannot be kept like this" in page.notices()
    address = "/staff/publish/entries/payments/mail"
    done = deed(ana.get(address), ana, address, take_out="yes")
    assert done.status == 303
    assert "mail" not in load(ana.get(done.response.headers["location"]).areas["text"]).payments
    headline = ana.get("/staff/publish/entries/incident/headline")
    assert "take_out" not in headline.text


def test_each_section_has_its_pages(office: House) -> None:
    ana = office.signed_in("ana", Role.PUBLISHER)
    document = load(BASE)
    for section, known in SECTIONS.items():
        keys = ["", next(iter(getattr(document, section) or ()), "")] if known.one else [""]
        for key in filter(None, keys) if known.one else keys:
            page = ana.get(f"/staff/publish/entries/{section}/{key}".rstrip("/"))
            assert page.status == 200, (section, key)
            assert "form_token" in page.inputs
    for wrong in ("nothing", "offices/nowhere", "payments/nothing"):
        assert ana.get(f"/staff/publish/entries/{wrong}").status == 404
