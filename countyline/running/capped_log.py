"""A log file that cannot fill the disk, and that a full disk cannot stop."""

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

MOST_BYTES = 5_000_000


class CappedLog:
    """Appends lines to a file; at `most_bytes` the file becomes `<name>.1` and a new one begins.

    A line that cannot be written is dropped: the program that it came from must go on.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._file: BinaryIO | None = None

    def write(self, line: bytes) -> None:
        """Append one line, or drop it when the disk refuses."""
        with suppress(OSError):
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("ab", buffering=0)
            if self._file.tell() + len(line) > self._most_bytes:
                self._file.close()
                self._file = None
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
                self._file = self._path.open("ab", buffering=0)
            self._file.write(line)

    def __enter__(self) -> "CappedLog":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
