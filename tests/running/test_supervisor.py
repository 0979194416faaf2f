"""The supervisor, with real processes: nothing stays dead, nothing outlives it."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from countyline.problem import Problem
from countyline.running.processes import Program
from countyline.running.supervisor import Patience, Supervisor
from countyline.settings import PROJECT_ROOT

HASTY = Patience(first_pause=0.05, longest_pause=0.2, farewell=2.0)
ENOUGH_SECONDS = 20.0


def program(tmp_path: Path, script: str, needs: Path | None = None) -> Program:
    return Program(
        name="The program",
        command=(sys.executable, "-c", textwrap.dedent(script)),
        environment={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "PYTHONUNBUFFERED": "1"},
        log=tmp_path / "log" / "program.log",
        health="http://127.0.0.1:1/",
        needs=needs,
    )


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(ENOUGH_SECONDS):
        while not met():
            await asyncio.sleep(0.02)


def supervise(
    programs: list[Program], scenario: Callable[[Supervisor], Coroutine[None, None, None]]
) -> list[str]:
    """Run a scenario as what readiness waits for; give the lines that were told."""
    told: list[str] = []

    async def main() -> None:
        supervisor = Supervisor(programs, told.append, HASTY)

        async def ready() -> None:
            await scenario(supervisor)
            supervisor.stop()

        await supervisor.run(ready)

    asyncio.run(main())
    return told


def pids_in(folder: Path) -> list[int]:
    return sorted(int(path.name) for path in folder.iterdir()) if folder.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    # A dead process that nobody has waited for yet still has its number.
    return not stat.exists() or ") Z " not in stat.read_text(encoding="utf-8")


def note_pid(folder: Path) -> str:
    return f"""
        import os, pathlib, time
        folder = pathlib.Path({str(folder)!r})
        folder.mkdir(exist_ok=True)
        (folder / str(os.getpid())).touch()
    """


def test_what_dies_is_started_again_and_told_in_one_line(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    runs = program(tmp_path, note_pid(pids) + "    time.sleep(100)\n")

    async def kill_once(_: Supervisor) -> None:
        await until(lambda: len(pids_in(pids)) == 1)
        os.kill(pids_in(pids)[0], signal.SIGKILL)
        await until(lambda: len(pids_in(pids)) == 2)

    told = supervise([runs], kill_once)
    assert len(told) == 1
    assert told[0].startswith("The program ended (signal 9) and is started again in 0.05 s; see ")
    assert not any(is_alive(pid) for pid in pids_in(pids))


def test_what_never_comes_up_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    async def forever(_: Supervisor) -> None:
        await asyncio.sleep(ENOUGH_SECONDS)

    with pytest.raises(Problem, match=r"does not start \(exit code 3: the reason\): see .*\.log"):
        supervise([program(tmp_path, "print('the reason'); raise SystemExit(3)")], forever)


def test_without_its_file_a_program_is_not_started(tmp_path: Path) -> None:
    async def forever(_: Supervisor) -> None:
        await asyncio.sleep(ENOUGH_SECONDS)

    pids = tmp_path / "pids"
    with pytest.raises(Problem, match=r"model\.tar\.gz is missing; `countyline train` makes it"):
        supervise([program(tmp_path, note_pid(pids), tmp_path / "model.tar.gz")], forever)
    assert pids_in(pids) == []


def test_one_that_ignores_the_polite_request_is_ended_too(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    stubborn = note_pid(pids).replace(
        "import os", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); import os"
    )

    async def wait(_: Supervisor) -> None:
        await until(lambda: len(pids_in(pids)) == 1)

    supervise([program(tmp_path, stubborn + "    time.sleep(100)\n")], wait)
    assert not is_alive(pids_in(pids)[0])


def test_output_goes_to_the_log(tmp_path: Path) -> None:
    async def wait(_: Supervisor) -> None:
        await until((tmp_path / "log" / "program.log").exists)

    supervise([program(tmp_path, "import time; print('hello'); time.sleep(100)")], wait)
    assert "hello" in (tmp_path / "log" / "program.log").read_text(encoding="utf-8")


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    child = textwrap.dedent(note_pid(pids)) + textwrap.dedent(
        """
        import subprocess, sys
        from countyline.running.attended import end_with_supervisor
        end_with_supervisor(os.environ)
        grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
        (folder / str(grandchild.pid)).touch()
        time.sleep(100)
        """
    )
    supervising = f"""
        import asyncio, os, sys
        from pathlib import Path
        from countyline.running.processes import Program
        from countyline.running.supervisor import Supervisor

        async def main():
            command = (sys.executable, "-c", {child!r})
            log = Path({str(tmp_path / "log")!r})
            program = Program("The program", command, os.environ, log, "http://127.0.0.1:1/")
            await Supervisor([program], print).run(lambda: asyncio.sleep(100))

        asyncio.run(main())
    """
    command = [sys.executable, "-c", textwrap.dedent(supervising)]
    with subprocess.Popen(command, cwd=PROJECT_ROOT) as supervisor:
        asyncio.run(until(lambda: len(pids_in(pids)) == 2))
        supervisor.kill()
    asyncio.run(until(lambda: not any(is_alive(pid) for pid in pids_in(pids))))


def test_an_unsupervised_process_is_left_alone() -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "countyline.running.attended", "timeit", "-n1", "-r1", "1"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "1 loop" in done.stdout
    assert time.monotonic() > started
