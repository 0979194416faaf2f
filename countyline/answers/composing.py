"""Puts a reply together: what is said first, how sure it is, as of when, and what comes next.

The order is `voice.md`'s: the fact, its certainty and as-of time, the next step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from countyline.answers import formats
from countyline.answers.answer import Answer, Choice, Escalation, Kind
from countyline.answers.context import HEARD
from countyline.answers.finding import Finding, joined
from countyline.answers.medium import Medium
from countyline.answers.openings import closed_today, is_shut_for_all
from countyline.answers.published import offices_asked
from countyline.answers.reply import CASE_MARK
from countyline.answers.situation import Situation
from countyline.card import BESIDE, Card
from countyline.cutting import OVER, WITH_NEXT
from countyline.status.freshness import Standing
from countyline.status.model import Source, Statement, StatusDocument
from countyline.topics import is_aspect

PERSON = "person"
NOT_MEANT = f"{HEARD}:none"
"""The id of the choice that none of the readings is right."""

MOST_SOURCES = 2
Mark = Literal["replay", "exercise"]
"""What every text says of itself when it is not today's news."""


_TOLD_OF_CASE = {
    "new": "case_opened",
    "open": "case_again_open",
    "claimed": "case_again_claimed",
    "closed": "case_closed",
}


def mark_of(document: StatusDocument, *, replay: bool) -> Mark | None:
    """Tell which mark the texts on a document bear. A replay outweighs an exercise."""
    if replay:
        return "replay"
    return None if document.mode == "actual" else "exercise"


