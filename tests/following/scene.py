"""A county whose offices open, and residents who were told something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, select, update

from countyline.calling.schema import calls
from countyline.cases.staff import Role, StaffMember
from countyline.database.engine import reading, writing
from countyline.desk.book import ConversationBook
from countyline.desk.model import Hint, Inbound, Reply, Wish
from countyline.desk.schema import outbox, watches
from countyline.following.corrections import Corrections, CorrectionSender, Decision
from countyline.following.news import Said
from countyline.following.schema import correction_sendings
from countyline.following.told import Reversed, WasTold, told_of
from countyline.following.watches import Watches
from countyline.ledger.sealing import Sealer
from countyline.texting.opt_outs import opt_out
from countyline.texting.schema import text_threads
from tests.desk.scene import Clock
from tests.ledger.scene import record

RECORDER = "recorder_of_deeds"
CLOSURE = f"offices.{RECORDER}.closure"
OURS = "+18165550100"
ANA = StaffMember("ana", "Ana Diaz", Role.PUBLISHER)
WORDS: dict[Hint, str] = {"en": "Correction: open.", "es": "Corrección: abierto."}
CHANGED = Reversed(CLOSURE, "closed", "open", 3, frozenset({1, 2}))


@dataclass
class PlayedNews:
    """What the county says, as the engine would word it."""

    standing: dict[str, int] = field(default_factory=lambda: {RECORDER: 0})
    is_sure: bool = True
    unsure: set[str] = field(default_factory=set)

    def zone(self) -> tzinfo:
        return ZoneInfo("America/Chicago")

    def back(self, subject: str) -> int | None:
        return self.standing.get(subject)

    def reopening(self, subject: str, language: Hint, channel: str) -> Said | None:
        if not self.is_sure or subject in self.unsure:
            return None
        return Said(f"{subject} {language} {channel}", record(language=language))


@dataclass
class County:
    """A desk, its wishes and its corrections."""

    engine: Engine
    clock: Clock
    news: PlayedNews = field(default_factory=PlayedNews)
    count: int = 0

    def __post_init__(self) -> None:
        self.book = ConversationBook(self.engine, "a", self.clock)
        self.watches = Watches(self.engine, self.book, self.news, self.clock)
        self.corrections = Corrections(self.engine, self.clock)
        self.sender = CorrectionSender(self.engine, self.book, self.news.zone, self.clock)

    def begin(self, channel: str = "web", number: str | None = None) -> str:
        conversation = self.book.begin(channel, None)[0]
        if channel == "sms":
            with writing(self.engine) as connection:
                connection.execute(
                    update(text_threads)
                    .where(text_threads.c.theirs == number)
                    .values(is_current=False)
                )
                connection.execute(
                    insert(text_threads).values(
                        conversation=conversation,
                        ours=OURS,
                        theirs=number or f"+1816555{self.next():04}",
                        is_current=True,
                        queued_seq=0,
                        opened_at=self.clock(),
                    )
                )
        if channel == "voice":
            with writing(self.engine) as connection:
                connection.execute(
                    insert(calls).values(
                        call=f"call-{self.next()}",
                        conversation=conversation,
                        caller=number,
                        state={},
                        opened_at=self.clock(),
                    )
                )
        return conversation

    def next(self) -> int:
        self.count += 1
        return self.count

    def ask(
        self,
        conversation: str,
        text: str = "is it open",
        *,
        told: str = "It is closed.",
        watching: str | None = None,
        wish: Wish | None = None,
        wish_of: tuple[str, ...] = (),
        context: Mapping[str, Any] | None = None,
        language: str = "en",
        **changed: Any,
    ) -> None:
        """Ask, and be answered by revision 1, unless it is said otherwise."""
        key = f"m{self.next()}"
        turn = self.book.accept(Inbound(conversation=conversation, key=key, text=text)).turn
        assert turn is not None
        answer = record(language=language, **changed)
        reply = Reply(
            text=told,
            language=language,
            answer=answer,
            card=None,
            context=context,
            headline=False,
            watches=({"subject": watching, "back": 0},) if watching else (),
            wish=wish,
            wish_of=wish_of,
        )
        self.book.answer(turn, reply)
        self.clock.forward(1)

    def tell(self) -> list[str]:
        """Tell of what came true; give the conversations."""
        told = [self.watches.tell(one) for one in self.watches.due()]
        return [one for one in told if one is not None]

    def send(self) -> list[str]:
        """Send the corrections that are due; give the conversations."""
        sent = [self.sender.send(*one) for one in self.sender.due()]
        return [one for one in sent if one is not None]

    def stop(self, number: str) -> None:
        with writing(self.engine) as connection:
            opt_out(connection, number, "keyword", self.clock())

    def told(self, fact: Reversed = CHANGED) -> list[WasTold]:
        """Ask the ledger, once all is sealed."""
        sealer = Sealer(self.engine, self.clock, lambda: self.clock() - self.clock())
        while sealer.seal():
            pass
        return told_of(self.engine, fact)

    def decide(self, key: str = "form-1", fact: Reversed = CHANGED) -> int | None:
        decision = Decision(key, [fact], WORDS, ANA)
        return self.corrections.decide(decision, self.told(fact), lambda *_: None)

    def states(self) -> dict[str, str]:
        """What became of each sending, by conversation."""
        with reading(self.engine) as connection:
            return {
                row.conversation: row.state
                for row in connection.execute(select(correction_sendings))
            }

    def endings(self) -> list[str | None]:
        with reading(self.engine) as connection:
            return list(connection.scalars(select(watches.c.how).order_by(watches.c.id)))

    def unasked(self, conversation: str) -> list[str]:
        """What the desk said of its own accord."""
        query = select(outbox.c.text).where(
            outbox.c.conversation == conversation, outbox.c.turn.is_(None)
        )
        with reading(self.engine) as connection:
            return list(connection.scalars(query.order_by(outbox.c.seq)))
