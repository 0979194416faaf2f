"""A process that uses a database, for tests that need real processes.

Arguments: what to do, and the database. Each waits for a line before it begins.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Connection, Engine, event, text

from countyline.database import open_engine, upgrade, writing

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 25


def start(what: str, url: str) -> subprocess.Popen[str]:
    """Start this file as a process that is ready to begin."""
    process = subprocess.Popen(
        [sys.executable, __file__, what, url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(processes: list[subprocess.Popen[str]]) -> None:
    """Let all begin at once, and expect that all succeed."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=120) for process in processes]
    for process, (_, errors) in zip(processes, ended, strict=True):
        assert process.returncode == 0, errors


def die_in_the_middle(engine: Engine) -> None:
    """Upgrade, and be killed as soon as the table of cases is made and not yet committed."""

    @event.listens_for(engine, "after_cursor_execute")
    def die(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "cases" in statement and statement.strip().startswith("CREATE TABLE"):
            os.kill(os.getpid(), signal.SIGKILL)

    upgrade(engine)


def count(engine: Engine) -> None:
    """Read a number and write the next one, as anything that decides by what it read does."""
    for _ in range(ROUNDS):
        with writing(engine) as connection:
            # SQLite has no FOR UPDATE; there the whole transaction waits for its turn.
            lock = "" if engine.dialect.name == "sqlite" else " FOR UPDATE"
            number = connection.scalar(text(f"SELECT number FROM counter{lock}"))
            connection.execute(text("UPDATE counter SET number = :next"), {"next": number + 1})


DEEDS = {"upgrade": upgrade, "die": die_in_the_middle, "count": count}


def main() -> None:
    what, url = sys.argv[1:]
    engine = open_engine(url)
    print("ready", flush=True)
    sys.stdin.readline()
    DEEDS[what](engine)
    engine.dispose()


if __name__ == "__main__":
    main()
