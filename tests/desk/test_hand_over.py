"""Whatever staff, residents, the bot and dying desks do, in whatever order: one owner at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from countyline.cases.model import State
from countyline.cases.schema import cases
from countyline.cases.store import CaseAlreadyClosed
from countyline.database.engine import open_engine, reading
from countyline.database.tables import metadata
from countyline.desk.book import ConversationBook, NoLongerOurs
from countyline.desk.model import Entry, Owner, Turn
from countyline.desk.switchboard import (
    LEASE,
    CaseTaken,
    NotYours,
    SentReply,
    Switchboard,
)
from tests.desk.handing import ANA, BO, BOTH, CHIEF, hand_off, new_case
from tests.desk.scene import GONE, Clock, message, reply

PEOPLE = (ANA, BO, CHIEF)
TALKS = 2
who = st.sampled_from(PEOPLE)
which_talk = st.integers(0, TALKS - 1)
any_number = st.integers(0, 50)


@dataclass
class Talk:
    """A conversation as the test believes it to be."""

    key: str
    cases: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The keys of the resident's messages, in order."""
    theirs: set[str] = field(default_factory=set)
    """The messages that belong to a person: the bot must never answer them."""
    forms: set[tuple[str, str]] = field(default_factory=set)
    """Who sent which form."""


