"""Measures the export of public records: records a second, and the most memory that it takes.

    make bench-records

Writes docs/benchmarks-records.md. 200,000 messages in conversations of four, with cases, and a
ledger of all that was told, on SQLite. The export runs in a process of its own, in both formats,
redacted; then it is checked as its receiver does.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, insert

from countyline.cases.schema import cases
from countyline.database.engine import open_engine, writing
from countyline.database.migrating import upgrade
from countyline.desk.schema import conversations, inbox, outbox, turns
from countyline.ledger.sealing import Sealer
from countyline.settings import PROJECT_ROOT

_PAGE = PROJECT_ROOT / "docs" / "benchmarks-records.md"
_AT_ONCE = 500
_QUESTIONS = (
    "is the recorder of deeds open on friday",
    "¿dónde puedo pagar mis impuestos? mi número es 816-555-0{:03}",
    "my address is {} Maple Street and my bill never came",
    "what time do you open, write me at resident{}@example.com",
)
_ANSWER = (
    "The Recorder of Deeds is closed on Friday, April 5. The county says it expects to open again "
    "later. As of April 3, 8:00 a.m."
)
_START = datetime(2024, 4, 1, 15, tzinfo=UTC)


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000, help="how many were said")
    parser.add_argument("--page", type=Path, default=_PAGE, help="the page to write")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="countyline-") as folder:
        home = Path(folder)
        engine = open_engine(f"sqlite:///{home / 'countyline.db'}")
        upgrade(engine)
        _talk(engine, asked.messages)
        _seal(engine)
        engine.dispose()
        page = _measured(home, asked.messages)
    asked.page.write_text(page, encoding="utf-8")
    print(page)


def _talk(engine: Engine, count: int) -> None:
    """Say so many messages, half of them by residents, four a conversation."""
    for first in range(0, count // 4, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count // 4))
        with writing(engine) as connection:
            connection.execute(insert(conversations), [_conversation(one) for one in numbers])
            connection.execute(
                insert(inbox), [_asked(one, part) for one in numbers for part in (0, 1)]
            )
            connection.execute(
                insert(turns),
                [
                    {"message": 2 * one + part + 1, "conversation": f"c{one:08}", "attempts": 1,
                     "outcome": "answered", "answered_at": _at(one)}
                    for one in numbers
                    for part in (0, 1)
                ],
            )  # fmt: skip
            connection.execute(
                insert(outbox), [_answered(one, part) for one in numbers for part in (0, 1)]
            )
            connection.execute(insert(cases), [_case(one) for one in numbers if one % 20 == 0])


def _at(number: int) -> datetime:
    return _START + timedelta(seconds=number * 20)


def _conversation(number: int) -> dict[str, object]:
    at = _at(number)
    return {"id": f"c{number:08}", "channel": "web", "owner": "bot", "last_seq": 4,
            "opened_at": at, "last_at": at}  # fmt: skip


def _asked(number: int, part: int) -> dict[str, object]:
    text = _QUESTIONS[(number + part) % 4].format(number % 1000)
    return {"id": 2 * number + part + 1, "conversation": f"c{number:08}", "seq": 2 * part + 1,
            "key": f"m{part}", "text": text, "capped": False,
            "received_at": _at(number)}  # fmt: skip


def _answered(number: int, part: int) -> dict[str, object]:
    answer = {"kind": "answer", "topics": ["status"], "subjects": ["recorder_of_deeds"],
              "facts": ["offices.recorder_of_deeds.closure"], "certainty": "confirmed",
              "as_of": "2024-04-03T08:00:00-05:00", "revision": 1}  # fmt: skip
    return {"conversation": f"c{number:08}", "seq": 2 * part + 2, "turn": 2 * number + part + 1,
            "author": "bot", "text": _ANSWER, "language": "en", "answer": answer,
            "written_at": _at(number), "delivered_at": _at(number)}  # fmt: skip


def _case(number: int) -> dict[str, object]:
    return {"id": f"X{number}", "conversation": f"c{number:08}", "turn": "1", "reason": "media",
            "subjects": [], "language": "en", "channel": "web", "question": "please call",
            "contact": f"816-555-{number % 10000:04}", "state": "open",
            "opened_at": _at(number)}  # fmt: skip


def _seal(engine: Engine) -> None:
    sealer = Sealer(engine, lambda: datetime.now(UTC), lambda: timedelta(0))
    while sealer.seal(1000):
        pass


def _measured(home: Path, messages: int) -> str:
    to = home / "records"
    environment = {
        **os.environ,
        "COUNTYLINE_DATABASE_URL": f"sqlite:///{home / 'countyline.db'}",
        "COUNTYLINE_VAR": str(home / "var"),
    }
    command = [sys.executable, "-m", "countyline.cli", "records"]
    days = ["--from", "2024-04-01", "--to", "2024-12-31", "--to-folder", str(to)]
    begin = time.perf_counter()
    told = subprocess.run(
        [*command, "export", *days], env=environment, check=True, capture_output=True, text=True
    ).stdout
    exporting = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    begin = time.perf_counter()
    subprocess.run([*command, "verify", str(to)], env=environment, check=True, capture_output=True)
    checking = time.perf_counter() - begin
    records = int(told.split(maxsplit=1)[0])
    size = sum(one.stat().st_size for one in to.rglob("*") if one.is_file())
    return f"""# Benchmarks: public records

{messages:,} messages in conversations of four, every twentieth with a case, and a ledger of all
that was told, on SQLite; exported in both formats, redacted, in a process of its own.

```sh
make bench-records
```

| measured | |
|---|---|
| records | {records:,} |
| seconds | {exporting:.1f} |
| records a second | {records / exporting:,.0f} |
| most memory of the process | {peak:,.0f} MB |
| size of the export | {size / 1e6:,.0f} MB |
| seconds to check it | {checking:.1f} |

Measured on {datetime.now(UTC):%Y-%m-%d} on {platform.system()}, Python {platform.python_version()},
{os.cpu_count()} processors that other programs used too. Memory does not grow with the number of
records: they are read and written some at a time.
"""


if __name__ == "__main__":
    main()
