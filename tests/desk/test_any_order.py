"""Whatever desks do, in whatever order, and whenever they die: one reply for each message."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from countyline.database.engine import open_engine
from countyline.database.tables import metadata
from countyline.desk.book import ConversationBook, NoLongerOurs
from countyline.desk.model import Turn
from tests.desk.scene import GONE, Clock, assert_all_answered, assert_sound, message, reply

DESKS = 3


@dataclass
class Worker:
    """A desk process: its book, and the turns that it has in its hands."""

    book: ConversationBook
    held: list[Turn] = field(default_factory=list)


class Desks(RuleBasedStateMachine):
    """Three desks on one database, any of which may stop, go on or die at any step."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = open_engine("sqlite://")
        metadata.create_all(self.engine)
        self.clock = Clock()
        self.born = 0
        self.workers = [self._new() for _ in range(DESKS)]
        self.conversations: list[str] = []
        self.accepted: dict[str, dict[str, int]] = {}
        self.replies: Counter[str] = Counter()

    def _new(self) -> Worker:
        self.born += 1
        return Worker(ConversationBook(self.engine, f"desk-{self.born}", self.clock))

    def _hold(self, worker: Worker, turn: Turn | None) -> None:
        if turn is None:
            return
        # It builds on the reply before it, and on nothing else.
        assert (turn.context or {}).get("replies", 0) == self.replies[turn.conversation]
        worker.held.append(turn)

    def _answer(self, worker: Worker, turn: Turn) -> None:
        number = self.replies[turn.conversation] + 1
        before = self._count(turn)
        try:
            said = reply(f"to {turn.key}", {"replies": number})
            following = worker.book.answer(turn, said).following
        except NoLongerOurs:
            assert self._count(turn) == before
            return
        self.replies[turn.conversation] += self._count(turn) - before
        self._hold(worker, following)

    def _count(self, turn: Turn) -> int:
        entries = self.workers[0].book.entries(turn.conversation, 0)
        return sum(entry.replies_to == turn.key for entry in entries)

    @initialize(how_many=st.integers(1, 3))
    def begin(self, how_many: int) -> None:
        for _ in range(how_many):
            conversation, _token = self.workers[0].book.begin("web", None)
            self.conversations.append(conversation)
            self.accepted[conversation] = {}

    @rule(who=st.integers(0, DESKS - 1), where=st.integers(0, 2), key=st.integers(0, 7))
    def accept(self, who: int, where: int, key: int) -> None:
        conversation = self.conversations[where % len(self.conversations)]
        known = self.accepted[conversation]
        accepted = self.workers[who].book.accept(message(conversation, f"m-{key}"))
        assert accepted.is_new == (f"m-{key}" not in known)
        assert known.setdefault(f"m-{key}", accepted.seq) == accepted.seq
        self._hold(self.workers[who], accepted.turn)

    @precondition(lambda self: any(worker.held for worker in self.workers))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from([one for one in self.workers if one.held]))
        turn = worker.held.pop(data.draw(st.integers(0, len(worker.held) - 1)))
        self._answer(worker, turn)

    @precondition(lambda self: any(worker.held for worker in self.workers))
    @rule(data=st.data())
    def answer_twice(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from([one for one in self.workers if one.held]))
        self._answer(worker, worker.held[-1])

    @rule(who=st.integers(0, DESKS - 1))
    def take_over(self, who: int) -> None:
        worker = self.workers[who]
        for conversation in worker.book.abandoned():
            if conversation not in {turn.conversation for turn in worker.held}:
                self._hold(worker, worker.book.take_over(conversation))

    @rule(who=st.integers(0, DESKS - 1))
    def live(self, who: int) -> None:
        self.workers[who].book.live()

    @rule(who=st.integers(0, DESKS - 1))
    def die(self, who: int) -> None:
        self.workers[who] = self._new()

    @rule(who=st.integers(0, DESKS - 1))
    def leave(self, who: int) -> None:
        self.workers[who].book.leave()
        self.workers[who] = self._new()

    @rule(who=st.integers(0, DESKS - 1))
    def be_the_only_one(self, who: int) -> None:
        self.workers[who].book.be_the_only_one()

    @rule(seconds=st.sampled_from([0.1, 1, 3, GONE, 3600]))
    def wait(self, seconds: float) -> None:
        self.clock.forward(seconds)

    @invariant()
    def is_sound(self) -> None:
        for conversation, kept in assert_sound(self.engine).items():
            said = {key: seq for seq, whose, key in kept.entries if whose == "in"}
            assert said == self.accepted[conversation]

    def teardown(self) -> None:
        """Let one desk finish, and then those come back that are thought to be gone."""
        self.clock.forward(GONE)
        last = self._new()
        for conversation in last.book.abandoned():
            self._hold(last, last.book.take_over(conversation))
        while last.held:
            self._answer(last, last.held.pop())
        assert last.book.count_waiting() == 0
        for worker in self.workers:
            while worker.held:
                self._answer(worker, worker.held.pop())
        for conversation, kept in assert_all_answered(self.engine).items():
            assert kept.last_seq == 2 * len(self.accepted[conversation])
        self.engine.dispose()


TestAnyOrder = Desks.TestCase
TestAnyOrder.settings = settings(
    max_examples=30,
    stateful_step_count=35,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
