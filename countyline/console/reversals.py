"""What the console is told of facts that a revision took back or says otherwise.

Whoever puts the console together passes it in, as it does the status in service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from countyline.desk.model import Hint
from countyline.following.told import Reversed


class Reversals(Protocol):
    """The revisions, as they are at each call."""

    def revisions(self) -> Sequence[int]:
        """Give the numbers of the revisions that have one before them, the newest first."""
        ...

    def reversed_in(self, number: int) -> Sequence[Reversed]:
        """Give the facts that a revision took back or says otherwise than the one before it."""
        ...

    def proposed(
        self, basis: Mapping[str, Any] | None, facts: Sequence[Reversed], language: Hint
    ) -> str:
        """Propose the words of a correction; `basis` is that of the old answer."""
        ...
