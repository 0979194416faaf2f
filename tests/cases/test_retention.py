"""Deletion by age: what is old goes with all that hangs on it, and nothing else goes."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, select, update
from typer.testing import CliRunner

from countyline.calling.schema import call_reports, calls
from countyline.cases.commands import records_app
from countyline.cases.holding import AlreadyHeld, NotHeld, hold, holds, release
from countyline.cases.retention import BATCH, Retention, deletions
from countyline.cases.schema import case_events, cases
from countyline.cases.store import CaseNotFound
from countyline.database import open_engine, reading, writing
from countyline.database.tables import metadata
from countyline.desk.schema import conversations, inbox, outbox, turns
from countyline.notices.schema import notices
from countyline.problem import Problem
from countyline.texting.schema import text_inbox, text_statuses, text_threads, texts
from tests.nursery import nursery

NOW = datetime.now(UTC)
OLD = NOW - timedelta(days=100)
BEFORE = NOW - timedelta(days=90)
SECRET = "soy Ana y vivo en la calle Secreta"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()

BY_TEXT = (text_threads, text_inbox, texts, text_statuses)
BY_PHONE = (calls, call_reports)
BY_TEXT_ONCE = {table.name: 1 for table in (*BY_TEXT, *BY_PHONE)}


@pytest.fixture
def retention(engine: Engine) -> Retention:
    return Retention(engine, conversations, lambda: NOW, breath_seconds=0)


def talk(engine: Engine, name: str, at: datetime = OLD, **changes: Any) -> str:
    """A conversation of one message and its answer."""
    talked: dict[str, Any] = {"id": name, "channel": "web", "owner": "bot", "last_seq": 2}
    with writing(engine) as connection:
        connection.execute(
            conversations.insert().values({**talked, "opened_at": at, "last_at": at, **changes})
        )
        said = {"conversation": name, "seq": 1, "key": "m-1", "text": SECRET, "capped": False}
        message = connection.scalar(
            inbox.insert().values(**said, received_at=at).returning(inbox.c.id)
        )
        turn = {"message": message, "conversation": name, "attempts": 1, "outcome": "answered"}
        connection.execute(turns.insert().values(**turn, answered_at=at))
        answer = {"conversation": name, "seq": 2, "turn": message, "author": "bot", "text": "No."}
        connection.execute(outbox.insert().values(**answer, language="es", written_at=at))
        _by_text(connection, name, at)
        _by_phone(connection, name, at)
    return name


def _by_text(connection: Connection, conversation: str, at: datetime) -> None:
    """The number that the conversation is with, and a text each way."""
    with_number = {"theirs": "+18165550123", "is_current": False, "queued_seq": 2}
    connection.execute(
        text_threads.insert().values(conversation=conversation, opened_at=at, **with_number)
    )
    came = {"sid": conversation, "kind": "message", "sender": "…0123", "digest": "d"}
    connection.execute(
        text_inbox.insert().values(conversation=conversation, received_at=at, **came)
    )
    went = {"key": conversation, "seq": 2, "part": 0, "body": SECRET, "segments": 1}
    text = connection.scalar(
        texts.insert()
        .values(
            conversation=conversation,
            **went,
            is_confirmation=False,
            state="sent",
            attempts=1,
            made_at=at,
            next_at=at,
        )
        .returning(texts.c.id)
    )
    told = {"text": text, "sid": conversation, "status": "sent", "at": at}
    connection.execute(text_statuses.insert().values(told))


def _by_phone(connection: Connection, conversation: str, at: datetime) -> None:
    """The call that the conversation is, with one report."""
    called = {"call": f"test:{conversation}", "caller": "+18165550123", "state": {}}
    connection.execute(calls.insert().values(conversation=conversation, opened_at=at, **called))
    told = {"key": "1", "event": "start", "received_at": at, "said": {"text": SECRET}}
    connection.execute(call_reports.insert().values(call=called["call"], **told))


def case(engine: Engine, number: str, conversation: str, at: datetime = OLD, **more: Any) -> str:
    """A closed case with an event and a notice."""
    fields: dict[str, Any] = {
        "id": number,
        "conversation": conversation,
        "turn": number,
        "reason": "media",
        "subjects": [],
        "language": "es",
        "channel": "web",
        "question": SECRET,
        "state": "closed",
        "opened_at": at,
        "closed_at": at,
        "closed_by": "x",
        "outcome": "y",
    }
    told = {"kind": "new", "way": "mail", "state": "sent", "attempts": 1, "sent_at": at}
    with writing(engine) as connection:
        connection.execute(cases.insert().values({**fields, **more}))
        event = {"case": number, "at": at, "what": "noted", "detail": {"text": SECRET}}
        connection.execute(case_events.insert().values(event))
        connection.execute(
            notices.insert().values(id=number, case_id=number, made_at=at, next_at=at, **told)
        )
    return number


def left(engine: Engine) -> dict[str, int]:
    counted = (
        conversations,
        inbox,
        turns,
        outbox,
        *BY_TEXT,
        *BY_PHONE,
        cases,
        case_events,
        notices,
    )
    with reading(engine) as connection:
        return {
            one.name: connection.scalar(select(func.count()).select_from(one)) or 0
            for one in counted
        }


def ids(engine: Engine, table: Any) -> set[str]:
    with reading(engine) as connection:
        return set(connection.scalars(select(table.c.id)))


def test_what_is_old_goes_with_all_that_hangs_on_it(engine: Engine, retention: Retention) -> None:
    case(engine, "2F-22", talk(engine, "old"))
    case(engine, "2F-23", talk(engine, "new", NOW), NOW)
    case(engine, "2F-24", "of no desk")
    both = {"conversations": 1, "inbox": 1, "turns": 1, "outbox": 1, **BY_TEXT_ONCE}
    two = {"cases": 2, "case_events": 2, "notices": 2, "holds": 0}
    counted = retention.count(BEFORE)
    assert left(engine)["conversations"] == 2
    deleted = retention.delete(BEFORE, "M. Lee")
    # Tables of other parts may hang on a case as well.
    assert {name: count for name, count in counted.items() if name in both | two} == both | two
    assert {name: deleted.get(name, 0) for name in counted} == counted
    assert left(engine) == both | {"cases": 1, "case_events": 1, "notices": 1}
    assert ids(engine, cases) == {"2F-23"}
    assert retention.delete(BEFORE, "M. Lee") == {}


def test_the_record_holds_counts_and_no_texts(engine: Engine, retention: Retention) -> None:
    case(engine, "2F-22", talk(engine, "old"))
    deleted = retention.delete(BEFORE, "M. Lee")
    with reading(engine) as connection:
        (row,) = connection.execute(select(deletions)).all()
    assert (row.by, row.before, row.started_at, row.ended_at) == ("M. Lee", BEFORE, NOW, NOW)
    assert row.counts == deleted
    assert deleted["inbox"] == deleted["cases"] == 1


@pytest.mark.parametrize(
    "kept",
    [
        {"state": "open", "closed_at": None, "closed_by": None, "outcome": None},
        {"closed_at": NOW},
        {
            "state": "claimed",
            "closed_at": None,
            "claimed_by": "s-1",
            "claimed_by_name": "M. Lee",
            "claimed_at": OLD,
            "lease_until": OLD,
        },
    ],
    ids=["open", "closed lately", "claimed"],
)
def test_a_case_that_is_not_done_keeps_its_conversation(
    engine: Engine, retention: Retention, kept: dict[str, Any]
) -> None:
    case(engine, "2F-22", talk(engine, "old"), **kept)
    assert not any(retention.count(BEFORE).values())
    retention.delete(BEFORE, "M. Lee")
    assert ids(engine, conversations) == {"old"}
    assert ids(engine, cases) == {"2F-22"}


def test_staffs_conversations_and_recent_ones_stay(engine: Engine, retention: Retention) -> None:
    talk(engine, "staffs", owner="staff")
    talk(engine, "recent", BEFORE)
    talk(engine, "offered", owner="offered")
    retention.delete(BEFORE, "M. Lee")
    assert ids(engine, conversations) == {"staffs", "recent"}


def test_a_closed_case_goes_though_its_conversation_goes_on(
    engine: Engine, retention: Retention
) -> None:
    case(engine, "2F-22", talk(engine, "goes on", NOW))
    retention.delete(BEFORE, "M. Lee")
    assert left(engine) == {
        **dict.fromkeys(("conversations", "inbox", "turns", "outbox"), 1),
        **BY_TEXT_ONCE,
        **dict.fromkeys(("cases", "case_events", "notices"), 0),
    }


def test_a_hold_keeps_the_case_its_conversation_and_its_other_cases(
    engine: Engine, retention: Retention
) -> None:
    talk(engine, "old")
    case(engine, "2F-22", "old")
    case(engine, "2F-23", "old")
    assert hold(engine, "2f 22", "a claim", "M. Lee", NOW) == "2F-22"
    assert not any(retention.count(BEFORE).values())
    retention.delete(BEFORE, "M. Lee")
    assert ids(engine, cases) == {"2F-22", "2F-23"}
    with pytest.raises(AlreadyHeld, match=r"by M\. Lee"):
        hold(engine, "2F-22", "again", "J. Doe", NOW)
    assert release(engine, "2F-22", "J. Doe", NOW) == "2F-22"
    with pytest.raises(NotHeld):
        release(engine, "2F-22", "J. Doe", NOW)
    retention.delete(BEFORE, "M. Lee")
    assert set(left(engine).values()) == {0}
    assert ids(engine, holds) == set()


@pytest.mark.parametrize("number", ["4F-27", "no number", ""])
def test_a_hold_needs_a_case(engine: Engine, number: str) -> None:
    with pytest.raises(CaseNotFound):
        hold(engine, number, "a claim", "M. Lee", NOW)


def test_a_hold_that_comes_between_looking_and_deleting_is_kept(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets nobody in between, so there it is as if the hold had come before."""
    case(engine, "2F-22", talk(engine, "old"))
    case(engine, "2F-23", talk(engine, "other"))
    other = open_engine(database_url)
    found = Retention._found

    def late(self: Retention, connection: Any, *rest: Any) -> list[str]:
        looked = found(self, connection, *rest)
        if "old" in looked and engine.dialect.name == "postgresql":
            hold(other, "2F-22", "a claim", "M. Lee", NOW)
        return looked

    if engine.dialect.name == "sqlite":
        hold(other, "2F-22", "a claim", "M. Lee", NOW)
    monkeypatch.setattr(Retention, "_found", late)
    Retention(engine, conversations, lambda: NOW, 0).delete(BEFORE, "M. Lee")
    assert ids(engine, conversations) == {"old"}
    assert ids(engine, cases) == {"2F-22"}
    other.dispose()


