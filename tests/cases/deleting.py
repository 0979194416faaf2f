"""A process that deletes what is old, and is killed in the middle of it.

Arguments: the database, and after how many deletions of rows it dies.
"""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from typing import Any

from sqlalchemy import event

from countyline.cases.retention import Retention
from countyline.database import open_engine
from countyline.desk.schema import conversations

for _part in ("notices", "texting", "calling"):
    import_module(f"countyline.{_part}.schema")


def main(url: str, after: str) -> None:
    engine = open_engine(url)
    numbers = count(1)

    @event.listens_for(engine, "after_cursor_execute")
    def die(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("DELETE") and next(numbers) == int(after):
            os.kill(os.getpid(), signal.SIGKILL)

    before = datetime.now(UTC) - timedelta(days=90)
    Retention(engine, conversations, lambda: datetime.now(UTC), 0).delete(before, "killed")
