"""The call as a state machine: a report and where the call stands give what comes next.

Pure: nothing here waits for anything, and the same report gives the same step. `step` takes what a
phone system reports, `answered` what Rasa answered. Every step says something or asks Rasa, and a
call ends with a farewell and in no other way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from countyline.calling.handing import DIALOG, Handing
from countyline.calling.model import Event, Heard
from countyline.calling.reading import (
    Bid,
    Keys,
    Meaning,
    Relay,
    Silence,
    Speech,
    Unclear,
    read,
)
from countyline.calling.sentences import MENU_KEYS, Sentences
from countyline.calling.state import CallState, Expects, Link, Wish
from countyline.calling.step import Ask, Scene, SendLink, Step
from countyline.calling.words import Command, Words
from countyline.desk.model import Hint
from countyline.desk.rest import Rest
from countyline.speech import digits_said

STRIKES = 3
"""The silence or the miss at which a person is to help."""

MOST_TURNS = 40
LONGEST = timedelta(minutes=20)
"""So many reports, and so long a call; then a person is to help."""
_TURNS_TO_END = 12
_TIME_TO_END = timedelta(minutes=5)
"""So much more is left to agree on a call back."""

_FULL_NUMBER = 7
"""So many digits are a number, and not a key pressed twice."""

_COMMANDS = {"0": Command.PERSON, "9": Command.REPEAT, "2": Command.LANGUAGE}
_NO = "3"
"""The key for "no" where there is one thing to confirm."""
_ALWAYS_THERE = frozenset({"person", "heard:none"})
"""Choices that need no place of their own on the phone: zero, and "no"."""
_PICKS = (Command.FIRST, Command.SECOND, Command.THIRD, Command.FOURTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What Rasa answered: its words, its record, and what is left of it for “more”.

    `is_unsure`: recognition of the question was.
    """

    text: str
    language: Hint
    record: Mapping[str, Any]
    rest: Rest = field(default_factory=Rest)
    wish: Wish = Wish.ANSWER
    is_unsure: bool = False


