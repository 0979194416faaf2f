"""The nearest examples: how like a sentence is to the likest example of every label.

The views of `topic.py` have learned what examples have in common. This looks at each example for
itself: what stands beside one that was read word for word can be believed sooner, and what stands
as near to another topic's example later. On messages kept apart this finds a twentieth more
answers at the same wrong ones. It is evidence for the confidence (`confidence.py`), no fourth view.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from countyline.understanding.grams import Floats, Places

WIDTH = 64
"""Numbers of a vector that are compared: along the directions in which examples differ most. All
512 tell hardly more and take several times as long."""
_TINY = np.float32(1e-6)
_NO_EXAMPLE = np.float32(-1)


@dataclass(frozen=True)
class NearestExamples:
    """Every example as a short vector of length one.

    Attributes:
        axes: the directions that are compared, one column each.
        examples: one row an example, sorted by label.
        labels: the place of the label of each run of rows, ascending.
        starts: the first row of each run.
        count: how many labels there are; not all have examples.
    """

    axes: Floats
    examples: Floats
    labels: Places
    starts: Places
    count: int

    @classmethod
    def of(cls, vectors: Floats, columns: Places, count: int) -> "NearestExamples":
        """Keep examples: one row of `vectors` each, the place of its label in `columns`."""
        _, directions = np.linalg.eigh(vectors.T @ vectors)
        axes: Floats = np.ascontiguousarray(directions[:, ::-1][:, :WIDTH], dtype=np.float32)
        order = np.argsort(columns, kind="stable")
        labels, starts = np.unique(columns[order], return_index=True)
        return cls(axes, _shortened(vectors[order], axes), labels, starts, count)

    def likeness(self, vectors: Floats, compared: Sequence[Iterable[int]]) -> Floats:
        """The cosine to the likest example of labels: a row a vector, a column a label.

        Args:
            vectors: one row a sentence.
            compared: for each the labels whose examples are looked at; -1 stands for all others.
        """
        found: Floats = np.full((len(vectors), self.count), _NO_EXAMPLE, dtype=np.float32)
        for row, short, labels in zip(
            found, _shortened(vectors, self.axes), compared, strict=True
        ):
            for label in labels:
                if label in self._runs:
                    row[label] = (self._runs[label] @ short).max()
        return found

    @cached_property
    def _runs(self) -> Mapping[int, Floats]:
        """The examples of each label that has some."""
        parts = np.split(self.examples, self.starts[1:])
        return dict(zip(self.labels.tolist(), parts, strict=True))


def _shortened(vectors: Floats, axes: Floats) -> Floats:
    along: Floats = vectors @ axes
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), _TINY)
    return along
