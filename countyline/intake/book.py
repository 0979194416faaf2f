"""The intake's book: transcripts on disk, who works on them, and what became of their questions.

A transcript is kept once, whoever hands it over and however often; what became of it is written in
one transaction. Methods block and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib import import_module
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from countyline.callback import take_out
from countyline.cases.history import What, add_event
from countyline.database.engine import reading, writing
from countyline.intake.model import (
    Asked,
    BadLine,
    Batch,
    Kind,
    Line,
    Outcome,
    State,
    Transcript,
    Waiting,
)
from countyline.intake.questions import hear
from countyline.intake.redacting import cleaned
from countyline.intake.schema import transcript_batches, transcript_questions, transcripts

LEFT_TO_TAKER = timedelta(seconds=60)
"""How long a taken transcript is left to whoever took it; asking it twice does no harm."""
MOST_BAD_KEPT = 1000
_AT_ONCE = 500
"""How many transcripts one transaction adds: residents need not wait long for it."""
_USED_ID = "Its `id` was used before for another transcript."


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a transcript: its questions, its case, and what staff are told in it."""

    asked: Sequence[Asked]
    case: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of what was read, as it is added: rows with the numbers of their lines, bad lines."""

    rows: list[tuple[int, dict[str, Any]]]
    bad: list[BadLine]

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.rows) + len(self.bad)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many transcripts were finished, and how many questions, drafts and cases that gave."""

    transcripts: int
    questions: int
    drafted: int
    cases: int


class IntakeBook:
    """Keeps transcripts. `clock` tells the real time."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    # Taking in

    def begin(self, source: str) -> str:
        """Begin a batch that comes from `source`; give its id."""
        batch = secrets.token_hex(12)
        with writing(self._engine) as connection:
            connection.execute(insert(transcript_batches).values(**self._new_batch(batch, source)))
        return batch

    def _new_batch(self, batch: str, source: str) -> dict[str, Any]:
        return {
            "id": batch,
            "source": cleaned(source)[:200],
            "received_at": self._clock(),
            "complete": False,
            "taken": 0,
            "known": 0,
            "bad_count": 0,
            "bad": [],
        }

    def take_one(self, source: str, transcript: Transcript) -> bool:
        """Take a transcript that has an id of its own; tell whether it was not there before.

        The same id again is the same transcript, whatever else it holds. When this returns it is
        on disk, as a batch of one.
        """
        batch = secrets.token_hex(12)
        row = self._row(batch, transcript)
        with writing(self._engine) as connection:
            known = select(transcripts.c.id).where(transcripts.c.id == row["id"])
            if connection.scalar(known) is not None:
                return False
            new = {**self._new_batch(batch, source), "taken": 1, "complete": True}
            connection.execute(insert(transcript_batches).values(**new))
            added = _add(connection).returning(transcripts.c.id)
            if connection.scalar(added, row) is None:
                # Another desk was faster.
                connection.execute(
                    delete(transcript_batches).where(transcript_batches.c.id == batch)
                )
                return False
        return True

    def add(self, batch: str, lines: Iterable[Line | BadLine]) -> Iterator[int]:
        """Add what was read, part by part; give how many lines each part had.

        What is given is on disk. The batch is complete at the end.
        """
        for part in self.prepared(batch, lines):
            self.add_part(batch, part)
            yield part.count
        self.complete(batch)

    def prepared(self, batch: str, lines: Iterable[Line | BadLine]) -> Iterator[Part]:
        """Make parts of what was read, to be added one by one; this asks no database."""
        rest = iter(lines)
        while read := list(islice(rest, _AT_ONCE)):
            yield Part(
                rows=[
                    (one.number, self._row(batch, one.transcript))
                    for one in read
                    if isinstance(one, Line)
                ],
                bad=[one for one in read if isinstance(one, BadLine)],
            )

    def add_part(self, batch: str, part: Part) -> None:
        """Put a part on disk."""
        with writing(self._engine) as connection:
            known, used = _insert(connection, part.rows)
            _count(connection, batch, len(part.rows) - known - len(used), known, part.bad + used)

    def complete(self, batch: str) -> None:
        """Say that all of a batch is on disk."""
        with writing(self._engine) as connection:
            connection.execute(_of(batch).values(complete=True))

    def batch(self, batch: str) -> Batch | None:
        """Tell how far a batch is, or None when there is none."""
        asked = select(transcript_batches).where(transcript_batches.c.id == batch)
        left = select(func.count()).select_from(transcripts).where(
            transcripts.c.batch == batch, transcripts.c.state == State.WAITING.value
        )  # fmt: skip
        with reading(self._engine) as connection:
            row = connection.execute(asked).one_or_none()
            if row is None:
                return None
            return _batch(row, connection.scalar(left) or 0)

    def _row(self, batch: str, transcript: Transcript) -> dict[str, Any]:
        now = self._clock()
        heard = hear(cleaned(transcript.text))
        said = take_out(cleaned(transcript.caller or ""))
        contacts = dict.fromkeys([*heard.contacts, *(said.contacts or (said.text,))])
        return {
            "id": transcript.id,
            "digest": transcript.digest,
            "batch": batch,
            "kind": transcript.kind.value,
            "at": transcript.at,
            "language": transcript.language,
            "text": heard.text,
            "contact": "; ".join(contact for contact in contacts if contact) or None,
            "questions": list(heard.questions),
            "wants_call": heard.wants_call,
            "too_many": heard.too_many,
            "state": State.WAITING.value,
            "attempts": 0,
            "free_at": now,
            "received_at": now,
        }

    # Working off

    def count_waiting(self) -> int:
        """Count the transcripts whose questions are still to be asked."""
        with reading(self._engine) as connection:
            query = select(func.count()).select_from(transcripts).where(_is_waiting)
            return connection.scalar(query) or 0

    def done_since(self, moment: datetime) -> Summary:
        """Count what was finished since a moment of the real clock, by whomever."""
        these = (transcripts.c.done_at >= moment,)
        questions = transcript_questions
        of_transcripts = select(func.count(), func.count(transcripts.c.case_id)).where(*these)
        of_questions = (
            select(
                func.count(),
                func.count().filter(questions.c.outcome == Outcome.DRAFTED.value),
            )
            .join(transcripts, transcripts.c.id == questions.c.transcript)
            .where(*these)
        )
        with reading(self._engine) as connection:
            done, cases = connection.execute(of_transcripts).one()
            asked, drafted = connection.execute(of_questions).one()
        return Summary(done, asked, drafted, cases)

    def take(self, most: int) -> list[Waiting]:
        """Take transcripts to be asked now, the oldest first; nobody else gets them meanwhile."""
        now = self._clock()
        is_due = _is_waiting & (transcripts.c.free_at <= now)
        with reading(self._engine) as connection:
            if connection.scalar(select(transcripts.c.id).where(is_due).limit(1)) is None:
                return []
        oldest = (
            select(transcripts)
            .where(is_due)
            .order_by(transcripts.c.free_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        with writing(self._engine) as connection:
            mine = [_waiting(row) for row in connection.execute(oldest)]
            connection.execute(
                update(transcripts)
                .where(transcripts.c.id.in_([one.id for one in mine]))
                .values(free_at=now + LEFT_TO_TAKER)
            )
        return mine

    def put_back(self, transcript: str, pause: timedelta, *, attempts: int) -> None:
        """Leave a transcript for later: `attempts` is how often it was tried in vain."""
        with writing(self._engine) as connection:
            connection.execute(
                update(transcripts)
                .where(transcripts.c.id == transcript, _is_waiting)
                .values(free_at=self._clock() + pause, attempts=attempts)
            )

    def finish(self, transcript: str, done: Done) -> bool:
        """Note what became of a transcript; tell whether it was not noted before."""
        now = self._clock()
        with writing(self._engine) as connection:
            ended = connection.execute(
                update(transcripts)
                .where(transcripts.c.id == transcript, _is_waiting)
                .values(state=State.DONE.value, done_at=now, case_id=done.case)
            )
            if ended.rowcount == 0:
                return False
            rows = [_question_row(transcript, seq, one) for seq, one in enumerate(done.asked, 1)]
            if rows:
                connection.execute(insert(transcript_questions), rows)
            if done.case and done.note:
                detail = {"text": done.note}
                add_event(connection, done.case, What.NOTED, None, now, detail=detail)
        return True


_is_waiting = transcripts.c.state == State.WAITING.value


def _of(batch: str) -> Any:
    return update(transcript_batches).where(transcript_batches.c.id == batch)


def _add(connection: Connection) -> Any:
    add = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert
    return add(transcripts).on_conflict_do_nothing()


def _insert(
    connection: Connection, rows: Sequence[tuple[int, dict[str, Any]]]
) -> tuple[int, list[BadLine]]:
    """Add what is new; count what was there, and give the lines whose id is another's."""
    fresh: dict[str, dict[str, Any]] = {}
    for _, row in rows:
        fresh.setdefault(row["id"], row)
    there = select(transcripts.c.id, transcripts.c.digest).where(transcripts.c.id.in_(fresh))
    before = {row.id: row.digest for row in connection.execute(there)}
    if to_add := [row for key, row in sorted(fresh.items()) if key not in before]:
        connection.execute(_add(connection), to_add)
    known, used = 0, []
    for number, row in rows:
        digest = before.get(row["id"])
        if digest is None:
            before[row["id"]] = row["digest"]
        elif digest == row["digest"]:
            known += 1
        else:
            used.append(BadLine(number, _USED_ID))
    return known, used


