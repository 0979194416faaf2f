"""What the notice says, in which order: the headline, then a section for each worry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from countyline.answers.finding import Finding
from countyline.answers.openings import openings
from countyline.answers.published import contact_line, with_brief
from countyline.answers.topics import hours
from countyline.answers.topics.location import written
from countyline.page.badges import Badge, state_badge
from countyline.page.contents import Entry, Folded, Notice, Run, Section, runs
from countyline.page.editions import Edition
from countyline.page.telling import (
    ages,
    entry_of,
    section,
    spoken,
    statement_entry,
)
from countyline.status.model import CaseByCase, Contact, Portal, Service, Statement

HEADLINE = "incident.headline"
POSTED = frozenset({"how_to_pay/posted"})
OVERVIEW = "status/overview"
WHEN = "reopening/when"
TOPICS = {
    "payments": "how_to_pay",
    "elections": "elections",
    "data": "data_safety",
    "deadlines": "deadlines",
}
"""What statements of a section of the document answer that do not say so themselves."""


def notice_of(edition: Edition) -> Notice:
    """Put together what the page says."""
    return _Writer(edition).notice()


def staff_runs(edition: Edition) -> tuple[Run, ...]:
    """Tell when staff answer and how they are reached, for a page that tells little else."""
    return runs([_Writer(edition).reaching_staff()])


class _Writer:
    """Writes the sections one after the other, and nothing twice."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._document = edition.document
        self._situation = edition.situation(OVERVIEW)
        self._told: set[str] = set()

    def notice(self) -> Notice:
        edition = self._edition
        headline = self._document.incident["headline"]
        entry = self._headline(headline)
        self._told.update((HEADLINE, edition.text(headline.text)))
        origin = self._document.provenance[headline.per]
        sections = (
            self._closed(),
            self._works(),
            self._unknown_offices(),
            self._payments(),
            self._statements("elections", "elections", edition.say("elections_title")),
            self._statements("data_safety", "data", edition.say("data_title")),
            self._statements("deadlines", "deadlines", edition.say("deadlines_title")),
            self._reopening(),
            self._dates(),
            self._unsaid_services(),
            self._staff(),
        )
        as_of = edition.moment(origin.as_of)
        return Notice(
            county=edition.text(self._document.organization.name),
            title=(
                edition.say("stale_title", moment=as_of)
                if entry.warning
                else edition.text(headline.brief or headline.text)
            ),
            headline=entry,
            as_of=self._situation.common("as_of", moment=as_of),
            until="" if entry.warning else self._until(headline),
            headline_age=ages(edition, [entry])[0],
            sections=tuple(one for one in sections if one),
            more=tuple(self._more()),
        )

    def _headline(self, headline: Statement) -> Entry:
        """The headline; past its review time it is led by all that the bot says then."""
        entry = statement_entry(self._edition, HEADLINE, headline)
        if not self._edition.freshness.is_stale(headline):
            return entry
        moment = self._edition.moment(self._document.provenance[headline.per].as_of)
        return replace(entry, warning=self._situation.common("not_confirmed_since", moment=moment))

    def _until(self, headline: Statement) -> str:
        review_by = self._document.provenance[headline.per].review_by
        return self._edition.say("confirmed_until", moment=self._edition.moment(review_by))

    # What is closed, and what works

    def _closed(self) -> Section | None:
        entries = [
            *self._offices("closed"),
            *self._machines("down"),
            *self._machines("limited"),
        ]
        limited = any(
            subject.state and subject.state.value == "limited" for _, subject in self._machinery()
        )
        title = self._edition.say("limited_title" if limited else "closed_title")
        return section(self._edition, "closed", title, entries)

    def _works(self) -> Section | None:
        entries = [*self._offices("open"), *self._machines("works")]
        return section(self._edition, "works", self._edition.say("works_title"), entries)

    def _unknown_offices(self) -> Section | None:
        entries = [*self._offices("unknown")]
        return section(self._edition, "unknown", self._edition.say("unknown_title"), entries)

    def _offices(self, state: str) -> Iterator[Entry]:
        """Offices that stand so today; those of which the same is said are told of together."""
        edition = self._edition
        calendar = edition.calendar
        standing = [
            key for key in self._document.offices if calendar.day(key, edition.today).state == state
        ]
        situation = edition.situation("status/open", *standing)
        found = openings(situation, standing, edition.span) if standing else []
        for said in found:
            offices = said.subjects
            finding = self._with_ways(said, offices)
            yield entry_of(
                edition,
                situation,
                self._with_address(finding, offices) if state == "open" else finding,
                names=[situation.name(key) for key in offices],
                badge=self._badge(offices),
            )

    def _badge(self, offices: Sequence[str]) -> Badge:
        """The word for offices told of together: the least sure of theirs."""
        badges = [self._edition.office_badge(key) for key in offices]
        return next((badge for badge in badges if badge.icon == "unsure"), badges[0])

    def _with_ways(self, finding: Finding, offices: Sequence[str]) -> Finding:
        """Add what helps those who find it closed; ways to pay have a section of their own."""
        for office in offices:
            for fact in self._situation.instead_of(office):
                if fact.startswith("payments."):
                    continue
                finding = with_brief(finding, self._situation, fact)
                statement = self._situation.statement(fact)
                if not (statement.brief or statement.caveat):
                    self._told.add(fact)
        return finding

    def _with_address(self, finding: Finding, offices: Sequence[str]) -> Finding:
        found = (place for key in offices for place in self._situation.places_of(key))
        for key in dict.fromkeys(found):
            place = self._document.places[key]
            if place.address:
                line = self._edition.say(
                    "address", place=self._situation.name(key), address=written(place.address)
                )
                finding = finding.then(line, facts=(f"places.{key}",))
        return finding

    def _machinery(self) -> Iterator[tuple[str, Service | Portal]]:
        yield from self._document.portals.items()
        yield from self._document.services.items()

    def _machines(self, value: str) -> Iterator[Entry]:
        """Services and portals that stand so."""
        edition = self._edition
        for key, subject in self._machinery():
            if subject.state is None or subject.state.value != value:
                continue
            section_of = "portals" if isinstance(subject, Portal) else "services"
            finding = Finding(
                (edition.text(subject.state.text),), (f"{section_of}.{key}.state",), subjects=(key,)
            )
            self._told.add(edition.text(subject.state.text))
            yield entry_of(
                edition,
                self._situation,
                finding,
                names=[spoken(self._situation.name(key))],
                badge=state_badge(subject.state, edition.freshness, edition.say),
            )

    # What is published in words

    def _payments(self) -> Section | None:
        """Ways to pay. Whether a payment shows is told by the caveat of a way, if it has one."""
        ways = self._untold("how_to_pay")
        if any(one.caveat for one in ways.values()):
            posted = {key for key, one in ways.items() if set(one.about) == POSTED}
            self._told.update(posted)
            ways = {key: one for key, one in ways.items() if key not in posted}
        return self._of_statements("payments", self._edition.say("pay_title"), ways)

    def _statements(self, topic: str, name: str, title: str) -> Section | None:
        return self._of_statements(name, title, self._untold(topic))

    def _reopening(self) -> Section | None:
        """What is published on the day of opening again; who may come is told of each office."""
        statements = {
            key: one for key, one in self._untold("reopening").items() if WHEN in one.about
        }
        title = self._edition.say("reopening_title")
        return self._of_statements("reopening", title, statements)

    def _dates(self) -> Section | None:
        """The Saturdays on which offices open, and the holidays ahead."""
        entries = []
        for aspect in ("hours/saturday", "hours/holiday"):
            situation = self._edition.situation(aspect)
            finding = hours.answer(situation) if self._document.offices else None
            if finding and not finding.unknown:
                entries.append(entry_of(self._edition, situation, finding))
        return section(self._edition, "dates", self._edition.say("dates_title"), entries)

    def _unsaid_services(self) -> Section | None:
        """Services of which nothing is published, and that no office stands behind."""
        names = [
            self._situation.name(key)
            for key, service in self._document.services.items()
            if service.state is None and service.office is None
        ]
        if not names:
            return None
        sentence = self._edition.say("unsaid_services", names=self._situation.listed(names))
        finding = Finding((sentence,), unknown=True)
        entry = entry_of(self._edition, self._situation, finding)
        return section(self._edition, "other", self._edition.say("other_title"), [entry])

    def _more(self) -> Iterator[Folded]:
        """All that is left, by the first question that it answers."""
        folded: dict[str, list[Entry]] = {}
        for key, statement in self._document.statements_by_id():
            if self._is_untold(key, statement):
                entry = statement_entry(self._edition, key, statement)
                about = statement.about
                title = self._title(about[0]) if about else self._edition.say("more_other")
                folded.setdefault(title, []).append(entry)
        for key in filter(self._is_for_the_press, self._cases()):
            folded.setdefault(self._title(self._cases()[key].about[0]), []).append(self._case(key))
        for title, entries in folded.items():
            yield Folded(title, tuple(entries), ages(self._edition, entries))

    def _title(self, aspect: str) -> str:
        return self._edition.wording.aspect(self._edition.language, aspect).title

    def _of_statements(
        self, name: str, title: str, statements: Mapping[str, Statement]
    ) -> Section | None:
        self._told.update(statements)
        entries = [statement_entry(self._edition, key, one) for key, one in statements.items()]
        return section(self._edition, name, title, entries)

    def _untold(self, topic: str) -> dict[str, Statement]:
        """Statements that answer a topic before all others and do not stand above."""
        return {
            key: one
            for key, one in self._document.statements_by_id()
            if _topic_of(key, one) == topic and self._is_untold(key, one)
        }

    def _is_untold(self, key: str, statement: Statement) -> bool:
        """Whether a statement holds today, and neither it nor its very words stand above."""
        if key in self._told or not self._situation.holds(key):
            return False
        return bool(statement.caveat) or self._edition.text(statement.text) not in self._told

    # People

    def _staff(self) -> Section | None:
        """Who answers, when, and what only a person can look into."""
        entries = [self.reaching_staff()]
        entries += [self._case(key) for key in self._cases() if not self._is_for_the_press(key)]
        return section(self._edition, "staff", self._edition.say("staff_title"), entries)

    def reaching_staff(self) -> Entry:
        """When staff answer, and by which numbers and addresses they are reached."""
        situation = self._situation
        weekly = situation.weekly(self._document.staff.weekly)
        finding = Finding((situation.common("staff_hours", hours=weekly),), ("staff",))
        contacts = dict(self._contacts())
        lines = [self._reach(contact) for contact in contacts.values()]
        finding = finding.then(*lines, facts=tuple(contacts))
        return entry_of(self._edition, situation, finding)

    def _cases(self) -> Mapping[str, CaseByCase]:
        return self._document.case_by_case

    def _is_for_the_press(self, key: str) -> bool:
        return all(aspect.startswith("media/") for aspect in self._cases()[key].about)

    def _case(self, key: str) -> Entry:
        words = self._edition.text(self._cases()[key].text)
        finding = Finding((words,), (f"case_by_case.{key}",))
        return entry_of(self._edition, self._situation, finding)

    def _reach(self, contact: Contact) -> str:
        """Write how somebody is reached; a number that is nobody's in particular stands alone."""
        if contact.label or contact.serves:
            return contact_line(self._situation, next(iter(contact.serves), ""), contact)
        return f"{contact.value}."

    def _contacts(self) -> Iterator[tuple[str, Contact]]:
        """The contacts of staff, then all others that may be offered."""
        yield from self._situation.staff_contacts()
        for key, contact in self._document.contacts.items():
            if contact.answered is not False:
                yield f"contacts.{key}", contact


def _topic_of(fact_id: str, statement: Statement) -> str | None:
    """What a statement answers before all else."""
    if statement.about:
        return statement.about[0].partition("/")[0]
    return TOPICS.get(fact_id.partition(".")[0])