class Talk:
    """Conducts calls."""

    def __init__(self, words: Words, sentences: Sentences) -> None:
        self._words = words
        self._sentences = sentences
        self._handing = Handing(sentences)

    def step(self, state: CallState, heard: Heard, scene: Scene) -> Step:
        """Tell what comes of a report."""
        return self._settled(self._reported(state, heard, scene), scene)

    def answered(self, state: CallState, answer: Answered, scene: Scene) -> Step:
        """Tell what is said when Rasa has answered."""
        return self._settled(self._told(state, answer, scene), scene)

    def moment(self, state: CallState) -> Step:
        """Say that the answer is not there yet; what is repeated stays what it was."""
        names = ("moment_first", "moment_again", "moment_last")
        said = self._say(names[state.moments % len(names)], state)
        after = replace(state, moments=state.moments + 1)
        return Step(state=after, sentences=(said,), next="wait")

    def _settled(self, step: Step, scene: Scene) -> Step:
        """Remember what is said, and let a call that began without a greeting have its half."""
        state = step.state
        if step.ask is not None:
            return step
        state = replace(state, said=step.sentences, record=step.record)
        sentences = step.sentences
        if not state.was_greeted:
            sentences = (*self._introduction(state, scene, "introduction"), *sentences)
        after = replace(state, was_greeted=True, is_over=state.is_over or step.next == "hangup")
        return replace(step, state=after, sentences=sentences)

    # What is reported

    def _reported(self, state: CallState, heard: Heard, scene: Scene) -> Step:
        if step := self._begun_or_over(state, heard, scene):
            return step
        state = replace(state, turns=state.turns + 1)
        if heard.event is Event.TRANSFER_ENDED:
            return self._handing.transfer_ended(state, heard.transfer, scene)
        if heard.event is Event.RECORDED:
            return self._handing.recorded(state, heard, scene)
        meaning = read(heard, state.language, self._words)
        if not isinstance(meaning, Silence):
            silences = state.silences if isinstance(meaning, Unclear) else 0
            state = replace(state, has_spoken=True, silences=silences)
        return self._limited(state, meaning, scene) or self._meant(state, meaning, scene)

    def _begun_or_over(self, state: CallState, heard: Heard, scene: Scene) -> Step | None:
        if state.is_over:
            return Step(state=state, sentences=(self._say("is_over", state),), next="hangup")
        if heard.event is Event.HANGUP:
            return self._farewell(state, scene)
        if heard.event is Event.START and not state.was_greeted:
            return self._greeting(state, scene)
        is_again = heard.event in (Event.START, Event.WAITING)
        return self._again(state, scene) if is_again else None

    def _limited(self, state: CallState, meaning: Meaning, scene: Scene) -> Step | None:
        """End a call that lasts too long, in a way that helps; danger is heard at any time."""
        is_long = state.turns > MOST_TURNS or scene.age > LONGEST
        is_danger = isinstance(meaning, Speech) and meaning.is_danger
        if not is_long or is_danger:
            return None
        if not state.is_too_long:
            after = replace(state, is_too_long=True)
            return self._handing.hand_over(after, scene, (self._say("too_long", after),))
        is_longer = state.turns > MOST_TURNS + _TURNS_TO_END or scene.age > LONGEST + _TIME_TO_END
        if is_longer or state.expects not in DIALOG:
            return self._farewell(state, scene)
        return None

    def _meant(self, state: CallState, meaning: Meaning, scene: Scene) -> Step:
        step = self._always(state, meaning, scene)
        if step is None and state.expects in DIALOG:
            step = self._handing.step(state, meaning, scene)
        if step is not None:
            return step
        if isinstance(meaning, Silence):
            return self._silence(state, scene)
        if isinstance(meaning, Keys):
            return self._pressed(state, meaning.keys, scene)
        if isinstance(meaning, Bid):
            return self._bid(state, meaning, scene)
        if not isinstance(meaning, Speech):
            return self._miss(state, scene)
        return self._ask(state, meaning, scene)

    def _always(self, state: CallState, meaning: Meaning, scene: Scene) -> Step | None:
        """Do what can be asked at every turn."""
        if isinstance(meaning, Relay):
            after = replace(state, is_patient=True, misses=0)
            return Step(state=after, sentences=(self._say("relay", state),))
        command, wanted = _command(meaning, state.language)
        if command is Command.LANGUAGE and wanted is not None:
            return self._switch(state, wanted)
        do = {
            Command.PERSON: self._to_staff,
            Command.REPEAT: self._again,
            Command.SLOWER: self._slower,
            Command.GOODBYE: self._farewell,
        }.get(command or Command.NO)
        return do(state, scene) if do else None

    def _silence(self, state: CallState, scene: Scene) -> Step:
        count = state.silences + 1
        after = replace(state, silences=count)
        if count == 1:
            return self._rephrase(after)
        if count < STRIKES:
            return self._menu(after, "silence_example")
        if state.has_spoken:
            return self._to_staff(replace(after, silences=0), scene)
        if not state.heard_headline:
            return self._headline(after, scene)
        if scene.county.phone is None:
            return Step(
                state=after, sentences=(self._say("farewell_unheard", after),), next="hangup"
            )
        number = digits_said(scene.county.phone, after.language)
        said = self._say("farewell_with_number", after, phone=number)
        return Step(state=after, sentences=(said,), next="hangup")

    def _rephrase(self, state: CallState) -> Step:
        """Ask the same once more; what was said before is not said again as a whole."""
        name = {
            Expects.ELSE: "anything_else",
            Expects.MORE: "more_offered",
            Expects.LINK: "link_offered",
        }.get(state.expects)
        if name is None and state.expects is Expects.CHOICE and state.said:
            return Step(state=state, sentences=state.said, record=state.record)
        return Step(state=state, sentences=(self._say(name or "silence_first", state),))

    def _headline(self, state: CallState, scene: Scene) -> Step:
        """Tell a caller who cannot or will not speak what is most important."""
        reply = scene.headline(state.language)
        after = replace(state, heard_headline=True, expects=Expects.QUESTION, choices=())
        parts = (reply.text, *reply.rest)
        told = [line for part in parts for line in _lines(part)]
        sentences = (*told, self._say("open_question", state))
        return Step(state=after, sentences=sentences, record=reply.answer)

    def _miss(self, state: CallState, scene: Scene) -> Step:
        count = state.misses + 1
        after = replace(state, misses=count)
        if count >= STRIKES:
            return self._to_staff(replace(after, misses=0), scene)
        if count == 1:
            return Step(state=after, sentences=(self._say("unclear_first", after),))
        return self._menu(after, "unclear_example")

    def _menu(self, state: CallState, example: str) -> Step:
        menu = self._sentences.menu_of(state.language)
        messages = tuple(one.message for one in menu)
        after = replace(state, expects=Expects.CHOICE, choices=messages, confirms=False)
        said = self._sentences.menu([one.title for one in menu], state.language)
        return Step(state=after, sentences=(self._say(example, state), said))

    # What is meant

    def _pressed(self, state: CallState, keys: str, scene: Scene) -> Step:
        key = _one_key(keys)
        if key == "1" and state.expects is Expects.MORE:
            return self._more(state, scene)
        is_no = key == _NO and state.confirms and len(state.choices) == 1
        if is_no and (step := self._refused(state, scene)):
            return step
        place = MENU_KEYS.index(key) if key in MENU_KEYS else len(MENU_KEYS)
        if state.expects is Expects.CHOICE and place < len(state.choices):
            return self._pick(state, place, scene)
        wants_link = key == "5" or (key == "1" and state.expects is Expects.LINK)
        if wants_link and state.link is not None:
            return self._text_link(state, scene)
        return self._miss(state, scene)

    def _bid(self, state: CallState, bid: Bid, scene: Scene) -> Step:
        if step := self._offered(state, bid.command, scene):
            return step
        if bid.command is Command.NO and (step := self._refused(state, scene)):
            return step
        if state.expects is Expects.CHOICE:
            place = _place(bid.command, confirms=state.confirms)
            if place is not None and place < len(state.choices):
                return self._pick(state, place, scene)
        if bid.is_unsure and bid.recognition is None:
            return self._miss(state, scene)
        return self._ask(state, Speech(bid.text, bid.recognition, bid.is_unsure), scene)

    def _offered(self, state: CallState, command: Command, scene: Scene) -> Step | None:
        """Take what the call itself has offered, or offers at any time."""
        is_yes = command is Command.YES
        if command in (Command.CALL_BACK, Command.MESSAGE):
            return self._to_staff(state, scene)
        if command is Command.TEXT_ME or (is_yes and state.expects is Expects.LINK):
            return self._text_link(state, scene)
        wants_more = command is Command.MORE and state.rest.parts
        if wants_more or (is_yes and state.expects is Expects.MORE):
            return self._more(state, scene)
        is_else = is_yes and state.expects is Expects.ELSE
        return self._open(state, "what_else") if is_else else None

    def _refused(self, state: CallState, scene: Scene) -> Step | None:
        """Take a “no” to what the call itself asked."""
        if state.expects is Expects.ELSE:
            return self._farewell(state, scene)
        if state.expects is Expects.MORE:
            return self._open(replace(state, rest=Rest()), "what_else", Expects.ELSE)
        if state.expects is Expects.LINK:
            return self._open(state, "anything_else", Expects.ELSE)
        if state.expects is Expects.CHOICE and state.confirms:
            count = state.misses + 1
            if count >= STRIKES:
                return self._to_staff(replace(state, misses=0), scene)
            return self._open(replace(state, misses=count, choices=()), "say_it_another_way")
        return None

    def _pick(self, state: CallState, place: int, scene: Scene) -> Step:
        return self._ask(replace(state, misses=0), Speech(state.choices[place]), scene)

    def _more(self, state: CallState, scene: Scene) -> Step:
        rest = state.rest
        if not rest.parts:
            return self._open(state, "no_more")
        if not rest.holds(scene.county.revision, scene.now):
            return self._open(replace(state, rest=Rest()), "rest_is_old")
        left = replace(rest, parts=rest.parts[1:])
        language: Hint = "es" if rest.answer.get("language", state.language) == "es" else "en"
        after = replace(
            state,
            rest=left,
            language=language,
            expects=Expects.MORE if left.parts else Expects.ELSE,
            misses=0,
        )
        offer = self._say("more_offered" if left.parts else "anything_else", after)
        sentences = (*_lines(rest.parts[0]), offer)
        return Step(state=after, sentences=sentences, record=rest.answer or None)

    def _text_link(self, state: CallState, scene: Scene) -> Step:
        after = replace(state, misses=0)
        if state.link is None:
            return self._open(after, "no_link")
        if scene.caller is None or not scene.can_text:
            return self._open(after, "link_impossible")
        if scene.wants_no_texts:
            return self._open(after, "link_stopped", Expects.ELSE)
        after = replace(after, link=None, expects=Expects.ELSE)
        sentences = (self._say("link_sent", after), self._say("anything_else", after))
        return Step(state=after, sentences=sentences, deeds=(SendLink(state.link),))

    def _ask(self, state: CallState, speech: Speech, scene: Scene) -> Step:
        after = replace(state, question=speech.text)
        if scene.is_with_staff:
            said = (self._say("with_staff", after), self._say("anything_else", after))
            return Step(state=replace(after, expects=Expects.ELSE), sentences=said)
        ask = Ask(
            text=speech.text, recognition=speech.recognition, is_unsure=speech.is_unsure
        )
        return self._asking(after, ask, scene)

    def _to_staff(self, state: CallState, scene: Scene) -> Step:
        """Let Rasa open the case, which knows what was spoken of; then put the caller through."""
        if state.case is not None or scene.is_with_staff:
            return self._handing.hand_over(state, scene, ())
        wish = Ask(text=self._words[state.language].person_wish, wish=Wish.STAFF)
        return self._asking(state, wish, scene)

    @staticmethod
    def _asking(state: CallState, ask: Ask, scene: Scene) -> Step:
        return Step(state=replace(state, waits_for=scene.report, moments=0), ask=ask)

    # What is said

    def _greeting(self, state: CallState, scene: Scene) -> Step:
        names = ("other_language", "how_to_reach", "open_question")
        sentences = (
            *self._introduction(state, scene, "greeting"),
            *(self._say(name, state) for name in names),
        )
        return Step(state=replace(state, was_greeted=True), sentences=sentences)

    def _introduction(self, state: CallState, scene: Scene, name: str) -> tuple[str, ...]:
        known = scene.county.names.get(state.language)
        county = known or self._sentences.of(state.language).sentences["county"]
        said = self._say(name, state, county=county)
        notice = scene.county.notices.get(state.language)
        return (said, notice) if notice else (said,)

    def _slower(self, state: CallState, scene: Scene) -> Step:
        return self._again(replace(state, pace="slow", is_patient=True), scene)

    def _again(self, state: CallState, scene: Scene) -> Step:
        if state.expects is Expects.TRANSFER:
            return self._handing.hand_over(state, scene, ())
        if state.expects is Expects.MESSAGE:
            return self._handing.ask_message(state)
        said = state.said or (self._say("nothing_to_repeat", state),)
        return Step(state=replace(state, misses=0), sentences=said, record=state.record)

    def _open(
        self, state: CallState, name: str, expects: Expects = Expects.QUESTION
    ) -> Step:
        return Step(state=replace(state, expects=expects), sentences=(self._say(name, state),))

    def _switch(self, state: CallState, language: Hint) -> Step:
        is_same = language == state.language
        after = replace(state, language=language, choices=(), rest=Rest(), misses=0)
        return self._open(after, "open_question" if is_same else "switched")

    def _farewell(self, state: CallState, _: Scene) -> Step:
        said = self._say("farewell", state)
        return Step(state=state, sentences=(said,), next="hangup")

    def _say(self, name: str, state: CallState, **places: str) -> str:
        return self._sentences.say(name, state.language, **places)

    # What Rasa answered

    def _told(self, state: CallState, answer: Answered, scene: Scene) -> Step:
        answer = _whole_headline(answer)
        record = answer.record
        kind, case = record.get("kind"), _case(record)
        is_understood = kind in ("answer", "handoff", "smalltalk") and not record.get("degraded")
        after = replace(
            state,
            language=answer.language,
            rest=answer.rest,
            choices=(),
            confirms=False,
            expects=Expects.QUESTION,
            waits_for=None,
            was_answered=True,
            case=case or state.case,
            misses=0 if is_understood else state.misses,
            clarified=state.clarified + 1 if kind == "clarify" else 0,
        )
        said = _lines(answer.text)
        if record.get("topic") == "safety" and answer.wish is Wish.ANSWER:
            return Step(state=after, sentences=said, record=record)
        if answer.wish is Wish.STAFF or (kind == "handoff" and case):
            told = said if kind == "handoff" else ()
            return self._handing.hand_over(after, scene, told, record if told else None)
        return self._offering(after, answer, said, scene)

    def _offering(
        self, state: CallState, answer: Answered, said: tuple[str, ...], scene: Scene
    ) -> Step:
        """Say an answer, and offer what may follow it: one thing at most."""
        record = answer.record
        if record.get("kind") == "answer":
            return self._offering_more(state, record, said, scene)
        choices = _titles(record)
        if choices:
            return self._choosing(state, answer, said, choices)
        if state.rest.parts and record.get("kind") in ("smalltalk", "decline"):
            # What is left says what the bot can do, which nobody asked.
            after = replace(state, rest=Rest(), expects=Expects.ELSE)
            return self._with(after, said, record, "anything_else")
        if state.rest.parts:
            return self._with(replace(state, expects=Expects.MORE), said, record, "more_offered")
        # They ask for what comes next in their own words.
        is_talk = record.get("kind") in ("smalltalk", "decline")
        after = replace(state, expects=Expects.ELSE) if is_talk else state
        return Step(state=after, sentences=said, record=record)

    def _offering_more(
        self, state: CallState, record: Mapping[str, Any], said: tuple[str, ...], scene: Scene
    ) -> Step:
        """Offer the rest of an answer, or the page that it rests on, or ask for what else."""
        if state.rest.parts:
            return self._with(replace(state, expects=Expects.MORE), said, record, "more_offered")
        if record.get("certainty") == "unknown":
            return Step(state=state, sentences=said, record=record)  # it offers staff by itself
        link = _link(record, scene)
        after = replace(state, link=link or state.link)
        if link and not state.link_offered and scene.can_text and scene.caller:
            after = replace(after, link_offered=True, expects=Expects.LINK)
            return self._with(after, said, record, "link_offered")
        return self._with(replace(after, expects=Expects.ELSE), said, record, "anything_else")

    def _choosing(
        self,
        state: CallState,
        answer: Answered,
        said: tuple[str, ...],
        choices: tuple[str, ...],
    ) -> Step:
        confirms = answer.is_unsure or len(choices) == 1
        after = replace(state, expects=Expects.CHOICE, choices=choices, confirms=confirms)
        if answer.is_unsure and len(choices) == 1:
            said = (*said, self._say("yes_or_no", state))
        elif answer.is_unsure or state.clarified > 1:
            said = (*said, self._sentences.menu(choices, state.language))
        return Step(state=after, sentences=said, record=answer.record)

    def _with(
        self, state: CallState, said: tuple[str, ...], record: Mapping[str, Any], name: str
    ) -> Step:
        return Step(state=state, sentences=(*said, self._say(name, state)), record=record)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(str.strip, text.splitlines()) if line)


