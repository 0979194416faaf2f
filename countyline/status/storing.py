"""Files that are there whole or not at all, also after a process was killed or a disk was full."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp


def store_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder beside the others, then give it its name. The caller holds the lock.

    What a process left that was killed before that is cleared away. Raises OSError.
    """
    beside = folder.parent
    beside.mkdir(exist_ok=True)
    for left_over in beside.glob(".new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    building = Path(mkdtemp(prefix=".new-", dir=beside))
    try:
        building.chmod(0o755)
        for name, content in files.items():
            _write(building / name, content)
        _sync(building)
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _sync(beside)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in place as a whole. The caller holds the lock. Raises OSError."""
    building = path.with_name(f".new-{path.name}")
    try:
        _write(building, content)
        building.replace(path)
    except BaseException:
        with suppress(OSError):
            building.unlink()
        raise
    _sync(path.parent)


def bytes_or_none(path: Path) -> bytes | None:
    """Read a file; give None when it is not there or cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def in_plain_words(wrong: OSError) -> str:
    """Say why something could not be stored, and which file that was."""
    words = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EFBIG: "the disk takes no more data",
        errno.EROFS: "the disk is read-only",
        errno.EACCES: "this user may not write there",
        errno.EPERM: "this user may not write there",
    }
    reason = words.get(wrong.errno or 0, (wrong.strerror or "the disk failed").lower())
    return f"{reason} ({wrong.filename})" if wrong.filename else reason


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
