"""Desk processes that are killed at any moment, for the test of what they leave behind.

Arguments: what they do, the database, how often to kill, the conversations or the cases. `desk`
takes messages and answers them; `staff` does whatever staff do besides. Prints each message that
was taken, or each reply of staff, as its desk told it. Desks are forked, with their statements
built, because starting each anew takes long.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Engine

from countyline.cases.staff import Role, StaffMember
from countyline.database.engine import open_engine
from countyline.desk.book import ConversationBook, NoLongerOurs
from countyline.desk.model import Hint, Inbound, Reply, Turn
from countyline.desk.switchboard import CaseTaken, NotYours, Switchboard

OLDER = timedelta(seconds=10)
"""The clock of each desk is so far ahead of the one before it, which therefore seems gone."""
PEOPLE = [
    StaffMember("ana", "Ana Diaz", Role.AGENT),
    StaffMember("bo", "Bo Lee", Role.AGENT),
    StaffMember("chief", "Chris Fox", Role.ADMINISTRATOR),
]
TEXTS: dict[Hint, str] = {"en": "It is in the mail."}


def reply_to(turn: Turn, number: int) -> Reply:
    return Reply(
        text=f"to {turn.key}",
        language="en",
        answer={"kind": "answer"},
        card=None,
        context={"replies": number},
        headline=False,
    )


def answer_all(book: ConversationBook, turn: Turn | None) -> None:
    try:
        while turn is not None:
            replies = (turn.context or {}).get("replies", 0)
            turn = book.answer(turn, reply_to(turn, replies + 1)).following
    except NoLongerOurs:
        pass


def work(engine: Engine, number: int, conversations: list[str], out: int) -> None:
    book = ConversationBook(engine, f"desk-{number}", clock_of(number))
    count = 0
    while True:
        count += 1
        work_once(book, random.choice(conversations), f"d{number}-{count}", out)
        # SQLite's lock is not fair: without a pause the other desk would hardly ever get it.
        time.sleep(0.003)


def work_with_staff(engine: Engine, number: int, cases: list[str], out: int) -> None:
    office = Office(engine, number, cases, out)
    os.write(out, b"here\n")
    while True:
        office.work_once()
        time.sleep(0.003)


def work_once(book: ConversationBook, conversation: str, key: str, out: int) -> None:
    accepted = book.accept(Inbound(conversation=conversation, key=key, text="is it open"))
    os.write(out, f"{conversation} {key} {accepted.seq}\n".encode())
    if random.random() < 0.8:
        answer_all(book, accepted.turn)
    for left in book.abandoned():
        answer_all(book, book.take_over(left))


class Office:
    """A desk process with its staff."""

    def __init__(self, engine: Engine, number: int, cases: list[str], out: int) -> None:
        self.name = f"d{number}"
        self.cases = cases
        self.out = out
        self.book = ConversationBook(engine, self.name, clock_of(number))
        self.board = Switchboard(engine, clock_of(number), OLDER / 2)
        files = [file for case in cases if (file := self.board.file(case)) is not None]
        self.talks = [file.case.conversation for file in files]
        self.nowhere = os.open(os.devnull, os.O_WRONLY)
        self.done = 0

    def work_once(self) -> None:
        """Do one thing, whatever it is."""
        self.done += 1
        deeds: list[Callable[[], object]] = [
            self.write,
            self.reply,
            self.claim,
            self.claim,
            self.release,
            self.transfer,
            self.note,
            self.board.run_out,
        ]
        with suppress(CaseTaken, NotYours):
            random.choice(deeds)()

    def write(self) -> None:
        work_once(self.book, random.choice(self.talks), self.form, self.nowhere)

    def reply(self) -> None:
        case, staff, form = self.case, self.staff, self.form
        for _ in range(2):
            for sent in self.board.reply([case], staff, TEXTS, form).sent:
                os.write(self.out, f"{sent.conversation} {form} {sent.seq}\n".encode())

    def claim(self) -> None:
        self.board.claim(self.case, self.staff)

    def release(self) -> None:
        self.board.release(self.case, self.staff)

    def transfer(self) -> None:
        self.board.transfer(self.case, self.staff, self.staff)

    def note(self) -> None:
        self.board.note(self.case, self.staff, "seen", self.form)

    @property
    def case(self) -> str:
        return random.choice(self.cases)

    @property
    def staff(self) -> StaffMember:
        return random.choice(PEOPLE)

    @property
    def form(self) -> str:
        return f"{self.name}-{self.done}"


def clock_of(number: int) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) + OLDER * number


def fork(start: Callable[[int], None]) -> tuple[int, int]:
    """Start a desk; give its id and where it tells what it did."""
    told, tell = os.pipe()
    if (process := os.fork()) != 0:
        os.close(tell)
        return process, told
    try:
        start(tell)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    os._exit(1)


def kill(process: int, told: int) -> None:
    # It has begun to work; when it dies within that is left to chance.
    select.select([told], [], [], 20)
    time.sleep(random.uniform(0, 0.02))
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit("A desk ended by itself.")
    with os.fdopen(told) as lines:
        sys.stdout.write(lines.read())
    sys.stdout.flush()


def main(what: str, url: str, kills: str, *names: str) -> None:
    alive: list[tuple[int, int]] = []
    engine = open_engine(url)
    if what == "desk":
        work_once(ConversationBook(engine, "first", clock_of(0)), names[0], "first", 1)
    # A connection must not be used on both sides of a fork.
    engine.dispose()
    working = {"desk": work, "staff": work_with_staff}[what]
    for number in range(1, int(kills) + 1):
        alive.append(fork(partial(working, engine, number, list(names))))
        if len(alive) > 2:
            kill(*alive.pop(random.randrange(2)))
    for process, told in alive:
        kill(process, told)


if __name__ == "__main__":
    main(*sys.argv[1:])