class Composer:
    """Words findings as answers, for one revision of the status document."""

    _over = " "
    """Stands between a warning and the paragraph that it holds for."""

    def __init__(self, revision: int | None, mark: Mark | None) -> None:
        self._revision = revision
        self._mark = mark

    def told(
        self,
        situation: Situation,
        findings: Sequence[Finding],
        topics: Sequence[str],
        choices: tuple[Choice, ...] = (),
    ) -> Answer:
        """Word findings as an answer from the status document, known or unknown.

        `choices` are what may come next; a person is added to what is unknown.
        """
        whole = joined(list(findings))
        standing = situation.freshness.standing(
            whole.facts + whole.next_facts,
            whole.said,
            otherwise="unknown",
        )
        paragraphs = [
            *self._told_paragraphs(situation, whole),
            self._offer(situation) if whole.unknown else "",
        ]
        return self._answer(
            situation,
            "answer",
            paragraphs,
            topics=topics,
            finding=whole,
            standing=standing,
            choices=(*choices, self._person(situation)) if whole.unknown else choices,
        )

    def handed_over(
        self,
        situation: Situation,
        findings: Sequence[Finding],
        topics: Sequence[str],
        escalation: Escalation,
    ) -> Answer:
        """Word a hand-off; the text holds `CASE_MARK` until there is a case."""
        whole = joined(list(findings))
        facts = (*whole.facts, *whole.next_facts, "staff")
        standing = situation.freshness.standing(facts, otherwise="unknown")
        told = {
            what: situation.common(sentence, case=CASE_MARK)
            for what, sentence in _TOLD_OF_CASE.items()
        }
        return self._answer(
            situation,
            "handoff",
            self._handed_paragraphs(situation, whole),
            topics=topics,
            finding=whole,
            standing=standing,
            escalation=replace(escalation, told=told),
        )

    def plain(
        self,
        situation: Situation,
        kind: Kind,
        sentences: Sequence[str],
        topics: Sequence[str] = (),
        *,
        choices: tuple[Choice, ...] = (),
        subjects: tuple[str, ...] = (),
    ) -> Answer:
        """Word what states no published fact: a question back, a refusal, small talk, 911."""
        urgent = "safety" in topics
        mark = None if urgent else self._marking(situation)
        return Answer(
            kind=kind,
            card=Card(_said(self._asked(situation, _spoken(sentences), choices)), mark=mark),
            language=situation.language,
            topics=tuple(topics),
            subjects=subjects,
            certainty="unknown" if kind == "answer" else None,
            revision=self._revision,
            choices=choices,
            replay=self._mark == "replay",
        )

    def _answer(
        self,
        situation: Situation,
        kind: Kind,
        paragraphs: Sequence[str],
        *,
        topics: Sequence[str],
        finding: Finding,
        standing: Standing,
        choices: tuple[Choice, ...] = (),
        escalation: Escalation | None = None,
    ) -> Answer:
        certainty = "unknown" if finding.unknown else standing.certainty
        source = self._as_of(situation, standing.as_of, standing.sources)
        return Answer(
            kind=kind,
            card=self._card(situation, _said(paragraphs), source, standing.as_of),
            language=situation.language,
            topics=tuple(topics),
            subjects=finding.subjects,
            facts=standing.facts,
            certainty=certainty if kind == "answer" else None,
            as_of=standing.as_of,
            revision=self._revision,
            sources=standing.sources,
            choices=choices,
            replay=self._mark == "replay",
            escalation=escalation,
        )

    def _card(
        self,
        situation: Situation,
        paragraphs: tuple[str, ...],
        source: str | None,
        as_of: datetime | None,
    ) -> Card:
        return Card(paragraphs, source, self._marking(situation))

    def _asked(
        self, situation: Situation, said: str, choices: Sequence[Choice]
    ) -> Sequence[str]:
        """Give what is said, with the choices; a screen shows them as buttons."""
        return (said,)

    def _handed_paragraphs(self, situation: Situation, whole: Finding) -> Sequence[str]:
        """What is known, the case, how to leave a number, and the next steps."""
        return (
            self._lead(situation, whole.facts) + _spoken(whole.sentences),
            self._case(situation),
            situation.common("leave_contact"),
            self._lead(situation, whole.next_facts) + _spoken(whole.next_steps),
        )

    def _case(self, situation: Situation) -> str:
        return f"{situation.common('case_opened', case=CASE_MARK)} {self._staff(situation)}"

    def _told_paragraphs(self, situation: Situation, whole: Finding) -> tuple[str, str]:
        """The claim and the next steps; what is past its review time is led by a warning."""
        claim = self._lead(situation, whole.facts)
        steps = "" if claim else self._lead(situation, whole.next_facts)
        return claim + _spoken(whole.sentences), steps + _spoken(whole.next_steps)

    def _lead(self, situation: Situation, fact_ids: Sequence[str]) -> str:
        """Say first that facts are past their review time; their words follow as what was said.

        What was never confirmed is led by that, but for statements: theirs are the county's words.
        """
        facts = situation.index.facts
        told = [facts[key] for key in dict.fromkeys(fact_ids)]
        stale = [fact for fact in told if situation.freshness.is_stale(fact)]
        if not stale:
            unsure = any(
                fact.certainty == "not_confirmed" and not isinstance(fact, Statement)
                for fact in told
            )
            return situation.common("not_confirmed") + self._over if unsure else ""
        as_of = min(situation.document.provenance[fact.per].as_of for fact in stale)
        since = situation.moment(as_of)
        return situation.common("not_confirmed_since", moment=since) + self._over

    def _offer(self, situation: Situation) -> str:
        hours = situation.weekly(situation.document.staff.weekly)
        return situation.common("offer_staff", hours=hours)

    def _staff(self, situation: Situation) -> str:
        sentences = staff_times(situation)
        if not situation.calendar.staffed(situation.now):
            sentences.insert(0, situation.common("staff_closed"))
        return " ".join(sentences)

    def _person(self, situation: Situation) -> Choice:
        return Choice(PERSON, situation.common("choice_person"))

    def _as_of(
        self, situation: Situation, as_of: datetime | None, sources: Sequence[Source]
    ) -> str | None:
        if as_of is None:
            return None
        parts = [situation.common("as_of", moment=situation.moment(as_of))]
        parts += [
            situation.common(
                "source",
                title=situation.text(source.title),
                date=formats.short_date(source.published, situation.language),
            )
            for source in sources[:MOST_SOURCES]
        ]
        return BESIDE.join(dict.fromkeys(parts))

    def _marking(self, situation: Situation) -> str | None:
        return situation.common(self._mark) if self._mark else None


class TextComposer(Composer):
    """Words them for text messages: choices have numbers, and a link stands in for the sources.

    The marks of `countyline.text_messages` say what must not be parted.
    """

    _over = f"{OVER} "

    def _asked(
        self, situation: Situation, said: str, choices: Sequence[Choice]
    ) -> Sequence[str]:
        """List choices by number, and say how to pick one."""
        if not choices:
            return (said,)
        lines = (
            f"{number} {_label(situation, choice)}"
            for number, choice in enumerate(choices, start=1)
        )
        numbers = formats.or_list(map(str, range(1, len(choices) + 1)), situation.language)
        return (said, *lines, situation.common("pick", numbers=numbers))

    def _handed_paragraphs(self, situation: Situation, whole: Finding) -> Sequence[str]:
        """The same, with the age of the staff's hours where nothing else is told."""
        first, *others = super()._handed_paragraphs(situation, whole)
        return (first, *others) if whole.facts else (f"{first} {others[0]}", *others[1:])

    def _as_of(
        self, situation: Situation, as_of: datetime | None, sources: Sequence[Source]
    ) -> str | None:
        if as_of is None:
            return None
        site = situation.document.organization.website.removeprefix("https://")
        link = situation.common("link", url=site.removeprefix("www.").rstrip("/"))
        return BESIDE.join((situation.common("as_of", moment=situation.moment(as_of)), link))