def _count(
    connection: Connection, batch: str, taken: int, known: int, bad: Sequence[BadLine]
) -> None:
    kept = connection.scalar(
        select(transcript_batches.c.bad).where(transcript_batches.c.id == batch)
    )
    all_bad = [*(kept or ()), *(asdict(one) for one in bad)]
    connection.execute(
        _of(batch).values(
            taken=transcript_batches.c.taken + taken,
            known=transcript_batches.c.known + known,
            bad_count=transcript_batches.c.bad_count + len(bad),
            bad=sorted(all_bad, key=lambda one: one["number"])[:MOST_BAD_KEPT],
        )
    )


def _batch(row: Row[Any], waiting: int) -> Batch:
    return Batch(
        id=row.id,
        source=row.source,
        received_at=row.received_at,
        complete=row.complete,
        taken=row.taken,
        known=row.known,
        bad_count=row.bad_count,
        bad=tuple(BadLine(one["number"], one["why"]) for one in row.bad),
        waiting=waiting,
    )


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        id=row.id,
        kind=Kind(row.kind),
        at=row.at,
        language=row.language,
        text=row.text,
        contact=row.contact,
        questions=tuple(row.questions),
        wants_call=row.wants_call,
        too_many=row.too_many,
        attempts=row.attempts,
    )


def _question_row(transcript: str, seq: int, asked: Asked) -> dict[str, Any]:
    return {
        **asdict(asked),
        "transcript": transcript,
        "seq": seq,
        "outcome": Outcome(asked.outcome).value,
        "subjects": list(asked.subjects),
        "facts": list(asked.facts),
        "reason": asked.reason.value if asked.reason else None,
    }
