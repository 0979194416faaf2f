"""What most topics need: the published statements for a question, or that there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from countyline.answers.finding import Finding
from countyline.answers.openings import closed_today
from countyline.answers.situation import Situation
from countyline.status.model import Office, Service, Statement

MOST_STATEMENTS = 3


def told(situation: Situation, statements: Mapping[str, Statement]) -> Finding:
    """Tell statements in their order, caveats after the claims. There must be at least one."""
    first = dict(list(statements.items())[:MOST_STATEMENTS])
    claims = [situation.text(statement.text) for statement in first.values()]
    caveats = [situation.text(item.caveat) for item in first.values() if item.caveat]
    return Finding(
        sentences=tuple(dict.fromkeys(claims + caveats)),
        facts=tuple(first),
        subjects=situation.subjects,
    )


def published(situation: Situation) -> Finding:
    """Tell what is published on the asked aspect; if nothing is, say so and what is near."""
    statements = situation.statements()
    if statements:
        return told(situation, statements)
    return unpublished(situation)


def published_or(situation: Situation, instead: Finding) -> Finding:
    """Tell what is published on the asked aspect, else `instead`."""
    statements = situation.statements()
    return told(situation, statements) if statements else instead


def unpublished(situation: Situation, sentence: str | None = None) -> Finding:
    """Say that the county has not said it, then whom to ask and whether they can be visited."""
    finding = Finding((sentence or situation.unsaid(),), unknown=True, subjects=situation.subjects)
    return with_contact(with_counter(finding, situation), situation)


def with_counter(finding: Finding, situation: Situation) -> Finding:
    """Add that the offices behind the question are closed today, if they are."""
    offices = offices_asked(situation)
    shut = closed_today(situation, offices) if offices else None
    if shut is None:
        return finding
    return finding.then(*shut.sentences, facts=shut.facts)


def with_contact(finding: Finding, situation: Situation) -> Finding:
    """Add one telephone number or address of those who can answer."""
    for subject in (*situation.subjects, *situation.home_subjects()):
        for fact, contact in situation.contacts_of(subject):
            label = situation.text(contact.label) if contact.label else situation.name(subject)
            step = situation.common(f"contact_{contact.kind}", who=label, value=contact.value)
            return finding.then(step, facts=(fact,))
    return finding


def with_instead(finding: Finding, situation: Situation, subjects: Iterable[str]) -> Finding:
    """Add what helps those who find a counter closed, as the document names it."""
    for subject_id in subjects:
        subject = situation.subject(subject_id)
        for fact in subject.instead if isinstance(subject, Office | Service) else ():
            statement = situation.statement(fact)
            brief = statement.brief or statement.text
            finding = finding.then(situation.text(brief), facts=(fact,))
    return finding


def offices_asked(situation: Situation) -> tuple[str, ...]:
    """The offices behind the question: of its subjects, else where its topic is at home."""
    named = [key for subject in situation.subjects for key in situation.offices_of(subject)]
    if named or situation.subjects:
        return tuple(dict.fromkeys(named))
    home = [key for subject in situation.home_subjects() for key in situation.offices_of(subject)]
    return tuple(dict.fromkeys(home))
