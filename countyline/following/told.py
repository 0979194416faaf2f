"""Who was told a fact that is so no more, and has not been told the new one since.

Pure, but for `told_of`, which reads the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from countyline.ledger.asking import LedgerEntry, Wanted, entries


@dataclass(frozen=True, slots=True)
class Reversed:
    """A fact that a revision took back or says otherwise.

    `now` is null for what was withdrawn. `revisions` are those that said what it said before.
    """

    fact: str
    before: str
    now: str | None
    revision: int
    revisions: frozenset[int]


@dataclass(frozen=True, slots=True)
class WasTold:
    """A conversation in which the old fact was told last, and nothing newer of it.

    `number` is the ledger's entry; `told_at` is the moment that was told about.
    """

    conversation: str
    channel: str
    language: str
    number: int
    text: str
    told_at: datetime
    basis: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many conversations of a channel and a language, and between which moments."""

    channel: str
    language: str
    residents: int
    first: datetime
    last: datetime


def told_of(engine: Engine, fact: Reversed) -> list[WasTold]:
    """Ask the ledger who still believes the old fact. Raises DatabaseUnavailable."""
    # A later answer to the same question may rest on other facts, so all answers are looked at
    # in the conversations where the old one was told.
    old = [one for one in entries(engine, Wanted(about=fact.fact)) if _is_old(one, fact)]
    found: list[WasTold] = []
    for conversation in dict.fromkeys(one.conversation for one in old):
        said = list(entries(engine, Wanted(conversation=conversation)))
        mine = [one for one in old if one.conversation == conversation]
        if (last := _still_believed(mine, said, fact)) is not None:
            found.append(last)
    return found


def together(found: Iterable[Sequence[WasTold]]) -> list[WasTold]:
    """Give each conversation once, by what it was told last."""
    last: dict[str, WasTold] = {}
    for one in sorted((one for told in found for one in told), key=lambda one: one.number):
        last[one.conversation] = one
    return list(last.values())


def counted(found: Sequence[WasTold]) -> list[Count]:
    """Count by channel and language."""
    groups: dict[tuple[str, str], list[WasTold]] = {}
    for one in found:
        groups.setdefault((one.channel, one.language), []).append(one)
    return [
        Count(
            channel,
            language,
            len(told),
            min(one.told_at for one in told),
            max(one.told_at for one in told),
        )
        for (channel, language), told in sorted(groups.items())
    ]


def is_newer(
    answer: Mapping[str, Any] | None, facts: Sequence[str], revision: int, old: Mapping[str, Any]
) -> bool:
    """Tell whether an answer's record tells what is so now of one of these facts.

    It rests on the fact as it is now, or answers the same question, as `old`'s record has it,
    from a revision that knows better.
    """
    if answer is None or not isinstance(known := answer.get("revision"), int) or known < revision:
        return False
    if answer.get("degraded"):
        return False
    if set(facts) & set(answer.get("facts") or ()):
        return True
    topics, subjects = old.get("topics") or (), old.get("subjects") or ()
    return (
        bool(topics)
        and answer.get("kind") == "answer"
        and set(topics) <= set(answer.get("topics") or ())
        and set(subjects) <= set(answer.get("subjects") or ())
    )


def _still_believed(
    old: Sequence[LedgerEntry], said: Sequence[LedgerEntry], fact: Reversed
) -> WasTold | None:
    last = old[-1]
    record = last.answer or {}
    later = (one for one in said if one.seq > last.seq and one.author == "bot")
    if any(is_newer(one.answer, [fact.fact], fact.revision, record) for one in later):
        return None
    return WasTold(
        last.conversation,
        last.channel,
        last.language,
        last.number,
        last.text,
        last.told_at,
        last.basis,
    )


def _is_old(entry: LedgerEntry, fact: Reversed) -> bool:
    # Another fact's id may begin alike.
    rests = fact.fact in (entry.rests_on("facts") or ())
    return rests and entry.author == "bot" and entry.rests_on("revision") in fact.revisions
