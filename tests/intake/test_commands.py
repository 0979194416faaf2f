"""`countyline intake`, as an operator uses it, with a brain in the place of Rasa."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from countyline.cases.store import CaseBook
from countyline.cli import build
from countyline.console.deeds import newest
from countyline.database import open_engine
from countyline.desk.brain import BrainUnavailable
from countyline.desk.model import Reply, Turn
from countyline.intake import commands
from countyline.problem import Problem
from tests.desk.scene import Clock
from tests.intake.dying import Brain
from tests.intake.scene import json_lines, voicemail

CALLS = [
    voicemail("Is the recorder open?", 1),
    voicemail("=Is the recorder open?", 2, at="2024-04-03T09:01:00-05:00"),
    voicemail(
        "When will the statue be back? Call me back at 816-555-0134.",
        3,
        at="2024-04-03T09:02:00-05:00",
    ),
]


class NobodyThere:
    async def reply(self, turn: Turn, seconds: float) -> Reply:
        raise BrainUnavailable("down")


@pytest.fixture
def engine(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COUNTYLINE_VAR", str(tmp_path / "var"))
    opened = open_engine(sqlite_url)
    opened.dispose()
    return opened


@pytest.fixture
def brain(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa is outside of what is tested here: in its place somebody answers."""
    monkeypatch.setattr(
        commands, "RasaBrain", lambda *_: Brain(CaseBook(sqlite_url, clock=Clock()))
    )


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(build(["intake"]), ["intake", *words])
    if isinstance(result.exception, Problem):
        assert code == 1
        return str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def calls(tmp_path: Path, more: bytes = b"") -> str:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(json_lines(*CALLS).getvalue() + more)
    return str(file)


def test_taken_in_and_reported(engine: Engine, brain: None, tmp_path: Path) -> None:
    file = calls(tmp_path)
    said = run("add", file)
    assert f"{file}: 3 new, 0 known, 0 bad lines." in said
    assert "3 transcripts asked: 3 questions, 2 answers drafted, 1 cases." in said
    said = run("report", "--day", "2024-04-03")
    assert said.startswith("Wednesday, April 3, 2024: 3 transcripts, 1 cases.")
    assert "1. 2 × status/open [recorder_of_deeds]" in said
    assert "for a person: 1 (" in said
    again = run("add", file)
    assert f"{file}: 0 new, 3 known, 0 bad lines." in again
    assert run("report", "--day", "2024-04-03") == said


def test_for_programs(engine: Engine, brain: None, tmp_path: Path) -> None:
    run("add", calls(tmp_path))
    told = json.loads(run("report", "--day", "2024-04-03", "--format", "json"))
    assert (told["transcripts"], told["cases"], len(told["groups"])) == (3, 1, 2)
    written = run("report", "--day", "2024-04-03", "--format", "csv", "--most", "1")
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert [(row["count"], row["topic"]) for row in rows] == [("2", "status")]
    listed = json.loads(run("list", "--day", "2024-04-03", "--format", "json"))
    assert [one["draft"] for one in listed] == ["About open.", "About open.", None]
    assert listed[2]["contact"] == "816-555-0134; 816-555-0199"
    table = run("list", "--day", "2024-04-03")
    cells = [row["question"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))]
    assert cells[1] == "'=Is the recorder open?"


def test_bad_lines_are_told_with_their_numbers(
    engine: Engine, brain: None, tmp_path: Path
) -> None:
    file = calls(tmp_path, b"nonsense\n" * 30)
    said = run("add", file, code=1)
    assert f"{file}: 3 new, 0 known, 30 bad lines." in said
    assert f"{file}:4: It is not valid JSON." in said
    assert f"{file}: 10 more bad lines." in said
    assert "3 transcripts asked" in said


def test_when_nobody_answers_what_was_read_is_kept(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "RasaBrain", lambda *_: NobodyThere())
    monkeypatch.setattr(commands, "_SECONDS_WITHOUT_BRAIN", 0.0)
    assert run("add", calls(tmp_path), code=1).startswith("Nobody answers. The transcripts are")
    said = run("report", "--day", "2024-04-03")
    assert "3 transcripts, 0 cases, 3 still to be asked." in said


def test_what_cannot_be_read(engine: Engine, brain: None, tmp_path: Path) -> None:
    assert "cannot be read: no such file" in run("add", str(tmp_path / "none.csv"), code=1)
    (tmp_path / "x.csv").write_text("1,2\n")
    assert "names the columns" in run("add", str(tmp_path / "x.csv"), code=1)
    assert "write a day such as" in run("report", "--day", "tomorrow", code=2)
    assert "write a day such as" in run("report", "--day", "9999-12-31", code=2)


def test_who_took_in_what_stands_in_the_audit_trail(
    engine: Engine, brain: None, tmp_path: Path
) -> None:
    run("add", calls(tmp_path))
    [deed] = newest(engine)
    assert (deed.what, deed.about) == ("transcripts_taken_in", "calls.jsonl")
    assert deed.actor_name.startswith("command line (")
