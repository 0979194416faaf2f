"""A draft of before versions were kept has the one text that it says now."""

from __future__ import annotations

from alembic import command
from sqlalchemy import Engine, text

from countyline.database import reading, upgrade, writing
from countyline.database.scripts import _config

DRAFT = (
    "INSERT INTO drafts (id, title, text, version, base, state, begun_by, begun_at, changed_by, "
    "changed_by_name, changed_at) VALUES ('ABC234', 'What changes', 'mode: test', 3, 1, 'open', "
    "'a', :moment, 'a', 'Ana', :moment)"
)


def test_a_draft_that_was_there_has_its_text_as_its_version(engine: Engine) -> None:
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")
        connection.execute(text(DRAFT), {"moment": "2024-04-03 13:00:00.125000"})
    upgrade(engine)
    with reading(engine) as connection:
        kept = connection.execute(text("SELECT draft, version, text, form FROM draft_versions"))
        assert [tuple(row) for row in kept] == [("ABC234", 3, "mode: test", None)]
