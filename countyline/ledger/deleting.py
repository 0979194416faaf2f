"""The ledger's notes of what was deleted by age: each deletion is an entry of the chain.

It is written in the transaction that deletes. So whoever checks the chain knows of each content
that is gone when it went, by whose deed and under which rule, and that nothing else is gone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from countyline.ledger.chain import SALT_BYTES, canonical, digest_of, next_link
from countyline.ledger.schema import ledger, ledger_contents, ledger_notes
from countyline.ledger.sealing import head_of, wait_for_others

DELETED: Final = "deleted"


class DeletionWitness:
    """Writes deletions by age into the chain; for `countyline.cases.retention`."""

    def wait(self, connection: Connection) -> None:
        """Wait for whoever adds to the chain, before anything else is locked."""
        wait_for_others(connection)

    def look(self, connection: Connection, conversations: Sequence[str]) -> list[int]:
        """Give the entries whose contents go with these conversations."""
        query = select(ledger_contents.c.number).where(
            ledger_contents.c.conversation.in_(conversations)
        )
        return list(connection.scalars(query.order_by(ledger_contents.c.number)))

    def note(
        self, connection: Connection, numbers: Sequence[int], facts: Mapping[str, Any]
    ) -> None:
        """Add an entry that tells what went: entries by number, and plain facts."""
        content = canonical({"what": DELETED, "entries": spans_of(numbers), **facts})
        salt = secrets.token_hex(SALT_BYTES)
        link = next_link(head_of(connection), digest_of(salt, content))
        connection.execute(
            insert(ledger).values(number=link.number, digest=link.digest, hash=link.hash)
        )
        connection.execute(
            insert(ledger_notes).values(number=link.number, salt=salt, content=content)
        )


def spans_of(numbers: Iterable[int]) -> list[list[int]]:
    """Give numbers, in order, as spans: the first and the last of each."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans


def numbers_in(spans: Iterable[Sequence[int]]) -> Iterable[int]:
    """Give the numbers of spans. Raises TypeError or ValueError for what is none."""
    for first, last in spans:
        yield from range(int(first), int(last) + 1)
