"""Answers turns: the current status, the words, the clock and the cases, brought together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from actions.turn import Turn
from countyline.answers.answer import CaseReport
from countyline.answers.engine import Answerer, KnownCases, leaves_contact
from countyline.answers.fallback import headline_answer
from countyline.answers.reply import Reply
from countyline.answers.wording import COMMON, Wording
from countyline.answers.wording_files import load_wording
from countyline.cases import Case, CaseBook, CaseDraft, CasesUnavailable, Reason, find_ids
from countyline.clock import Clock, SystemClock
from countyline.replay import clock_offset, is_replay
from countyline.running.publishing import publisher_of
from countyline.settings import Settings
from countyline.status.model import Language
from countyline.status.publication import PublicationReader, Published


class NothingPublished(RuntimeError):
    """No status document was ever valid, so there is no fact to tell."""


class AnswerService:
    """Answers turns from the published status. Everything outside is passed in.

    `refresh` publishes an edit of the status document, if there is one.
    """

    def __init__(
        self,
        reader: PublicationReader,
        wording: Wording,
        cases: CaseBook,
        clock_for: Callable[[Published], Clock],
        refresh: Callable[[], object],
        *,
        replay: bool,
    ) -> None:
        self._reader = reader
        self._wording = wording
        self._cases = cases
        self._clock_for = clock_for
        self._refresh = refresh
        self._replay = replay

    @classmethod
    def from_environment(cls) -> AnswerService:
        """Build the service that the settings describe. Raises SettingsError or OSError."""
        settings = Settings.from_environment()
        started = datetime.now(UTC)
        return cls(
            PublicationReader(settings.publication),
            load_wording(settings.root / "data"),
            CaseBook(settings.database_url, clock=lambda: datetime.now(UTC)),
            lambda published: SystemClock(
                clock_offset(settings, published.document.sent, started)
            ),
            publisher_of(settings).refresh,
            replay=is_replay(settings),
        )

    async def reply(self, turn: Turn) -> Reply:
        """Answer a turn and keep its case. Raises NothingPublished."""
        published = self._published(turn.question.revision)
        now = self._clock_for(published).now()
        answerer = Answerer(
            published.document, self._wording, revision=published.revision, replay=self._replay
        )
        try:
            cases = await self._known_cases(turn)
            reply = answerer.reply(turn.question, turn.context, now, cases)
            return await self._kept(turn, reply)
        except CasesUnavailable:
            return self._not_saved(turn, published, now)

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

    async def _kept(self, turn: Turn, reply: Reply) -> Reply:
        if reply.contact and reply.contact_for:
            await asyncio.to_thread(self._cases.leave_contact, reply.contact_for, reply.contact)
        escalation = reply.answer.escalation
        if escalation is None:
            return reply
        draft = CaseDraft(
            conversation=turn.conversation,
            turn=turn.id,
            reason=Reason(escalation.reason),
            topic=escalation.topic,
            subjects=escalation.subjects,
            language=reply.answer.language,
            channel=turn.question.channel,
            question=escalation.question,
        )
        case = await asyncio.to_thread(self._cases.open, draft)
        return reply.with_case(_report(case, with_outcome=False))

    def _not_saved(self, turn: Turn, published: Published, now: datetime) -> Reply:
        """Promise no case that is not kept: the headline, and whom to call."""
        spoken = turn.question.language if turn.question.language != "und" else "en"
        language: Language = "es" if spoken == "es" else "en"
        answer = headline_answer(
            published.document,
            self._wording,
            language,
            now,
            revision=published.revision,
            replay=self._replay,
        )
        lead = self._wording.say(language, COMMON, "case_not_saved")
        return Reply(replace(answer, text=f"{lead}\n{answer.text}"), turn.context)


def _report(case: Case, *, with_outcome: bool) -> CaseReport:
    outcome = case.outcome if with_outcome else None
    return CaseReport(case.id, case.state.value, case.opened_at, outcome)
