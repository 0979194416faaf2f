"""What most topics need: the published statements for a question, or that there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from countyline.answers.context import SUBJECT_TOPICS
from countyline.answers.finding import Finding
from countyline.answers.openings import closed_today
from countyline.answers.situation import Situation
from countyline.cutting import WITH_NEXT
from countyline.status.model import Contact, Statement, Text
from countyline.topics import ASPECTS

MOST_STATEMENTS = 3
MOST_BRIEFS = 2

ANSWERED_WITHOUT_A_VISIT = frozenset(
    {
        *(f"deadlines/{aspect}" for aspect in ASPECTS["deadlines"]),
        *(f"how_to_pay/{aspect}" for aspect in ASPECTS["how_to_pay"] if aspect != "in_person"),
        "assessment/value", "assessment/rate", "vehicle/tax", "vehicle/title",
        "recording/fees", "recording/requirements", "recording/fraud_alert", "recording/rank",
        "receipts/cost", "receipts/waiver", "receipts/waiver_rules", "receipts/accepted",
        "marriage_license/cost", "marriage_license/wait", "marriage_license/ceremony",
        "location/parking", "contact/phone", "contact/email",
    }
)  # fmt: skip
"""Questions for which it does not matter whether a counter is open."""


def told(situation: Situation, statements: Mapping[str, Statement]) -> Finding:
    """Tell statements in their order, caveats after the claims. There must be at least one."""
    first = dict(list(statements.items())[:MOST_STATEMENTS])
    return _told(situation, first, [statement.text for statement in first.values()])


def listed(situation: Situation, statements: Mapping[str, Statement]) -> Finding:
    """Tell statements in short where there are several: who can choose need not read it all."""
    if len(statements) == 1:
        return told(situation, statements)
    first = dict(list(statements.items())[:MOST_STATEMENTS])
    return _told(situation, first, [item.brief or item.text for item in first.values()])


def _told(
    situation: Situation, first: Mapping[str, Statement], texts: Iterable[Text]
) -> Finding:
    claims = [situation.text(text) for text in texts]
    caveats = [situation.text(item.caveat) if item.caveat else "" for item in first.values()]
    if situation.medium != "screen":  # a message may end between two claims
        pairs = zip(claims, caveats, strict=True)
        claims, caveats = [f"{WITH_NEXT} ".join(filter(None, pair)) for pair in pairs], []
    return Finding(
        sentences=tuple(dict.fromkeys(filter(None, claims + caveats))),
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
    """Add that the offices behind the question are closed today, if they are and it matters."""
    if situation.part.aspect in ANSWERED_WITHOUT_A_VISIT:
        return finding
    return with_closed(finding, situation, offices_asked(situation))


def with_closed(finding: Finding, situation: Situation, offices: tuple[str, ...]) -> Finding:
    """Add which of these offices are closed today: nobody is sent to a locked door."""
    shut = closed_today(situation, offices)
    if shut is None:
        return finding
    said = tuple(certainty for certainty in shut.said if certainty != "unknown")
    return finding.then(*shut.sentences, facts=shut.facts, said=said)


def contact_line(situation: Situation, subject: str, contact: Contact) -> str:
    """Write how to reach a subject by one of its contacts."""
    if contact.label:
        who = situation.text(contact.label)
    else:
        served = subject if subject in contact.serves else next(iter(contact.serves), subject)
        who = situation.name(served)
    return situation.common(f"contact_{contact.kind}", who=who, value=contact.value)


def with_contact(finding: Finding, situation: Situation) -> Finding:
    """Add whom to ask: those who are meant for the question, else one of those behind it."""
    meant = dict(situation.contacts_meant_for(situation.part.aspect))
    for fact, contact in meant.items():
        subject = next(iter((*contact.serves, *situation.home_subjects())), None)
        if subject:
            finding = finding.then(contact_line(situation, subject, contact), facts=(fact,))
    if meant:
        return finding
    for subject in (*situation.subjects, *situation.home_subjects()):
        ways = dict(situation.contacts_of(subject))
        general = {fact: contact for fact, contact in ways.items() if not contact.about}
        for fact, contact in general.items():
            return finding.then(contact_line(situation, subject, contact), facts=(fact,))
        if ways and situation.part.topic in SUBJECT_TOPICS:
            return with_contacts(finding, situation, (subject,))
    return finding


def with_contacts(finding: Finding, situation: Situation, subjects: Iterable[str]) -> Finding:
    """Add every way to reach some subjects."""
    for subject in subjects:
        for fact, contact in situation.contacts_of(subject):
            finding = finding.then(contact_line(situation, subject, contact), facts=(fact,))
    return finding


def with_briefs(finding: Finding, situation: Situation, aspect: str) -> Finding:
    """Add the first statements on another aspect, in short."""
    for fact in list(situation.statements(aspect))[:MOST_BRIEFS]:
        finding = with_brief(finding, situation, fact)
    return finding


def with_instead(finding: Finding, situation: Situation, subjects: Iterable[str]) -> Finding:
    """Add what helps those who find a counter closed, as the document names it.

    Of one subject the first ways are told, of several the first of each: more is not read.
    """
    ways = [way for way in map(situation.instead_of, subjects) if way]
    for way in ways:
        for fact in way[: MOST_BRIEFS if len(ways) == 1 else 1]:
            finding = with_brief(finding, situation, fact)
    return finding


def with_brief(finding: Finding, situation: Situation, fact: str) -> Finding:
    """Add one statement in short, unless it is told in full already."""
    if fact in finding.facts:
        return finding
    statement = situation.statement(fact)
    return finding.then(situation.text(statement.brief or statement.text), facts=(fact,))


def nothing_on(situation: Situation, subject_id: str) -> Finding:
    """Say that nothing is published on a subject and this incident, and how to reach it."""
    sentence = situation.say("unsaid_subject", "status", subject=situation.name(subject_id))
    finding = Finding((sentence,), unknown=True, subjects=(subject_id,))
    for fact, contact in situation.contacts_of(subject_id):
        return finding.then(contact_line(situation, subject_id, contact), facts=(fact,))
    return finding


def offices_asked(situation: Situation) -> tuple[str, ...]:
    """The offices behind the question: of its subjects, else where its topic is at home."""
    named = [key for subject in situation.subjects for key in situation.offices_of(subject)]
    if named or situation.subjects:
        return tuple(dict.fromkeys(named))
    home = [key for subject in situation.home_subjects() for key in situation.offices_of(subject)]
    return tuple(dict.fromkeys(home))


def offices_named(situation: Situation) -> tuple[str, ...]:
    """The offices of the subjects that were named; all of the document when none was."""
    if situation.subjects:
        return offices_asked(situation)
    return tuple(situation.document.offices)


def without_office(situation: Situation) -> tuple[str, ...]:
    """The subjects that were named and have no office behind them."""
    return tuple(key for key in situation.subjects if not situation.offices_of(key))
