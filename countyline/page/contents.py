"""What stands on a page, before it is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from countyline.page.badges import Badge
from countyline.status.freshness import Standing
from countyline.status.model import Certainty


@dataclass(frozen=True)
class Entry:
    """One thing that is told: what it is, how it stands, and the sentences.

    `warning` says that it is past its review time; the sentences are then what was said. `standing`
    tells how sure it is, as of when, from where and by which facts.
    """

    sentences: tuple[str, ...]
    standing: Standing
    names: tuple[str, ...] = ()
    badge: Badge | None = None
    details: tuple[str, ...] = ()
    warning: str = ""

    @property
    def certainty(self) -> Certainty:
        """How sure it is."""
        return self.standing.certainty


@dataclass(frozen=True)
class Run:
    """Entries, one after the other, that share a warning. It is said once."""

    warning: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class SourceLine:
    """A source, as it is named below a section."""

    text: str
    url: str | None


@dataclass(frozen=True)
class Age:
    """As of when facts were true, until when they are confirmed, and where they stand."""

    as_of: str
    until: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True)
class Section:
    """A part of the page under a title. There is no empty one.

    Facts of one section may differ in age; `ages` names each, the newest first.
    """

    id: str
    title: str
    entries: tuple[Entry, ...]
    ages: tuple[Age, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The entries by their warning, in their order."""
        return runs(self.entries)


@dataclass(frozen=True)
class Folded:
    """What further is published on a matter, folded away under its title."""

    title: str
    entries: tuple[Entry, ...]
    ages: tuple[Age, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The entries by their warning, in their order."""
        return runs(self.entries)


@dataclass(frozen=True)
class Glance:
    """Things that stand alike, named in one line, and the section that tells of them."""

    badge: Badge
    names: tuple[str, ...]
    section: str


@dataclass(frozen=True)
class Notice:
    """A whole page in one language.

    `headline` is the published headline in full, `title` what stands above it. `more` is all that
    is published and has no section of its own. `sources` are those of everything on the page,
    the headline's first; elsewhere they are named by their number.
    """

    county: str
    title: str
    headline: Entry
    as_of: str
    until: str
    headline_age: Age
    sections: tuple[Section, ...]
    more: tuple[Folded, ...]

    @cached_property
    def sources(self) -> tuple[SourceLine, ...]:
        """Every source, once."""
        ages = [
            self.headline_age,
            *(age for section in self.sections for age in section.ages),
            *(age for folded in self.more for age in folded.ages),
        ]
        return tuple(dict.fromkeys(line for age in ages for line in age.sources))

    def number(self, line: SourceLine) -> int:
        """Give the number of a source."""
        return self.sources.index(line) + 1

    @property
    def glance(self) -> tuple[Glance, ...]:
        """How everything stands, in a few lines."""
        rows: dict[tuple[str, Badge], list[str]] = {}
        for section in self.sections:
            for entry in section.entries:
                if entry.badge:
                    rows.setdefault((section.id, entry.badge), []).extend(entry.names)
        return tuple(Glance(badge, tuple(names), name) for (name, badge), names in rows.items())

    @property
    def worded(self) -> tuple[Section, ...]:
        """The sections that the glance does not lead to."""
        shown = {row.section for row in self.glance}
        return tuple(section for section in self.sections if section.id not in shown)


def runs(entries: Sequence[Entry]) -> tuple[Run, ...]:
    """Put neighbors that share a warning together."""
    return tuple(
        Run(warning, tuple(group)) for warning, group in groupby(entries, lambda one: one.warning)
    )
