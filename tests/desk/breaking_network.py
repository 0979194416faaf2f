"""A network between the desk and PostgreSQL that breaks when a commit has just succeeded."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread
from types import TracebackType


class BreakingNetwork:
    """Carries bytes; once armed, the next commit succeeds over there and nobody here hears of it.

    As a context manager it is there, at `port`.
    """

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listening]
        self._threads: list[Thread] = []
        self.port: int = self._listening.getsockname()[1]
        self.is_armed = False
        self.broke = 0

    def __enter__(self) -> BreakingNetwork:
        self._start(self._listen)
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _start(self, work: object, *args: object) -> None:
        assert callable(work)
        thread = Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.create_connection(self._there)
                self._sockets += [here, there]
                commits: list[bytes] = []
                self._start(self._carry_out, here, there, commits)
                self._start(self._carry_back, here, there, commits)

    def _carry_out(self, here: socket.socket, there: socket.socket, commits: list[bytes]) -> None:
        with suppress(OSError):
            while data := here.recv(65536):
                if self.is_armed and b"COMMIT" in data:
                    self.is_armed = False
                    commits.append(data)
                there.sendall(data)
            there.shutdown(socket.SHUT_RDWR)

    def _carry_back(self, here: socket.socket, there: socket.socket, commits: list[bytes]) -> None:
        with suppress(OSError):
            while data := there.recv(65536):
                if commits:
                    self.broke += 1
                    there.shutdown(socket.SHUT_RDWR)
                    break
                here.sendall(data)
            here.shutdown(socket.SHUT_RDWR)
