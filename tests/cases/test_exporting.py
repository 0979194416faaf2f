"""Exports: complete, harmless in a spreadsheet, readable by programs, whatever stands in cases."""

import csv
import io
import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from typer.testing import CliRunner

from countyline.cases.commands import cases_app
from countyline.cases.exporting import (
    COLUMNS,
    FORMULA_STARTS,
    PAGE,
    Period,
    csv_parts,
    harmless,
    json_parts,
)
from countyline.cases.holding import hold
from countyline.cases.schema import case_events, cases
from countyline.database import open_engine, writing
from countyline.desk.book import ConversationBook
from countyline.desk.model import Inbound, Reply
from countyline.desk.transcripts import transcripts
from countyline.problem import Problem
from countyline.settings import PROJECT_ROOT

START = datetime(2024, 4, 3, 15, tzinfo=UTC)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def row(number: int, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": f"2F-{number}",
        "conversation": f"c-{number}",
        "turn": "m-1",
        "reason": "asked_for_person",
        "topic": "vehicle",
        "subjects": ["tag_office", "collection"],
        "language": "es",
        "channel": "web",
        "question": "¿Dónde está mi recibo?",
        "state": "open",
        "opened_at": START + timedelta(minutes=number),
    }
    return fields | changes


def add(engine: Engine, *rows: dict[str, Any]) -> None:
    with writing(engine) as connection:
        for one in rows:
            connection.execute(cases.insert().values(one))


def table(engine: Engine, period: Period | None = None) -> list[dict[str, str]]:
    text = "".join(csv_parts(engine, period or Period()))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def as_json(engine: Engine, period: Period | None = None) -> Any:
    return json.loads("".join(json_parts(engine, period or Period(), transcripts)))


def test_a_case_as_a_row(engine: Engine) -> None:
    closed_at = START + timedelta(hours=2)
    about = {"aspect": "vehicle/ticket", "sensitivity": "ticket"}
    done = {"state": "closed", "closed_at": closed_at, "closed_by": "M. Lee", "outcome": "mailed"}
    add(engine, row(1, contact="+1 816 555 0100", revision=3, facts=["a.b"], **about, **done))
    (case,) = table(engine)
    assert case == {
        "case": "2F-1",
        "state": "closed",
        "reason": "asked_for_person",
        "sensitivity": "ticket",
        "topic": "vehicle",
        "aspect": "vehicle/ticket",
        "subjects": "tag_office collection",
        "language": "es",
        "channel": "web",
        "question": "¿Dónde está mi recibo?",
        "summary": (
            "Vehicle: ticket, tag office, collection. Spanish, web. Urgent: ticket. "
            "“¿Dónde está mi recibo?” The bot told: a.b. "
            "Asked for a person; left a way to be reached."
        ),
        "contact": "'+1 816 555 0100",
        "opened_at": "2024-04-03T15:01:00Z",
        "claimed_by": "",
        "claimed_at": "",
        "first_reply_at": "",
        "closed_at": "2024-04-03T17:00:00Z",
        "closed_by": "M. Lee",
        "outcome": "mailed",
        "revision": "3",
        "facts": "a.b",
        "held": "no",
        "conversation": "c-1",
    }


def test_holds_are_told(engine: Engine) -> None:
    add(engine, row(22), row(23))
    hold(engine, "2F-22", "a request", "M. Lee", START)
    assert [case["held"] for case in table(engine)] == ["yes", "no"]
    assert [case["held"] for case in as_json(engine)] == [True, False]


def test_the_conversation_with_times_of_delivery(engine: Engine) -> None:
    clock = START
    book = ConversationBook(engine, "a", lambda: clock)
    conversation, _ = book.begin("web", None)
    inbound = Inbound(conversation=conversation, key="m-1", text="hola", language="es")
    turn = book.accept(inbound).turn
    assert turn is not None
    answer = {"kind": "answer", "facts": ["a.b"], "revision": 3, "certainty": "confirmed"}
    reply = Reply(
        text="Cerrado.", language="es", answer=answer, card=None, context=None, headline=False
    )
    clock += timedelta(seconds=2)
    book.answer(turn, reply)
    clock += timedelta(seconds=3)
    book.delivered({conversation: 2})
    add(engine, row(1, conversation=conversation), row(2))
    event = {"case": "2F-1", "at": START, "what": "noted", "detail": {"text": "call back"}}
    with writing(engine) as connection:
        connection.execute(
            case_events.insert().values(event | {"actor": "s-1", "actor_name": "M. Lee"})
        )
    case, other = as_json(engine)
    assert case["entries"] == [
        {
            "seq": 1,
            "author": "resident",
            "at": "2024-04-03T15:00:00Z",
            "language": "es",
            "text": "hola",
        },
        {
            "seq": 2,
            "author": "bot",
            "at": "2024-04-03T15:00:02Z",
            "language": "es",
            "text": "Cerrado.",
            "delivered_at": "2024-04-03T15:00:05Z",
            "answer": answer | {"degraded": None},
        },
    ]
    assert case["events"] == [
        {
            "at": "2024-04-03T15:00:00Z",
            "what": "noted",
            "by": "M. Lee",
            "detail": {"text": "call back"},
        }
    ]
    assert other["entries"] == other["events"] == []


