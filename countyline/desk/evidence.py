"""What the bot's last answers in a conversation rested on, kept with the case that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from countyline.cases.schema import cases
from countyline.desk.schema import outbox

_ANSWERS = 5
"""So many answers before the hand-off may have to do with it."""

_LAST_ANSWERS = (
    select(outbox.c.answer)
    .where(outbox.c.conversation == bindparam("conversation"), outbox.c.turn.is_not(None))
    .order_by(outbox.c.seq.desc())
    .limit(_ANSWERS)
)
_NOTE = (
    update(cases)
    .where(cases.c.id == bindparam("case_id"), cases.c.facts.is_(None))
    .values(facts=bindparam("noted_facts"), revision=bindparam("noted_revision"))
)


def note_evidence(connection: Connection, case: str, conversation: str) -> None:
    """Note the facts and the revision behind the bot's last answers; what is noted stays."""
    rows = connection.execute(_LAST_ANSWERS, {"conversation": conversation}).scalars().all()
    answers = [answer for answer in reversed(rows) if isinstance(answer, Mapping)]
    facts = dict.fromkeys(fact for answer in answers for fact in _facts(answer))
    revisions = [one for answer in answers if isinstance(one := answer.get("revision"), int)]
    connection.execute(
        _NOTE,
        {
            "case_id": case,
            "noted_facts": list(facts),
            "noted_revision": revisions[-1] if revisions else None,
        },
    )


def _facts(answer: Mapping[str, Any]) -> list[str]:
    facts = answer.get("facts")
    return [str(fact) for fact in facts] if isinstance(facts, list) else []
