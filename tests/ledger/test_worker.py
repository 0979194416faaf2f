"""The worker that seals beside the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from countyline.desk.threads import DatabaseThreads
from countyline.ledger.worker import LedgerWorker
from tests.ledger.scene import Office


@pytest.fixture
def threads() -> Iterator[DatabaseThreads]:
    made = DatabaseThreads(1)
    yield made
    made.close()


def test_it_seals_all_that_waits_in_batches(office: Office, threads: DatabaseThreads) -> None:
    for number in range(70):
        office.ask(told=f"Answer {number}.")
    worker = LedgerWorker(office.sealer, threads)
    assert asyncio.run(worker.look()) == 70
    assert asyncio.run(worker.look()) == 0
    assert office.verify().head.count == 70


def test_it_goes_on_by_itself(sqlite_office: Office, threads: DatabaseThreads) -> None:
    office = sqlite_office

    async def run() -> None:
        task = asyncio.create_task(LedgerWorker(office.sealer, threads).run())
        office.ask(told="Late.")
        for _ in range(200):
            if office.texts():
                break
            await asyncio.sleep(0.05)
        task.cancel()

    asyncio.run(run())
    assert office.texts() == ["Late."]


def test_the_end_of_the_chain_is_logged_now_and_then(
    sqlite_office: Office, threads: DatabaseThreads, capsys: pytest.CaptureFixture[str]
) -> None:
    office, now = sqlite_office, [0.0]
    worker = LedgerWorker(office.sealer, threads, lambda: now[0])
    for at, told in ((0.0, "One."), (10.0, "Two."), (3700.0, "Three.")):
        now[0] = at
        office.ask(told=told)
        asyncio.run(worker.look())
    lines = [line for line in capsys.readouterr().out.splitlines() if "ledger_anchor" in line]
    assert len(lines) == 2
    assert str(office.verify().head) in lines[1]