def test_a_period(engine: Engine) -> None:
    add(engine, *(row(number) for number in range(4)))
    period = Period(START + timedelta(minutes=1), START + timedelta(minutes=3))
    assert [case["case"] for case in table(engine, period)] == ["2F-1", "2F-2"]
    assert [case["case"] for case in as_json(engine, period)] == ["2F-1", "2F-2"]


def test_many_cases_come_each_once_also_when_opened_at_the_same_moment(engine: Engine) -> None:
    many = [row(number, opened_at=START) for number in range(PAGE * 2 + 1)]
    add(engine, *many)
    told = [case["case"] for case in table(engine)]
    assert told == sorted(one["id"] for one in many)
    assert [case["case"] for case in as_json(engine)] == told


def test_nothing_is_read_before_it_is_wanted(engine: Engine) -> None:
    add(engine, *(row(number) for number in range(PAGE * 2)))
    parts = csv_parts(engine, Period())
    next(parts)
    assert next(parts).count("\r\n") == PAGE
    # No transaction is open meanwhile.
    add(engine, row(9999))
    assert "2F-9999" in "".join(parts)


def test_no_cases(engine: Engine) -> None:
    assert table(engine) == []
    assert as_json(engine) == []


def test_every_column_is_documented() -> None:
    text = (PROJECT_ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    assert [name for name in (*COLUMNS, "entries", "events") if f"| `{name}` |" not in text] == []


# Spreadsheets


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "'=1", "\u00a0=1"],
)
def test_formulas_are_made_harmless(formula: str) -> None:
    assert harmless(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["", "hola", "a=b", "3+4", "4F-27", " x", "¿=?"])
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text


texts = st.text(max_size=30) | st.builds(
    "".join, st.lists(st.sampled_from([*FORMULA_STARTS, " ", "a", "\u00a0", '"', ","]), max_size=9)
)


@given(texts)
def test_no_cell_begins_with_a_formula_and_none_is_lost(text: str) -> None:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(text), "x"])
    ((cell, _),) = csv.reader(io.StringIO(line.getvalue(), newline=""))
    assert cell[:1] not in FORMULA_STARTS - {"'"}
    assert cell.lstrip()[:1] not in FORMULA_STARTS - {"'"} or not cell
    assert cell.removeprefix("'") == text


# The command


@pytest.fixture
def sqlite(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COUNTYLINE_VAR", str(tmp_path / "var"))
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


def export(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(cases_app, ["export", *words])
    if isinstance(result.exception, Problem):
        assert code == 1
        return str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def test_to_standard_output(sqlite: Engine) -> None:
    add(sqlite, row(1), row(2, opened_at=START + timedelta(days=1)))
    assert len(export("--format", "csv").strip().splitlines()) == 3
    # Nothing is published there, so days are those of UTC; both ends are included.
    some = export("--format", "json", "--from", "2024-04-03", "--to", "2024-04-03")
    assert [case["case"] for case in json.loads(some)] == ["2F-1"]


def test_to_a_file_that_only_its_owner_reads(sqlite: Engine, tmp_path: Path) -> None:
    add(sqlite, row(1))
    output = tmp_path / "cases.csv"
    output.write_text("what was there before")
    export("--format", "csv", "--output", str(output))
    assert output.read_bytes().startswith(b"\xef\xbb\xbfcase,state,")
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "cases" in path.name] == ["cases.csv"]


def test_an_export_that_fails_leaves_no_half_file(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "cannot be written" in export(
        "--format", "csv", "--output", str(tmp_path / "nowhere" / "x.csv"), code=1
    )
    add(sqlite, row(1))
    with sqlite.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DROP TABLE holds")
        connection.commit()
    output = tmp_path / "cases.csv"
    told = export("--format", "csv", "--output", str(output), code=1)
    assert told.startswith("The records cannot be read or written now")
    assert [path for path in tmp_path.iterdir() if "cases" in path.name] == []


@pytest.mark.parametrize("words", [("--format", "xml"), ("--format", "csv", "--from", "4/1"), ()])
def test_wrong_options(sqlite: Engine, words: tuple[str, ...]) -> None:
    export(*words, code=2)
