"""Puts the ledger together from the settings: for the desk and the commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from countyline.desk.threads import DatabaseThreads
from countyline.headline import present
from countyline.ledger.sealing import Sealer
from countyline.ledger.worker import LedgerWorker
from countyline.revision import PublicationReader
from countyline.settings import Settings


def sealer_for(settings: Settings, engine: Engine) -> Sealer:
    """Give what seals."""
    return Sealer(engine, _real_time, told_time_offset(settings))


def ledger_for(settings: Settings, engine: Engine, threads: DatabaseThreads) -> LedgerWorker:
    """Give a desk's worker. Run it as a task: `worker.run()`."""
    return LedgerWorker(sealer_for(settings, engine), threads)


def told_time_offset(settings: Settings) -> Callable[[], timedelta]:
    """Give what tells how far the time that residents are told about is from the real one."""
    reader = PublicationReader(settings.publication)
    return lambda: present(reader.current()) - _real_time()


def _real_time() -> datetime:
    return datetime.now(UTC)
