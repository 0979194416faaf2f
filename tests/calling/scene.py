"""What the tests of calls share: a county, reports, a brain, a desk that takes calls."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Engine, select

from countyline.calling.book import CallBook
from countyline.calling.brain import CallingBrain
from countyline.calling.core import VoiceCore
from countyline.calling.county import County
from countyline.calling.deeds import Deeds, Texts
from countyline.calling.model import (
    CHANNEL,
    Abilities,
    Alternative,
    Event,
    Heard,
    Said,
    TransferOutcome,
)
from countyline.calling.schema import calls
from countyline.calling.sentences import Sentences
from countyline.calling.talking import Talk
from countyline.calling.words import load_words
from countyline.cases.model import Case, CaseDraft, Reason
from countyline.cases.rows import case_of
from countyline.cases.schema import cases
from countyline.cases.store import CaseBook
from countyline.database.engine import reading
from countyline.desk.answering import Patience
from countyline.desk.limits import Limit
from countyline.desk.model import Entry, Hint, Reply, Turn
from countyline.desk.rest import keeping_the_rest
from countyline.settings import PROJECT_ROOT
from countyline.status.model import WeeklyHours
from countyline.texting.sentences import record_of
from tests.desk.scene import Brain, House, house

WORDS = load_words(PROJECT_ROOT / "data")
SENTENCES = Sentences(WORDS)
TALK = Talk(WORDS, SENTENCES)
CALLER = "+18165550134"
STAFF_PHONE = "+18165550100"
ALL = Abilities(transfers=True, records=True)
OFFICE_HOURS = WeeklyHours(
    days=("mon", "tue", "wed", "thu", "fri"), opens=time(8), closes=time(17)
)
COUNTY = County(
    names={"en": "Jackson County", "es": "Condado de Jackson"},
    hours={
        "en": "Staff answer Monday to Friday, eight to five.",
        "es": "El personal atiende de lunes a viernes, de ocho a cinco.",
    },
    phone=STAFF_PHONE,
    is_staffed=True,
    weekly=(OFFICE_HOURS,),
    revision=1,
)
CLOSED = replace(COUNTY, is_staffed=False)
_keys = itertools.count(1)


def heard(event: Event = Event.SPEECH, **fields: Any) -> Heard:
    known: dict[str, Any] = {
        "call": "test:1",
        "key": f"k-{next(_keys)}",
        "event": event,
        "caller": CALLER,
        "abilities": ALL,
    }
    return Heard(**{**known, **fields})


def said(text: str, confidence: float | None = None, *others: str, **fields: Any) -> Heard:
    """A report that the caller said something."""
    found = (Alternative(text, confidence), *(Alternative(one) for one in others))
    return heard(Event.SPEECH, alternatives=found, **fields)


def keys(pressed: str, **fields: Any) -> Heard:
    return heard(Event.KEYS, keys=pressed, **fields)


def silence(**fields: Any) -> Heard:
    return heard(Event.NO_INPUT, **fields)


def ended(outcome: TransferOutcome, **fields: Any) -> Heard:
    return heard(Event.TRANSFER_ENDED, transfer=outcome, **fields)


def record(kind: str = "answer", **fields: Any) -> Mapping[str, Any]:
    known = {"kind": kind, "topic": "status", "certainty": "confirmed", "revision": 1}
    return {**record_of("en"), **known, **fields}


def reply(text: str = "The Recorder of Deeds is closed today.", **fields: Any) -> Reply:
    answer = fields.pop("answer", None) or record(**fields.pop("record", {}))
    known: dict[str, Any] = {
        "text": text,
        "language": answer["language"],
        "answer": answer,
        "card": None,
        "context": {"language": answer["language"]},
        "headline": False,
    }
    return Reply(**{**known, **fields})


def headline(language: Hint) -> Reply:
    text = "Some offices are closed." if language == "en" else "Algunas oficinas están cerradas."
    answer = record("answer", topic="incident", degraded=True, language=language)
    return replace(reply(text, answer=answer), headline=True, context=None)


def stand_in(turn: Turn) -> Reply:
    return headline("es" if turn.language == "es" else "en")


@dataclass
class Rasa:
    """Answers as Rasa does, and opens a case for whoever wants a person."""

    engine: Engine
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    replies: dict[str, Reply] = field(default_factory=dict)

    async def think(self, turn: Turn, _seconds: float) -> Reply:
        if turn.text in {known.person_wish for known in WORDS.values()}:
            return self._handed_over(turn)
        return self.replies.get(turn.text) or reply(f"Answer to {turn.text}")

    def _handed_over(self, turn: Turn) -> Reply:
        book = CaseBook(self.engine.url.render_as_string(hide_password=False), clock=self.clock)
        try:
            case = book.open(
                CaseDraft(
                    conversation=turn.conversation,
                    turn=f"{turn.conversation}/{turn.key}",
                    reason=Reason.ASKED_FOR_PERSON,
                    language=turn.language or "en",
                    channel=CHANNEL,
                    question=turn.text,
                    topic="person",
                )
            )
        finally:
            book.dispose()
        told = {"id": case.id, "state": case.state.value}
        answer = record("handoff", topic="person", case=told, language=turn.language or "en")
        return reply("I opened a case.", answer=answer)


@dataclass
class Office:
    """A desk that takes calls."""

    house: House
    rasa: Rasa
    brain: Brain
    core: VoiceCore
    last: Said | None = None

    async def take(self, report: Heard) -> Said:
        self.last = await self.core.take(report)
        return self.last

    async def say(self, text: str, confidence: float | None = None, **fields: Any) -> Said:
        return await self.take(said(text, confidence, **fields))

    async def press(self, pressed: str, **fields: Any) -> Said:
        return await self.take(keys(pressed, **fields))

    async def begin(self, **fields: Any) -> Said:
        return await self.take(heard(Event.START, **fields))

    @property
    def conversation(self) -> str:
        with reading(self.house.engine) as connection:
            return str(connection.scalars(select(calls.c.conversation)).one())

    async def entries(self) -> list[Entry]:
        return await self.house.entries(self.conversation)

    def case(self) -> Case:
        with reading(self.house.engine) as connection:
            return case_of(connection.execute(select(cases)).one())


@asynccontextmanager
async def office(
    engine: Engine,
    *,
    county: County | Callable[[], County] = COUNTY,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    brain: Brain | None = None,
    patience: Patience | None = None,
    texts: Texts | None = None,
    name: str = "a",
    is_watching: bool = False,
    limit: str = "100000/minute",
) -> AsyncIterator[Office]:
    rasa = Rasa(engine, clock)
    thinks = brain or Brain(rasa.think)
    async with house(
        engine,
        CallingBrain(thinks, clock),  # type: ignore[arg-type]  # It stands before the brain.
        clock=clock,
        name=name,
        patience=patience,
        stand_in=keeping_the_rest(stand_in, clock),
        is_watching=is_watching,
    ) as desk:
        store = CaseBook(engine.url.render_as_string(hide_password=False), clock=clock)
        book = CallBook(
            desk.book,
            TALK,
            WORDS,
            county=county if callable(county) else lambda: county,
            headline=headline,
            deeds=Deeds(desk.book, store, WORDS, texts, clock),
            clock=clock,
        )
        core = VoiceCore(
            desk.desk,
            desk.threads,
            book,
            headline=headline,
            limit=Limit.read("reports", limit),
        )
        try:
            yield Office(desk, rasa, thinks, core)
        finally:
            store.dispose()
