"""Measures the ledger: whether 10,000 answers are said again word for word, its size, its check.

    make bench-ledger

Writes docs/benchmarks-ledger.md. Real answers to the questions of docs/questions.yml, as the
running system understood them (`--record` asks it anew), on three channels, at many moments, from
the three snapshots of the example, in conversations; told, sealed, checked and made again on
SQLite, in one process.
"""

from __future__ import annotations

import argparse
import platform
import shlex
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import psutil
from sqlalchemy import Engine, text

from benchmarks.ledger.telling import CHANNELS, SNAPSHOTS, County
from benchmarks.ledger.understood import record, understood
from benchmarks.turn.quiet import wait_until_quiet
from countyline.answers.program import program_digest
from countyline.answers.wording_files import load_wording
from countyline.database.engine import open_engine, reading
from countyline.database.migrating import upgrade
from countyline.ledger.asking import LedgerEntry, Wanted, earlier_in_conversation, entries
from countyline.ledger.sealing import Sealer
from countyline.ledger.verifying import verify
from countyline.running.replaying import WORDS, Outcome, Replayed, Replayer
from countyline.settings import PROJECT_ROOT

_Result = TypeVar("_Result")

_PAGE = PROJECT_ROOT / "docs" / "benchmarks-ledger.md"


@dataclass(frozen=True)
class Found:
    """All that was measured."""

    count: int
    with_facts: int
    texts: int
    questions: int
    bytes_of_ledger: int
    bytes_of_basis: int
    bytes_before: int
    sealing_seconds: float
    longest_seal: float
    verify_seconds: float
    fault: str
    replay_seconds: float
    outcomes: Counter[Outcome]
    different: tuple[Replayed, ...]


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--answers", type=int, default=10_000, help="how many are told")
    parser.add_argument("--record", action="store_true", help="ask the running system anew first")
    parser.add_argument("--page", type=Path, default=_PAGE, help="the page to write")
    asked = parser.parse_args()
    commit = _commit()  # of the code that is measured, whatever is committed meanwhile
    if asked.record:
        print(f"{record()} questions understood.")
    busy = wait_until_quiet(60)
    with TemporaryDirectory(prefix="countyline-") as folder:
        found = _measure(Path(folder), asked.answers)
    asked.page.write_text(_page(found, busy, commit), encoding="utf-8")
    print(asked.page.read_text(encoding="utf-8"))
    for one in found.different:
        print(f"{one.entry.number}: {one.why}\n  {one.entry.text!r}\n  {one.text!r}")
    if found.outcomes[Outcome.IDENTICAL] != found.count:
        sys.exit("Not every text was made again.")


