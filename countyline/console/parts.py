"""What the console is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from countyline.asked.grouping import Grouping
from countyline.console.accounts import Accounts
from countyline.console.canned import Canned
from countyline.console.current import CurrentStatus
from countyline.console.previews import Previews
from countyline.console.publishing import Publishing
from countyline.console.reversals import Reversals
from countyline.console.sessions import Sessions
from countyline.console.throttle import Throttle
from countyline.desk.bell import Bell
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads
from countyline.following.corrections import Corrections
from countyline.notices.telling import Telling
from countyline.records.jobs import ExportJobs


@dataclass(frozen=True)
class Console:
    """The console of one desk.

    `clock` tells real time, `offset` what to add to it for the time that residents are told about;
    `public_url` is what the outside uses.
    """

    engine: Engine
    threads: DatabaseThreads
    switchboard: Switchboard
    bell: Bell
    accounts: Accounts
    sessions: Sessions
    throttle: Throttle
    canned: Canned
    current: CurrentStatus
    previews: Previews
    corrections: Corrections
    reversals: Reversals
    telling: Telling
    publishing: Publishing
    records: ExportJobs
    grouping: Grouping
    clock: Callable[[], datetime]
    offset: Callable[[], timedelta]
    public_url: str

    @property
    def is_secure(self) -> bool:
        """Whether cookies go over https alone."""
        return self.public_url.startswith("https:")
