"""`countyline asked`: the report as plain text, as tables, as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from countyline.cli import build
from countyline.console.deeds import newest
from countyline.database.engine import open_engine
from countyline.database.migrating import upgrade
from countyline.problem import Problem
from countyline.running.publishing import publisher_of
from countyline.settings import Settings
from tests.desk.scene import Clock
from tests.ledger.scene import Office, reply


def run(*words: str) -> Result:
    result = CliRunner().invoke(build(), ["asked", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The database of a replay of 5 April 2024, and of nothing else."""
    monkeypatch.setenv("COUNTYLINE_VAR", str(tmp_path))
    monkeypatch.setenv("COUNTYLINE_NOW", "2024-04-05T09:30:00-05:00")
    for name in ("STATUS", "NOW_OFFSET", "DATABASE_URL"):
        monkeypatch.delenv(f"COUNTYLINE_{name}", raising=False)
    settings = Settings.from_environment()
    assert publisher_of(settings).refresh().error is None
    opened = open_engine(settings.database_url)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def office(engine: Engine) -> Office:
    """A desk on which three were answered and one was not, the last hour of the real time."""
    clock = Clock()
    clock.now = datetime.now(UTC)
    office = Office(engine, clock)
    for _ in range(3):
        office.ask("is it open")
    unknown = reply("No word.", certainty="unknown", topics=["other_service"], subjects=[])
    office.ask("=where do I get a dog license", unknown, channel="sms")
    # As COUNTYLINE_NOW has it for a Countyline that was started now.
    office.offset = datetime(2024, 4, 5, 14, 30, tzinfo=UTC) - clock.now
    return office


def test_today_of_a_replay_is_what_residents_are_told(office: Office) -> None:
    office.seal()
    told = run().output
    assert told.startswith("What people asked, 2024-04-05: 4 messages.\nThis is a replay")
    assert "     1 × other service\n         =where do I get a dog license\n" in told
    lines = [line.split() for line in told.splitlines()]
    assert ["answered", "3", "75.0", "%"] in lines
    assert ["text", "message", "1", "25.0", "%"] in lines
    assert ["09:00", "4", "100.0", "%"] in lines
    assert "Recorder of Deeds" in told
    assert run("--from", "2024-04-04", "--to", "2024-04-04").output.startswith(
        "What people asked, 2024-04-04: 0 messages."
    )


def test_json_has_ids_and_what_leaves_stands_in_the_trail(office: Office, engine: Engine) -> None:
    office.seal()
    told = json.loads(run("--from", "2024-04-01", "--to", "2024-04-07", "--json").output)
    assert (told["from"], told["to"], told["replay"]) == ("2024-04-01", "2024-04-07", True)
    assert told["messages"] == 4
    assert told["by_subject"] == {"recorder_of_deeds": 3}
    assert told["by_hour"] == {"2024-04-05T09:00:00-05:00": 4}
    assert told["waits"]["median"] is None
    [group] = told["unanswered"]
    assert group["wordings"] == {"en": ["=where do I get a dog license"]}
    deed = newest(engine)[0]
    assert (deed.what, deed.about) == ("asked_exported", "json, 2024-04-01 to 2024-04-07")


def test_tables_in_a_folder_run_no_formula(office: Office, tmp_path: Path) -> None:
    office.seal()
    folder = tmp_path / "april"
    assert run("--csv", str(folder)).output == f"8 tables: {folder}\n"
    with (folder / "unanswered.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = list(csv.DictReader(file))
    assert row["wording"] == "'=where do I get a dog license"
    with (folder / "outcome.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file)) == {"what": "answered", "count": "3", "percent": "75.0"}
    with pytest.raises(Problem, match="is there already"):
        run("--csv", str(folder))


def test_before_anything_was_told_the_settings_say_which_day_it_is(office: Office) -> None:
    assert "2024-04-05: 4 messages" in run().output


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "soon"),
        ("--from", "2024-04-05", "--to", "2024-04-04"),
        ("--from", "2023-04-05", "--to", "2024-04-05"),
        ("--to", "9999-12-31"),
        ("--json", "--csv", "here"),
    ],
)
def test_what_cannot_be_meant_is_refused(engine: Engine, words: tuple[str, ...]) -> None:
    assert engine
    assert run(*words).exit_code == 2
