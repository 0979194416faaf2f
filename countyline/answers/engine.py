"""From a question to a reply: which road it takes, then what is said on it.

Danger comes first; then what the conversation waits for (a choice, an offer of staff); then the
question itself. Unsure means one short question back, then a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from countyline.answers import clarifying, confirming
from countyline.answers.answer import (
    Answer,
    CaseReport,
    Choice,
    Escalation,
    NamedMatter,
    Reason,
)
from countyline.answers.composing import (
    COMPOSERS,
    PERSON,
    Composer,
    corrected,
    mark_of,
    staff_times,
)
from countyline.answers.context import HEARD, SUBJECT_TOPICS, WATCH, Context, chosen, completed
from countyline.answers.finding import Finding
from countyline.answers.index import Index
from countyline.answers.published import told, with_instead
from countyline.answers.question import Guess, Part, Question, Symbol
from countyline.answers.reply import Reply
from countyline.answers.situation import Situation
from countyline.answers.topics import ANSWERS
from countyline.answers.watching import (
    NOTIFY,
    WISH,
    Back,
    back,
    may_change,
    offered,
    watched,
)
from countyline.answers.wording import Wording
from countyline.status.model import Language, StatusDocument
from countyline.topics import ASPECTS, SMALLTALK, is_aspect

SURELY_OUT_OF_SCOPE = 0.6
LIKELY_DANGER = 0.4
OF_NO_TOPIC = "other_service/unlisted"
"""What a published statement answers that does not say what it is about."""

LONGEST_CONTACT = 25
"""Words of a message that may leave a number; in longer ones it is part of a story."""

MOST_CONFIRMED = 2
"""Questions back, of any kind, before a caller who is heard badly gets a person."""

SHORTEST_QUESTION = 6
"""Words up to which a message that names a case asks for nothing but the case."""

ASKED_OF_A_DAY = frozenset({"status", "reopening", "hours"})
"""Topics in which another day gets another answer."""

LEAVES_CONTACT = frozenset({"person", "smalltalk", "contact", "out_of_scope"})
"""Topics of a message that does nothing but leave a number."""

ALSO_ASKED = 0.5
"""From this probability on, "my car is missing, i need a person" is about the car."""

NO_MATTERS = frozenset({"person", "out_of_scope", "safety"})
"""Topics that say nothing of what staff are asked for."""

SPEAKS_OF_OTHERS = frozenset(
    {"vehicle", "identity", "data_safety", "elections", "voting", "incident", "media", "person",
     "safety", "smalltalk", "marriage_license", "emergency", "out_of_scope"}
)  # fmt: skip
"""Topics in which other bodies are named naturally: "is this text from the IRS really yours"."""

_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)"
)


def leaves_contact(text: str) -> bool:
    """Tell whether a message holds a telephone number or an e-mail address."""
    return _CONTACT.search(text) is not None


@dataclass(frozen=True)
class KnownCases:
    """The cases a message may speak of: those it names (None: no such case), and its own."""

    named: Mapping[str, CaseReport | None]
    own: Sequence[CaseReport] = ()


class Answerer:
    """Answers from one revision of the status document. Pure: time and cases are passed in."""

    def __init__(
        self,
        document: StatusDocument,
        wording: Wording,
        *,
        revision: int | None = None,
        replay: bool = False,
    ) -> None:
        self._index = Index(document)
        self._wording = wording
        mark = mark_of(document, replay=replay)
        self._composers = {medium: kind(revision, mark) for medium, kind in COMPOSERS.items()}

    def reply(
        self,
        question: Question,
        context: Context,
        now: datetime,
        cases: KnownCases | None = None,
    ) -> Reply:
        """Answer a question at the aware time `now`."""
        given = _Given(question, context, now, cases or KnownCases({}))
        composer = self._composers[question.medium]
        turn = _Turn(self._index, self._wording, composer, given)
        reply = turn.take()
        if question.capped:
            note = turn.situation(question.parts[0]).common("capped")
            reply = _and_then(reply, note)
        language = reply.context.language if reply.answer.language == "und" else turn.language
        return reply.with_context(reply.context.after(reply.answer.card, language))


@dataclass(frozen=True)
class _Given:
    """What a turn starts from."""

    question: Question
    context: Context
    now: datetime
    cases: KnownCases


class _Turn:
    """One question on its way to a reply."""

    def __init__(
        self, index: Index, wording: Wording, composer: Composer, given: _Given
    ) -> None:
        self._index = index
        self._document = index.document
        self._wording = wording
        self._composer = composer
        self._question = given.question
        self._context = given.context
        self._now = given.now
        self._cases = given.cases
        self._statements = index.statements
        self.language = _language(given.question, given.context)
        self._situations: dict[tuple[int, Language], Situation] = {}

    def situation(self, part: Part) -> Situation:
        """Put one part of the question to the status document."""
        # A part that is kept in a situation lives, so no other part has its id.
        key = (id(part), self.language)
        kept = self._situations.get(key)
        if kept is None:
            kept = self._situations[key] = self._put(part)
        return kept

    def _put(self, part: Part) -> Situation:
        return Situation(
            self._document,
            self._wording,
            self.language,
            part,
            self._now,
            medium=self._question.medium,
            index=self._index,
            channel=self._question.channel if self._question.has_desk else "",
        )

    def take(self) -> Reply:
        """Choose the road that the message takes."""
        danger = next((part for part in self._question.parts if self._is_danger(part)), None)
        if danger:
            return self._danger(danger)
        parts = tuple(self._with_topic_of_statement(part) for part in self._question.parts)
        return self._awaited(parts[0]) or self._heard_badly(parts[0]) or self._asked_anew(parts)

    def _is_danger(self, part: Part) -> bool:
        """Whether a part speaks of danger; where the words are sure, a likely one is enough.

        What was never said, in a bad transcript, looks like danger more than like anything.
        """
        likely = part.guess.confidence >= LIKELY_DANGER and self._question.heard != "unclear"
        return part.topic == "safety" and (part.confident or likely)

    def _awaited(self, first: Part) -> Reply | None:
        """What the conversation waits for: a choice, a language, a number, yes or no."""
        picked = chosen(self._context, self._question.text) or self._subject_named(first)
        if picked:
            return self._picked(picked)
        if self._question.language == "und":
            return self._ask_language()
        return self._contact_left() or (self._agreed_or_refused(first) if first.confident else None)

    def _agreed_or_refused(self, first: Part) -> Reply | None:
        """Yes or no to the question whether something was meant, or to the offer of staff."""
        heard, offered = self._context.heard, self._context.offered_staff
        person = self._only_person()
        if first.aspect == "smalltalk/agree":
            if heard:
                return self._meant(heard[0])
            if person and not offered:
                return self._picked(person)
            return self._escalate("nothing_published", self._context.question) if offered else None
        if first.aspect == "smalltalk/refuse":
            if heard:
                return self._not_meant(first)
            return self._staff_refused(first) if offered or person else None
        return None

    def _only_person(self) -> Choice | None:
        """The choice of a person, when on the phone nothing but that was asked."""
        choices = self._context.choices
        asked = len(choices) == 1 and choices[0].id == PERSON
        return choices[0] if asked and self._question.medium == "speech" else None

    def _subject_named(self, first: Part) -> Choice | None:
        """The subject among the choices that a message names in words of its own."""
        if first.confident:
            return None
        subjects = set(self.situation(first).subjects)
        named = {f"{clarifying.SUBJECT}:{key}" for key in subjects}
        named |= {
            f"{HEARD}:{place}"
            for place, reading in enumerate(self._context.heard)
            if any(subjects.intersection(part.subjects) for part in reading)
        }
        found = [choice for choice in self._context.choices if choice.id in named]
        return found[0] if len(found) == 1 else None

    def _heard_badly(self, first: Part) -> Reply | None:
        """What a caller is asked whose words were not surely recognized."""
        if self._question.heard == "unsure":
            return self._ask_whether_meant()
        return self._ask_again(first) if self._question.heard == "unclear" else None

    def _asked_anew(self, parts: tuple[Part, ...]) -> Reply:
        if all(_is_smalltalk(part) for part in parts):
            return self._smalltalk(parts[-1])
        if any(part.aspect == "person/case" and part.confident for part in parts) or (
            self._cases.named
            and (self._is_short() or not any(_asks_the_county(part) for part in parts))
        ):
            return self._case_report(parts[0])
        asked = [part for part in parts if part.topic != "smalltalk"] or list(parts)
        first, *others = asked
        whole = [completed(first, self._context)]
        whole += [completed(_carried(part, first), self._context) for part in others]
        return self._answer(whole)

    def _is_short(self) -> bool:
        """Whether a message that names a case can hardly ask anything else."""
        return len(self._question.text.split()) <= SHORTEST_QUESTION

    def _with_topic_of_statement(self, part: Part) -> Part:
        """A published example question was asked: its statement tells the topic."""
        statement = self._statements.get(part.statement or "")
        if statement is None or part.aspect in statement.about:
            return part
        if not statement.about and part.topic in ANSWERS:
            return part
        topic, _, aspect = next(iter(statement.about), OF_NO_TOPIC).partition("/")
        return replace(part, guess=Guess(topic, aspect, part.guess.confidence))

    # Roads

    def _danger(self, part: Part) -> Reply:
        part = replace(part, guess=Guess("safety", part.guess.aspect, part.guess.confidence))
        finding = ANSWERS["safety"](self.situation(part))
        answer = self._composer.plain(
            self.situation(part), "answer", finding.sentences, topics=("safety",)
        )
        context = replace(self._context, choices=(), clarified=0, offered_staff=False)
        return Reply(answer, context)

    def _picked(self, choice: Choice) -> Reply:
        context = self._context
        if choice.id == PERSON:
            reason: Reason = "not_understood" if context.clarified else "asked_for_person"
            if context.offered_staff:
                reason = "nothing_published"
            return self._escalate(reason, context.question or self._question.text)
        kind, _, value = choice.id.partition(":")
        if kind == "language":
            self.language = "es" if value == "es" else "en"
            part = Part(self._question.text, Guess("smalltalk", "greeting", 1.0))
            return self._smalltalk(part)
        if kind == clarifying.SUBJECT:
            return self._subject_picked(value)
        if kind == clarifying.STATEMENT:
            return self._statement_picked(value)
        if kind == HEARD:
            return self._reading_picked(value)
        topic, _, aspect = choice.id.partition("/")
        subjects = context.subjects
        dates: tuple[Symbol, ...] = (context.date,) if context.date else ()
        if kind == "date":
            topic, aspect = context.topic or "", context.aspect or ""
            dates = tuple(clarifying.symbols_of(value))
        elif kind == WATCH:
            topic, aspect, subjects, dates = WISH.topic, WISH.aspect, (value,), ()
        part = Part(
            context.question or self._question.text,
            Guess(topic, aspect, 1.0),
            subjects=subjects,
            dates=dates,
        )
        return self._answer([part], picked=True)

    def _subject_picked(self, subject: str) -> Reply:
        """Answer the topic that waits for this subject; without one ask what is wanted of it."""
        context = self._context
        waits = context.topic in SUBJECT_TOPICS and context.aspect is not None
        pending = Guess(context.topic or "", context.aspect or "", 1.0)
        part = Part(
            context.question or self._question.text,
            pending if waits else Guess("", "", 0.0),
            confident=waits,
            subjects=(subject,),
            dates=(context.date,) if context.date else (),
        )
        self._context = replace(context, clarified=0, choices=())
        return self._answer([part], picked=True)

    def _statement_picked(self, fact: str) -> Reply:
        """Tell the statement that was offered; when it is gone by now, that nothing is told."""
        topic, _, aspect = OF_NO_TOPIC.partition("/")
        question = self._context.question or self._question.text
        part = Part(question, Guess(topic, aspect, 1.0), statement=fact)
        return self._answer([self._with_topic_of_statement(part)], picked=True)

    def _reading_picked(self, place: str) -> Reply:
        """Answer the reading that was meant, or ask again when none was."""
        heard = self._context.heard
        if place.isdecimal() and int(place) < len(heard):
            return self._meant(heard[int(place)])
        return self._not_meant(self._question.parts[0])

    def _meant(self, reading: Sequence[Part]) -> Reply:
        """Answer what a caller has confirmed, as if it had been said clearly."""
        text = self._context.question or self._question.text
        self._question = replace(self._question, text=text)
        self._context = replace(self._context, clarified=0, choices=(), heard=())
        return self._answer([replace(part, text=text) for part in reading], picked=True)

    def _not_meant(self, part: Part) -> Reply:
        """Ask a caller to say it another way; the second time, a person is better."""
        context = self._context
        if context.clarified >= MOST_CONFIRMED:
            return self._escalate("not_understood", context.question)
        return self._say_again(part, "not_meant", context)

    def _ask_whether_meant(self) -> Reply | None:
        """Ask whether what was heard was meant; null when there is nothing to ask about."""
        given = [self._as_meant(reading) for reading in self._question.readings]
        readings = [one for one in given if all(map(self._may_be_meant, one))]
        if not readings:
            return None
        if self._context.clarified >= MOST_CONFIRMED:
            return self._escalate("not_understood", self._asked_so_far(), readings[0])
        situations = [[self.situation(part) for part in reading] for reading in readings]
        sentence, choices = confirming.whether_meant(situations)
        first = situations[0][0]
        answer = self._composer.plain(
            first,
            "clarify",
            (sentence,),
            (first.part.topic,),
            choices=choices,
            subjects=first.subjects,
        )
        context = replace(
            self._context,
            choices=choices,
            heard=tuple(readings),
            clarified=self._context.clarified + 1,
            offered_staff=False,
            question=self._question.text,
        )
        return Reply(answer, context)

    def _may_be_meant(self, part: Part) -> bool:
        """Whether a caller can be asked about a part: danger and staff are never asked about."""
        return part.topic not in NO_MATTERS and self._is_answerable(part)

    def _as_meant(self, reading: Sequence[Part]) -> tuple[Part, ...]:
        """The questions of a reading as they are asked in this conversation."""
        whole = (completed(self._with_topic_of_statement(part), self._context) for part in reading)
        return tuple(
            replace(part, text="", alternatives=(), confident=part.confident or not part.fragment)
            for part in whole
        )

    def _ask_again(self, part: Part) -> Reply:
        """Ask for what was not understood to be said another way; the second time, get a person.

        What may be a call for help is answered as one, beside the question.
        """
        if self._context.clarified:
            reply = self._escalate("not_understood", self._asked_so_far(), [part])
        else:
            context = replace(self._context, clarified=1, question=self._question.text)
            reply = self._say_again(part, "not_heard", context)
        if part.topic != "safety":
            return reply
        urgent = " ".join(ANSWERS["safety"](self.situation(part)).sentences)
        return replace(reply, answer=replace(reply.answer, card=reply.answer.card.led_by(urgent)))

    def _say_again(self, part: Part, key: str, context: Context) -> Reply:
        situation = self.situation(part)
        choices = (Choice(PERSON, situation.common("choice_person")),)
        sentence = situation.common(key)
        answer = self._composer.plain(situation, "clarify", (sentence,), choices=choices)
        return Reply(answer, replace(context, choices=choices, heard=(), offered_staff=False))

    def _asked_so_far(self) -> str:
        return f"{self._context.question} / {self._question.text}".strip(" /")

    def _ask_language(self) -> Reply:
        part = self._question.parts[0]
        situation = self.situation(part)
        phones = situation.listed(contact.value for _, contact in situation.staff_contacts())
        key = "language_choice" if phones else "language_choice_no_phone"
        choices = (
            Choice("language:en", "English"),
            Choice("language:es", "Español"),
            Choice(PERSON, "A person / Una persona"),
        )
        answer = self._composer.plain(
            situation, "clarify", (situation.common(key, phones=phones),), choices=choices
        )
        context = replace(
            self._context, choices=choices, question=self._question.text, offered_staff=False
        )
        return Reply(replace(answer, language="und"), context)

    def _smalltalk(self, part: Part) -> Reply:
        situation = self.situation(part)
        county = situation.text(self._document.organization.name)
        if part.aspect == "smalltalk/repeat" and self._context.last:
            answer = self._composer.plain(situation, "smalltalk", ())
            return Reply(replace(answer, card=self._context.last), self._context)
        key = part.guess.aspect
        sentence = situation.say(
            "repeat_nothing" if key == "repeat" else key, "smalltalk", county=county
        )
        answer = self._composer.plain(situation, "smalltalk", (sentence,))
        return Reply(answer, replace(self._context, choices=()))

    def _staff_refused(self, part: Part) -> Reply:
        situation = self.situation(part)
        sentence = situation.common("declined_staff")
        answer = self._composer.plain(situation, "smalltalk", (sentence,))
        context = replace(self._context, offered_staff=False, choices=(), clarified=0)
        return Reply(answer, context)

    def _contact_left(self) -> Reply | None:
        """Take down a telephone number or e-mail address that belongs to an open case."""
        found = _CONTACT.search(self._question.text)
        waiting = [case for case in self._cases.own if case.state != "closed"]
        if not found or not waiting or len(self._question.text.split()) > LONGEST_CONTACT:
            return None
        if self._is_published(found.group()):
            return None
        case = waiting[-1]
        situation = self.situation(self._question.parts[0])
        kept = situation.common("contact_kept", case=case.id)
        asked = [part for part in self._question.parts if self._asks_more(part, found.group())]
        if asked:
            reply = self._answer([completed(part, self._context) for part in asked])
            answer = replace(reply.answer, card=reply.answer.card.led_by(kept))
            return replace(reply, answer=answer, contact=found.group(), contact_for=case.id)
        answer = self._composer.plain(situation, "handoff", (kept,), ("person",))
        context = replace(self._context, choices=(), offered_staff=False)
        return Reply(replace(answer, case=case), context, found.group(), case.id)

    def _is_published(self, contact: str) -> bool:
        """Whether this is one of the county's own numbers: asked about, not left."""
        return any(_bare(one.value) == _bare(contact) for one in self._document.contacts.values())

    def _asks_more(self, part: Part, contact: str) -> bool:
        return part.confident and part.topic not in LEAVES_CONTACT and contact not in part.text

    def _case_report(self, part: Part) -> Reply:
        situation = self.situation(part)
        reports = [case for case in self._cases.named.values() if case]
        if not reports and not self._cases.named and self._cases.own:
            # What was asked for last, closed or not, and whatever else still waits.
            own = self._cases.own
            reports = [case for case in own[:-1] if case.state != "closed"] + [own[-1]]
        sentences = [line for case in reports for line in self._of_case(situation, case)]
        sentences += [
            situation.common("case_unknown", case=name)
            for name, case in self._cases.named.items()
            if case is None
        ]
        context = replace(self._context, choices=(), clarified=0, offered_staff=False)
        if reports:
            answer = self._composer.plain(situation, "handoff", sentences, ("person",))
            return Reply(replace(answer, case=reports[-1]), context)
        choices = (Choice(PERSON, situation.common("choice_person")),)
        answer = self._composer.plain(
            situation,
            "clarify",
            sentences or (situation.common("case_none"),),
            ("person",),
            choices=choices,
        )
        return Reply(answer, replace(context, choices=choices, question=self._question.text))

    def _of_case(self, situation: Situation, case: CaseReport) -> list[str]:
        """What a resident may know of a case: of somebody else's its state alone."""
        sentences = [situation.common(f"case_{case.state}", case=case.id)]
        is_own = any(own.id == case.id for own in self._cases.own)
        if case.state == "closed" and case.outcome and is_own:
            sentences.append(situation.common("case_outcome", outcome=case.outcome))
        elif case.state == "open":
            sentences += staff_times(situation)
        return sentences

    def _answer(self, parts: list[Part], *, picked: bool = False) -> Reply:
        unsure = [part for part in parts if not self._is_answerable(part)]
        if unsure and len(unsure) == len(parts):
            return self._unsure(unsure[0])
        parts = [part for part in parts if part not in unsure]
        if (asked_back := self._asked_back(parts)) is not None:
            return asked_back
        findings = [self._find(part) for part in parts]
        last = parts[-1]
        situation = self.situation(last)
        # What is turned away is out of scope, whatever else it was taken for.
        topics = tuple(
            dict.fromkeys(
                "out_of_scope" if finding.decline else part.topic
                for part, finding in zip(parts, findings, strict=True)
            )
        )
        escalated = next((f for f in findings if f.escalate), None)
        if escalated and escalated.escalate:
            question = self._question.text
            if picked and self._context.question:
                question = self._context.question
            return self._escalate(escalated.escalate, question, parts, findings)
        known = [f for f in findings if not f.decline]
        if not known:
            answer = self._composer.plain(
                situation, "decline", findings[0].sentences, topics=("out_of_scope",)
            )
            return Reply(answer, replace(self._context, choices=(), clarified=0))
        # Of two questions the button would not say which one it belongs to.
        choices = offered(situation, self._context.watching) if len(parts) == 1 else ()
        answer = self._composer.told(situation, known, topics, choices)
        reply = Reply(
            answer,
            self._context_after(parts, answer),
            watches=tuple(one for part in parts for one in watched(self.situation(part))),
            may_change=may_change(situation, answer),
        )
        if unsure:
            return _and_then(reply, situation.common("rest_not_understood"))
        declined = next((finding for finding in findings if finding.decline), None)
        return _and_then(reply, declined.sentences[0]) if declined else reply

    def _asked_back(self, parts: Sequence[Part]) -> Reply | None:
        """Ask for what an answer cannot do without; null when nothing is missing."""
        unclear = next((part for part in parts if self._has_unclear_date(part)), None)
        if unclear:
            return self._ask_day(unclear)
        nameless = next((part for part in parts if self._watches_nothing(part)), None)
        return self._ask_what_to_watch(nameless) if nameless else None

    def _watches_nothing(self, part: Part) -> bool:
        """Whether somebody wants to be told when something opens, and has not said what."""
        is_wish = part.aspect == NOTIFY and not part.premises
        return is_wish and not part.subjects and not part.foreign

    def _ask_what_to_watch(self, part: Part) -> Reply | None:
        """Ask which office is meant; null when it was asked already, or all are open."""
        situation = self.situation(part)
        shut = [one for one in self._document.offices if back(situation, one) < Back.OPEN]
        if self._context.clarified or not shut:
            return None
        sentence, choices = clarifying.which_subject(situation, shut)
        answer = self._composer.plain(
            situation, "clarify", (sentence,), (part.topic,), choices=choices
        )
        context = replace(
            self._context,
            topic=part.topic,
            aspect=part.guess.aspect,
            subjects=(),
            date=None,
            choices=choices,
            clarified=self._context.clarified + 1,
            offered_staff=False,
            question=self._question.text,
        )
        return Reply(answer, context)

    def _has_unclear_date(self, part: Part) -> bool:
        """Whether a day matters to the answer, and cannot be told or may be one of two."""
        if part.topic not in ASKED_OF_A_DAY or not part.dates:
            return False
        asked = self.situation(part).asked
        return not asked or any(dates.ambiguous for dates in asked)

    def _ask_day(self, part: Part) -> Reply:
        if self._context.clarified:
            return self._escalate("not_understood", self._asked_so_far(), [part])
        situation = self.situation(part)
        sentence, choices = clarifying.which_day(situation)
        answer = self._composer.plain(
            situation,
            "clarify",
            (sentence,),
            (part.topic,),
            choices=choices,
            subjects=situation.subjects,
        )
        context = replace(
            self._context,
            topic=part.topic,
            aspect=part.guess.aspect,
            subjects=part.subjects,
            date=None,
            choices=choices,
            clarified=self._context.clarified + 1,
            offered_staff=False,
            question=self._question.text,
        )
        return Reply(answer, context)

    def _is_answerable(self, part: Part) -> bool:
        if self._is_told(part):
            return True
        if part.topic == "out_of_scope":
            return part.confident or part.out_of_scope >= SURELY_OUT_OF_SCOPE
        if part.topic not in ANSWERS or part.guess.aspect not in ASPECTS[part.topic]:
            return False
        if part.out_of_scope >= SURELY_OUT_OF_SCOPE and not part.confident:
            return True
        return part.confident or self._is_told_alike(part)

    def _is_told_alike(self, part: Part) -> bool:
        """Whether the likelier aspect's answer holds the other's: asking back helps nobody."""
        found = [self._find(replace(part, guess=guess)) for guess in part.aspects_apart]
        if not found:
            return False
        likelier, other = found
        if (likelier.escalate, likelier.decline) != (other.escalate, other.decline):
            return False
        holds = set(other.facts) <= set(likelier.facts)
        # Of what nothing is published no fact is the answer.
        return holds and bool(other.facts or not likelier.facts)

    def _find(self, part: Part) -> Finding:
        situation = self.situation(part)
        finding = self._found(part, situation)
        if finding.decline:
            return finding
        subjects = tuple(dict.fromkeys(situation.subjects + finding.subjects))
        return finding if subjects == finding.subjects else replace(finding, subjects=subjects)

    def _is_told(self, part: Part) -> bool:
        """Whether a published statement that holds today is surely asked for."""
        if not part.confident or part.statement not in self._statements:
            return False
        return self.situation(part).holds(part.statement)

    def _found(self, part: Part, situation: Situation) -> Finding:
        if part.statement and self._is_told(part):
            named = {part.statement: self._statements[part.statement]}
            return corrected(situation, told(situation, named))
        if not part.confident and part.out_of_scope >= SURELY_OUT_OF_SCOPE:
            return ANSWERS["out_of_scope"](_moved(situation, "other"))
        if part.foreign and part.topic not in SPEAKS_OF_OTHERS:
            if not situation.subjects:
                return ANSWERS["out_of_scope"](_moved(situation, "other_government"))
            finding = ANSWERS[part.topic](situation)
            county = situation.text(self._document.organization.name)
            return finding.led_by((situation.say("only_ours", "out_of_scope", county=county),), ())
        finding = self._case_by_case(situation) or ANSWERS[part.topic](situation)
        return corrected(situation, finding)

    def _case_by_case(self, situation: Situation) -> Finding | None:
        """Send to a person at once what the document marks so."""
        for key, case in self._document.case_by_case.items():
            if situation.part.aspect in case.about:
                reason: Reason = "media" if situation.part.topic == "media" else "case_by_case"
                finding = Finding(
                    (situation.text(case.text),),
                    (f"case_by_case.{key}",),
                    subjects=situation.subjects,
                    escalate=reason,
                )
                return with_instead(finding, situation, self._services_at_home(situation))
        return None

    def _services_at_home(self, situation: Situation) -> tuple[str, ...]:
        """Where the topic is at home: what is nearest to the question, else its offices."""
        home = situation.home_subjects()
        services = tuple(key for key in home if key not in self._document.offices)
        return services or home

    def _unsure(self, part: Part) -> Reply:
        if self._context.clarified:
            return self._escalate("not_understood", self._asked_so_far(), [part])
        situation = self.situation(part)
        subjects = clarifying.subjects_apart(situation)
        if len(subjects) > 1 and part.offered is None:
            sentence, choices = clarifying.which_subject(situation, subjects)
        else:
            sentence, choices = clarifying.question_back(situation)
        # What was no alarm is not told of as one.
        topics = (part.topic,) if part.topic in ANSWERS and part.topic != "safety" else ()
        answer = self._composer.plain(
            situation,
            "clarify",
            (sentence,),
            topics,
            choices=choices,
            subjects=situation.subjects,
        )
        context = replace(
            self._context,
            subjects=situation.subjects or self._context.subjects,
            date=part.dates[0] if part.dates else None,
            choices=choices,
            clarified=self._context.clarified + 1,
            offered_staff=False,
            question=self._question.text,
        )
        return Reply(answer, context)

    def _escalate(
        self,
        reason: Reason,
        question: str,
        parts: Sequence[Part] = (),
        findings: Sequence[Finding] = (),
    ) -> Reply:
        part = parts[-1] if parts else self._question.parts[0]
        situation = self.situation(part)
        topic = "person"
        if reason != "asked_for_person":
            topic = next(
                (p.topic for p in parts if p.topic in ANSWERS), self._context.topic or "person"
            )
        spoken = findings or (
            Finding((situation.say("handed_over", "person"),), subjects=situation.subjects),
        )
        topics = tuple(dict.fromkeys([topic, *(p.topic for p in parts if p.topic in ANSWERS)]))
        # What led to staff comes first: "is it open, and i got a ticket" is about the ticket.
        led = [one for one, finding in zip(parts, findings, strict=False) if finding.escalate]
        asked = [*led, *(one for one in parts if one not in led)]
        escalation = Escalation(
            reason=reason,
            topic=topic,
            subjects=situation.subjects or self._context.subjects,
            question=question or self._question.text,
            aspect=self._aspect_handed_over(reason, asked),
            named=self._named(reason, asked),
            speaks_of_today=any(one.last == situation.today for one in situation.asked),
        )
        answer = self._composer.handed_over(situation, spoken, topics, escalation)
        context = replace(
            self._context,
            choices=(),
            clarified=0,
            offered_staff=False,
            question="",
        )
        return Reply(answer, context)

    def _aspect_handed_over(self, reason: Reason, parts: Sequence[Part]) -> str | None:
        """What the case is about: the question itself, or what was spoken of before it."""
        asked = next(iter(_aspects_named(parts)), None)
        before = f"{self._context.topic}/{self._context.aspect}"
        if asked or reason == "not_understood" or not _is_matter(before):
            return asked
        return before

    def _named(self, reason: Reason, parts: Sequence[Part]) -> NamedMatter:
        """The matter that the message names; an offer that is taken up has that of the offer."""
        if reason == "not_understood":
            return NamedMatter()
        aspect = next(iter(_aspects_named(parts)), None)
        if not parts and reason == "nothing_published":
            aspect = self._aspect_handed_over(reason, parts)
        subjects = [key for part in parts for key in self.situation(part).subjects]
        return NamedMatter(
            aspect.partition("/")[0] if aspect else None,
            tuple(dict.fromkeys(subjects)) if parts else self._context.subjects if aspect else (),
        )

    def _context_after(self, parts: list[Part], answer: Answer) -> Context:
        last = parts[-1]
        return Context(
            language=self.language,
            topic=last.topic,
            aspect=last.guess.aspect,
            subjects=last.subjects,
            date=_first_told(self.situation(last)),
            choices=answer.choices,
            clarified=0,
            offered_staff=answer.certainty == "unknown",
            question=self._question.text,
            last=answer.card,
        )


