"""Making answers of the ledger again: is what the program says now, word for word, what it said?

Needs the revisions as they were published (`var/publication`) and the ledger; no Rasa. A text is
made again from its basis: the question as it was understood then, the context, the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from countyline.answers.basis import BY_ANSWERS, read_basis, said_again
from countyline.answers.wording import Wording
from countyline.desk.model import THEN
from countyline.headline import BY_HEADLINE, made_again
from countyline.ledger.asking import LedgerEntry
from countyline.revision import Revision, revision_in
from countyline.status.publication_reader import PublicationReader

Earlier = Callable[[LedgerEntry], Sequence[LedgerEntry]]
"""Gives what the bot said before an entry in its conversation, the newest first."""


_MADE = (BY_ANSWERS, BY_HEADLINE)
"""What makes texts that can be made again."""


class Outcome(StrEnum):
    """What became of making a text again."""

    IDENTICAL = "identical"
    DIFFERS = "differs"
    LOST = "lost"
    STAFF = "staff"
    DESK = "desk"


WORDS = {
    Outcome.IDENTICAL: "identical",
    Outcome.DIFFERS: "differ",
    Outcome.LOST: "cannot be made again",
    Outcome.STAFF: "written by staff",
    Outcome.DESK: "fixed sentences of the desk, which rest on no facts",
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """A text that was made again. `text` is null where nothing could be made; `why` tells why a
    text differs or what it is.
    """

    entry: LedgerEntry
    outcome: Outcome
    text: str | None = None
    why: str | None = None


class Replayer:
    """Makes texts again.

    Args:
        publication: the folder of the revisions.
        wording: the words of this program.
        program: the digest of this program.
        earlier: gives what was said before, for the further parts of an answer.
    """

    def __init__(
        self, publication: Path, wording: Wording, program: str, earlier: Earlier
    ) -> None:
        self._documents = PublicationReader(publication)
        self._wording = wording
        self._program = program
        self._earlier = earlier
        self._revision = lru_cache(maxsize=8)(
            lambda number: revision_in(publication, number)
        )

    def replay(self, entry: LedgerEntry) -> Replayed:
        """Make the text of an entry again, and compare. Raises DatabaseUnavailable."""
        if entry.author == "staff":
            return Replayed(entry, Outcome.STAFF, why="a person wrote it")
        by = (entry.basis or {}).get("by")
        if by not in _MADE:
            return self._part(entry)
        try:
            first = self._messages(entry)[0]
        except _Lost as lost:
            return Replayed(entry, Outcome.LOST, why=str(lost))
        return self._compared(entry, self._with_what_followed(entry, first))

    def _part(self, entry: LedgerEntry) -> Replayed:
        """Make a further part of an answer again, or one that was said again on the phone."""
        made = (one for one in self._earlier(entry) if (one.basis or {}).get("by") in _MADE)
        before = next(made, None)
        if before is not None:
            with suppress(_Lost):
                for message in self._messages(before):
                    if _says(entry, message):
                        why = f"words of entry {before.number}, which has more of them"
                        return Replayed(entry, Outcome.IDENTICAL, entry.text, why)
        return Replayed(entry, Outcome.DESK, why="a fixed sentence of the desk")

    def _messages(self, entry: LedgerEntry) -> tuple[str, ...]:
        basis = entry.basis or {}
        try:
            if basis["by"] == BY_HEADLINE:
                return self._headline(basis)
            return self._answer(basis)
        except (KeyError, TypeError, ValueError) as error:
            raise _Lost("what it was made from cannot be read") from error

    def _answer(self, kept: object) -> tuple[str, ...]:
        basis = read_basis(kept)
        published = self._documents.revision(basis.revision)
        if published is None:
            raise _Lost(f"revision {basis.revision} is not there any more")
        if published.digest != basis.document:
            raise _Lost(f"revision {basis.revision} is another document now")
        return said_again(basis, published.document, self._wording)

    def _headline(self, basis: Mapping[str, Any]) -> tuple[str, ...]:
        number, revision = basis["revision"], None
        if isinstance(number, int):
            revision = self._published(number)
            if revision.digest != basis["document"]:
                raise _Lost(f"revision {number} is another document now")
        return made_again(basis, revision).messages

    def _published(self, number: int) -> Revision:
        revision = self._revision(number)
        if revision is None:
            raise _Lost(f"revision {number} is not there any more")
        return revision

    def _with_what_followed(self, entry: LedgerEntry, text: str) -> str:
        followed = (entry.basis or {}).get(THEN)
        return text if followed is None else f"{text}\n{followed}"

    def _compared(self, entry: LedgerEntry, text: str) -> Replayed:
        if _says(entry, text):
            return Replayed(entry, Outcome.IDENTICAL, text)
        program = (entry.basis or {}).get("program")
        why = "the same program says something else"
        if program != self._program:
            why = "another version of the program or of its words made it"
        return Replayed(entry, Outcome.DIFFERS, text, why)


def _says(entry: LedgerEntry, text: str) -> bool:
    """Tell whether an entry says a text.

    On the phone the lines are said as one, and a fixed sentence may follow, such as an offer.
    """
    if entry.channel != "voice":
        return entry.text == text
    said, words = " ".join(entry.text.split()), " ".join(text.split())
    return said == words or said.startswith(f"{words} ")


class _Lost(Exception):
    """A text cannot be made again."""