def _whole_headline(answer: Answered) -> Answered:
    """Say two parts of the headline at once: what happened comes first, what is closed next."""
    if not answer.record.get("degraded") or not answer.rest.parts:
        return answer
    second, *left = answer.rest.parts
    rest = replace(answer.rest, parts=tuple(left))
    return replace(answer, text=f"{answer.text}\n{second}", rest=rest)


def _one_key(keys: str) -> str:
    """Give the key that was pressed, perhaps twice; empty when it was none, or several."""
    pressed = re.sub(r"[^0-9]", "", keys)
    return pressed[0] if len(set(pressed)) == 1 and len(pressed) < _FULL_NUMBER else ""


def _command(meaning: Meaning, language: Hint) -> tuple[Command | None, Hint | None]:
    """Give the command that was said or pressed, and the language that it asks for."""
    if isinstance(meaning, Bid):
        return meaning.command, meaning.language
    if not isinstance(meaning, Keys):
        return None, None
    command = _COMMANDS.get(_one_key(meaning.keys))
    return command, "es" if language == "en" else "en"


def _place(command: Command, *, confirms: bool) -> int | None:
    """Tell which choice a word picks."""
    if command in _PICKS:
        return _PICKS.index(command)
    return 0 if command is Command.YES and confirms else None


def _case(record: Mapping[str, Any]) -> str | None:
    case = record.get("case")
    return str(case["id"]) if isinstance(case, Mapping) and case.get("id") else None


def _titles(record: Mapping[str, Any]) -> tuple[str, ...]:
    choices = record.get("choices")
    if not isinstance(choices, list | tuple):
        return ()
    titles = [
        str(one["title"])
        for one in choices
        if isinstance(one, Mapping) and one.get("title") and one.get("id") not in _ALWAYS_THERE
    ]
    return tuple(titles[: len(MENU_KEYS)])


def _link(record: Mapping[str, Any], scene: Scene) -> Link | None:
    """Give the page that an answer rests on, or, of how to pay, where it is done."""
    sources = record.get("sources")
    first = sources[0] if isinstance(sources, list | tuple) and sources else {}
    title = str(first.get("title") or "") if isinstance(first, Mapping) else ""
    url = first.get("url") if isinstance(first, Mapping) else None
    if record.get("topic") == "how_to_pay" and scene.county.portal:
        title, url = "", scene.county.portal
    if record.get("degraded") or not isinstance(url, str) or not url.startswith("https://"):
        return None
    return Link(title, url)
