"""Keeps the programs running: starts them, starts again what dies, stops them all together."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass

from countyline.problem import Problem
from countyline.running.attended import PIPE_VARIABLE
from countyline.running.capped_log import CappedLog
from countyline.running.processes import Program

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Patience:
    """How long the supervisor waits for what. Seconds, except `first_tries`.

    A program that ends is started again after `first_pause`, which doubles up to `longest_pause`
    and begins anew once the program ran for `steady`. Before everything was ready once, a program
    that ends `first_tries` times in a row will not come up at all. A program that is asked to end
    gets `farewell` to do so.
    """

    first_pause: float = 0.5
    longest_pause: float = 15.0
    steady: float = 60.0
    first_tries: int = 3
    farewell: float = 5.0


class Supervisor:
    """Runs programs side by side until it is asked to stop."""

    def __init__(
        self, programs: Sequence[Program], tell: Tell, patience: Patience | None = None
    ) -> None:
        self._tell = tell
        self._patience = patience or Patience()
        self._stopping = asyncio.Event()
        self._ready = False
        self._keepers = [_Keeper(program, self) for program in programs]
        # Only this process has the writing end, so its end is felt by all readers.
        self._pipe, self._own_end = os.pipe()

    async def run(self, until_ready: Callable[[], Coroutine[None, None, None]]) -> None:
        """Start everything, wait for `until_ready`, then keep everything until `stop`.

        Raises:
            Problem: a program does not come up, or `until_ready` raised it.
        """
        tasks: list[asyncio.Task[None]] = [
            asyncio.create_task(keeper.keep()) for keeper in self._keepers
        ]
        ready = asyncio.create_task(until_ready())
        stopped = asyncio.create_task(self._until_stopped())
        try:
            await asyncio.wait([ready, stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                ready.result()
                self._ready = True
                await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            self._stopping.set()
            ready.cancel()
            stopped.cancel()
            await asyncio.gather(*(keeper.end() for keeper in self._keepers))
            await asyncio.gather(ready, stopped, *tasks, return_exceptions=True)
            os.close(self._own_end)
            os.close(self._pipe)

    async def _until_stopped(self) -> None:
        await self._stopping.wait()

    def stop(self) -> None:
        """Ask everything to end; asked again, end it at once."""
        if self._stopping.is_set():
            for keeper in self._keepers:
                keeper.kill()
        self._stopping.set()


class _Keeper:
    """Keeps one program running."""

    def __init__(self, program: Program, supervisor: Supervisor) -> None:
        self._program = program
        self._supervisor = supervisor
        self._process: Process | None = None
        self._last_line = ""

    async def keep(self) -> None:
        patience = self._supervisor._patience
        pause, failures = patience.first_pause, 0
        while not self._supervisor._stopping.is_set():
            started = time.monotonic()
            why = await self._once()
            if self._supervisor._stopping.is_set():
                return
            failures += 1
            if time.monotonic() - started > patience.steady:
                pause, failures = patience.first_pause, 1
            if not self._supervisor._ready and failures >= patience.first_tries:
                raise Problem(
                    f"{self._program.name} does not start ({why}): see {self._program.log}."
                )
            self._supervisor._tell(
                f"{self._program.name} ended ({why}) and is started again in {pause:g} s; "
                f"see {self._program.log}."
            )
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._supervisor._stopping.wait(), pause)
            pause = min(pause * 2, patience.longest_pause)

    async def _once(self) -> str:
        """Run the program until it ends; say why it did."""
        needs = self._program.needs
        if needs is not None and not needs.is_file():
            return f"{needs} is missing; `countyline train` makes it"
        self._last_line = ""
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._program.command,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=STDOUT,
                env={
                    **self._program.environment,
                    PIPE_VARIABLE: str(self._supervisor._pipe),
                },
                pass_fds=(self._supervisor._pipe,),
                # Ctrl-C then reaches the supervisor alone, which ends all in order.
                start_new_session=True,
            )
        except OSError as error:
            return f"{self._program.command[0]}: {error.strerror}"
        process = self._process
        await self._keep_output(process)
        code = await process.wait()
        _signal_group(process.pid, signal.SIGKILL)  # what it may have left behind
        reason = f"exit code {code}" if code >= 0 else f"signal {-code}"
        return f"{reason}: {self._last_line}" if self._last_line and code > 0 else reason

    async def _keep_output(self, process: Process) -> None:
        assert process.stdout is not None
        with CappedLog(self._program.log) as log:
            while chunk := await process.stdout.read(65536):
                log.write(chunk)
                lines = [line for line in chunk.splitlines() if line.strip()]
                if lines:
                    self._last_line = lines[-1].decode(errors="replace").strip()[:200]

    async def end(self) -> None:
        """End the program, politely for a while, then for sure."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), self._supervisor._patience.farewell)
        except asyncio.TimeoutError:
            self.kill()
            await process.wait()

    def kill(self) -> None:
        """End the program and all that it started, at once."""
        if self._process is not None and self._process.returncode is None:
            _signal_group(self._process.pid, signal.SIGKILL)


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
