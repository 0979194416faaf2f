"""What finds the names and statements of one revision in a message.

Built anew when a revision is published; the vectors of what stays are used again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from countyline.revision import Revision
from countyline.understanding.foreign import ForeignFinder
from countyline.understanding.matching import StatementFinder
from countyline.understanding.statements import statements
from countyline.understanding.subjects import Mention, SubjectFinder


@dataclass(frozen=True)
class Published:
    """The finders of one revision."""

    number: int | None
    home: re.Pattern[str] | None
    """The county's own name, which says no more than "the county"."""
    offices: frozenset[str]
    """The ids of the subjects that are offices."""
    subjects: SubjectFinder
    foreign: ForeignFinder
    statements: StatementFinder

    @classmethod
    def of(cls, revision: Revision | None, before: "Published | None" = None) -> "Published":
        """Build the finders; vectors of what stood in `before` are used again."""
        shown = revision or Revision(0)
        subjects, home = SubjectFinder(shown), _home(revision)

        def heard(text: str) -> str:
            return _spelled(text, subjects.find(text), subjects, home)

        return cls(
            number=revision.number if revision is not None else None,
            home=home,
            offices=frozenset(shown.status.get("offices") or ()),
            subjects=subjects,
            foreign=ForeignFinder(revision),
            statements=StatementFinder(
                tuple(statements(shown)),
                heard,
                before.statements.vectors if before is not None else {},
            ),
        )

    def heard(self, text: str, mentions: Sequence[Mention]) -> str:
        """`text` with the names that were found in it spelled as published."""
        return _spelled(text, mentions, self.subjects, self.home)


def _spelled(
    text: str, mentions: Sequence[Mention], subjects: SubjectFinder, home: re.Pattern[str] | None
) -> str:
    spelled = subjects.canonical(text, mentions)
    return home.sub(_county, spelled) if home else spelled


def _home(revision: Revision | None) -> re.Pattern[str] | None:
    organization = revision.status.get("organization") if revision is not None else None
    names = organization.get("name") if isinstance(organization, Mapping) else None
    if not isinstance(names, Mapping):
        return None
    written = [re.escape(name) for name in names.values() if isinstance(name, str) and name]
    return re.compile("|".join(written), re.IGNORECASE) if written else None


def _county(name: re.Match[str]) -> str:
    return "condado" if "condado" in name.group().casefold() else "county"
