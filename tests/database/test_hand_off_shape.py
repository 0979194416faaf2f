"""A desk that ran before there was a hand-off keeps all it held when its tables are changed."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from countyline.database import reading, upgrade, writing
from countyline.database.scripts import _config

MOMENT = "2024-04-03 13:00:00.125000"
BEFORE = [
    "INSERT INTO conversations (id, channel, owner, last_seq, opened_at, last_at) "
    "VALUES ('c-1', 'web', 'bot', 4, :moment, :moment)",
    "INSERT INTO inbox (id, conversation, seq, key, text, capped, received_at) "
    "VALUES (1, 'c-1', 1, 'm-1', '¿Está abierto?', false, :moment), "
    "(2, 'c-1', 3, 'm-2', 'and friday', false, :moment)",
    "INSERT INTO turns (message, conversation, attempts, outcome, answered_at) "
    "VALUES (1, 'c-1', 2, 'answered', :moment), (2, 'c-1', 1, NULL, NULL)",
    "INSERT INTO outbox (id, conversation, seq, turn, author, text, language, answer, written_at) "
    "VALUES (7, 'c-1', 2, 1, 'bot', 'Cerrado.', 'es', '{\"kind\": \"answer\"}', :moment), "
    "(8, 'c-1', 4, NULL, 'staff', 'Hello.', 'en', NULL, :moment)",
    "INSERT INTO cases (id, conversation, turn, reason, subjects, language, channel, question, "
    "state, opened_at) VALUES ('4F-27', 'c-1', 'm-1', 'safety', '[]', 'es', 'web', '¿?', "
    "'claimed', :moment)",
]
TABLES = ["conversations", "inbox", "turns", "outbox"]


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with reading(engine) as connection:
        return {
            table: [
                dict(row._mapping)
                for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))
            ]
            for table in TABLES
        }


@pytest.fixture
def older(engine: Engine) -> Engine:
    """A database as it was before, with a conversation in it."""
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in BEFORE:
            moment = {"moment": MOMENT} if ":moment" in statement else {}
            connection.execute(text(statement), moment)
    return engine


def test_everything_is_still_there(older: Engine) -> None:
    before = rows(older)
    upgrade(older)
    after = rows(older)
    for row in after["inbox"]:
        assert row.pop("recognition") is None
    for row in after["outbox"]:
        assert row.pop("key") is None
        assert row.pop("basis") is None
    assert after == before
    with reading(older) as connection:
        case = connection.execute(text("SELECT state, claimed_by, facts FROM cases")).one()
    # Nobody could have it.
    assert tuple(case) == ("open", None, None)


def test_the_new_tables_belong_together_as_the_old_ones_did(older: Engine) -> None:
    upgrade(older)
    [to_turns] = [
        one for one in inspect(older).get_foreign_keys("outbox") if one["name"] == "fk_outbox_turn"
    ]
    assert to_turns["referred_table"] == "turns"
    for wrong in (
        "DELETE FROM turns WHERE message = 1",
        "UPDATE outbox SET turn = 99 WHERE id = 8",
        "UPDATE outbox SET turn = 1 WHERE id = 8",
        "UPDATE turns SET outcome = 'forgotten' WHERE message = 1",
        "UPDATE turns SET outcome = 'person' WHERE message = 2",
        "UPDATE outbox SET key = 'k'",
    ):
        with pytest.raises(IntegrityError), older.begin() as connection:
            if older.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.execute(text(wrong))
    with older.begin() as connection:
        connection.execute(text("UPDATE turns SET outcome = 'person' WHERE message = 1"))
        new = "INSERT INTO outbox (conversation, seq, author, text, language, written_at) VALUES "
        connection.execute(text(f"{new}('c-1', 5, 'bot', 'x', 'en', :moment)"), {"moment": MOMENT})
