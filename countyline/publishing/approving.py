"""Approval: the one way from a draft to what residents are told.

A second person approves. In an emergency one alone may, with a reason that is recorded with the
revision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from countyline.cases.staff import StaffMember
from countyline.publishing.drafts import (
    Draft,
    DraftChanged,
    DraftEnded,
    DraftNotFound,
    Drafts,
    State,
    in_a_line,
)
from countyline.publishing.stamping import stamped
from countyline.status.edition_publisher import Edition

SHORTEST_REASON = 10
LONGEST_REASON = 500
_FEWEST_LETTERS = 5
"""Different ones of a reason: a row of dots says nothing."""


class Press(Protocol):
    """What puts an edition in service, as `EditionPublisher` does."""

    def publish(self, edition: Edition) -> int:
        """Give the revision that the edition became."""
        ...


class NeedsAnother(Exception):
    """Whoever wrote or handed in the draft may not approve it alone."""


class NotHandedIn(Exception):
    """The draft was not handed in for approval."""


class ReasonTooShort(Exception):
    """Publishing alone needs a reason in a few words."""


@dataclass(frozen=True)
class Approval:
    """Approves drafts. `now` tells the moment that residents are told about."""

    drafts: Drafts
    press: Press
    now: Callable[[], datetime]

    def approve(self, draft: str, *, version: int, by: StaffMember) -> Draft:
        """Publish what somebody else handed in; asked again by the same person, it is done already.

        Raises:
            DraftNotFound, DraftChanged, DraftEnded: as when it is saved.
            NotHandedIn, NeedsAnother: it is not this person's to approve.
            StatusDocumentInvalid, Superseded, NothingNew, Timeout, OSError: see
                `EditionPublisher.publish`; what was in service stays.
        """
        found = self._found(draft, version)
        if self._is_done(found, by):
            return found
        if found.state is not State.WAITING:
            raise NotHandedIn
        if by.id in (found.changed_by, found.submitted_by):
            raise NeedsAnother
        return self._publish(found, by, None)

    def override(self, draft: str, *, version: int, by: StaffMember, reason: str) -> Draft:
        """Publish without a second person. Raises as `approve`, and ReasonTooShort."""
        found = self._found(draft, version)
        if self._is_done(found, by):
            return found
        reason = in_a_line(reason)[:LONGEST_REASON]
        if len(reason) < SHORTEST_REASON or len({*reason.casefold()} - {" "}) < _FEWEST_LETTERS:
            raise ReasonTooShort
        return self._publish(found, by, reason)

    def _found(self, draft: str, version: int) -> Draft:
        found = self.drafts.get(draft)
        if found is None:
            raise DraftNotFound
        if found.version != version:
            raise DraftEnded(found) if not found.is_live else DraftChanged(found)
        return found

    def _is_done(self, draft: Draft, by: StaffMember) -> bool:
        """Tell whether this person published it before, and sends the same again."""
        if draft.is_live:
            return False
        if draft.state is State.PUBLISHED and self.drafts.was_published_by(draft.id, by):
            return True
        raise DraftEnded(draft)

    def _publish(self, draft: Draft, by: StaffMember, reason: str | None) -> Draft:
        edition = Edition(
            key=draft.key,
            text=stamped(draft.text, self.now()),
            expected=draft.base,
            by=by.name,
            reason=reason or draft.title,
        )
        # A process that is killed between the two is sent the form again, and finds the revision.
        revision = self.press.publish(edition)
        return self.drafts.note_publication(
            draft.id, version=draft.version, revision=revision, by=by, reason=reason
        )
