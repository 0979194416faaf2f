"""To staff: put through while they are there, else called back, or a message is left.

Pure. Nothing is promised: what staff aim for is said only where the county has published it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from countyline.callback import take_out
from countyline.calling.model import Heard, TransferOutcome
from countyline.calling.reading import Bid, Keys, Meaning, Silence, Speech, Unclear
from countyline.calling.sentences import Sentences, dialed, written
from countyline.calling.state import CallState, Expects
from countyline.calling.step import Deed, LeaveNumber, Note, OpenCase, Scene, Step
from countyline.calling.times import is_outside, part_of_day
from countyline.calling.words import Command
from countyline.redaction import plain
from countyline.speech import digits_said
from countyline.status.model import WeeklyHours
from countyline.texting.folding import folded

DIALOG = frozenset({Expects.STAFF, Expects.NUMBER, Expects.TIME})
"""What belongs to it; everything else is asked as at any time."""

_STRIKES = 3
_LONGEST_TIME = 120
"""Characters of the words for a time that are kept."""

_ENDED = {
    TransferOutcome.BUSY: "busy",
    TransferOutcome.NO_ANSWER: "no_answer",
    TransferOutcome.FAILED: "failed",
}


class Handing:
    """Leads callers to staff."""

    def __init__(self, sentences: Sentences) -> None:
        self._sentences = sentences

    def hand_over(
        self,
        state: CallState,
        scene: Scene,
        before: tuple[str, ...],
        record: Mapping[str, Any] | None = None,
    ) -> Step:
        """Put the caller through, or offer a call back; `before` is said first."""
        after = replace(state, silences=0, misses=0, choices=(), waits_for=None)
        deeds: tuple[Deed, ...] = (OpenCase(),)
        noting: tuple[str, ...] = ()
        if scene.caller and not state.number_is_kept:
            after = replace(after, number=scene.caller, number_is_kept=True)
            deeds = (*deeds, LeaveNumber(scene.caller))
            noting = (self._say("noting_number", after),)
        if scene.county.is_staffed and scene.abilities.transfers and scene.county.phone:
            sentences = (*before, *noting, self._say("putting_through", after))
            return Step(
                state=replace(after, expects=Expects.TRANSFER),
                sentences=sentences,
                next="transfer",
                record=record,
                deeds=deeds,
            )
        offers = self._offers(after, scene, has_told_hours=record is not None)
        return Step(
            state=replace(after, expects=Expects.STAFF),
            sentences=(*before, *noting, *offers),
            record=record,
            deeds=deeds,
        )

    def transfer_ended(
        self, state: CallState, outcome: TransferOutcome | None, scene: Scene
    ) -> Step:
        """Go on after a transfer: with a farewell, or with a call back when nobody was there."""
        if outcome is TransferOutcome.COMPLETED:
            return Step(state=state, sentences=(self._say("farewell", state),), next="hangup")
        after = replace(state, expects=Expects.STAFF)
        why = _ENDED.get(outcome or TransferOutcome.FAILED, "failed")
        said = self._say(why, after)
        deed = Note(f"The call could not be put through: {why.replace('_', ' ')}.")
        sentences = (said, self._way(after, scene))
        return Step(state=after, sentences=sentences, deeds=(deed,))

    def recorded(self, state: CallState, heard: Heard, scene: Scene) -> Step:
        """Keep a voicemail with the case."""
        words = heard.alternatives[0].transcript if heard.alternatives else ""
        told = [f" “{plain(words)}”" if words.strip() else ""]
        told.append(f" Recording: {plain(heard.recording)}" if heard.recording else "")
        deeds: list[Deed] = [Note(f"Left a message.{''.join(told)}")]
        if scene.caller and not state.number_is_kept:
            deeds.append(LeaveNumber(scene.caller))
        is_kept = state.number_is_kept or scene.caller is not None
        after = replace(state, expects=Expects.ELSE, number_is_kept=is_kept)
        sentences = (self._say("message_kept", after), self._say("anything_else", after))
        return Step(state=after, sentences=sentences, deeds=tuple(deeds))

    def step(self, state: CallState, meaning: Meaning, scene: Scene) -> Step | None:
        """Take what was said to an offer; None when it is another matter."""
        if isinstance(meaning, Silence):
            return self._silence(state, scene)
        if isinstance(meaning, Speech) and self._is_another_matter(meaning, state):
            return None
        if state.expects is Expects.NUMBER:
            return self._number(state, meaning)
        if state.expects is Expects.TIME:
            return self._time(state, meaning, scene)
        return self._offered(state, meaning, scene)

    def _offers(self, state: CallState, scene: Scene, *, has_told_hours: bool) -> tuple[str, ...]:
        county, said = scene.county, []
        if county.is_staffed:
            said.append(self._say("not_on_this_line", state))
            if county.phone:
                number = digits_said(county.phone, state.language)
                said.append(self._say("county_number", state, phone=number))
        elif hours := not has_told_hours and county.hours.get(state.language):
            said.append(hours)
        return (*said, self._way(state, scene))

    def _way(self, state: CallState, scene: Scene) -> str:
        records = scene.abilities.records
        return self._say("call_back_or_message" if records else "call_back_only", state)

    def _offered(self, state: CallState, meaning: Meaning, scene: Scene) -> Step | None:
        wanted = _wanted(meaning)
        if wanted == "1":
            return self._ask_number(state, scene)
        if wanted == "3":
            return self.ask_message(state) if scene.abilities.records else self._ask_number(
                state, scene
            )
        if isinstance(meaning, Bid) and meaning.command is Command.NO:
            after = replace(state, expects=Expects.ELSE)
            return Step(
                state=after,
                sentences=(self._say("case_kept", after), self._say("anything_else", after)),
            )
        if isinstance(meaning, Unclear | Keys):
            return self._miss(state, self._way(state, scene))
        return None

    def ask_message(self, state: CallState) -> Step:
        """Let the caller leave a message."""
        after = replace(state, expects=Expects.MESSAGE)
        return Step(state=after, sentences=(self._say("message_now", after),), next="record")

    def _ask_number(self, state: CallState, scene: Scene) -> Step:
        number = state.number or scene.caller
        after = replace(state, expects=Expects.NUMBER, number=number, silences=0, misses=0)
        if number is None:
            return Step(state=after, sentences=(self._say("ask_number", after),))
        said = digits_said(number, after.language)
        return Step(state=after, sentences=(self._say("number_right", after, number=said),))

    def _number(self, state: CallState, meaning: Meaning) -> Step:
        if number := _number_in(meaning):
            after = replace(state, number=number, silences=0, misses=0)
            said = digits_said(number, after.language)
            return Step(state=after, sentences=(self._say("number_heard", after, number=said),))
        if _wanted(meaning) == "1" and state.number:
            after = replace(state, expects=Expects.TIME, number_is_kept=True, silences=0, misses=0)
            return Step(
                state=after,
                sentences=(self._say("ask_time", after),),
                deeds=(LeaveNumber(state.number),),
            )
        if isinstance(meaning, Bid) and meaning.command is Command.NO:
            after = replace(state, number=None)
            return Step(state=after, sentences=(self._say("ask_number", after),))
        return self._miss(state, self._say("number_unclear", state))

    def _time(self, state: CallState, meaning: Meaning, scene: Scene) -> Step:
        known = self._sentences.of(state.language)
        if isinstance(meaning, Unclear):
            return self._miss(state, self._say("ask_time_again", state))
        if isinstance(meaning, Keys):
            part = {"1": "morning", "3": "afternoon"}.get(meaning.keys.strip("#*"))
            if part is None:
                return self._miss(state, self._say("ask_time_again", state))
            words = known.times[part][0]
            return self._time_kept(state, scene, words, part)
        assert isinstance(meaning, Bid | Speech)
        if isinstance(meaning, Bid) and meaning.command in (Command.ANY_TIME, Command.NO):
            return self._time_kept(state, scene, None, None)
        words = plain(meaning.text)[:_LONGEST_TIME]
        return self._time_kept(state, scene, words, part_of_day(words, known))

    def _time_kept(
        self, state: CallState, scene: Scene, words: str | None, part: str | None
    ) -> Step:
        after = replace(state, expects=Expects.ELSE, silences=0, misses=0)
        weekly = scene.county.weekly
        said = [
            self._say("time_noted", after, time=words)
            if words
            else self._say("any_time_noted", after)
        ]
        hours = scene.county.hours.get(after.language)
        is_late = words is not None and self._is_outside(after, words, weekly)
        if hours and is_late:
            said.append(self._say("outside_hours", after, hours=hours))
        target = scene.county.targets.get(after.language)
        said.append(
            self._say("target", after, target=target)
            if target
            else self._say("call_noted", after)
        )
        said.append(self._say("anything_else", after))
        note = Note(_call_back_note(state.number, words, part, is_late=is_late))
        return Step(state=after, sentences=tuple(said), deeds=(note,))

    def _is_outside(
        self, state: CallState, words: str, weekly: Sequence[WeeklyHours]
    ) -> bool:
        return is_outside(words, weekly, self._sentences.of(state.language))

    def _is_another_matter(self, speech: Speech, state: CallState) -> bool:
        """Tell whether it is a question, or danger, rather than a number or a time."""
        if speech.is_danger:
            return True
        known = self._sentences.of(state.language)
        return known.questions.match(folded(speech.text)) is not None

    def _silence(self, state: CallState, scene: Scene) -> Step:
        count = state.silences + 1
        after = replace(state, silences=count)
        if count >= _STRIKES:
            return self._end(after)
        if state.expects is Expects.TIME and count > 1:
            return self._time_kept(after, scene, None, None)
        again = "ask_time_again" if state.expects is Expects.TIME else None
        said = (self._say(again, after),) if again else state.said[-1:]
        return Step(state=after, sentences=said or (self._way(after, scene),))

    def _miss(self, state: CallState, again: str) -> Step:
        count = state.misses + 1
        after = replace(state, misses=count)
        return self._end(after) if count >= _STRIKES else Step(state=after, sentences=(again,))

    def _end(self, state: CallState) -> Step:
        """Leave it at what staff have, and say so."""
        name = "number_kept" if state.number_is_kept else "case_kept"
        sentences = (self._say(name, state), self._say("farewell", state))
        return Step(state=state, sentences=sentences, next="hangup")

    def _say(self, name: str, state: CallState, **places: str) -> str:
        return self._sentences.say(name, state.language, **places)


def _wanted(meaning: Meaning) -> str | None:
    """Give the key that was pressed or said: 1 is also yes, and being called back."""
    if isinstance(meaning, Keys):
        return meaning.keys.strip("#*")
    if not isinstance(meaning, Bid):
        return None
    if meaning.command in (Command.YES, Command.CALL_BACK, Command.FIRST):
        return "1"
    return "3" if meaning.command in (Command.MESSAGE, Command.THIRD) else None


def _number_in(meaning: Meaning) -> str | None:
    if isinstance(meaning, Keys):
        return dialed(meaning.keys)
    if not isinstance(meaning, Bid | Speech):
        return None
    found = take_out(meaning.text).contacts
    numbers = (dialed(one) for one in found if not re.search("[@a-z]", one))
    return next((one for one in numbers if one), None)


def _call_back_note(
    number: str | None, words: str | None, part: str | None, *, is_late: bool
) -> str:
    at = f" at {written(number)}" if number else ""
    when = f"“{words}”" if words else "any time"
    read = f" ({part})" if part in ("morning", "afternoon") else ""
    late = " This is outside staff hours; the caller was told so." if is_late else ""
    return f"Wants to be called back{at}. When: {when}{read}.{late}"
