"""Which program answers: a digest of the words and of the code that answers are made with.

It tells an answer that another version made from one that was changed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

_CODE = ("answers", "status")
_LEAVES = (
    "card.py",
    "cutting.py",
    "redaction.py",
    "segments.py",
    "spoken_parts.py",
    "text_messages.py",
    "topics.py",
)


def program_digest(root: Path) -> str:
    """Digest what answers are made with, below the project's folder. Raises OSError.

    Sixteen hexadecimal digits. Reads some hundred kilobytes: for once at the start.
    """
    whole = sha256()
    for path in sorted(_files(root)):
        whole.update(str(path.relative_to(root)).encode())
        whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    package = root / "countyline"
    for part in _CODE:
        yield from (package / part).glob("**/*.py")
    yield from (package / leaf for leaf in _LEAVES)
    yield from (root / "data").glob("*/wording/*.yml")
