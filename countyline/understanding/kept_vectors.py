"""Vectors of texts that an earlier training encoded: a third of a training's time is encoding.

Whoever adds three utterances need not wait until 101,000 texts are encoded again. The file can be
deleted at any time; one that is broken, or was made with another encoder, is not read.
"""

import contextlib
import os
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TypeAlias
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from countyline.understanding.encoder import Vectors

Encode: TypeAlias = Callable[[Sequence[str]], Vectors]
Known: TypeAlias = dict[bytes, NDArray[np.float16]]

_DIGEST_BYTES = 16


def encode_kept(texts: Sequence[str], kept: Path, encoder: str, encode: Encode) -> Vectors:
    """Encode `texts`, those that stand in the file `kept` from there, and keep them all.

    Vectors are rounded to half precision whether they are new or not, so a training gives the same
    with the file and without it.

    Args:
        texts: in any order, with repeats.
        kept: the file; it is replaced, and holds the vectors of `texts` alone afterwards. Where it
            cannot be written, nothing is kept.
        encoder: the encoder's name and version.
        encode: encodes what is new.
    """
    keys = [blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest() for text in texts]
    known = _read(kept, encoder)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        encoded = encode(list(new.values())).astype(np.float16)
        known.update(zip(new, encoded, strict=True))
    used = dict.fromkeys(keys)
    if new or len(used) < len(known):
        _write(kept, encoder, {key: known[key] for key in used})
    return np.array([known[key] for key in keys], dtype=np.float32)


def _read(kept: Path, encoder: str) -> Known:
    try:
        with kept.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["encoder"]) != encoder:
                return {}
            keys, vectors = stored["keys"], stored["vectors"]
            return {key.tobytes(): row for key, row in zip(keys, vectors, strict=True)}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _write(kept: Path, encoder: str, known: Known) -> None:
    """Put the new file in the old one's place once it is whole."""
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.new")
    keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(len(known), _DIGEST_BYTES)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            np.savez(file, encoder=np.array(encoder), keys=keys, vectors=list(known.values()))
        draft.replace(kept)
    with contextlib.suppress(OSError):
        draft.unlink(missing_ok=True)
