"""The chain that makes the ledger append-only for whoever looks: pure, and easy to do again.

Each entry has a number, from 1 without a gap, a digest of its content and a hash:

    digest = SHA-256(salt, content)             16 random bytes, then the content's UTF-8
    hash   = SHA-256("number:previous:digest")  in ASCII; `previous` is the hash of the entry before

The hash of the last entry thus depends on everything. The salt keeps a digest from being guessed:
once content and salt are deleted, as the law may ask, nothing can be told from it, and the chain
still holds. Hashes are written as 64 hexadecimal digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

BEFORE_THE_FIRST = "0" * 64
"""What the first entry's hash takes for the hash before it."""

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Link:
    """An entry's place in the chain."""

    number: int
    digest: str
    hash: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many entries there are, and the hash of the last: whoever keeps it can tell later
    whether anything of these was changed or taken away.
    """

    count: int
    hash: str

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> Anchor:
        """Read an anchor as it is written. Raises ValueError."""
        match = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip().lower(), re.ASCII)
        if match is None:
            raise ValueError("no anchor")
        return cls(int(match.group(1)), match.group(2))


BEGINNING = Anchor(0, BEFORE_THE_FIRST)


def canonical(content: Mapping[str, Any]) -> str:
    """Write content in one fixed way: JSON, keys in order, no spaces. Raises ValueError."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest_of(salt: str, content: str) -> str:
    """Digest a content; the salt is in hexadecimal digits. Raises ValueError."""
    return sha256(bytes.fromhex(salt) + content.encode()).hexdigest()


def next_link(last: Anchor, digest: str) -> Link:
    """Give the link that follows the last entry."""
    number = last.count + 1
    linked = f"{number}:{last.hash}:{digest}".encode("ascii")
    return Link(number, digest, sha256(linked).hexdigest())


def anchor_at(link: Link) -> Anchor:
    """Give the anchor of a chain that ends with this link."""
    return Anchor(link.number, link.hash)
