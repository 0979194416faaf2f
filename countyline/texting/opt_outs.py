"""Who wants no texts: on record, with how it was said, for as long as there are records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from countyline.texting.schema import opt_outs

_in_force = opt_outs.c.ended_at.is_(None)
# Built once: building a statement costs more than running it.
_IN_FORCE = select(opt_outs.c.how).where(opt_outs.c.number == bindparam("this"), _in_force)


BY_WEB = "web"
"""How somebody opted out who only said which number it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """One opt-out. `how` is `keyword`, `words`, `twilio`, `carrier` or `web`.

    `ended_how` is `keyword`, `words`, `twilio`, or `wrote` where a text ended one from the web.
    """

    number: str
    began_at: datetime
    how: str
    ended_at: datetime | None
    ended_how: str | None


def has_opted_out(connection: Connection, number: str) -> bool:
    """Tell whether a number wants no texts."""
    return how_opted_out(connection, number) is not None


def how_opted_out(connection: Connection, number: str) -> str | None:
    """Tell how a number said that it wants no texts; null when it did not."""
    how: str | None = connection.scalar(_IN_FORCE, {"this": number})
    return how


def opt_out(connection: Connection, number: str, how: str, now: datetime) -> None:
    """Note that a number wants no texts; what was noted before stays."""
    values = {"number": number, "began_at": now, "how": how}
    connection.execute(insert_once(connection, opt_outs).values(values))


def opt_in(connection: Connection, number: str, how: str, now: datetime) -> None:
    """Note that a number wants texts again."""
    connection.execute(
        update(opt_outs)
        .where(opt_outs.c.number == number, _in_force)
        .values(ended_at=now, ended_how=how)
    )


def count_in_force(connection: Connection) -> int:
    """Count the numbers that want no texts."""
    return connection.scalar(select(func.count()).select_from(opt_outs).where(_in_force)) or 0


def all_opt_outs(connection: Connection) -> list[OptOut]:
    """Give all of them, also those that ended, the oldest first."""
    rows = connection.execute(select(opt_outs).order_by(opt_outs.c.began_at, opt_outs.c.id))
    return [
        OptOut(
            number=row.number,
            began_at=row.began_at,
            how=row.how,
            ended_at=row.ended_at,
            ended_how=row.ended_how,
        )
        for row in rows
    ]


def insert_once(connection: Connection, table: Any) -> Any:
    """Give an insert that does nothing where the row is there already."""
    insert = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert
    return insert(table).on_conflict_do_nothing()
