"""What the desk's tests share: a clock, a brain, messages, and what must hold whatever happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine, select

from countyline.database.engine import reading
from countyline.desk.answering import Answering, Patience
from countyline.desk.bell import Bell
from countyline.desk.book import GONE_AFTER, ConversationBook
from countyline.desk.desk import Desk
from countyline.desk.metrics import Metrics
from countyline.desk.model import Accepted, Entry, Hint, Inbound, Reply, Turn
from countyline.desk.runner import TurnRunner
from countyline.desk.schema import conversations, desks, inbox, outbox, turns
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads

_Result = TypeVar("_Result")

LONG_ENOUGH = 20.0
"""Seconds after which a test hangs, rather than waits."""
GONE = GONE_AFTER.total_seconds()


def run(test: Coroutine[Any, Any, _Result]) -> _Result:
    return asyncio.run(asyncio.wait_for(test, LONG_ENOUGH))


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is so; the test's own end says when it is not."""
    while not condition():
        await asyncio.sleep(0.002)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2024, 4, 3, 13, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def message(
    conversation: str,
    key: str = "m-1",
    text: str = "is the recorder open friday",
    token: str | None = None,
    language: Hint | None = None,
) -> Inbound:
    return Inbound(conversation=conversation, key=key, text=text, language=language, token=token)


def reply(
    text: str = "Closed.",
    context: Mapping[str, Any] | None = None,
    *,
    headline: bool = False,
    kind: str = "answer",
) -> Reply:
    return Reply(
        text=text,
        language="en",
        answer={"kind": kind, "topic": "status", "degraded": headline},
        card={"paragraphs": [text], "source": None, "mark": None},
        context=context,
        headline=headline,
    )


def waiting_turn(text: str = "is it open", **changes: Any) -> Turn:
    fields: dict[str, Any] = {
        "message": 1,
        "conversation": "c-1",
        "channel": "web",
        "key": "m-1",
        "text": text,
        "capped": False,
        "language": None,
        "context": None,
        "attempts": 1,
    }
    return Turn(**{**fields, **changes})


def turn_of(accepted: Accepted) -> Turn:
    assert accepted.turn is not None
    return accepted.turn


def begun(book: ConversationBook) -> str:
    conversation, _ = book.begin("web", None)
    return conversation


# What holds


@dataclass(frozen=True)
class Kept:
    """All that the database holds of one conversation, in the order of `seq`."""

    entries: list[tuple[int, str, str]]
    """`seq`, whose it is, and the key of the message or of the one that is answered."""
    last_seq: int
    waiting: int


def kept_in(engine: Engine) -> dict[str, Kept]:
    said_in = select(inbox.c.conversation, inbox.c.seq, inbox.c.key)
    said_out = select(outbox.c.conversation, outbox.c.seq, inbox.c.key).join(
        inbox, inbox.c.id == outbox.c.turn
    )
    with reading(engine) as connection:
        rows = [(r[0], (r[1], "in", r[2])) for r in connection.execute(said_in)]
        rows += [(r[0], (r[1], "out", r[2])) for r in connection.execute(said_out)]
        unanswered = [
            str(one)
            for one in connection.execute(
                select(turns.c.conversation).where(turns.c.answered_at.is_(None))
            ).scalars()
        ]
        found = connection.execute(select(conversations.c.id, conversations.c.last_seq)).all()
    return {
        key: Kept(
            entries=sorted(entry for of, entry in rows if of == key),
            last_seq=last_seq,
            waiting=unanswered.count(key),
        )
        for key, last_seq in found
    }


def assert_sound(engine: Engine) -> dict[str, Kept]:
    """`seq` counts up by one, no message is answered twice, and none before its message."""
    kept = kept_in(engine)
    for conversation in kept.values():
        seqs = [seq for seq, _, _ in conversation.entries]
        assert seqs == list(range(1, conversation.last_seq + 1))
        asked = [key for _, whose, key in conversation.entries if whose == "in"]
        answered = [key for _, whose, key in conversation.entries if whose == "out"]
        assert len(set(asked)) == len(asked)
        # In order, each once, and nothing that was not asked.
        assert answered == asked[: len(answered)]
        for key in answered:
            both = [whose for _, whose, of in conversation.entries if of == key]
            assert both == ["in", "out"]
    return kept


