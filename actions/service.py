"""Answers turns: the current status, the words, the clock and the cases, brought together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from actions.turn import Turn
from countyline.answers.answer import Answer, CaseReport
from countyline.answers.basis import Basis, CaseGiven, answered, messages_of
from countyline.answers.known_cases import KnownCases
from countyline.answers.medium import Medium
from countyline.answers.program import program_digest
from countyline.answers.reply import Reply
from countyline.answers.roads.leaving_contact import leaves_contact
from countyline.answers.sensitivity import SensitiveWords, sensitivity_of
from countyline.answers.watching import WishWords
from countyline.answers.wording import Wording
from countyline.answers.wording_files import (
    load_sensitive_words,
    load_wish_words,
    load_wording,
)
from countyline.cases import (
    Case,
    CaseBook,
    CaseDraft,
    CasesUnavailable,
    Reason,
    Sensitivity,
    find_ids,
)
from countyline.cases.joining import key_of
from countyline.clock import Clock, SystemClock
from countyline.replay import clock_offset, is_replay
from countyline.running.publishing import publisher_of
from countyline.settings import Settings
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader

REHEARSAL = "rehearsal"
"""The channel of whoever only wants to know how a message is understood: no case is opened."""


class NothingPublished(RuntimeError):
    """No status document was ever valid, so there is no fact to tell."""


@dataclass(frozen=True)
class Words:
    """What the bot says, and what residents say when a case presses or they wish to be told.

    `wishes` is null where understanding alone is to tell a wish. `program` is the digest of what
    makes answers: the words and the code.
    """

    said: Wording
    sensitive: SensitiveWords
    program: str = ""
    wishes: WishWords | None = None


class AnswerService:
    """Answers turns from the published status. Everything outside is passed in.

    `refresh` publishes an edit of the status document, if there is one.
    """

    def __init__(
        self,
        reader: PublicationReader,
        words: Words,
        cases: CaseBook,
        clock_for: Callable[[Published], Clock],
        refresh: Callable[[], object],
        *,
        replay: bool,
    ) -> None:
        self._reader = reader
        self._wording = words.said
        self._sensitive = words.sensitive
        self._wishes = words.wishes
        self._cases = cases
        self._clock_for = clock_for
        self._refresh = refresh
        self._program = words.program
        self._replay = replay

    @classmethod
    def from_environment(cls) -> AnswerService:
        """Build the service that the settings describe. Raises SettingsError or OSError."""
        settings = Settings.from_environment()
        started = datetime.now(UTC)
        return cls(
            PublicationReader(settings.publication),
            Words(
                load_wording(settings.root / "data"),
                load_sensitive_words(settings.root / "data"),
                program_digest(settings.root),
                load_wish_words(settings.root / "data"),
            ),
            CaseBook(settings.database_url, clock=lambda: datetime.now(UTC)),
            lambda published: SystemClock(clock_offset(settings, published.document.sent, started)),
            publisher_of(settings).refresh,
            replay=is_replay(settings),
        )

    async def reply(self, turn: Turn) -> Reply:
        """Answer a turn and keep its case. Raises NothingPublished."""
        if self._wishes is not None:
            turn = replace(turn, question=self._wishes.understood(turn.question))
        published = self._published(turn.question.revision)
        now = self._clock_for(published).now()
        basis = Basis(
            question=turn.question,
            now=now,
            revision=published.revision,
            document=published.digest,
            program=self._program,
            context=turn.context,
            replay=self._replay,
        )
        try:
            basis = replace(basis, cases=await self._known_cases(turn))
            reply = answered(basis, published.document, self._wording)
            given = await self._kept(turn, reply, published, now)
        except CasesUnavailable:
            # No case is promised that is not kept: the headline, and whom to call.
            basis = replace(basis, cases=KnownCases({}), is_saved=False)
            reply = answered(basis, published.document, self._wording)
            given = None
        if given is not None:
            basis, reply = replace(basis, case=given), given.told_in(reply)
        return replace(reply, basis=basis.as_json())

    def messages(self, answer: Answer, medium: Medium) -> tuple[str, ...]:
        """Give what is sent or said of an answer that was worded for a medium, at least one.

        The first goes out at once, the others when the resident asks for more.
        """
        return messages_of(answer, medium, self._wording)

    def _published(self, revision: int | None) -> Published:
        """Give the revision that the message was understood with, else the current one."""
        stamped = self._reader.revision(revision) if revision else None
        published = stamped or self._reader.current()
        if published is None:
            self._refresh()
            published = self._reader.current()
        if published is None:
            raise NothingPublished
        return published

    async def _known_cases(self, turn: Turn) -> KnownCases:
        """Look up cases only for a message that may speak of one: most turns ask no database."""
        if turn.question.channel == REHEARSAL:
            return KnownCases({})
        named = find_ids(turn.question.text)
        about_cases = any(part.topic == "person" for part in turn.question.parts)
        if not named and not about_cases and not leaves_contact(turn.question.text):
            return KnownCases({})
        return await asyncio.to_thread(self._look_up, turn.conversation, named)

    def _look_up(self, conversation: str, named: list[str]) -> KnownCases:
        own = self._cases.of_conversation(conversation)
        mine = {case.id for case in own}
        found = {name: self._cases.by_id(name) for name in named}
        return KnownCases(
            named={
                name: _report(case, with_outcome=case.id in mine) if case else None
                for name, case in found.items()
            },
            own=[_report(case, with_outcome=True) for case in own],
        )

    async def _kept(
        self, turn: Turn, reply: Reply, published: Published, now: datetime
    ) -> CaseGiven | None:
        """Keep what a reply asks for; give its case."""
        if turn.question.channel == REHEARSAL:
            return None
        if reply.contact and reply.contact_for:
            await asyncio.to_thread(self._cases.leave_contact, reply.contact_for, reply.contact)
        escalation = reply.answer.escalation
        if escalation is None:
            return None
        document = published.document
        sensitivity = sensitivity_of(
            escalation,
            f"{escalation.question} / {turn.question.text}",
            document,
            now.astimezone(document.zone).date(),
            self._sensitive,
        )
        draft = CaseDraft(
            conversation=turn.conversation,
            turn=turn.id,
            reason=Reason(escalation.reason),
            topic=escalation.topic,
            subjects=escalation.subjects,
            language=reply.answer.language,
            channel=turn.question.channel,
            question=escalation.question,
            aspect=escalation.aspect,
            sensitivity=Sensitivity(sensitivity) if sensitivity else None,
            named_topic=escalation.named.topic,
            named_subjects=escalation.named.subjects,
        )
        case = await asyncio.to_thread(self._cases.open, draft)
        return CaseGiven(_report(case, with_outcome=False), is_new=case.turn == key_of(turn.id))


def _report(case: Case, *, with_outcome: bool) -> CaseReport:
    outcome = case.outcome if with_outcome else None
    return CaseReport(case.id, case.state.value, case.opened_at, outcome)
