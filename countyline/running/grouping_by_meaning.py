"""Groups questions by what they ask, in Rasa's environment, where the sentence encoder is.

    python -m countyline.running.grouping_by_meaning

reads one JSON object and writes one, and ends: what it takes of the memory is free again. A
question is the words that carry it, for most of the others ("where do I get a …") stand in any
question. Both languages share one space of meanings, so they are grouped together.
"""

import base64
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from countyline.understanding.encoder import SIZE, Vectors, encode_many

FARTHEST = 0.58
"""How far the questions of two groups are from one another on average, at most, to be joined."""
APART = 0.1
"""How much farther two questions are of which different things were understood.

Both were fitted by `.brain/bin/python -m benchmarks.asked.tuning`, which prints them.
"""
_POLITENESS = 5


def grouped(
    vectors: Vectors,
    understood: Sequence[str],
    farthest: float = FARTHEST,
    apart: float = APART,
) -> list[list[int]]:
    """Group questions by average linkage; give the places of each group, the most typical first.

    `understood` names what was understood of each, empty where nothing was.
    """
    if len(vectors) < 2:
        return [[place] for place in range(len(vectors))]
    distances = _distances(vectors, understood, apart)
    found = fcluster(linkage(squareform(distances), "average"), farthest, "distance")
    groups: dict[int, list[int]] = {}
    for place, group in enumerate(found):
        groups.setdefault(int(group), []).append(place)
    return [_most_typical_first(places, distances) for places in groups.values()]


def _distances(vectors: Vectors, understood: Sequence[str], apart: float) -> Any:
    long = vectors.astype(np.float64)
    long /= np.linalg.norm(long, axis=1, keepdims=True)
    distances = np.clip(1 - long @ long.T, 0, None)
    names = {name: number for number, name in enumerate(dict.fromkeys(understood), 1)}
    which = np.array([names[name] if name else 0 for name in understood])
    are_known = (which[:, None] > 0) & (which[None, :] > 0)
    distances += apart * (are_known & (which[:, None] != which[None, :]))
    np.fill_diagonal(distances, 0)
    # Multiplied in another order, the two halves differ in their last digits.
    return (distances + distances.T) / 2


def _most_typical_first(places: Sequence[int], distances: Any) -> list[int]:
    sums = distances[np.ix_(places, places)].sum(axis=1)
    return [places[rank] for rank in np.argsort(sums, kind="stable")]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Group the texts of a request; give the vectors that it does not bring, too."""
    texts, brought = request["texts"], request["vectors"]
    missing = [place for place, written in enumerate(brought) if written is None]
    vectors = np.zeros((len(texts), SIZE), dtype=np.float16)
    for place, written in enumerate(brought):
        if written is not None:
            vectors[place] = np.frombuffer(base64.b64decode(written), dtype=np.float16)
    # As they are kept, so that the same question always gives the same groups.
    vectors[missing] = encode_many([texts[place] for place in missing]).astype(np.float16)
    return {
        "groups": grouped(vectors, request["understood"]),
        "vectors": [base64.b64encode(vectors[place].tobytes()).decode() for place in missing],
    }


def main() -> None:
    """Read a request and write the answer, behind whoever answers residents."""
    with contextlib.suppress(OSError):
        os.nice(_POLITENESS)
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
