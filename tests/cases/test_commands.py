"""`countyline cases`, as staff use it until the console is there."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from countyline.cases import State
from countyline.cases.commands import cases_app
from countyline.cases.retention import Retention
from countyline.database import open_engine
from countyline.desk.book import ConversationBook
from countyline.desk.model import Inbound, Owner, Reply, Standing
from countyline.desk.schema import conversations
from tests.cases.opening import book_at, draft


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that is not there yet."""
    url = f"sqlite:///{tmp_path / 'var' / 'countyline.db'}"
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "120")
    return url


def run(*arguments: str, code: int = 0, given: str | None = None) -> str:
    result = CliRunner().invoke(cases_app, arguments, input=given)
    assert result.exit_code == code, result.output
    return result.output


def test_listing_showing_and_closing(url: str) -> None:
    assert "No waiting cases." in run("list")
    book = book_at(url)
    first = book.open(draft("c1", "t1", "is <b>anyone</b> there"))
    second = book.open(draft("c1", "t2", "¿hay alguien?"))
    lines = run("list").splitlines()
    assert [line.split()[0] for line in lines] == ["CASE", first.id, second.id]
    assert "<b>" not in lines[1]
    assert lines[1].index("is ") == lines[2].index("¿hay") == lines[0].index("QUESTION")
    assert "¿hay alguien?" in run("show", second.id.lower().replace("-", ""))
    closing = ("close", first.id, "--outcome", "called back", "--by", "M. Lee")
    assert run(*closing) == f"Case {first.id} is closed.\n"
    again = run(*closing, code=1)
    assert "closed already" in again
    assert "M. Lee" in again
    assert [item["id"] for item in json.loads(run("list", "--json"))] == [second.id]
    closed = json.loads(run("list", "--state", "closed", "--json"))
    assert [(item["id"], item["outcome"]) for item in closed] == [(first.id, "called back")]
    shown = json.loads(run("show", first.id, "--json"))
    assert (shown["state"], shown["closed_by"]) == ("closed", "M. Lee")
    assert len(run("list", "--state", "all").splitlines()) == 3
    book.dispose()


def test_the_outcome_is_asked_for_and_needed(url: str) -> None:
    book = book_at(url)
    case = book.open(draft("c1", "t1"))
    run("close", case.id, "--outcome", "  ", code=2)
    assert book.list(State.OPEN) == [case]
    run("close", case.id, given="mailed the receipt\n")
    assert book.list(State.CLOSED)[0].outcome == "mailed the receipt"
    book.dispose()


@pytest.mark.parametrize("command", [("show",), ("close", "--outcome", "x", "--by", "y")])
def test_a_case_that_is_not_there(url: str, command: tuple[str, ...]) -> None:
    assert "There is no case 4F-2799." in run(*command, "4F-2799", code=1)


def test_a_database_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'file' / 'x.db'}")
    told = run("list", code=1)
    assert told.startswith("The cases cannot be read or written now")
    assert "Traceback" not in told


@pytest.mark.parametrize("command", [(), ("list",), ("show",), ("close",)])
def test_help_has_an_example(url: str, command: tuple[str, ...]) -> None:
    assert "Example: countyline cases" in " ".join(run(*command, "--help").split())


def test_closing_here_gives_the_conversation_back_to_the_bot(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", database_url)
    engine = open_engine(database_url)
    desk = ConversationBook(engine, "a", lambda: datetime.now(UTC))
    conversation, _ = desk.begin("web", "en")
    turn = desk.accept(Inbound(conversation=conversation, key="m-1", text="a person")).turn
    assert turn is not None
    book = book_at(database_url)
    case = book.open(draft(conversation, "m-1"))
    answer = {"kind": "handoff", "case": {"id": case.id, "state": "open"}}
    desk.answer(
        turn,
        Reply(text="Yes.", language="en", answer=answer, card=None, context=None, headline=False),
    )
    assert desk.news(conversation, 0).standing.owner is Owner.OFFERED
    run("close", case.id, "--outcome", "called back", "--by", "M. Lee")
    news = desk.news(conversation, 0)
    assert news.standing == Standing()
    assert case.id in news.entries[-1].text
    # So it is gone with its case when it is old enough.
    later = datetime.now(UTC) + timedelta(days=1)
    gone = Retention(engine, conversations, lambda: later, breath_seconds=0).delete(later, "x")
    assert (gone["conversations"], gone["cases"]) == (1, 1)
    book.dispose()
    engine.dispose()