class SpeechComposer(Composer):
    """Words them for the phone: choices are asked for in a sentence, no source is read out.

    The marks of `countyline.cutting` say what must not be parted.
    """

    _over = f"{OVER} "

    def _asked(
        self, situation: Situation, said: str, choices: Sequence[Choice]
    ) -> Sequence[str]:
        """Ask for one of the choices; what asks for a language names them already."""
        if not choices or any(choice.id.startswith("language:") for choice in choices):
            return (said,)
        if choices[0].id.startswith(HEARD):
            return (self._confirmed(situation, said, choices),)
        named = [_heard(situation, choice) for choice in choices if choice.id != PERSON]
        if not named:
            return (f"{said}{WITH_NEXT} {situation.common('person_or_not')}",)
        if len(named) < len(choices):
            named.append(situation.common("a_person"))
        listed = formats.spoken_or(named, situation.language)
        which = situation.common("which", choices=listed[0].upper() + listed[1:])
        return (f"{said}{WITH_NEXT} {which}",)

    @staticmethod
    def _confirmed(situation: Situation, said: str, choices: Sequence[Choice]) -> str:
        """Ask whether the likeliest was meant, which `said` names, or another one."""
        others = [one.title for one in choices[1:] if one.id not in (NOT_MEANT, PERSON)]
        if not others:
            return said
        listed = formats.spoken_or(others, situation.language)
        return f"{said}{WITH_NEXT} {situation.common('or_which', choices=listed)}"

    def _as_of(
        self, situation: Situation, as_of: datetime | None, sources: Sequence[Source]
    ) -> str | None:
        return situation.common("as_of", moment=situation.moment(as_of)) if as_of else None

    def _card(
        self,
        situation: Situation,
        paragraphs: tuple[str, ...],
        source: str | None,
        as_of: datetime | None,
    ) -> Card:
        """Leave out the age where the warning before what is said tells it already."""
        card = super()._card(situation, paragraphs, source, as_of)
        lead = paragraphs[0].partition(OVER)[0] if paragraphs and OVER in paragraphs[0] else ""
        is_told = as_of is not None and situation.moment(as_of) in lead
        return replace(card, source=None) if is_told else card


def _label(situation: Situation, choice: Choice) -> str:
    """What a choice is called in another medium than a screen; the title picks it as well."""
    return situation.title(choice.id) if is_aspect(choice.id) else choice.title


def _heard(situation: Situation, choice: Choice) -> str:
    """What a choice is called in a sentence; a second name would be heard as another choice."""
    label = _label(situation, choice)
    if is_aspect(choice.id) and label[1:2].islower():
        label = label[0].lower() + label[1:]
    return formats.one_name(label)


COMPOSERS: Mapping[Medium, type[Composer]] = {
    "screen": Composer, "text": TextComposer, "speech": SpeechComposer,
}  # fmt: skip


def staff_times(situation: Situation) -> list[str]:
    """Say when staff answer, and how soon they aim to, if they have set that."""
    hours = situation.weekly(situation.document.staff.weekly)
    sentences = [situation.common("staff_hours", hours=hours)]
    target = situation.document.staff.target
    if target is not None:
        sentences.append(situation.common("staff_target", target=situation.text(target)))
    return sentences


def corrected(situation: Situation, finding: Finding) -> Finding:
    """Put right first what the message takes for granted, when the document says otherwise."""
    for premise in situation.part.premises:
        if premise == "open_again":
            finding = _not_open_again(situation, finding)
            continue
        for fact, statement in situation.document.statements_by_id():
            if premise in statement.corrects and situation.holds(fact):
                if fact not in finding.facts:
                    finding = finding.led_by((situation.text(statement.text),), (fact,))
                break
    return finding


def _not_open_again(situation: Situation, finding: Finding) -> Finding:
    """Set right the belief that offices are open as usual, when it is said that none is."""
    offices = offices_asked(situation) or tuple(situation.document.offices)
    shut = closed_today(situation, offices)
    if shut is None or not all(is_shut_for_all(situation, office) for office in offices):
        return finding
    if situation.part.topic == "status":  # the answer itself says so
        return finding
    lead: tuple[str, ...] = (situation.common("open_again"), *shut.sentences)
    if situation.medium != "screen":  # a message may end between two sentences
        lead = (lead[0] + WITH_NEXT, *lead[1:])
    finding = finding.led_by(lead, shut.facts)
    return replace(finding, said=finding.said + shut.said)


def _spoken(sentences: Sequence[str]) -> str:
    """Join sentences; one that begins with a plain lower-case word gets its capital."""
    return " ".join(
        sentence[0].upper() + sentence[1:] if sentence.split(" ")[0].islower() else sentence
        for sentence in sentences
        if sentence
    )


def _said(paragraphs: Sequence[str]) -> tuple[str, ...]:
    return tuple(paragraph for paragraph in paragraphs if paragraph)
