"""The cases that a message may speak of, looked up before it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from countyline.answers.answer import CaseReport


@dataclass(frozen=True)
class KnownCases:
    """The cases a message may speak of: those it names (None: no such case), and its own."""

    named: Mapping[str, CaseReport | None]
    own: Sequence[CaseReport] = ()
