"""The call book: takes each report of a call once, with all that it means, in one transaction.

A report that `take` has returned is on disk, with what the phone system is told, or with the duty
to answer it. What Rasa answered becomes what is told in `finish`. So a desk may be killed at any
point: a report that comes again gets the very same, or waits for the same answer.

All methods wait for the database and raise DatabaseUnavailable. Times are real ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from countyline.calling import statements as sql
from countyline.calling.county import County
from countyline.calling.deeds import Deeds
from countyline.calling.model import CHANNEL, Event, Heard, Listening, Said, Transfer
from countyline.calling.sentences import Sentences
from countyline.calling.state import CallState, Expects, Wish, state_of
from countyline.calling.step import Ask, Scene, Step
from countyline.calling.talking import Answered, Talk
from countyline.calling.words import Words
from countyline.calling.written import said_json, said_of
from countyline.desk.book import ConversationBook
from countyline.desk.model import Accepted, Entry, Hint, Inbound, Owner, Reply
from countyline.desk.rest import Rest, rest_in
from countyline.speech import speech_of
from countyline.texting.opt_outs import has_opted_out
from countyline.texting.threads import alone_with

PATIENT_SECONDS = 12.0
"""How long relay callers, and whoever asked to be spoken to slowly, may be silent."""
USUAL_SECONDS = 6.0
_KEYS_OF_A_NUMBER = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that waits for its answer: the report that must be answered, and the message."""

    report: str
    message: str
    seq: int
    age: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A report that is on disk: with what is told, or with what was asked.

    `conversation` is null for a call that nobody knows and that is over. `seq` is the last entry
    that is told.
    """

    conversation: str | None
    language: Hint = "en"
    said: Said | None = None
    asked: Asked | None = None
    accepted: Accepted | None = None
    seq: int = 0


class CallBook:
    """Takes reports.

    Args:
        book: the desk's conversations.
        talk: conducts calls.
        words: what is peculiar to each language.
        county: gives what a call must know of the county now.
        headline: gives the published headline, as it is said.
        deeds: does what a call has to do beside talking.
        clock: the real time, aware.
    """

    def __init__(
        self,
        book: ConversationBook,
        talk: Talk,
        words: Words,
        *,
        county: Callable[[], County],
        headline: Callable[[Hint], Reply],
        deeds: Deeds,
        clock: Callable[[], datetime],
    ) -> None:
        self._book = book
        self._talk = talk
        self._words = words
        self._sentences = Sentences(words)
        self._county = county
        self._headline = headline
        self._deeds = deeds
        self._clock = clock

    # What comes in

    def take(self, heard: Heard) -> Taken:
        """Take a report; one that was taken before gives what it gave."""
        with self._book.working() as connection:
            # Before anything is read: two reports at once come one after the other.
            alone_with(connection, heard.call)
            call = _call(connection, heard.call)
            if call is None:
                if heard.event is Event.HANGUP:
                    return Taken(conversation=None, said=self._over(heard))
                call = self._begin(connection, heard)
            known = _report(connection, heard.call, heard.key)
            if known is not None:
                return self._known(call, known)
            return self._new(connection, call, heard)

    def finish(self, call: str, report: str, answer: Entry | Reply) -> Taken:
        """Tell a report what was answered; once, whoever else does the same."""
        with self._book.working() as connection:
            alone_with(connection, call)
            row, known = _call(connection, call), _report(connection, call, report)
            assert row is not None and known is not None, "only a report that waits is finished"
            if known.said is not None:
                return self._known(row, known)
            state = state_of(row.state)
            scene = self._scene(connection, row, state, report)
            step = self._talk.answered(state, _answered(row, known.asked, answer), scene)
            if state.waits_for != known.asked["report"]:
                # Something else was asked meanwhile.
                step = replace(step, state=replace(step.state, waits_for=state.waits_for))
            is_on_record = isinstance(answer, Entry)
            spoken = {line.strip() for line in answer.text.splitlines()} if is_on_record else set()
            added = [one for one in step.sentences if one not in spoken]
            seq = answer.seq if isinstance(answer, Entry) else 0
            # What the desk had to say itself rests on the headline; the answer has its own record.
            rests_on = None if is_on_record else step.record
            basis = answer.basis if isinstance(answer, Reply) else None
            said = self._say(
                connection, row, step.state, added, rests_on=rests_on, basis=basis
            )
            seq = max(seq, said)
            return self._tell(connection, row, step, scene, seq)

    def wait(self, call: str, report: str) -> Taken:
        """Tell a report that its answer is not there yet."""
        with self._book.working() as connection:
            alone_with(connection, call)
            row, known = _call(connection, call), _report(connection, call, report)
            assert row is not None and known is not None, "only a report that waits is put off"
            if known.said is not None:
                return self._known(row, known)
            state = state_of(row.state)
            scene = self._scene(connection, row, state, report)
            step = self._talk.moment(state)
            seq = self._say(connection, row, step.state, step.sentences)
            return self._tell(connection, row, step, scene, seq)

    # Parts of it

    def _begin(self, connection: Connection, heard: Heard) -> Row[Any]:
        conversation = self._book.begin_in(connection, CHANNEL, heard.language)
        state = CallState(language=heard.language or "en")
        connection.execute(
            sql.BEGIN,
            {
                "call": heard.call,
                "conversation": conversation,
                "caller": heard.caller,
                "state": state.as_json(),
                "opened_at": self._clock(),
                "ended_at": None,
            },
        )
        begun = _call(connection, heard.call)
        assert begun is not None
        return begun

    def _known(self, call: Row[Any], report: Row[Any]) -> Taken:
        if report.said is not None:
            said = said_of(report.said)
            return Taken(conversation=call.conversation, said=said, seq=report.seq or 0)
        return self._waits(call, report)

    def _waits(self, call: Row[Any], report: Row[Any]) -> Taken:
        asked = report.asked
        return Taken(
            conversation=call.conversation,
            language=state_of(call.state).language,
            asked=Asked(
                report=report.key,
                message=asked["message"],
                seq=asked["seq"],
                age=self._clock() - datetime.fromisoformat(asked["since"]),
            ),
        )

    def _new(self, connection: Connection, call: Row[Any], heard: Heard) -> Taken:
        state = replace(state_of(call.state), abilities=heard.abilities)
        if heard.event is Event.WAITING and state.waits_for is not None:
            return self._waiting(connection, call, heard, state.waits_for)
        scene = self._scene(connection, call, state, heard.key)
        step = self._talk.step(state, heard, scene)
        if step.ask is not None:
            return self._ask(connection, call, heard, step, step.ask)
        accepted = None
        if (text := self._shown(heard, state)) is not None:
            inbound = Inbound(
                conversation=call.conversation,
                key=_message_key(heard.key),
                text=text,
                language=state.language,
            )
            accepted = self._book.keep_in(connection, inbound)
        self._add(connection, heard, None)
        seq = self._say(connection, call, step.state, step.sentences, rests_on=step.record)
        taken = self._tell(connection, call, step, scene, seq)
        return replace(taken, accepted=accepted)

    def _ask(
        self, connection: Connection, call: Row[Any], heard: Heard, step: Step, ask: Ask
    ) -> Taken:
        inbound = Inbound(
            conversation=call.conversation,
            key=_message_key(heard.key),
            text=ask.text,
            language=step.state.language,
            recognition=ask.recognition,
        )
        accepted = self._book.accept_in(connection, inbound)
        asked = {
            "report": heard.key,
            "message": inbound.key,
            "seq": accepted.seq,
            "since": self._clock().isoformat(),
            "wish": ask.wish.value,
            "is_unsure": ask.is_unsure,
        }
        self._add(connection, heard, asked)
        self._stands(connection, call, step.state)
        known = _report(connection, heard.call, heard.key)
        assert known is not None
        return replace(self._waits(call, known), accepted=accepted)

    def _waiting(
        self, connection: Connection, call: Row[Any], heard: Heard, waits_for: str
    ) -> Taken:
        """Let a report wait for the answer that an earlier one asked for."""
        earlier = _report(connection, call.call, waits_for)
        assert earlier is not None, "a call waits for a report of its own"
        self._add(connection, heard, earlier.asked)
        known = _report(connection, heard.call, heard.key)
        assert known is not None
        return self._waits(call, known)

    def _add(
        self, connection: Connection, heard: Heard, asked: Mapping[str, Any] | None
    ) -> None:
        row = {"call": heard.call, "key": heard.key, "event": heard.event.value}
        connection.execute(sql.ADD_REPORT, {**row, "received_at": self._clock(), "asked": asked})

    def _say(
        self,
        connection: Connection,
        call: Row[Any],
        state: CallState,
        sentences: Any,
        *,
        rests_on: Mapping[str, Any] | None = None,
        basis: Mapping[str, Any] | None = None,
    ) -> int:
        """Keep what is said with the conversation; give its `seq`, 0 for nothing."""
        said = " ".join(sentences)
        if not said:
            return 0
        return self._book.say_in(
            connection, call.conversation, said, state.language, answer=rests_on, basis=basis
        )

    def _tell(
        self,
        connection: Connection,
        call: Row[Any],
        step: Step,
        scene: Scene,
        seq: int,
    ) -> Taken:
        """Do what is to be done, and keep what the phone system is told."""
        state = self._deeds.do(connection, call, step)
        said = self._said(connection, call, replace(step, state=state), scene)
        told = {"this": call.call, "report": scene.report, "told": said_json(said), "last": seq}
        connection.execute(sql.TOLD, told)
        self._stands(connection, call, state)
        return Taken(conversation=call.conversation, said=said, seq=seq)

    def _stands(self, connection: Connection, call: Row[Any], state: CallState) -> None:
        ended = call.ended_at or (self._clock() if state.is_over else None)
        stands = {"this": call.call, "now_state": state.as_json(), "ended": ended}
        connection.execute(sql.STANDS, stands)

    def _scene(
        self, connection: Connection, call: Row[Any], state: CallState, report: str
    ) -> Scene:
        now = self._clock()
        can_text = self._deeds.can_text(call.caller)
        stops = can_text and has_opted_out(connection, call.caller)
        return Scene(
            report=report,
            county=self._county(),
            headline=self._headline,
            now=now,
            age=now - call.opened_at,
            caller=call.caller,
            abilities=state.abilities,
            can_text=can_text,
            wants_no_texts=stops,
            is_with_staff=call.owner == Owner.STAFF,
        )

    # What is told

    def _said(
        self, connection: Connection, call: Row[Any], step: Step, scene: Scene
    ) -> Said:
        state = step.state
        is_number = state.expects is Expects.NUMBER
        transfer = None
        if step.next == "transfer":
            transfer = self._transfer(connection, call, state, scene)
        return Said(
            speech=speech_of(step.sentences, state.language, state.pace),
            language=state.language,
            next=step.next,
            listening=Listening(
                seconds=PATIENT_SECONDS if state.is_patient else USUAL_SECONDS,
                hints=scene.county.hints.get(state.language, ()),
                most_keys=_KEYS_OF_A_NUMBER if is_number else 1,
            ),
            transfer=transfer,
            answer=step.record,
        )

    def _transfer(
        self, connection: Connection, call: Row[Any], state: CallState, scene: Scene
    ) -> Transfer:
        assert scene.county.phone is not None, "only who can be put through is put through"
        whisper, summary = self._deeds.introduced(connection, call, state, scene.county)
        return Transfer(scene.county.phone, speech_of(whisper, "en"), summary)

    def _over(self, heard: Heard) -> Said:
        language = heard.language or "en"
        said = self._sentences.say("is_over", language)
        return Said(speech=speech_of([said], language), language=language, next="hangup")

    def _shown(self, heard: Heard, state: CallState) -> str | None:
        """Give what the conversation shows of a report that Rasa is not asked about."""
        known = self._words[state.language]
        if heard.event is Event.SPEECH:
            return (heard.alternatives[0].transcript if heard.alternatives else "") or known.sounds
        if heard.event is Event.KEYS:
            return known.pressed.format(keys=heard.keys)
        if heard.event is Event.NO_INPUT:
            return known.nothing_said
        return known.voicemail if heard.event is Event.RECORDED else None


def _call(connection: Connection, call: str) -> Row[Any] | None:
    return connection.execute(sql.CALL, {"this": call}).one_or_none()


def _report(connection: Connection, call: str, key: str) -> Row[Any] | None:
    return connection.execute(sql.REPORT, {"this": call, "report": key}).one_or_none()


def _message_key(report: str) -> str:
    """Give a key that the inbox can hold, whatever the phone system's keys look like."""
    return hashlib.sha256(report.encode()).hexdigest()[:40]


def _answered(call: Row[Any], asked: Mapping[str, Any], answer: Entry | Reply) -> Answered:
    record = answer.answer or {}
    rest = rest_in(call.context)
    if isinstance(answer, Reply) or rest.answer != record:
        rest = Rest()
    return Answered(
        text=answer.text,
        language="es" if answer.language == "es" else "en",
        record=record,
        rest=rest,
        wish=Wish(asked["wish"]),
        is_unsure=bool(asked["is_unsure"]),
    )
