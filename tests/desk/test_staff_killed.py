"""Processes that are killed in the middle of whatever staff do."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from countyline.cases.history import What
from countyline.cases.model import State
from countyline.cases.schema import case_events, cases
from countyline.database.engine import reading
from countyline.desk.book import ConversationBook
from countyline.desk.model import Entry
from countyline.desk.schema import conversations
from countyline.desk.switchboard import Switchboard
from countyline.desk.words import WORDS
from tests.desk import dying
from tests.desk.dying import OLDER, answer_all
from tests.desk.handing import new_case
from tests.desk.scene import begun

ROOT = Path(__file__).resolve().parents[2]
KILLS = 40
EN = WORDS["en"]


def later() -> datetime:
    return datetime.now(UTC) + OLDER * (KILLS + 1)


def count(entries: list[Entry], beginning: str) -> int:
    return sum(entry.text.startswith(beginning) for entry in entries)


def assert_sound(engine: Engine, book: ConversationBook, key: str) -> list[Entry]:
    """All of a deed is there or nothing, and the bot talked over nobody."""
    entries = book.entries(key, 0)
    while len(page := book.entries(key, entries[-1].seq if entries else 0)):
        entries += page
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    with reading(engine) as connection:
        of_talk = select(case_events.c.what).join(cases, cases.c.id == case_events.c.case)
        found = connection.execute(of_talk.where(cases.c.conversation == key)).scalars()
        done = Counter(found)
        claimed = connection.execute(
            select(cases).where(cases.c.conversation == key, cases.c.state == State.CLAIMED)
        ).all()
        owner = connection.execute(
            select(conversations.c.owner).where(conversations.c.id == key)
        ).scalar()
    assert (owner == "staff") == bool(claimed)
    assert count(entries, EN["taken"]) == done[What.CLAIMED]
    assert count(entries, "The staff member has left") == done[What.RELEASED]
    assert sum(entry.author == "staff" for entry in entries) == done[What.REPLIED]
    has_person = False
    for entry in entries:
        if entry.replies_to is not None:
            assert not has_person
        elif entry.text == EN["taken"]:
            has_person = True
        elif entry.author == "bot":
            has_person = False
    return entries


def test_whenever_processes_are_killed_a_deed_is_whole_and_no_reply_is_said_twice(
    engine: Engine, url: str
) -> None:
    book = ConversationBook(engine, "last", later)
    keys = [begun(book) for _ in range(3)]
    found = [new_case(engine, key, later) for key in (*keys, keys[0])]
    ended = subprocess.run(
        [sys.executable, dying.__file__, "staff", url, str(KILLS), *found],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    told = [line.split() for line in ended.stdout.splitlines() if line != "here"]
    assert told
    kept = {key: assert_sound(engine, book, key) for key in keys}
    for conversation, _form, seq in told:
        assert kept[conversation][int(seq) - 1].author == "staff"
    # Each form's reply was told as one, however often it was sent.
    assert len({(key, form) for key, form, _ in told}) == len({(k, s) for k, _, s in told})
    # Whoever comes next finds nothing that stays silent.
    Switchboard(engine, lambda: later() + timedelta(hours=1)).run_out()
    for conversation in book.abandoned():
        answer_all(book, book.take_over(conversation))
    assert book.count_waiting() == 0
    for key in keys:
        assert_sound(engine, book, key)
    with reading(engine) as connection:
        owners = connection.execute(select(conversations.c.owner)).scalars()
        assert set(owners) <= {"bot", "offered"}
