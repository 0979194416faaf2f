"""`countyline database upgrade`."""

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from countyline.database import open_engine, writing
from countyline.database.commands import database_app
from countyline.problem import Problem


def upgrade_by_hand(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", url)
    result = CliRunner().invoke(database_app, ["upgrade"])
    if result.exception:
        raise result.exception
    return result.output


def test_it_makes_the_tables(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        assert upgrade_by_hand(database_url, monkeypatch) == "The database has the newest shape.\n"
    engine = open_engine(database_url)
    with writing(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM cases")) == 0
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(Problem, match="update the program, or restore a backup from before"):
        upgrade_by_hand(database_url, monkeypatch)


def test_what_is_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem, match=r"not in mysql.*COUNTYLINE_DATABASE_URL"):
        upgrade_by_hand("mysql://localhost/x", monkeypatch)
    with pytest.raises(Problem, match=r"refused.*Nothing was changed\."):
        upgrade_by_hand("postgresql://nobody@127.0.0.1:1/none", monkeypatch)
