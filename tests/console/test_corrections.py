"""The page of corrections, on two real revisions, and the list of callers to call back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import insert

from countyline.answers.wording_files import load_wording
from countyline.calling.schema import calls
from countyline.cases.staff import Role
from countyline.database.engine import writing
from countyline.headline import present
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.current_status import CurrentStatusInService
from countyline.running.publishing import publisher_of
from countyline.settings import PROJECT_ROOT, Settings
from countyline.status.publication_reader import PublicationReader
from tests.console.house import House, open_house
from tests.console.test_in_a_browser import Windows, assert_fine, chromium
from tests.ledger.scene import Office, reply

__all__ = ["chromium"]

EXAMPLE = PROJECT_ROOT / "examples" / "jackson-county-2024" / "2024-04-03.yml"
OLD = "{from: 2024-04-04, through: 2024-04-05, certainty: expected}"
NEW = "{from: 2024-04-04, through: 2024-04-12, certainty: confirmed}"
CLOSURE = "offices.recorder_of_deeds.closure"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def reversed_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two revisions: the closure lasts longer than was said first."""
    folder: Path = tmp_path_factory.mktemp("office")
    status = folder / "status.yml"
    status.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    made = Settings.from_environment(
        {"COUNTYLINE_VAR": str(folder / "var"), "COUNTYLINE_STATUS": str(status)}
    )
    assert publisher_of(made).refresh().error is None
    status.write_text(status.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    assert publisher_of(made).refresh().error is None
    assert PublicationReader(made.publication).numbers()[-1] == 2
    return made


@pytest.fixture
def office(sqlite_url: str, reversed_settings: Settings) -> Iterator[House]:
    revisions = RevisionReader(reversed_settings.publication)
    current = CurrentStatusInService(
        PublicationReader(reversed_settings.publication),
        load_wording(reversed_settings.root / "data"),
        lambda: present(revisions.current()),
        replay=True,
    )
    with open_house(sqlite_url, reversed_settings, current) as opened:
        yield opened


def tell(house: House) -> None:
    """Tell the old fact on the web and by phone."""
    talk = Office(house.engine, house.clock, timedelta(0))
    for number in range(2):
        talk.ask(f"question {number}", reply(f"Closed <b>{number}</b>.", revision=1))
    called = talk.ask("is it open", reply(FORMULA, revision=1), channel="voice")
    with writing(house.engine) as connection:
        connection.execute(
            insert(calls).values(
                call="c", conversation=called, caller="+18165550111", state={},
                opened_at=house.clock(),
            )
        )  # fmt: skip
    talk.seal()


def test_from_the_fact_to_the_correction(office: House) -> None:
    tell(office)
    ana = office.signed_in("ana", Role.PUBLISHER)
    page = ana.get("/staff/corrections")
    assert CLOSURE in page.text
    assert "2 residents by web, English" in page.text
    assert "1 resident by phone, English" in page.text
    page = ana.get(f"/staff/corrections?revision=2&fact={CLOSURE}")
    assert "April 12" in page.areas["words_en"] and "12 de abril" in page.areas["words_es"]
    fields = {
        "key": page.inputs["key"],
        "revision": "2",
        "fact": CLOSURE,
        "words_en": page.areas["words_en"],
        "words_es": page.areas["words_es"],
    }
    assert ana.do("/staff/corrections", **fields).status == 303
    # A double click.
    again = ana.do("/staff/corrections", **fields)
    assert "done=before" in str(again.response.headers["location"])
    (made,) = office.console.corrections.made()
    assert made.states == {"waiting": 2, "to_call": 1}
    assert [what for _, what, _ in office.did()].count("correction_sent") == 1


def test_nothing_typed_is_lost_and_nothing_wrong_is_sent(office: House) -> None:
    tell(office)
    ana = office.signed_in("ana", Role.PUBLISHER)
    fields = {"key": "k", "revision": "2", "fact": CLOSURE, "words_en": "<i>Open", "words_es": ""}
    page = ana.do("/staff/corrections", **fields)
    assert page.status == 400 and "both languages" in page.text
    assert page.areas["words_en"] == "<i>Open" and "<i>Open" not in page.text
    for wrong in (
        {"fact": "offices.nothing.closure"},
        {"revision": "1"},
        {"revision": "x"},
        {"words_es": "x" * 1501},
        {"key": ""},
    ):
        page = ana.do("/staff/corrections", **{**fields, "words_es": "Abierto", **wrong})
        assert page.status == 400, wrong
        assert page.notices()
    assert office.console.corrections.made() == []


def test_callers_are_listed_and_ticked_off(office: House) -> None:
    tell(office)
    ana = office.signed_in("ana", Role.PUBLISHER)
    fields = {"key": "k", "revision": "2", "fact": CLOSURE, "words_en": "Open", "words_es": "Sí"}
    assert ana.do("/staff/corrections", **fields).status == 303
    page = ana.get("/staff/corrections/calls")
    assert "+18165550111" in page.text
    table = ana.get("/staff/corrections/calls.csv").text
    (row,) = csv.DictReader(io.StringIO(table.lstrip("\ufeff")))
    assert row["number"] == "'+18165550111" and row["told"] == f"'{FORMULA}"
    assert row["say"] == "Open"
    (call,) = office.console.corrections.to_call()
    path = f"/staff/corrections/{call.correction}/called/{call.conversation}"
    assert ana.do(path).status == 303
    assert ana.do(path).status == 303
    assert "Mark as called" not in ana.get("/staff/corrections/calls").text
    did = [what for _, what, _ in office.did()]
    assert did.count("correction_called") == 1 and "correction_calls_exported" in did


def test_axe_finds_nothing(chromium: Browser, office: House) -> None:
    tell(office)
    windows = Windows(chromium, office)
    page = windows.open("ana", Role.PUBLISHER)
    for path in ("/staff/corrections/calls", "/staff/corrections"):
        page.goto(path)
        assert_fine(page, path)
    page.get_by_role("checkbox", name=CLOSURE).check()
    page.get_by_role("button", name="Propose the words").click()
    assert_fine(page, "proposed")
    page.get_by_role("button", name="Send the correction").click()
    page.wait_for_url("**done=sent*")
    assert_fine(page, "sent")
    page.goto("/staff/corrections/calls")
    assert_fine(page, "calls")
    for context in windows.contexts:
        context.close()
    assert windows.heard == []
