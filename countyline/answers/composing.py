"""Puts a reply together: what is said first, how sure it is, as of when, and what comes next.

The order is `voice.md`'s: the fact, its certainty and as-of time, the next step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from countyline.answers import formats
from countyline.answers.answer import Answer, Choice, Escalation, Kind
from countyline.answers.finding import Finding, joined
from countyline.answers.openings import closed_today, is_shut_for_all
from countyline.answers.published import offices_asked
from countyline.answers.reply import CASE_MARK
from countyline.answers.situation import Situation
from countyline.status.freshness import Standing
from countyline.status.model import Source, Statement, StatusDocument

PERSON = "person"
MOST_SOURCES = 2
BESIDE = " · "
"""Stands between what is said of a text: its age, its sources, its mark."""

Mark = Literal["replay", "exercise"]
"""What every text says of itself when it is not today's news."""


def mark_of(document: StatusDocument, *, replay: bool) -> Mark | None:
    """Tell which mark the texts on a document bear. A replay outweighs an exercise."""
    if replay:
        return "replay"
    return None if document.mode == "actual" else "exercise"


class Composer:
    """Words findings as answers, for one revision of the status document."""

    def __init__(self, revision: int | None, mark: Mark | None) -> None:
        self._revision = revision
        self._mark = mark

    def told(
        self, situation: Situation, findings: Sequence[Finding], topics: Sequence[str]
    ) -> Answer:
        """Word findings as an answer from the status document, known or unknown."""
        whole = joined(list(findings))
        standing = situation.freshness.standing(
            whole.facts + whole.next_facts,
            whole.said,
            otherwise="unknown",
        )
        lines = [
            *self._told_lines(situation, whole),
            self._offer(situation) if whole.unknown else "",
            self._as_of(situation, standing.as_of, standing.sources),
        ]
        return self._answer(
            situation,
            "answer",
            lines,
            topics=topics,
            finding=whole,
            standing=standing,
            choices=(self._person(situation),) if whole.unknown else (),
        )

    def handed_over(
        self,
        situation: Situation,
        findings: Sequence[Finding],
        topics: Sequence[str],
        escalation: Escalation,
    ) -> Answer:
        """Word a hand-off; the text holds `CASE_MARK` until the case is open."""
        whole = joined(list(findings))
        facts = (*whole.facts, *whole.next_facts, "staff")
        standing = situation.freshness.standing(facts, otherwise="unknown")
        lines = [
            self._lead(situation, whole.facts) + _spoken(whole.sentences),
            " ".join((situation.common("case_opened", case=CASE_MARK), self._staff(situation))),
            situation.common("leave_contact"),
            self._lead(situation, whole.next_facts) + _spoken(whole.next_steps),
            self._as_of(situation, standing.as_of, standing.sources),
        ]
        return self._answer(
            situation,
            "handoff",
            lines,
            topics=topics,
            finding=whole,
            standing=standing,
            escalation=escalation,
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
        lines = [_spoken(sentences), "" if urgent else self._marking(situation)]
        return Answer(
            kind=kind,
            text=_joined_lines(lines),
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
        lines: Sequence[str],
        *,
        topics: Sequence[str],
        finding: Finding,
        standing: Standing,
        choices: tuple[Choice, ...] = (),
        escalation: Escalation | None = None,
    ) -> Answer:
        certainty = "unknown" if finding.unknown else standing.certainty
        return Answer(
            kind=kind,
            text=_joined_lines(lines),
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

    def _told_lines(self, situation: Situation, whole: Finding) -> tuple[str, str]:
        """The claim and the next steps; what is past its review time is led by a warning."""
        claim = self._lead(situation, whole.facts)
        steps = "" if claim else self._lead(situation, whole.next_facts)
        return claim + _spoken(whole.sentences), steps + _spoken(whole.next_steps)

    def _lead(self, situation: Situation, fact_ids: Sequence[str]) -> str:
        """Say first that facts are past their review time; their words follow as what was said.

        What was never confirmed is led by that, but for statements: theirs are the county's words.
        """
        facts = dict(situation.document.facts_by_id())
        told = [facts[key] for key in dict.fromkeys(fact_ids)]
        stale = [fact for fact in told if situation.freshness.is_stale(fact)]
        if not stale:
            unsure = any(
                fact.certainty == "not_confirmed" and not isinstance(fact, Statement)
                for fact in told
            )
            return situation.common("not_confirmed") + " " if unsure else ""
        as_of = min(situation.document.provenance[fact.per].as_of for fact in stale)
        since = formats.moment(
            situation.calendar.local(as_of), situation.language, today=situation.today
        )
        return situation.common("not_confirmed_since", moment=since) + " "

    def _offer(self, situation: Situation) -> str:
        hours = situation.weekly(situation.document.staff.weekly)
        return situation.common("offer_staff", hours=hours)

    def _staff(self, situation: Situation) -> str:
        hours = situation.weekly(situation.document.staff.weekly)
        sentence = situation.common("staff_hours", hours=hours)
        if situation.calendar.staffed(situation.now):
            return sentence
        return f"{situation.common('staff_closed')} {sentence}"

    def _person(self, situation: Situation) -> Choice:
        return Choice(PERSON, situation.common("choice_person"))

    def _as_of(
        self, situation: Situation, as_of: datetime | None, sources: Sequence[Source]
    ) -> str:
        if as_of is None:
            return self._marking(situation)
        local = situation.calendar.local(as_of)
        written = formats.moment(local, situation.language, today=situation.today)
        parts = [situation.common("as_of", moment=written)]
        parts += [
            situation.common(
                "source",
                title=situation.text(source.title),
                date=formats.short_date(source.published, situation.language),
            )
            for source in sources[:MOST_SOURCES]
        ]
        parts.append(self._marking(situation))
        return BESIDE.join(dict.fromkeys(part for part in parts if part))

    def _marking(self, situation: Situation) -> str:
        return situation.common(self._mark) if self._mark else ""


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
    finding = finding.led_by((situation.common("open_again"), *shut.sentences), shut.facts)
    return replace(finding, said=finding.said + shut.said)


def _spoken(sentences: Sequence[str]) -> str:
    """Join sentences; one that begins with a plain lower-case word gets its capital."""
    return " ".join(
        sentence[0].upper() + sentence[1:] if sentence.split(" ")[0].islower() else sentence
        for sentence in sentences
        if sentence
    )


def _joined_lines(lines: Sequence[str]) -> str:
    return "\n".join(line for line in lines if line)
