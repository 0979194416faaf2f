"""`countyline texts`, as it is typed."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from benchmarks.texting.fake_twilio import Deed, FakeTwilio
from countyline.database.engine import open_engine, reading, writing
from countyline.texting.commands import texts_app
from countyline.texting.delivery import Delivery, delivery_of
from countyline.texting.model import State
from countyline.texting.opt_outs import opt_in, opt_out
from countyline.texting.words import Words
from tests.desk.scene import run
from tests.texting.scene import office

NOW = datetime(2024, 4, 3, 13, tzinfo=UTC)


@pytest.fixture
def sqlite(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", sqlite_url)
    return open_engine(sqlite_url)


def typed(*words: str) -> str:
    done = CliRunner().invoke(texts_app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_nothing_yet(sqlite: Engine) -> None:
    assert typed() == "No text was sent so far.\n"
    assert typed("opt-outs") == "Nobody has opted out.\n"


def test_what_did_not_arrive_is_listed(sqlite: Engine, twilio: FakeTwilio, words: Words) -> None:
    twilio.deeds = [Deed(code=21614), Deed(code=20429)]

    async def test() -> str:
        async with office(sqlite, twilio, words) as desk:
            first = await desk.say("is it open")
            await desk.send()
            await desk.say("is it open", theirs="+18165550177")
            await desk.send()
            await desk.say("is it open", theirs="+18165550188")
            await desk.send()
            return first.conversation or ""

    conversation = run(test())
    shown = typed()
    assert shown.startswith("Texts: 2 accepted, 1 refused.")
    assert "…0123  refused  1" in shown
    assert "the number cannot get texts" in shown
    assert "8165550123" not in shown
    read = json.loads(typed("--json"))
    assert [one["code"] for one in read["texts"]] == [21614]
    with reading(sqlite) as connection:
        assert delivery_of(connection, conversation) == {
            2: Delivery(State.REFUSED, 21614, "the number cannot get texts")
        }


def test_opt_outs_are_listed_whole(sqlite: Engine) -> None:
    with writing(sqlite) as connection:
        opt_out(connection, "+18165550123", "keyword", NOW)
        opt_out(connection, "+18165550177", "words", NOW)
        opt_in(connection, "+18165550177", "keyword", NOW)
        opt_out(connection, "+18165550177", "carrier", NOW)
    rows = list(csv.DictReader(io.StringIO(typed("opt-outs", "--csv"))))
    assert [(row["number"], row["how"], row["ended_how"]) for row in rows] == [
        ("+18165550123", "keyword", ""),
        ("+18165550177", "words", "keyword"),
        ("+18165550177", "carrier", ""),
    ]
    assert rows[0]["began_at"] == "2024-04-03T13:00:00Z"
    assert "+18165550123  2024-04-03 13:00 UTC  keyword  -" in typed("opt-outs")
    assert len(json.loads(typed("opt-outs", "--json"))) == 3