def test_a_conversation_in_which_something_is_just_said_is_left(
    engine: Engine, database_url: str, retention: Retention
) -> None:
    if engine.dialect.name == "sqlite":
        talk(engine, "old", NOW)
        retention.delete(BEFORE, "M. Lee")
    else:
        talk(engine, "old")
        other = open_engine(database_url)
        with writing(other) as connection:
            connection.execute(update(conversations).values(last_at=NOW))
            retention.delete(BEFORE, "M. Lee")
        other.dispose()
    assert ids(engine, conversations) == {"old"}


def test_more_than_one_transaction(engine: Engine, retention: Retention) -> None:
    for number in range(BATCH + 3):
        talk(engine, f"old-{number}")
    talk(engine, "held by a case")
    case(engine, "2F-22", "held by a case")
    hold(engine, "2F-22", "a claim", "M. Lee", NOW)
    assert retention.delete(BEFORE, "M. Lee")["conversations"] == BATCH + 3
    assert ids(engine, conversations) == {"held by a case"}


def test_every_table_that_names_a_conversation_or_a_case_is_emptied(
    engine: Engine, retention: Retention
) -> None:
    """A table that is added later, and refers to neither by a foreign key, fails here."""
    names = {"conversation", "case", "case_id", "message", "turn"}
    found = {one.name for one in metadata.tables.values() if names & set(one.c.keys())}
    assert found <= set(retention.count(BEFORE))


