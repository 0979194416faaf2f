"""Why the switchboard did not do what a staff member asked for."""

from __future__ import annotations

from datetime import datetime


class CaseTaken(Exception):
    """Another staff member has the case's conversation, through this case or another of it."""

    def __init__(self, by_name: str, until: datetime, case: str) -> None:
        super().__init__(f"{by_name} has case {case}.")
        self.by_name = by_name
        self.until = until
        self.case = case


class NotYours(Exception):
    """The staff member does not have the case. `by_name` has it; null: nobody does."""

    def __init__(self, case: str, by_name: str | None) -> None:
        super().__init__(f"{by_name} has case {case}." if by_name else f"Nobody has case {case}.")
        self.case = case
        self.by_name = by_name


class UnfitText(ValueError):
    """A text that cannot be kept: `why` says `empty` or `too_long`."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The text is {why.replace('_', ' ')}.")
        self.why = why
