"""The case book keeps what it was given, once, whatever happens around it."""

import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, text

from countyline.cases import (
    CaseBook,
    CaseDraft,
    CaseNotFound,
    CasesUnavailable,
    Reason,
    State,
)
from countyline.cases.history import events_of
from countyline.database import engine as engine_module
from countyline.database import open_engine, reading, upgrade, writing
from tests.cases.opening import book_at, draft
from tests.nursery import Child, nursery


def start(url: str, conversation: str, count: int, told: Path, then: str = "goes") -> Child:
    return nursery().start("tests.cases.opening", url, conversation, str(count), str(told), then)


def test_a_case_comes_back_as_it_was_given(fresh_url: str) -> None:
    opened_at = datetime(2026, 11, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-6)))
    given = CaseDraft(
        conversation="c1",
        turn="t1",
        reason=Reason.CASE_BY_CASE,
        topic="vehicle",
        subjects=("collection", "tax_receipts"),
        language="es",
        channel="sms",
        question="me pararon, mis placas están vencidas ¿qué hago?",
        contact="816-881-3232",
    )
    book = CaseBook(fresh_url, clock=lambda: opened_at)
    case = book.open(given)
    book.dispose()
    again = book_at(fresh_url)
    assert again.by_id(case.id) == case
    assert again.of_conversation("c1") == [case]
    assert case.state is State.OPEN
    assert case.opened_at == opened_at
    assert case.opened_at.tzinfo is UTC
    assert (case.subjects, case.reason) == (given.subjects, given.reason)
    assert (case.question, case.contact) == (given.question, given.contact)
    again.dispose()


def test_a_turn_has_one_case(database_url: str) -> None:
    book = book_at(database_url)
    first = book.open(draft("c1", "t1"))
    assert book.open(draft("c1", "t1", "said again in other words")) == first
    others = [book.open(draft("c1", "t2")), book.open(draft("c2", "t1"))]
    assert len({first.id, *(case.id for case in others)}) == 3
    assert book.of_conversation("c1") == [first, others[0]]
    assert book.of_conversation("nobody") == []
    book.dispose()


def test_a_case_is_found_however_its_number_is_typed(sqlite_url: str) -> None:
    book = book_at(sqlite_url)
    case = book.open(draft("c1", "t1"))
    for typed in (case.id.lower(), case.id.replace("-", ""), f" {case.id.replace('-', ' ')} "):
        assert book.by_id(typed) == case
    assert book.by_id("nonsense") is None
    book.dispose()


def test_nothing_secret_is_stored(sqlite_url: str) -> None:
    book = book_at(sqlite_url)
    case = book.open(draft("c1", "t1", "my ssn is 123-45-6789\x00\ud800"))
    book.leave_contact(case.id, "816-881-3232, card 4111 1111 1111 1111")
    book.open(replace(draft("c1", "t1"), turn="t2", question="and my ssn is 123-45-6789"))
    with book._transaction(reading) as connection:
        assert "123-45" not in repr(events_of(connection, case.id))
    assert book.by_id(case.id) is not None
    assert "123-45" not in repr(book.by_id(case.id))
    assert "4111" not in repr(book.by_id(case.id))
    book.dispose()


@pytest.mark.parametrize("name", ["x" * 5000, "a\x00b", "\ud800", "línea\nnueva", "", "日本"])
def test_strange_conversation_names_are_kept_apart(database_url: str, name: str) -> None:
    book = book_at(database_url)
    case = book.open(draft(name, name))
    assert book.open(draft(name, name)) == case
    assert book.of_conversation(name) == [case]
    assert book.of_conversation(name + "x") == []
    book.dispose()


def test_contacts_add_up(database_url: str) -> None:
    book = book_at(database_url)
    case = book.open(draft("c1", "t1"))
    assert book.leave_contact(case.id, "816-881-3232").contact == "816-881-3232"
    book.leave_contact(case.id, "ana@example.com")
    book.leave_contact(case.id, "816-881-3232")
    kept = book.by_id(case.id)
    assert kept is not None
    assert kept.contact == "816-881-3232; ana@example.com"
    with pytest.raises(CaseNotFound):
        book.leave_contact("2F-22222", "x")
    book.dispose()


def test_contacts_left_at_once_are_all_kept(database_url: str) -> None:
    book = book_at(database_url)
    case = book.open(draft("c1", "t1"))
    left = [f"resident{number}@example.com" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda contact: book.leave_contact(case.id, contact), left))
    kept = book.by_id(case.id)
    assert kept is not None
    assert sorted((kept.contact or "").split("; ")) == left
    book.dispose()


def test_numbers_grow_when_the_short_ones_are_taken(sqlite_url: str) -> None:
    book = CaseBook(sqlite_url, clock=lambda: datetime.now(UTC), choose=lambda some: some[0])
    ids = [book.open(draft("c1", str(turn))).id for turn in range(4)]
    assert ids == ["2F-22", "2F-222", "2F-2222", "2F-22222"]
    assert book.open(draft("c1", "1")).id == "2F-222"
    book.dispose()