def _aspects_named(parts: Sequence[Part]) -> list[str]:
    """The matters that parts surely name; a wish for a person may name one besides."""
    readings = [
        guess
        for part in parts
        if part.confident
        for guess in (part.guess, *part.alternatives)
        if guess.confidence >= ALSO_ASKED
    ]
    return [guess.name for guess in readings if _is_matter(guess.name)]


def _is_matter(aspect: str) -> bool:
    topic = aspect.partition("/")[0]
    return is_aspect(aspect) and topic not in NO_MATTERS


def _language(question: Question, context: Context) -> Language:
    spoken = question.language if question.language != "und" else context.language
    return "es" if spoken == "es" else "en"


def _and_then(reply: Reply, paragraph: str) -> Reply:
    answer = replace(reply.answer, card=reply.answer.card.then(paragraph))
    return replace(reply, answer=answer)


def _bare(contact: str) -> str:
    """Reduce a telephone number to its ten digits, an e-mail address to lower case."""
    digits = re.sub(r"\D", "", contact)
    return contact.casefold() if "@" in contact else digits[-10:]


def _first_told(situation: Situation) -> Symbol | None:
    """The date that a following question may lean on."""
    return situation.part.dates[0] if situation.asked else None


def _is_smalltalk(part: Part) -> bool:
    return part.topic == "smalltalk" and part.guess.aspect in SMALLTALK and part.confident


def _asks_the_county(part: Part) -> bool:
    """Whether this is a sure question of county business, other than of a person or a case."""
    return part.confident and part.topic not in ("out_of_scope", "smalltalk", "person")


def _carried(part: Part, first: Part) -> Part:
    """A second question that points back ("and where is it") is asked of the first's subjects."""
    return replace(part, subjects=part.subjects or first.subjects) if part.fragment else part


def _moved(situation: Situation, aspect: str) -> Situation:
    part = replace(situation.part, guess=Guess("out_of_scope", aspect, 1.0))
    return Situation(
        situation.document,
        situation.wording,
        situation.language,
        part,
        situation.now,
        medium=situation.medium,
        index=situation.index,
        channel=situation.channel,
    )
