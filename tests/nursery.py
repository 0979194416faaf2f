"""Processes of tests, forked from one that has their modules loaded: that takes most of a start.

A child is as fresh as a process that is started by itself: the nursery has no thread, opens
nothing, and runs nothing but imports.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from functools import cache
from select import select

from countyline.settings import PROJECT_ROOT as ROOT

# A package that the tests need installs a package `tests` of its own, which would win.
_CODE = f"""
import sys, types
sys.modules["tests"] = types.ModuleType("tests")
sys.modules["tests"].__path__ = [{str(ROOT / "tests")!r}]
from tests.nursery import serve
serve()
"""


class Child:
    """A process that can be waited for and killed."""

    def __init__(self, pid: int, nursery: Nursery) -> None:
        self.pid = pid
        self._nursery = nursery

    def wait(self, timeout: float) -> int:
        """Give the exit code, negative for a signal. Raises TimeoutError."""
        return self._nursery.wait(self.pid, timeout)

    def has_ended(self) -> bool:
        """Tell whether it does not run any more."""
        return self._nursery.has_ended(self.pid)

    def kill(self) -> None:
        """Kill it, if it still runs."""
        self._nursery.kill(self.pid)


class Nursery:
    """Starts children, one command a line, and hears of their ends, one line each."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _CODE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._begun: list[int] = []
        self._ended: dict[int, int] = {}
        self._news = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self._process.kill)

    def start(self, module: str, *arguments: str) -> Child:
        """Start a module's `main`."""
        assert self._process.stdin is not None
        with self._news:
            before = len(self._begun)
            self._process.stdin.write(json.dumps([module, *arguments]) + "\n")
            self._process.stdin.flush()
            assert self._news.wait_for(lambda: len(self._begun) > before, 60), "no child"
            return Child(self._begun[-1], self)

    def wait(self, pid: int, timeout: float) -> int:
        """Give a child's exit code."""
        with self._news:
            if not self._news.wait_for(lambda: pid in self._ended, timeout):
                raise TimeoutError(f"the process {pid} runs for more than {timeout:.0f} s")
            return self._ended[pid]

    def has_ended(self, pid: int) -> bool:
        """Tell whether a child does not run any more."""
        with self._news:
            return pid in self._ended

    def kill(self, pid: int) -> None:
        """Kill a child."""
        with self._news:
            if pid not in self._ended:
                os.kill(pid, signal.SIGKILL)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            what, pid, code = line.split()
            with self._news:
                if what == "begun":
                    self._begun.append(int(pid))
                else:
                    self._ended[int(pid)] = int(code)
                self._news.notify_all()


@cache
def nursery() -> Nursery:
    """Give the nursery of this test run."""
    return Nursery()


def serve() -> None:
    """Fork what is asked for, and tell of every end, until nobody asks any more."""
    of_ends, at_an_end = os.pipe()
    os.set_blocking(at_an_end, False)
    signal.set_wakeup_fd(at_an_end)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    asked = b""
    while True:
        ready, _, _ = select([0, of_ends], [], [])
        if of_ends in ready:
            os.read(of_ends, 65_536)
            _bury()
        if 0 not in ready:
            continue
        if not (read := os.read(0, 65_536)):
            return
        *lines, asked = (asked + read).split(b"\n")
        for line in lines:
            _fork(*json.loads(line))


def _fork(module: str, *arguments: str) -> None:
    __import__(module)
    pid = os.fork()
    if pid:
        print("begun", pid, 0, flush=True)
        return
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Its output is no message to whoever started it.
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.modules[module].main(*arguments)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _bury() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        print("ended", pid, os.waitstatus_to_exitcode(status), flush=True)