def test_a_full_space_of_short_numbers_stops_nobody(sqlite_url: str) -> None:
    book = CaseBook(sqlite_url, clock=lambda: datetime.now(UTC), choose=lambda some: some[0])
    for turn in range(11):
        book.open(draft("c1", str(turn)))
    with pytest.raises(CasesUnavailable, match="no case number is free"):
        book.open(draft("c1", "one too many"))
    assert len(book.of_conversation("c1")) == 11
    book.dispose()


def test_processes_agree_on_the_same_turns_and_lose_no_other(
    fresh_url: str, tmp_path: Path
) -> None:
    files = [tmp_path / str(number) for number in range(8)]
    names = [*["shared"] * 4, *(f"own{number}" for number in range(4))]
    started = [start(fresh_url, *each) for each in zip(names, [15] * 8, files, strict=True)]
    assert [process.wait(120) for process in started] == [0] * 8
    told = [file.read_text(encoding="utf-8") for file in files]
    assert len(set(told[:4])) == 1
    lines = [line for output in (told[0], *told[4:]) for line in output.splitlines()]
    book = book_at(fresh_url)
    assert {line.split()[0] for line in lines} == {case.id for case in book.list()}
    assert len(book.list()) == 15 * 5
    book.dispose()


def test_a_killed_process_loses_no_case(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "told"
    process = start(database_url, "killed", 3, file, "waits")
    given_up = time.monotonic() + 60
    while not file.exists() or file.read_text(encoding="utf-8").count("\n") < 3:
        assert time.monotonic() < given_up
        time.sleep(0.005)
    process.kill()
    assert process.wait(20) == -signal.SIGKILL
    told = [line.split()[0] for line in file.read_text(encoding="utf-8").splitlines()]
    book = book_at(database_url)
    assert [case.id for case in book.of_conversation("killed")] == told
    book.dispose()


def test_sqlite_is_set_up_to_lose_nothing(sqlite_url: str) -> None:
    book = book_at(sqlite_url)
    book.open(draft("c1", "t1"))
    with book._transaction(reading) as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
    book.dispose()


def test_a_database_of_a_newer_program_is_told(database_url: str) -> None:
    engine = open_engine(database_url)
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    book = book_at(database_url)
    with pytest.raises(CasesUnavailable, match="newer than this program"):
        book.list()
    book.dispose()


def test_a_full_disk_is_told_and_leaves_nothing_half(sqlite_url: str) -> None:
    book = book_at(sqlite_url)
    book.open(draft("c1", "t0"))
    engine = book._ready()
    engine.dispose()

    @event.listens_for(engine, "connect")
    def fill(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    opened = 1
    with pytest.raises(CasesUnavailable, match="full"):
        for turn in range(1, 1000):
            book.open(draft("c1", f"t{turn}", f"question {turn} " + "with many words " * 50))
            opened += 1
    book.dispose()
    again = book_at(sqlite_url)
    assert len(again.list()) == opened
    again.dispose()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CasesUnavailable):
        book_at(f"sqlite:///{tmp_path / 'file' / 'countyline.db'}").list()
    (tmp_path / "corrupt.db").write_bytes(b"this is no database " * 500)
    with pytest.raises(CasesUnavailable, match="not a database"):
        book_at(f"sqlite:///{tmp_path / 'corrupt.db'}").list()


def test_a_read_only_database_is_told(sqlite_url: str) -> None:
    book = book_at(sqlite_url)
    case = book.open(draft("c1", "t1"))
    book.dispose()
    path = sqlite_url.removeprefix("sqlite:///")
    reader = book_at(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(CasesUnavailable, match="readonly"):
        reader.open(draft("c1", "t2"))
    reader.dispose()
    assert book.list() == [case]
    book.dispose()


def test_a_locked_database_is_told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.1)
    book = book_at(sqlite_url)
    case = book.open(draft("c1", "t1"))
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CasesUnavailable, match="locked"):
        book.open(draft("c1", "t2", "a secret of mine"))
    assert book.list() == [case]
    other.rollback()
    other.close()
    assert book.open(draft("c1", "t2")).turn == "t2"
    book.dispose()


def test_errors_hold_no_words_of_the_resident(sqlite_url: str) -> None:
    book = book_at(sqlite_url)
    book.open(draft("c1", "t1"))
    with book._transaction(writing) as connection:
        connection.execute(text("DROP TABLE cases"))
    with pytest.raises(CasesUnavailable) as raised:
        book.open(draft("c1", "t2", "a secret of mine"))
    assert "secret" not in f"{raised.value} {raised.value.__cause__}"
    book.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://nobody@127.0.0.1:1/none",
        "mysql://localhost/x",
        "sqlite+nonsense:///x",
        "no url at all",
    ],
)
def test_a_database_that_is_not_there_is_told(url: str) -> None:
    with pytest.raises(CasesUnavailable):
        book_at(url).open(draft("c1", "t1"))