def test_deleted_words_are_not_left_in_the_file(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    for number in range(20):
        case(engine, f"2F-{number}", talk(engine, f"old-{number}"))
    Retention(engine, conversations, lambda: NOW, 0).delete(BEFORE, "M. Lee")
    engine.dispose()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = b"".join(path.read_bytes() for path in file.parent.glob("countyline.db*"))
    assert SECRET.encode() not in kept


@pytest.mark.parametrize("after", [1, 7, 12, 20])
def test_killed_in_the_middle_it_can_go_on(
    engine: Engine, database_url: str, retention: Retention, after: int
) -> None:
    for number in range(BATCH * 2 + 5):
        talk(engine, f"old-{number}")
    case(engine, "2F-22", "old-1")
    killed = nursery().start("tests.cases.deleting", database_url, str(after))
    assert killed.wait(60) == -signal.SIGKILL
    now = left(engine)
    assert now["conversations"] == now["inbox"] == now["turns"] == now["outbox"]
    retention.delete(BEFORE, "went on")
    assert set(left(engine).values()) == {0}
    with reading(engine) as connection:
        rows = connection.execute(select(deletions).order_by(deletions.c.id)).all()
    assert [row.ended_at is None for row in rows] == [True, False]
    # What both say they deleted is what there was.
    total = sum(row.counts.get("conversations", 0) for row in rows)
    assert total == BATCH * 2 + 5


# The commands


@pytest.fixture
def sqlite(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("COUNTYLINE_DATABASE_URL", sqlite_url)
    opened = open_engine(sqlite_url)
    yield opened
    opened.dispose()


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(records_app, words)
    if isinstance(result.exception, Problem):
        assert code == 1
        return str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def test_it_counts_first_and_deletes_when_told(sqlite: Engine) -> None:
    case(sqlite, "2F-22", talk(sqlite, "old"))
    counts = "1 conversations, 1 messages of residents, 1 answers, 1 closed cases, "
    counts += "0 transcripts of calls."
    told = run("delete", "--older-than", "90d")
    assert told.splitlines() == [
        f"To delete: {counts}",
        "Nothing was deleted. Add --yes to delete.",
    ]
    assert left(sqlite)["conversations"] == 1
    assert run("delete", "--older-than", "90d", "--yes", "--by", "M. Lee") == f"Deleted: {counts}\n"
    assert set(left(sqlite).values()) == {0}


def test_holding_and_releasing(sqlite: Engine) -> None:
    case(sqlite, "2F-22", talk(sqlite, "old"))
    assert run("holds") == "No case is held.\n"
    told = run("hold", "2f22", "--reason", "Request 2024-118", "--by", "M. Lee")
    assert told == "Case 2F-22 is held.\n"
    assert "2F-22  Request 2024-118 (M. Lee, " in run("holds")
    assert "held already" in run("hold", "2F-22", "--reason", "x", code=1)
    run("hold", "2F-22", "--reason", " ", code=2)
    assert "0 conversations" in run("delete", "--older-than", "12w")
    assert run("release", "2F-22") == "Case 2F-22 is no longer held.\n"
    assert "is not held" in run("release", "2F-22", code=1)
    assert "There is no case" in run("release", "2F-2222", code=1)


@pytest.mark.parametrize("age", ["0d", "90", "-1d", "1y", "d", "٩d", "999999d"])
def test_an_age_is_days_or_weeks(sqlite: Engine, age: str) -> None:
    run("delete", f"--older-than={age}", code=2)
