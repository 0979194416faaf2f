"""Which examples are encoded: encoding all of them takes most of a training.

The view that reads words learns from every example. Those that read vectors learn from the latest
of each label and file, which are the hardest: files grow at their end, where understanding was
weak. Of what has no bounds they learn every second one, since there variety counts: with the latest
alone, every third message off the subject was no longer turned away, but asked back.

Cross-validated on labeled messages, the answers found at 0.5 % wrong ones are as many as with
every example encoded, those at 1 % one in twenty fewer, which is about as much as chance moves.
"""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 160
"""Examples of one label and file that are encoded."""
EVERY = 2
"""Of what has no bounds (what is no county business, and stories) every so manieth is encoded."""
_WITHOUT_BOUNDS = frozenset(
    [
        "out_of_scope/other",
        "out_of_scope/other_government",
        "other_service/unlisted",
        "smalltalk/story",
    ]
)


def worth_encoding(labels: Sequence[str], files: Sequence[Hashable]) -> NDArray[np.bool_]:
    """Tell of each example whether it is encoded.

    Args:
        labels: "topic/aspect" of each example, in the order of the files.
        files: what holds each example.
    """
    taken: Counter[tuple[str, Hashable]] = Counter()
    worth = np.zeros(len(labels), dtype=np.bool_)
    for place in range(len(labels) - 1, -1, -1):
        label = labels[place]
        group = (label, files[place])
        if label in _WITHOUT_BOUNDS:
            worth[place] = taken[group] % EVERY == 0
        else:
            worth[place] = taken[group] < MOST
        taken[group] += 1
    return worth
