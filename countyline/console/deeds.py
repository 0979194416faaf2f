"""What was done to anything but a case, and by whom: a row in the transaction of the deed."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, insert, select

from countyline.console.schema import staff_deeds
from countyline.database.engine import reading

MOST_DEEDS = 500


class What(StrEnum):
    """What can be done, to accounts above all, and what is refused."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_CHANGE_REFUSED = "password_change_refused"
    PASSWORD_RESET = "password_reset"
    ADDED = "added"
    DISABLED = "disabled"
    ENABLED = "enabled"
    PAGE_REFUSED = "page_refused"
    FORM_REFUSED = "form_refused"
    NOTICES_TRIED = "notices_tried"
    NOTICES_SWITCHED_ON = "notices_switched_on"
    NOTICES_SWITCHED_OFF = "notices_switched_off"
    CASES_EXPORTED = "cases_exported"
    OPT_OUTS_LISTED = "opt_outs_listed"
    LEDGER_EXPORTED = "ledger_exported"
    ASKED_EXPORTED = "asked_exported"
    RECORDS_EXPORTED = "records_exported"
    RECORDS_DOWNLOADED = "records_downloaded"
    RECORDS_REMOVED = "records_removed"
    TRANSCRIPTS_TAKEN_IN = "transcripts_taken_in"
    CORRECTION_SENT = "correction_sent"
    CORRECTION_CALLED = "correction_called"
    CORRECTION_CALLS_EXPORTED = "correction_calls_exported"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. `id` is null for whoever is not signed in; so is the command line."""

    id: str | None
    name: str
    address: str | None = None


def operator() -> Actor:
    """Give whoever is at the command line of the computer that runs Countyline."""
    return Actor(None, f"command line ({getpass.getuser()})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that was done."""

    at: datetime
    actor: str | None
    actor_name: str
    what: str
    about: str | None
    address: str | None


def note(
    connection: Connection, at: datetime, actor: Actor, what: What, about: str | None = None
) -> None:
    """Write a deed down, within the transaction that does it."""
    connection.execute(
        insert(staff_deeds).values(
            at=at,
            actor=actor.id,
            actor_name=actor.name[:200],
            what=what.value,
            about=None if about is None else about[:200],
            address=None if actor.address is None else actor.address[:64],
        )
    )


def newest(engine: Engine, most: int = MOST_DEEDS) -> list[Deed]:
    """Give the last deeds, the newest first. Raises DatabaseUnavailable."""
    asked = select(staff_deeds).order_by(staff_deeds.c.id.desc()).limit(most)
    with reading(engine) as connection:
        return [
            Deed(
                at=row.at,
                actor=row.actor,
                actor_name=row.actor_name,
                what=row.what,
                about=row.about,
                address=row.address,
            )
            for row in connection.execute(asked)
        ]
