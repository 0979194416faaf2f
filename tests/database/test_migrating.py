"""Every database comes to the newest shape, whatever it was and whoever else is there."""

import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, inspect, text

from countyline.cases.schema import cases
from countyline.database import DatabaseTooNew, DatabaseUnavailable, reading, upgrade, writing
from countyline.database.migrating import NEWEST
from countyline.database.scripts import newest_version
from tests.database.process import ROOT, finish, start

OLD_TABLE = """
CREATE TABLE cases (
    id VARCHAR(20) NOT NULL,
    conversation VARCHAR(255) NOT NULL,
    turn VARCHAR(255) NOT NULL,
    reason VARCHAR(40) NOT NULL,
    topic VARCHAR(40),
    subjects JSON NOT NULL,
    language VARCHAR(8) NOT NULL,
    channel VARCHAR(40) NOT NULL,
    question TEXT NOT NULL,
    contact TEXT,
    state VARCHAR(10) NOT NULL,
    outcome TEXT,
    opened_at {moment} NOT NULL,
    closed_at {moment},
    closed_by TEXT,
    CONSTRAINT pk_cases PRIMARY KEY (id),
    CONSTRAINT uq_cases_conversation_turn UNIQUE (conversation, turn),
    CONSTRAINT ck_cases_state CHECK (state IN ('open', 'claimed', 'closed')),
    CONSTRAINT ck_cases_closed_at CHECK ((state = 'closed') = (closed_at IS NOT NULL))
)
"""
"""The table as it was made before there were migrations, and its index."""
OLD_INDEX = "CREATE INDEX ix_cases_state_opened_at ON cases (state, opened_at)"
OLD_ROW = """
INSERT INTO cases VALUES ('4F-27', 'c1', 't1', 'safety', NULL, '["taxes"]', 'es', 'rest', '¿?',
    NULL, 'open', NULL, '2026-11-01 07:30:00.123456{zone}', NULL, NULL)
"""


def versions(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def case_numbers(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(cases.select().with_only_columns(cases.c.id)))


def test_newest_is_what_the_scripts_say() -> None:
    assert newest_version() == NEWEST


def test_from_nothing_and_again(engine: Engine) -> None:
    upgrade(engine)
    assert versions(engine) == [NEWEST]
    assert case_numbers(engine) == []
    upgrade(engine)
    assert versions(engine) == [NEWEST]


def test_from_before_there_were_migrations(engine: Engine) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    with writing(engine) as connection:
        moment = "DATETIME" if is_sqlite else "TIMESTAMP WITH TIME ZONE"
        connection.execute(text(OLD_TABLE.format(moment=moment)))
        connection.execute(text(OLD_INDEX))
        connection.exec_driver_sql(OLD_ROW.format(zone="" if is_sqlite else "+00"))
    upgrade(engine)
    assert versions(engine) == [NEWEST]
    with reading(engine) as connection:
        row = connection.execute(cases.select()).one()
    assert (row.id, row.subjects, row.question) == ("4F-27", ["taxes"], "¿?")
    assert row.opened_at == datetime(2026, 11, 1, 7, 30, 0, 123456, tzinfo=UTC)


def test_from_four_processes_at_once(engine: Engine, database_url: str) -> None:
    finish([start("upgrade", database_url) for _ in range(4)])
    assert versions(engine) == [NEWEST]
    assert case_numbers(engine) == []


def test_a_process_killed_in_the_middle_leaves_nothing(engine: Engine, database_url: str) -> None:
    process = start("die", database_url)
    _, errors = process.communicate("go\n", timeout=120)
    assert process.returncode == -signal.SIGKILL, errors
    assert tables(engine) == set()
    upgrade(engine)
    assert versions(engine) == [NEWEST]
    assert case_numbers(engine) == []


@pytest.mark.parametrize("version", ["9999", "000", ""])
def test_a_database_of_a_newer_program_is_refused(engine: Engine, version: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:version)"), {"version": version}
        )
    with pytest.raises(DatabaseUnavailable, match="update the program, or restore") as raised:
        upgrade(engine)
    assert isinstance(raised.value, DatabaseTooNew)
    assert raised.value.version == version
    assert tables(engine) == {"alembic_version"}
    assert versions(engine) == [version]


def test_alembic_is_loaded_only_when_there_is_something_to_do(
    engine: Engine, database_url: str
) -> None:
    upgrade(engine)
    code = (
        "import sys; from countyline.database import open_engine, upgrade; import countyline.cases;"
        "engine = open_engine(sys.argv[1]); upgrade(engine); engine.dispose();"
        "sys.exit('alembic' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code, database_url], cwd=ROOT, check=False)
    assert ended.returncode == 0
