"""Opening a database, and transactions on it."""

import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from countyline.database import DatabaseUnavailable, open_engine, reading, writing
from countyline.database import engine as engine_module
from countyline.problem import Problem
from tests.database.process import ROUNDS, finish, start


def make_counter(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE counter (number INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))


def counted(engine: Engine) -> int:
    with reading(engine) as connection:
        number: int = connection.scalars(text("SELECT number FROM counter")).one()
    return number


def test_what_was_written_is_read(engine: Engine) -> None:
    make_counter(engine)
    assert counted(engine) == 0


def test_a_body_that_raises_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.execute(text("INSERT INTO half VALUES (1)"))
        _ = 1 / 0
    with pytest.raises(DatabaseUnavailable, match="half"), reading(engine) as connection:
        connection.execute(text("SELECT id FROM half"))


def test_a_reader_cannot_write_and_a_writer_after_it_can(engine: Engine) -> None:
    make_counter(engine)
    with (
        pytest.raises(DatabaseUnavailable, match=r"read-?only"),
        reading(engine) as connection,
    ):
        connection.execute(text("UPDATE counter SET number = 1"))
    with writing(engine) as connection:
        connection.execute(text("UPDATE counter SET number = 2"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE counter SET number = number + 1"))
    assert counted(engine) == 3


def test_writers_of_several_processes_wait_for_one_another(
    engine: Engine, database_url: str
) -> None:
    make_counter(engine)
    finish([start("count", database_url) for _ in range(4)])
    assert counted(engine) == 4 * ROUNDS


def test_a_reader_waits_for_no_writer(engine: Engine) -> None:
    make_counter(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE counter SET number = 1"))
        assert counted(engine) == 0
    assert counted(engine) == 1


def test_a_writer_that_waits_too_long_is_told(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.1)
    engine = open_engine(sqlite_url)
    make_counter(engine)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match=r"^database is locked$"), writing(engine):
        pass
    other.rollback()
    other.close()
    with writing(engine) as connection:
        connection.execute(text("UPDATE counter SET number = 1"))
    engine.dispose()


def test_sqlite_is_set_up_to_lose_nothing(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with reading(engine) as connection:
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
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_reached_through_the_installed_driver(
    postgresql_url: str, scheme: str
) -> None:
    engine = open_engine(postgresql_url.replace("postgresql+psycopg", scheme, 1))
    assert engine.driver == "psycopg"
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("no url at all", "no database URL, such as sqlite:///"),
        ("postgresql://u:swordfish@host:port/x", "no database URL, such as sqlite:///"),
        ("mysql://u:swordfish@localhost/x", "in SQLite or PostgreSQL, not in mysql"),
        ("sqlite+nonsense:///x", "sqlite is not used through nonsense: write sqlite://"),
        ("postgresql+psycopg2://u:swordfish@h/x", "not used through psycopg2: write postgresql://"),
    ],
)
def test_a_bad_url_is_told_in_plain_words(url: str, told: str) -> None:
    with pytest.raises(DatabaseUnavailable) as raised:
        open_engine(url)
    assert isinstance(raised.value, Problem)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "swordfish" not in f"{raised.value}{raised.value.__cause__}"


def test_a_server_or_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    engine = open_engine("postgresql://u:swordfish@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailable) as raised, reading(engine):
        pass
    assert "refused" in str(raised.value)
    assert "swordfish" not in f"{raised.value}{raised.value.__cause__}"
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DatabaseUnavailable):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'countyline.db'}")
    (tmp_path / "corrupt.db").write_bytes(b"this is no database " * 500)
    engine = open_engine(f"sqlite:///{tmp_path / 'corrupt.db'}")
    with pytest.raises(DatabaseUnavailable, match="not a database"), reading(engine):
        pass
    engine.dispose()


def test_a_driver_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseUnavailable, match="psycopg"):
        open_engine("postgresql://localhost/x")


def test_errors_hold_no_words_of_the_resident(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(
            text("CREATE TABLE told (words TEXT CONSTRAINT short CHECK (length(words) < 5))")
        )
    insert = text("INSERT INTO told VALUES (:words)")
    with pytest.raises(DatabaseUnavailable, match="short") as raised, writing(engine) as connection:
        connection.execute(insert, {"words": "a secret of mine"})
    errors: list[BaseException] = []
    error: BaseException | None = raised.value
    while error is not None:
        errors.append(error)
        error = error.__cause__ or error.__context__
    assert len(errors) > 1
    assert "secret" not in "".join(f"{one} {one!r}" for one in errors)
    assert "INSERT" not in str(raised.value)
