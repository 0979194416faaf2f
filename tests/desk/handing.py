"""What the tests of hand-off share: staff members, cases, and what must hold whatever happened."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, insert, select

from countyline.cases.ids import draw_id
from countyline.cases.model import Case, Reason, State
from countyline.cases.rows import case_of, row_of
from countyline.cases.schema import cases
from countyline.database.engine import reading, writing
from countyline.desk.model import Hint, Reply
from tests.desk.dying import PEOPLE
from tests.desk.scene import reply

ANA, BO, CHIEF = PEOPLE
BOTH: dict[Hint, str] = {"en": "Your receipt is in the mail.", "es": "Su recibo va por correo."}

Clock = Callable[[], datetime]


def new_case(engine: Engine, conversation: str, clock: Clock, **changes: Any) -> str:
    """Open a case as the action server does; give its number."""
    fields: dict[str, Any] = {
        "id": draw_id(6, secrets.choice),
        "conversation": conversation,
        "turn": secrets.token_hex(4),
        "reason": Reason.ASKED_FOR_PERSON,
        "topic": "receipts",
        "subjects": ("collection",),
        "language": "en",
        "channel": "web",
        "question": "where is my receipt",
        "contact": None,
        "state": State.OPEN,
        "outcome": None,
        "opened_at": clock().astimezone(UTC),
        "closed_at": None,
        "closed_by": None,
    }
    case = Case(**{**fields, **changes})
    with writing(engine) as connection:
        connection.execute(insert(cases).values(row_of(case)))
    return case.id


def case_in(engine: Engine, case_id: str) -> Case:
    """Give a case as the database has it."""
    with reading(engine) as connection:
        return case_of(connection.execute(select(cases).where(cases.c.id == case_id)).one())


def hand_off(case_id: str, state: str = "open", **more: Any) -> Reply:
    """A reply of the bot that hands over to staff."""
    made = reply("A person will answer.", kind="handoff", **more)
    answer = {**made.answer, "case": {"id": case_id, "state": state}}
    object.__setattr__(made, "answer", answer)
    return made
