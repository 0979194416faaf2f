"""Where tests write what they throw away: into memory, where the computer has plenty of it.

Thousands of transactions wait for a disk otherwise, each of them on SQLite until its bytes are
safe. What the tests kill are processes, never the computer, so nothing of theirs needs a disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

IN_MEMORY = Path("/dev/shm")
MEMORY = Path("/proc/meminfo")
ROOM = 2_000_000_000
"""Bytes that the folder must have free."""
LEFT_OVER = 6_000_000_000
"""Bytes of memory that must be free: the programs of the tests need them."""


@contextmanager
def scratch(in_memory: Path = IN_MEMORY, memory: Path = MEMORY) -> Iterator[dict[str, str]]:
    """Give the environment variables that let tests write where it is quickest.

    They are none where there is no such place: then tests write where everybody does.
    """
    if not _has_plenty(in_memory, memory):
        yield {}
        return
    with TemporaryDirectory(
        prefix="countyline-test-", dir=in_memory, ignore_cleanup_errors=True
    ) as folder:
        yield {"TMPDIR": folder}


def _has_plenty(in_memory: Path, memory: Path) -> bool:
    try:
        free = shutil.disk_usage(in_memory).free
        written = memory.read_text(encoding="ascii").splitlines()
        [said] = (line for line in written if line.startswith("MemAvailable:"))
        available = int(said.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return False
    return free >= ROOM and available >= LEFT_OVER and os.access(in_memory, os.W_OK)