def assert_all_answered(engine: Engine) -> dict[str, Kept]:
    kept = assert_sound(engine)
    for conversation in kept.values():
        asked = [key for _, whose, key in conversation.entries if whose == "in"]
        answered = [key for _, whose, key in conversation.entries if whose == "out"]
        assert answered == asked
        assert conversation.waiting == 0
    return kept


def seen_at(engine: Engine, desk: str) -> datetime | None:
    with reading(engine) as connection:
        seen: datetime | None = connection.execute(
            select(desks.c.seen_at).where(desks.c.id == desk)
        ).scalar()
    return seen


# A whole desk

Think = Callable[[Turn, float], Awaitable[Reply]]


async def echo(turn: Turn, _seconds: float) -> Reply:
    """Answer at once."""
    return reply(f"to {turn.key}")


@dataclass
class Brain:
    """Plays Rasa; notes what it was asked, and whether a conversation was ever asked twice at once.

    Once it is told to `hold`, it answers nothing until it may.
    """

    think: Think = echo
    asked: list[Turn] = field(default_factory=list)
    now_asked: list[str] = field(default_factory=list)
    was_side_by_side: bool = False
    most_at_once: int = 0
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    def hold(self) -> None:
        self.may_answer.clear()

    async def reply(self, turn: Turn, seconds: float) -> Reply:
        self.asked.append(turn)
        self.was_side_by_side |= turn.conversation in self.now_asked
        self.now_asked.append(turn.conversation)
        self.most_at_once = max(self.most_at_once, len(self.now_asked))
        try:
            await self.may_answer.wait()
            return await self.think(turn, seconds)
        finally:
            self.now_asked.remove(turn.conversation)

    def keys(self) -> list[str]:
        return [turn.key for turn in self.asked]


def headline(_turn: Turn) -> Reply:
    return reply("The headline.", headline=True)


@dataclass
class House:
    """A desk and what it is made of."""

    engine: Engine
    desk: Desk
    book: ConversationBook
    runner: TurnRunner
    threads: DatabaseThreads
    bell: Bell
    metrics: Metrics

    async def say(self, conversation: str, key: str, text: str = "is it open") -> Accepted:
        return await self.desk.accept("web", message(conversation, key, text))

    async def begin(self) -> str:
        conversation, _ = await self.desk.begin("web", None)
        return conversation

    async def entries(self, conversation: str, after: int = 0) -> list[Entry]:
        return await self.desk.entries(conversation, after)

    async def rest(self) -> None:
        """Wait until no turn waits any more."""
        while True:
            waiting: int = await self.threads.read(self.book.count_waiting)
            if not waiting and not self.runner.is_busy:
                return
            await asyncio.sleep(0.002)


@asynccontextmanager
async def house(
    engine: Engine,
    brain: Brain,
    *,
    name: str = "a",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience: Patience | None = None,
    stand_in: Callable[[Turn], Reply] = headline,
    is_watching: bool = False,
    writers: int | None = None,
) -> AsyncIterator[House]:
    book = ConversationBook(engine, name, clock)
    writers = writers or (1 if engine.dialect.name == "sqlite" else 8)
    threads, bell, metrics = DatabaseThreads(writers), Bell(), Metrics()
    short = Patience(hopeful=3.0, pause=0.002, longest_pause=0.01)
    answering = Answering(brain, stand_in, patience or short)
    runner = TurnRunner(book, threads, answering, bell, metrics)
    switchboard = Switchboard(engine, clock)
    desk = Desk(book, threads, runner, bell, metrics, switchboard=switchboard)
    if is_watching:
        await desk.start()
    try:
        yield House(engine, desk, book, runner, threads, bell, metrics)
    finally:
        await desk.stop()
        threads.close()
