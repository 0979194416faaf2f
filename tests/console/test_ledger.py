"""The page of who was told what, and the same as a table."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from countyline.ledger.sealing import Sealer
from tests.console.house import House
from tests.ledger.scene import Office, reply


def office_of(house: House) -> Office:
    return Office(house.engine, house.clock)


def tell(house: House, count: int = 3) -> Office:
    """Tell residents something, a minute apart."""
    office = office_of(house)
    for number in range(count):
        told = reply(f"Answer <b>{number}</b>.", subjects=["recorder_of_deeds"], revision=number)
        office.ask(f"question {number}", told, channel="sms" if number == 1 else "web")
        house.clock.forward(60)
    office.seal()
    return office


def test_who_was_told_what(house: House) -> None:
    tell(house)
    page = house.signed_in("ana").get("/staff/ledger")
    assert page.status == 200
    assert page.text.index("Answer &lt;b&gt;2") < page.text.index("Answer &lt;b&gt;0")
    assert "question 1" in page.text and "Recorder of Deeds" in page.text
    assert "offices.recorder_of_deeds.closure" in page.text
    assert "Wed, Apr 3, 8:02 a.m." in page.text
    assert "3 entries, each chained to the one before" in page.text


def test_filters_stand_in_the_address(house: House) -> None:
    tell(house)
    ana = house.signed_in("ana")
    for filters, told in {
        "channel=sms": "1",
        "revision=2": "2",
        "told=<b>0": "0",
        "from=2024-04-03T08:01&to=2024-04-03T08:02": "1",
        "about=recorder_of_deeds&channel=sms": "1",
    }.items():
        page = ana.get(f"/staff/ledger?{filters}")
        shown = [number for number in "012" if f"Answer &lt;b&gt;{number}" in page.text]
        assert shown == [told], filters
    for filters in ("about=collection", "told=nothing", "author=staff", "language=es"):
        page = ana.get(f"/staff/ledger?{filters}")
        assert "Nobody was told that." in page.text


def test_nonsense_is_no_filter_and_is_told(house: House) -> None:
    tell(house)
    ana = house.signed_in("ana")
    page = ana.get("/staff/ledger?from=x&to=0001-01-01&revision=-1&channel=fax&before=x")
    assert page.status == 200
    assert "Not understood, so left out: from, to, revision." in page.text
    assert "Answer &lt;b&gt;0" in page.text
    for odd in ("from=9999-12-31T23:59", "before=0", "about=%00", "told=%F0%9F%98%80%25"):
        assert ana.get(f"/staff/ledger?{odd}").status == 200


def test_page_by_page(house: House) -> None:
    tell(house, 60)
    ana = house.signed_in("ana")
    first = ana.get("/staff/ledger?channel=web")
    [older] = [str(a["href"]) for tag, a in first.tags if tag == "a" and
               "before=" in (a.get("href") or "")]  # fmt: skip
    assert "channel=web" in older
    rest = ana.get(older)
    both = [page.text.count("Answer &lt;b&gt;") for page in (first, rest)]
    assert both == [50, 9]
    assert "before=" not in rest.text
    assert 'href="/staff/ledger?channel=web"' in rest.text


def test_the_same_as_a_table(any_house: House) -> None:
    tell(any_house)
    ana = any_house.signed_in("ana")
    answer = ana.get("/staff/ledger.csv?channel=sms").response
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["question"], row["text"]) == ("question 1", "Answer <b>1</b>.")
    assert row["told_at"] == "2024-04-03T08:01:00.000-05:00"
    assert any_house.did()[-1][1:] == ("ledger_exported", "csv, channel=sms")


def test_before_anything_was_told(house: House) -> None:
    page = house.signed_in("ana").get("/staff/ledger")
    assert "Nobody was told anything yet." in page.text


def test_what_staff_wrote_is_there_too(house: House) -> None:
    case = house.asked()
    ana = house.signed_in("ana")
    ana.do(f"/staff/cases/{case}/claim")
    ana.do(f"/staff/cases/{case}/reply", key="k", text_en="It is in the mail.")
    sealer = Sealer(house.engine, house.clock, lambda: timedelta(0))
    while sealer.seal():
        pass
    page = ana.get("/staff/ledger?author=staff")
    assert "It is in the mail." in page.text