def _measure(folder: Path, count: int) -> Found:
    file = folder / "countyline.db"
    url = f"sqlite:///{file}"
    engine = open_engine(url)
    upgrade(engine)
    county = County(folder, engine, url)
    known = understood()
    with_facts = county.tell(known, count)
    before = _bytes(engine, file)
    sealer = Sealer(engine, lambda: datetime.now(UTC), lambda: timedelta(0))
    sealing, longest = _seal(sealer)
    after = _bytes(engine, file)
    verifying, _ = _timed(lambda: _holds(engine))
    replaying, replayed = _timed(lambda: _replayed(folder, engine))
    different = [one for one in replayed if one.outcome is not Outcome.IDENTICAL]
    found = Found(
        count=count,
        with_facts=with_facts,
        texts=len({one.entry.text for one in replayed}),
        questions=len(known),
        bytes_of_ledger=after - before,
        bytes_of_basis=_scalar(engine, "SELECT sum(length(basis)) FROM outbox"),
        bytes_before=before,
        sealing_seconds=sealing,
        longest_seal=longest,
        verify_seconds=verifying,
        fault=_fault_after_change(engine, file, count // 2),
        replay_seconds=replaying,
        outcomes=Counter(one.outcome for one in replayed),
        different=tuple(different[:5]),
    )
    engine.dispose()
    return found


def _seal(sealer: Sealer) -> tuple[float, float]:
    """Seal everything; give the seconds of all and of the longest transaction."""
    longest = 0.0
    began = time.perf_counter()
    while (batch := sealer.prepare()).entries:
        took, _ = _timed(partial(sealer.append, batch))
        longest = max(longest, took)
    return time.perf_counter() - began, longest


def _holds(engine: Engine) -> None:
    verdict = verify(engine, datetime.now(UTC))
    assert verdict.fault is None, verdict.fault


def _replayed(folder: Path, engine: Engine) -> list[Replayed]:
    def earlier(entry: LedgerEntry) -> list[LedgerEntry]:
        with reading(engine) as connection:
            return earlier_in_conversation(connection, entry)

    replayer = Replayer(
        folder / "publication",
        load_wording(PROJECT_ROOT / "data"),
        program_digest(PROJECT_ROOT),
        earlier,
    )
    return [replayer.replay(entry) for entry in entries(engine, Wanted())]


def _fault_after_change(engine: Engine, file: Path, number: int) -> str:
    """Change one word of one entry as whoever owns the file can; give what the check says."""
    with closing(sqlite3.connect(file)) as changed, changed:
        changed.execute("DROP TRIGGER ledger_contents_refuses_update")
        changed.execute(
            "UPDATE ledger_contents SET content = replace(content, 'a', 'e') WHERE number = ?",
            (number,),
        )
    fault = verify(engine, datetime.now(UTC)).fault
    assert fault is not None and fault.number == number
    return fault.why


def _bytes(engine: Engine, file: Path) -> int:
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return file.stat().st_size


def _scalar(engine: Engine, query: str) -> int:
    with reading(engine) as connection:
        return int(connection.execute(text(query)).scalar_one())


def _timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _page(found: Found, busy: float, commit: str) -> str:
    thousands = found.count / 1000
    identical = found.outcomes[Outcome.IDENTICAL]
    others = [f"{count:,} {WORDS[one]}" for one, count in sorted(found.outcomes.items())
              if one is not Outcome.IDENTICAL]  # fmt: skip
    rows = [
        ("Answers told and sealed", f"{found.count:,}"),
        ("Of them resting on facts", f"{found.with_facts:,}"),
        ("Different texts among them", f"{found.texts:,}"),
        ("**Made again, word for word**", f"**{identical:,}**"),
        ("Not so", ", ".join(others) or "none"),
        ("Made again a second", f"{found.count / found.replay_seconds:,.0f}"),
        ("Sealed a second", f"{found.count / found.sealing_seconds:,.0f}"),
        ("Longest transaction of the sealer, ms", f"{found.longest_seal * 1000:.1f}"),
        ("Checked a second", f"{found.count / found.verify_seconds:,.0f}"),
        ("**Ledger, bytes per 1,000 answers**", f"**{found.bytes_of_ledger / thousands:,.0f}**"),
        (
            "Of the outbox what answers were made from, bytes per 1,000",
            f"{found.bytes_of_basis / thousands:,.0f}",
        ),
        (
            "All conversations without the ledger, bytes per 1,000",
            f"{found.bytes_before / thousands:,.0f}",
        ),
    ]
    lines = [
        "# Benchmarks of the ledger",
        "",
        "Made by `make bench-ledger`; edits are lost. [ledger.md](ledger.md) says what it is.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {title} | {figure} |" for title, figure in rows),
        "",
        f"One word of one entry was then changed in the file; the check said: {found.fault}.",
        "",
        f"The answers are the engine's own to {found.questions} messages of "
        "[questions.yml](questions.yml) as the running system understood them, on "
        f"{', '.join(CHANNELS)}, in conversations of three turns, from the documents of "
        f"{', '.join(SNAPSHOTS)}, at moments within six days of each, before and past its review "
        "time, with the cases that they opened.",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, commit {commit}, by "
        f"`{shlex.join(['python', '-m', 'benchmarks.ledger', *sys.argv[1:]])}`, on "
        f"{platform.machine()} with {psutil.cpu_count()} processors, of which other programs "
        f"took {busy:.0%} before the start. On SQLite, in one process.",
        "",
    ]
    return "\n".join(lines)


def _commit() -> str:
    command = ("git", "rev-parse", "--short", "HEAD")
    shown = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    return shown.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
