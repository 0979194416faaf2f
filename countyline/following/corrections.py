"""Corrections: decided by a staff member, kept with whom they go to, and sent once to each.

Who gets one is written down in the transaction of the decision. What is said and the end of the
sending are one transaction, so whoever is killed has said it, or the next one does; nobody gets
it twice. All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from countyline.calling.schema import calls
from countyline.cases.staff import StaffMember
from countyline.database.engine import reading, writing
from countyline.desk.book import ConversationBook
from countyline.desk.model import Hint
from countyline.desk.schema import conversations, outbox, watches
from countyline.following.news import may_text
from countyline.following.schema import correction_sendings as sendings
from countyline.following.schema import corrections
from countyline.following.told import Reversed, WasTold, is_newer
from countyline.following.watches import BATCH, of_same_number, wants_no_texts
from countyline.texting.model import CHANNEL as SMS
from countyline.texting.sentences import record_of

BY_STAFF = "correction"
"""Stands in a basis under `by`: a staff member decided these words."""

_LOCK = 0x434F5252
"""PostgreSQL's advisory lock under which corrections are decided."""

Beside = Callable[[Connection, str], None]
"""Writes the deed down within the transaction, given what it is about."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a staff member decided. `key` is the form's: sent again, it is the same decision."""

    key: str
    facts: Sequence[Reversed]
    words: Mapping[Hint, str]
    staff: StaffMember


@dataclass(frozen=True, slots=True)
class Made:
    """A correction, and what becomes of it: how many sendings of each state."""

    id: int
    revision: int
    facts: Sequence[str]
    words: Mapping[str, str]
    by_name: str
    made_at: datetime
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ToCall:
    """A caller who was told the old fact. `number` is null where it was withheld."""

    correction: int
    conversation: str
    number: str | None
    language: str
    told: str
    told_at: datetime
    words: str
    called_at: datetime | None
    called_by: str | None


class Corrections:
    """Keeps corrections. `clock` tells the real time, aware."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    # Deciding

    def decide(self, decision: Decision, told: Sequence[WasTold], beside: Beside) -> int | None:
        """Keep a decision with whom it goes to; null when it was kept before."""
        now = self._clock()
        facts = [one.fact for one in decision.facts]
        with writing(self._engine) as connection:
            _alone(connection)
            known = select(corrections.c.id).where(corrections.c.key == decision.key)
            if connection.scalar(known) is not None:
                return None
            already = _reached_by(connection, decision)
            number = connection.scalar(
                insert(corrections)
                .values(
                    key=decision.key,
                    revision=max(one.revision for one in decision.facts),
                    facts=facts,
                    words=dict(decision.words),
                    by=decision.staff.id,
                    by_name=decision.staff.name[:200],
                    made_at=now,
                )
                .returning(corrections.c.id)
            )
            assert number is not None
            count = 0
            for one in told:
                if one.conversation in already or not _is_there(connection, one.conversation):
                    continue
                count += 1
                connection.execute(insert(sendings).values(_sending(connection, number, one, now)))
            beside(connection, f"{number}: {', '.join(facts)}; {count} residents")
            return int(number)

    # Looking

    def is_known(self, key: str) -> bool:
        """Tell whether a form was sent before."""
        with reading(self._engine) as connection:
            known = select(corrections.c.id).where(corrections.c.key == key)
            return connection.scalar(known) is not None

    def made(self, most: int = 50) -> list[Made]:
        """Give the newest corrections, the newest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(corrections).order_by(corrections.c.id.desc()).limit(most)
            ).all()
            counts = connection.execute(
                select(sendings.c.correction, sendings.c.state, func.count().label("many"))
                .where(sendings.c.correction.in_([row.id for row in rows]))
                .group_by(sendings.c.correction, sendings.c.state)
            ).all()
        return [
            Made(
                row.id,
                row.revision,
                row.facts,
                row.words,
                row.by_name,
                row.made_at,
                {one.state: one.many for one in counts if one.correction == row.id},
            )
            for row in rows
        ]

    def to_call(self) -> list[ToCall]:
        """Give the callers, those who are still to be called first, then the oldest first."""
        query = (
            select(sendings, corrections.c.words, calls.c.caller)
            .join(corrections, corrections.c.id == sendings.c.correction)
            .join(calls, calls.c.conversation == sendings.c.conversation, isouter=True)
            .where(sendings.c.state.in_(["to_call", "called"]))
            .order_by(
                sendings.c.state.desc(), sendings.c.correction, sendings.c.conversation
            )
        )
        with reading(self._engine) as connection:
            return [
                ToCall(
                    row.correction,
                    row.conversation,
                    row.caller,
                    row.language,
                    row.told,
                    row.told_at,
                    row.words["es" if row.language == "es" else "en"],
                    row.ended_at,
                    row.ended_by,
                )
                for row in connection.execute(query)
            ]

    def called(
        self, correction: int, conversation: str, staff: StaffMember, beside: Beside
    ) -> bool:
        """Note that a caller was called; tell whether it was news."""
        with writing(self._engine) as connection:
            done = connection.execute(
                update(sendings)
                .where(
                    sendings.c.correction == correction,
                    sendings.c.conversation == conversation,
                    sendings.c.state == "to_call",
                )
                .values(state="called", ended_at=self._clock(), ended_by=staff.name[:200])
            )
            if not done.rowcount:
                return False
            beside(connection, f"{correction}, {conversation}")
            return True


