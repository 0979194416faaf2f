"""The staff console, put together for a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from argon2 import PasswordHasher
from sqlalchemy import Engine

from countyline.console.accounts import Accounts
from countyline.console.canned import load_canned
from countyline.console.current import CurrentStatus
from countyline.console.parts import Console
from countyline.console.passwords import Passwords
from countyline.console.sessions import Sessions
from countyline.console.throttle import Throttle
from countyline.desk.bell import Bell
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads
from countyline.notices.telling import Telling
from countyline.records.jobs import ExportJobs
from countyline.settings import Settings


@dataclass(frozen=True)
class DeskParts:
    """What the console shares with the desk."""

    engine: Engine
    threads: DatabaseThreads
    switchboard: Switchboard
    bell: Bell


def console_of(
    settings: Settings,
    desk: DeskParts,
    current: CurrentStatus,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    hasher: PasswordHasher | None = None,
) -> Console:
    """Put the console together. Raises Problem."""
    return Console(
        engine=desk.engine,
        threads=desk.threads,
        switchboard=desk.switchboard,
        bell=desk.bell,
        accounts=Accounts(desk.engine, clock, Passwords(hasher)),
        sessions=Sessions(desk.engine, clock),
        throttle=Throttle(),
        canned=load_canned(settings.root / "data"),
        current=current,
        telling=Telling(settings, desk.engine, clock),
        records=ExportJobs(settings.var / "records", _for_a_process(settings, desk.engine)),
        clock=clock,
        public_url=settings.public_url,
    )


def _for_a_process(settings: Settings, engine: Engine) -> dict[str, str]:
    """Give the variables by which another process finds the same records."""
    return {
        "COUNTYLINE_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "COUNTYLINE_VAR": str(settings.var),
    }
