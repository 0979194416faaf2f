"""Fits how far questions of one group may be apart, on the half that is for tuning.

    .brain/bin/python -m benchmarks.asked.tuning QUESTIONS

Runs in Rasa's environment. QUESTIONS is what `python -m benchmarks.asked --for-tuning` prints: one
object a line, with the words that carry a question, what was understood, and what it asks.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.asked.judging import b_cubed
from countyline.running.grouping_by_meaning import grouped
from countyline.understanding.encoder import Vectors, encode_many

_FARTHEST = np.arange(0.50, 0.71, 0.02)
_APART = (0.0, 0.1, 0.2, 0.4)
_ROUNDS = 50
_SHARE = 0.7


def main() -> None:
    """Print B-cubed F1 for each pair of values, over subsets of families, and the best pair."""
    questions = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    vectors = encode_many([one["words"] for one in questions])
    families = sorted({one["family"] for one in questions})
    draw = np.random.default_rng(1)
    subsets = []
    for _ in range(_ROUNDS):
        chosen = set(draw.choice(families, int(len(families) * _SHARE), replace=False))
        subsets.append([n for n, one in enumerate(questions) if one["family"] in chosen])
    scores = {}
    for apart in _APART:
        for farthest in _FARTHEST:
            found = [_f1(questions, vectors, places, farthest, apart) for places in subsets]
            scores[round(float(farthest), 2), apart] = float(np.mean(found))
            print(f"farthest {farthest:.2f} apart {apart:.1f}: F1 {np.mean(found):.3f}")
    print("best:", max(scores, key=scores.__getitem__))


def _f1(
    questions: Sequence[Mapping[str, str]],
    vectors: Vectors,
    places: Sequence[int],
    farthest: float,
    apart: float,
) -> float:
    found = grouped(
        vectors[places], [questions[n]["understood"] for n in places], farthest, apart
    )
    which = {place: number for number, group in enumerate(found) for place in group}
    true = [questions[n]["asks"] for n in places]
    return b_cubed(true, [which[place] for place in range(len(places))]).f1


if __name__ == "__main__":
    main()
