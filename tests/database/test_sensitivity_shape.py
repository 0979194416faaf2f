"""Conversations that a case closed on the command line had left offered go back to the bot."""

from __future__ import annotations

from alembic import command
from sqlalchemy import Engine, inspect, text

from countyline.database import reading, upgrade, writing
from countyline.database.scripts import _config

MOMENT = {"moment": "2024-04-03 13:00:00.125000"}
TALK = (
    "INSERT INTO conversations (id, channel, owner, last_seq, opened_at, last_at) "
    "VALUES (:id, 'web', :owner, 0, :moment, :moment)"
)
CASE = (
    "INSERT INTO cases (id, conversation, turn, reason, subjects, language, channel, question, "
    "state, opened_at, closed_at) VALUES (:id, :talk, :id, 'safety', '[]', 'es', 'web', '?', "
    ":state, :moment, :closed)"
)


def test_what_is_offered_for_nothing_goes_back(engine: Engine) -> None:
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for name, owner in (("left", "offered"), ("waits", "offered"), ("bot", "bot")):
            connection.execute(text(TALK), {"id": name, "owner": owner, **MOMENT})
        for number, talk, state in (
            ("2F-22", "left", "closed"),
            ("2F-23", "waits", "closed"),
            ("2F-24", "waits", "open"),
        ):
            closed = MOMENT["moment"] if state == "closed" else None
            case = {"id": number, "talk": talk, "state": state, "closed": closed, **MOMENT}
            connection.execute(text(CASE), case)
    upgrade(engine)
    with reading(engine) as connection:
        found = connection.execute(text("SELECT id, owner FROM conversations"))
        owners = {row.id: row.owner for row in found}
        kept = connection.execute(text("SELECT sensitivity, aspect FROM cases")).all()
    assert owners == {"left": "bot", "waits": "offered", "bot": "bot"}
    assert [tuple(row) for row in kept] == [(None, None)] * 3
    indexes = {one["name"] for one in inspect(engine).get_indexes("turns")}
    assert "ix_turns_conversation" in indexes
