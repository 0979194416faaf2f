"""What the form of an entry holds, and what the document says once it was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sanic.request import RequestParameters

from countyline.console.entry_choices import NEW_RELEASE
from countyline.console.entry_fields import Block, Builder, problem_in_words
from countyline.console.entry_values import Reading, Values, Written
from countyline.console.entry_words import SECTIONS, Section
from countyline.console.form_fields import Group, marked, typed
from countyline.console.given import Given
from countyline.console.release_fields import read_release, release_fields
from countyline.publishing.entries import with_entry, without_entry
from countyline.publishing.moves import fresh_id
from countyline.publishing.places import MISSING, Path, at_place, plain
from countyline.publishing.yaml_editing import edited
from countyline.status.guide import part_at
from countyline.status.model import SUBJECT_SECTIONS, Part, StatusDocument
from countyline.status.problems import Problem, sentence

NAME = "e"
"""Of the entry as a whole; the names of its fields begin with it."""

_WITHOUT_RELEASE = frozenset({"sources", "provenance", "organization"})
_NAMING = ("name.en", "title.en", "brief.en", "text.en", "value", "sources")
"""Fields whose words a new entry's id is made of: the first that is filled in."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a form is for: an entry that is there, a new one, or the only one of its section."""

    section: str
    key: str

    @property
    def known(self) -> Section:
        """What the section is called."""
        return SECTIONS[self.section]

    @property
    def is_new(self) -> bool:
        """Whether the form adds an entry."""
        return bool(self.known.one) and not self.key

    @property
    def is_needed(self) -> bool:
        """Whether no document can do without it."""
        alone = self.section in ("staff", "organization")
        return alone or (self.section, self.key) == ("incident", "headline")

    @property
    def path(self) -> Path:
        """The way to it."""
        return (self.section, self.key) if self.known.one else (self.section,)

    @property
    def part(self) -> type[Part]:
        """What it is in the model."""
        found = part_at((self.section, "entry") if self.known.one else (self.section,))
        assert found is not None
        return found


@dataclass(frozen=True)
class EntryForm:
    """The form of an entry of a text. `given` is what was filled in, empty at first.

    `now` is the moment that residents are told about.
    """

    place: Place
    text: str
    document: StatusDocument
    given: RequestParameters
    now: datetime

    @property
    def is_there(self) -> bool:
        """Whether there is such an entry, or there may be."""
        is_open = self.place.is_new or not self.place.known.one
        return is_open or self.before is not None

    @property
    def before(self) -> object:
        """What stands there now; None when nothing does."""
        found = at_place(plain(self.text), self.place.path) if not self.place.is_new else MISSING
        return None if found is MISSING else found

    @property
    def title(self) -> str:
        """Say what the form does."""
        known = self.place.known
        if self.place.is_new:
            return f"Add {known.one}: {known.title}"
        entries = getattr(self.document, self.place.section)
        named = getattr(entries.get(self.place.key), "name", None) if known.one else None
        name = named.en if named else self.place.key.replace("_", " ")
        return f"{known.title}: {name}" if name else known.title

    def block(self, problems: Sequence[Problem], more: str) -> tuple[Block, list[str]]:
        """Give the fields, and what is wrong that none of them shows."""
        values = self._values()
        builder = Builder(self.document, values, problems, more)
        block = builder.part(self.place.part, self._path(values), NAME, "")
        return block, [_elsewhere(one) for one in builder.unsaid]

    def release(self, wrong: Mapping[str, str]) -> Group | None:
        """Give the fields of a new release; None where nothing rests on one."""
        if self.place.section in _WITHOUT_RELEASE:
            return None
        fields = release_fields(self.document, self.now)
        group = Group("The new release, if it rests on one", fields)
        if self.given:
            group = typed([group], self.given)[0]
        return replace(marked(group, wrong), folded=not self._is_new_release())

    def changed(self) -> str:
        """Give the text as it is filled in. Whether it can be published is checked by others.

        Raises WrongField when the release cannot be read.
        """
        text, values = self.text, self._values()
        path, before = self._path(values), self.before
        if self._is_new_release():
            release = read_release(Given(self.given, self.document, self.now))
            text = edited(text, release)
            values = {
                name: [release.id if _rests(name) and one == NEW_RELEASE else one for one in found]
                for name, found in values.items()
            }
        value = Reading(values, self.document.zone).part(self.place.part, NAME, before)
        return with_entry(text, path, value)

    def without(self) -> str:
        """Give the text without the entry. Raises Problem for the headline."""
        return without_entry(self.text, self.place.path)

    def _values(self) -> Values:
        if self.given:
            return {name: [str(one) for one in found] for name, found in self.given.items()}
        return dict(Written(self.document.zone).part(self.place.part, self.before, NAME))

    def _is_new_release(self) -> bool:
        return any(
            NEW_RELEASE in found for name, found in self._values().items() if _rests(name)
        )

    def _path(self, values: Values) -> Path:
        """Give the way to the entry; a new one gets an id that is made of its words."""
        if not self.place.is_new:
            return self.place.path
        reading = Reading(values, self.document.zone)
        words = (reading.text(f"{NAME}.{field}") for field in _NAMING)
        taken = dict(getattr(self.document, self.place.section))
        if self.place.section in SUBJECT_SECTIONS:
            taken |= dict(self.document.subjects_by_id())
        return (self.place.section, fresh_id(next(filter(None, words), "entry"), taken))


def _rests(name: str) -> bool:
    return name.startswith(f"{NAME}.") and name.rpartition(".")[2] == "per"


def _elsewhere(problem: Problem) -> str:
    where = f"{problem.field}: " if problem.field else ""
    return sentence(f"{where}{problem_in_words(problem)}")