class HandOver(RuleBasedStateMachine):
    """Two conversations, three staff members, a desk that may die, leases that run out."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = open_engine("sqlite://")
        metadata.create_all(self.engine)
        self.clock = Clock()
        self.board = Switchboard(self.engine, self.clock)
        self.born = 0
        self.talks: list[Talk] = []
        self.book = self._new_book()
        self.held: list[Turn] = []
        self.stale: list[tuple[ConversationBook, Turn]] = []

    def _new_book(self) -> ConversationBook:
        self.born += 1
        return ConversationBook(self.engine, f"desk-{self.born}", self.clock)

    def _owner(self, talk: Talk) -> Owner:
        return self.book.news(talk.key, 0).standing.owner

    def _claimed(self, talk: Talk) -> list[Any]:
        query = select(cases).where(
            cases.c.conversation == talk.key, cases.c.state == State.CLAIMED.value
        )
        with reading(self.engine) as connection:
            return list(connection.execute(query).all())

    def _entries(self, talk: Talk) -> list[Entry]:
        return list(self.book.entries(talk.key, 0))

    def _case(self, talk: Talk, number: int) -> str:
        return talk.cases[number % len(talk.cases)]

    @initialize()
    def begin(self) -> None:
        for _ in range(TALKS):
            key, _token = self.book.begin("web", None)
            self.talks.append(Talk(key))

    # Residents and the bot

    @rule(where=which_talk)
    def write(self, where: int) -> None:
        talk = self.talks[where]
        key = f"m-{len(talk.asked)}"
        is_staffs = bool(self._claimed(talk))
        accepted = self.book.accept(message(talk.key, key))
        talk.asked.append(key)
        if is_staffs:
            talk.theirs.add(key)
            assert accepted.turn is None
        if accepted.turn is not None:
            self.held.append(accepted.turn)

    @rule(where=which_talk)
    def escalate(self, where: int) -> None:
        """The action server opens a case; whether the bot will tell of it is open."""
        talk = self.talks[where]
        if len(talk.cases) < 3:
            talk.cases.append(new_case(self.engine, talk.key, self.clock))

    @precondition(lambda self: self.held)
    @rule(number=any_number, hands_off=st.booleans())
    def answer(self, number: int, hands_off: bool) -> None:
        turn = self.held.pop(number % len(self.held))
        self._answer(self.book, turn, hands_off=hands_off)

    @precondition(lambda self: self.stale)
    @rule(number=any_number)
    def answer_late(self, number: int) -> None:
        """A desk that was thought dead, or a turn that was answered before."""
        book, turn = self.stale[number % len(self.stale)]
        self._answer(book, turn, hands_off=False)

    def _answer(self, book: ConversationBook, turn: Turn, *, hands_off: bool) -> None:
        [talk] = [one for one in self.talks if one.key == turn.conversation]
        is_staffs = bool(self._claimed(talk))
        before = self._entries(talk)
        said = hand_off(talk.cases[-1]) if hands_off and talk.cases else reply("An answer.")
        try:
            following = book.answer(turn, said).following
        except NoLongerOurs:
            assert self._entries(talk) == before
        else:
            assert not is_staffs
            if following is not None and book is self.book:
                self.held.append(following)
        self.stale.append((book, turn))

    # Staff

    @precondition(lambda self: any(talk.cases for talk in self.talks))
    @rule(where=which_talk, number=any_number, staff=who)
    def claim(self, where: int, number: int, staff: Any) -> None:
        talk = self.talks[where]
        if not talk.cases:
            return
        case = self._case(talk, number)
        holders = self._claimed(talk)
        try:
            self.board.claim(case, staff)
        except CaseTaken as taken:
            [holder] = holders
            assert holder.lease_until > self.clock.now
            assert (holder.id, holder.claimed_by) != (case, staff.id)
            assert taken.by_name == holder.claimed_by_name
        except CaseAlreadyClosed:
            pass
        else:
            [holder] = self._claimed(talk)
            assert (holder.id, holder.claimed_by) == (case, staff.id)
            # Whatever waited for the bot is the person's now.
            answered = {entry.replies_to for entry in self._entries(talk)}
            talk.theirs |= {key for key in talk.asked if key not in answered}

    @rule(
        where=which_talk,
        number=any_number,
        staff=who,
        deed=st.sampled_from(["keep", "release", "transfer", "close", "note"]),
        to=who,
    )
    def act(self, where: int, number: int, staff: Any, deed: str, to: Any) -> None:
        talk = self.talks[where]
        if not talk.cases:
            return
        case = self._case(talk, number)
        deeds: dict[str, Callable[[], object]] = {
            "keep": lambda: self.board.keep(case, staff),
            "release": lambda: self.board.release(case, staff),
            "transfer": lambda: self.board.transfer(case, staff, to),
            "close": lambda: self.board.close(case, staff, "done"),
            "note": lambda: self.board.note(case, staff, "looked at it", f"k-{case}"),
        }
        is_mine = any(one.claimed_by == staff.id and one.id == case for one in self._claimed(talk))
        try:
            deeds[deed]()
        except NotYours:
            assert not is_mine
        except CaseAlreadyClosed:
            assert deed == "close"

    @rule(where=which_talk, number=any_number, staff=who, form=st.sampled_from("xyz"))
    def reply_to(self, where: int, number: int, staff: Any, form: str) -> None:
        talk = self.talks[where]
        if not talk.cases:
            return
        case = self._case(talk, number)
        report = self.board.reply([case], staff, BOTH, form)
        if report.sent:
            assert isinstance(report.sent[0], SentReply)
            talk.forms.add((staff.id, form))

    # Time and death

    @rule(seconds=st.sampled_from([1, GONE, LEASE.total_seconds() / 2, LEASE.total_seconds()]))
    def wait(self, seconds: float) -> None:
        self.clock.forward(seconds)

    @rule()
    def watch(self) -> None:
        late = {
            talk.key
            for talk in self.talks
            for one in self._claimed(talk)
            if one.lease_until <= self.clock.now
        }
        assert set(self.board.run_out()) == late
        assert self.board.run_out() == []

    @rule()
    def die(self) -> None:
        """The desk is killed; another one takes up what waits."""
        self.stale += [(self.book, turn) for turn in self.held]
        self.held = []
        self.clock.forward(GONE)
        self.book = self._new_book()
        for conversation in self.book.abandoned():
            turn = self.book.take_over(conversation)
            if turn is not None:
                self.held.append(turn)

    # What holds

    @invariant()
    def all_is_as_it_must_be(self) -> None:
        """Reads everything once; nothing changes meanwhile."""
        for talk in self.talks:
            entries, has_person = self._entries(talk), self._has_person(talk)
            self._seq_has_no_gap_and_staff_see_everything(talk, entries)
            self._the_bot_talks_over_nobody(talk, entries, has_person)
            # No reply is said twice.
            assert sum(entry.author == "staff" for entry in entries) == len(talk.forms)

    def _has_person(self, talk: Talk) -> bool:
        """Tell whether a person has the conversation: one at most, and then it is staff's."""
        claimed = self._claimed(talk)
        assert len(claimed) <= 1
        assert (self._owner(talk) is Owner.STAFF) == bool(claimed)
        return bool(claimed)

    def _seq_has_no_gap_and_staff_see_everything(self, talk: Talk, entries: list[Entry]) -> None:
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        asked = [entry.message for entry in entries if entry.author == "resident"]
        assert asked == talk.asked
        for case in talk.cases:
            file = self.board.file(case)
            assert file is not None
            assert list(file.entries) == entries

    def _the_bot_talks_over_nobody(
        self, talk: Talk, entries: list[Entry], has_person: bool
    ) -> None:
        is_persons = False
        answered: list[str] = []
        for entry in entries:
            record = entry.answer or {}
            if entry.replies_to is not None:
                assert not is_persons
                answered.append(entry.replies_to)
            elif entry.author == "bot" and record["case"]["state"] == "claimed":
                is_persons = True
            elif entry.author == "bot" and "answer you again" in entry.text:
                is_persons = False
        assert len(set(answered)) == len(answered)
        assert not set(answered) & talk.theirs
        assert is_persons == has_person

    def teardown(self) -> None:
        """Let all leases run out and one desk finish: every message has found its owner."""
        if not self.talks:
            return
        self.clock.forward(LEASE.total_seconds() + GONE)
        self.board.run_out()
        self.die()
        while self.held:
            self._answer(self.book, self.held.pop(), hands_off=False)
        assert self.book.count_waiting() == 0
        for talk in self.talks:
            assert not self._claimed(talk)
            answered = {entry.replies_to for entry in self._entries(talk)} - {None}
            assert answered | talk.theirs == set(talk.asked)
            assert not answered & talk.theirs
        self.all_is_as_it_must_be()
        self.engine.dispose()


TestHandOver = HandOver.TestCase
TestHandOver.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
