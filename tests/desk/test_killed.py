"""Desks that are killed in the middle of whatever they do."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, select

from countyline.database.engine import reading
from countyline.desk.book import ConversationBook
from countyline.desk.schema import conversations
from tests.desk import dying
from tests.desk.dying import answer_all, clock_of
from tests.desk.scene import assert_all_answered, assert_sound, begun

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50


def test_what_was_taken_is_answered_once_whenever_desks_are_killed(
    engine: Engine, url: str
) -> None:
    last = ConversationBook(engine, "last", clock_of(KILLS + 1))
    keys = [begun(last) for _ in range(4)]
    ended = subprocess.run(
        [sys.executable, dying.__file__, "desk", url, str(KILLS), *keys],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    told = [line.split() for line in ended.stdout.splitlines()]
    assert len(told) >= KILLS
    kept = assert_sound(engine)
    for conversation, key, seq in told:
        assert (int(seq), "in", key) in kept[conversation].entries
    for conversation in last.abandoned():
        answer_all(last, last.take_over(conversation))
    kept = assert_all_answered(engine)
    # What the conversation is about was kept together with each answer.
    with reading(engine) as connection:
        found = connection.execute(select(conversations.c.id, conversations.c.context)).all()
    for conversation, context in found:
        assert context == {"replies": kept[conversation].last_seq // 2}
