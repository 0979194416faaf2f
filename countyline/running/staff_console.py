"""The staff console, put together for a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import Engine

from countyline.console.accounts import Accounts
from countyline.console.canned import load_canned
from countyline.console.current import CurrentStatus
from countyline.console.parts import Console
from countyline.console.passwords import Passwords
from countyline.console.publishing import Publishing
from countyline.console.sessions import Sessions
from countyline.console.throttle import Throttle
from countyline.desk.bell import Bell
from countyline.desk.brain import Brain
from countyline.desk.switchboard import Switchboard
from countyline.desk.threads import DatabaseThreads
from countyline.following.corrections import Corrections
from countyline.headline import present
from countyline.ledger.assembling import told_time_offset
from countyline.notices.telling import Telling
from countyline.publishing.approving import Approval
from countyline.publishing.drafts import Drafts
from countyline.records.jobs import ExportJobs
from countyline.replay import is_replay
from countyline.revision import PublicationReader as RevisionReader
from countyline.running.groupings import grouping_for
from countyline.running.later_answers import LaterAnswers
from countyline.running.previews import PreviewsInProcess
from countyline.running.publishing import edition_publisher_of
from countyline.settings import Settings
from countyline.status.publication_reader import PublicationReader


@dataclass(frozen=True)
class DeskParts:
    """What the console shares with the desk. `brain` understands what publishers try."""

    engine: Engine
    threads: DatabaseThreads
    switchboard: Switchboard
    bell: Bell
    later: LaterAnswers
    brain: Brain | None = None


def console_of(
    settings: Settings,
    desk: DeskParts,
    current: CurrentStatus,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    hasher: PasswordHasher | None = None,
    *,
    offset: Callable[[], timedelta] | None = None,
) -> Console:
    """Put the console together; without an `offset`, with that of the settings. Raises Problem."""
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
        previews=_previews_of(settings, desk.brain),
        corrections=Corrections(desk.engine, clock),
        reversals=desk.later,
        telling=Telling(settings, desk.engine, clock),
        publishing=publishing_of(settings, Drafts(desk.engine, clock)),
        records=ExportJobs(settings.var / "records", _for_a_process(settings, desk.engine)),
        grouping=grouping_for(settings),
        clock=clock,
        offset=offset or told_time_offset(settings),
        public_url=settings.public_url,
    )


def publishing_of(settings: Settings, drafts: Drafts) -> Publishing:
    """Put together what drafts are published with."""

    def now() -> datetime:
        return present(RevisionReader(settings.publication).current())

    return Publishing(
        drafts=drafts,
        approval=Approval(drafts, edition_publisher_of(settings), now),
        reader=lambda: PublicationReader(settings.publication),
        now=now,
    )


def _previews_of(settings: Settings, brain: Brain | None) -> PreviewsInProcess:
    revisions = RevisionReader(settings.publication)
    return PreviewsInProcess(
        PublicationReader(settings.publication),
        lambda: present(revisions.current()),
        is_replay(settings),
        brain,
    )


def _for_a_process(settings: Settings, engine: Engine) -> dict[str, str]:
    """Give the variables by which another process finds the same records."""
    return {
        "COUNTYLINE_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "COUNTYLINE_VAR": str(settings.var),
    }
