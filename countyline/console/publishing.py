"""What the publisher's pages are made of, and what they all need to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from countyline.cases.staff import StaffMember
from countyline.publishing.approving import Approval
from countyline.publishing.drafts import Drafts
from countyline.status.publication import Published
from countyline.status.publication_reader import PublicationReader


@dataclass(frozen=True)
class Publishing:
    """The parts behind the pages. `now` tells the moment that residents are told about."""

    drafts: Drafts
    approval: Approval
    reader: Callable[[], PublicationReader]
    now: Callable[[], datetime]

    def current(self) -> Published | None:
        """Give what is in service."""
        return self.reader().current()


def may_approve(member: StaffMember, changed_by: str, submitted_by: str | None) -> bool:
    """Tell whether somebody is the second person that a draft needs."""
    return member.id not in (changed_by, submitted_by)