class CorrectionSender:
    """Sends corrections. `zone` gives the county's time zone."""

    def __init__(
        self,
        engine: Engine,
        book: ConversationBook,
        zone: Callable[[], tzinfo],
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._book = book
        self._zone = zone
        self._clock = clock

    def due(self) -> list[tuple[int, str]]:
        """Give what may be sent now, by correction and conversation."""
        query = select(sendings.c.correction, sendings.c.conversation).where(
            sendings.c.state == "waiting"
        )
        if not may_text(self._clock(), self._zone()):
            query = query.where(sendings.c.channel != SMS)
        query = query.order_by(sendings.c.correction, sendings.c.conversation).limit(BATCH)
        with reading(self._engine) as connection:
            return [(row.correction, row.conversation) for row in connection.execute(query)]

    def send(self, correction: int, conversation: str) -> str | None:
        """Say a correction in a conversation; give the conversation, null when it is not said.

        It is not said to whoever was told the new fact meanwhile, or wants no texts any more.
        """
        now = self._clock()
        this = (sendings.c.correction == correction, sendings.c.conversation == conversation)
        with writing(self._engine) as connection:
            # The conversation first, as whoever answers in it does: else two wait for each other.
            connection.execute(
                select(conversations.c.id)
                .where(conversations.c.id == conversation)
                .with_for_update()
            )
            row = connection.execute(
                select(sendings).where(*this, sendings.c.state == "waiting").with_for_update()
            ).one_or_none()
            if row is None:
                return None
            made = connection.execute(
                select(corrections).where(corrections.c.id == correction)
            ).one()
            if row.channel == SMS and not _agreed(connection, conversation):
                _ended(connection, this, "unwanted", now)
                return None
            if _is_told_anew(connection, row, made):
                _ended(connection, this, "spared", now)
                return None
            language: Hint = "es" if row.language == "es" else "en"
            words = str(made.words[language])
            seq = self._book.say_in(
                connection,
                conversation,
                words,
                language,
                answer=_record(made, language),
                basis={"by": BY_STAFF, "correction": made.id, "name": made.by_name},
                card={"paragraphs": words.split("\n"), "source": None, "mark": None},
            )
            _ended(connection, this, "sent", now, seq=seq)
            return conversation


def _record(made: Any, language: Hint) -> dict[str, Any]:
    """Give the record: the facts are those that are corrected, as of their new revision."""
    return {
        **record_of(language),
        "kind": "answer",
        "facts": list(made.facts),
        "revision": made.revision,
    }


def _sending(
    connection: Connection, correction: int, told: WasTold, now: datetime
) -> dict[str, Any]:
    state = "unwanted"
    if told.channel == "voice":
        state = "to_call"
    elif told.channel == "web" or (
        told.channel == SMS and _agreed(connection, told.conversation)
    ):
        state = "waiting"
    return {
        "correction": correction,
        "conversation": told.conversation,
        "channel": told.channel,
        "language": told.language,
        "told": told.text,
        "told_at": told.told_at,
        "state": state,
        "ended_at": now if state == "unwanted" else None,
    }


def _agreed(connection: Connection, conversation: str) -> bool:
    """Tell whether texts of our own accord are wanted: wished for in words, and not taken back.

    It is the number that agrees: in whichever conversation it was told, and in whichever it said.
    """
    wished = select(watches.c.id).where(
        watches.c.conversation.in_(of_same_number(conversation)),
        watches.c.how.is_(None) | (watches.c.how == "told"),
    )
    if connection.scalar(wished.limit(1)) is None:
        return False
    return not wants_no_texts(connection, conversation)


def _is_told_anew(connection: Connection, row: Any, made: Any) -> bool:
    """Look at the outbox itself: the ledger is a second behind."""
    answers = connection.execute(
        select(outbox.c.text, outbox.c.answer)
        .where(outbox.c.conversation == row.conversation, outbox.c.author == "bot")
        .order_by(outbox.c.seq.desc())
    ).all()
    old: Mapping[str, Any] = {}
    later: list[Mapping[str, Any] | None] = []
    for one in answers:
        if one.text == row.told:
            old = one.answer or {}
            break
        later.append(one.answer)
    return any(is_newer(one, made.facts, made.revision, old) for one in later)


def _reached_by(connection: Connection, decision: Decision) -> set[str]:
    """Name the conversations that another correction of these facts reaches already."""
    facts = {(one.fact, one.revision) for one in decision.facts}
    query = select(sendings.c.conversation, corrections.c.facts, corrections.c.revision).join(
        corrections, corrections.c.id == sendings.c.correction
    )
    query = query.where(
        sendings.c.state != "unwanted",
        corrections.c.revision.in_({one.revision for one in decision.facts}),
    )
    return {
        row.conversation
        for row in connection.execute(query)
        if facts & {(fact, row.revision) for fact in row.facts}
    }


def _is_there(connection: Connection, conversation: str) -> bool:
    """Whether it was not deleted by age since the ledger was asked."""
    known = select(conversations.c.id).where(conversations.c.id == conversation)
    return connection.scalar(known.with_for_update()) is not None


def _ended(
    connection: Connection, this: Any, state: str, now: datetime, seq: int | None = None
) -> None:
    changed = update(sendings).where(*this).values(state=state, ended_at=now, seq=seq)
    connection.execute(changed)


def _alone(connection: Connection) -> None:
    """Let one decision be taken at a time; on SQLite, whoever writes is the only one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
