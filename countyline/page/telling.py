"""From what the bot would say to what stands on a page: the same words, certainty and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from countyline.answers.finding import Finding
from countyline.answers.published import told
from countyline.answers.situation import Situation
from countyline.page.badges import Badge
from countyline.page.contents import Age, Entry, Section, SourceLine
from countyline.page.editions import Edition
from countyline.status.model import Source, Statement


def entry_of(
    edition: Edition,
    situation: Situation,
    finding: Finding,
    *,
    names: Sequence[str] = (),
    badge: Badge | None = None,
) -> Entry:
    """Put a finding on the page as the bot composes it: a warning first for what is out of date."""
    facts = finding.facts + finding.next_facts
    claim = warning(edition, situation, finding.facts)
    steps = "" if claim else warning(edition, situation, finding.next_facts)
    return Entry(
        sentences=tuple(map(spoken, finding.sentences)),
        standing=edition.freshness.standing(facts, finding.said, otherwise="unknown"),
        names=tuple(names),
        badge=badge,
        details=tuple(spoken(step) for step in (steps, *finding.next_steps) if step),
        warning=claim,
    )


def statement_entry(edition: Edition, fact_id: str, statement: Statement) -> Entry:
    """Tell one statement with its caveat."""
    situation = edition.situation("status/overview")
    return entry_of(edition, situation, told(situation, {fact_id: statement}))


def warning(edition: Edition, situation: Situation, fact_ids: Sequence[str]) -> str:
    """Say that facts are past their review time, or were never confirmed; empty when they are.

    The rule is the bot's (`Composer` in `countyline.answers.composing`); the tests compare both.
    Below a headline that says so of itself, it is said in short.
    """
    told_facts = [edition.facts[key] for key in dict.fromkeys(fact_ids)]
    stale = [fact for fact in told_facts if edition.freshness.is_stale(fact)]
    if stale:
        moment = edition.moment(min(edition.document.provenance[one.per].as_of for one in stale))
        is_told_above = edition.freshness.is_stale(edition.document.incident["headline"])
        if is_told_above:
            return edition.say("warning_again", moment=moment)
        return situation.common("not_confirmed_since", moment=moment)
    unsure = any(
        fact.certainty == "not_confirmed" and not isinstance(fact, Statement) for fact in told_facts
    )
    return situation.common("not_confirmed") if unsure else ""


def section(edition: Edition, name: str, title: str, entries: Sequence[Entry]) -> Section | None:
    """Put entries under a title, with the age and the sources of all; None when there are none."""
    if not entries:
        return None
    return Section(name, title, tuple(entries), ages(edition, entries))


def spoken(text: str) -> str:
    """Give a text that begins with a plain lower-case word its capital."""
    return text[0].upper() + text[1:] if text.split(" ", maxsplit=1)[0].islower() else text


def ages(edition: Edition, entries: Sequence[Entry]) -> tuple[Age, ...]:
    """Name the age of the entries' facts with their sources: what is of one age together."""
    told_facts = (edition.facts[fact] for entry in entries for fact in entry.standing.facts)
    origins = dict.fromkeys(edition.document.provenance[fact.per] for fact in told_facts)
    common = edition.situation("status/overview").common
    grouped: dict[tuple[str, str], list[Source]] = {}
    for origin in sorted(origins, key=lambda one: one.as_of, reverse=True):
        as_of = common("as_of", moment=edition.moment(origin.as_of))
        sources = (edition.document.sources[name] for name in origin.sources)
        grouped.setdefault((as_of, edition.said_until(origin.review_by)), []).extend(sources)
    return tuple(
        Age(as_of, until, source_lines(edition, sources))
        for (as_of, until), sources in grouped.items()
    )


def source_lines(edition: Edition, sources: Iterable[Source]) -> tuple[SourceLine, ...]:
    """Name sources with their dates; those that read alike once."""
    lines = (
        SourceLine(
            edition.say(
                "source_dated",
                title=edition.text(source.title),
                date=edition.date(source.published),
            ),
            source.url,
        )
        for source in sources
    )
    return tuple(dict.fromkeys(lines))
