"""What fits the same messages: "can I pay somewhere while you are closed" asks of two topics.

A rival near by is a warning, unless it is one whose answer would fit as well.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from countyline.understanding.grams import Floats


def companions(names: Sequence[str], fitting: Iterable[Collection[str]]) -> Floats:
    """How often topics, or aspects, fit where another one does.

    Args:
        names: all topics, or all labels "topic/aspect".
        fitting: those that fit each of many messages.

    Returns:
        one row and one column a name: the share of the messages that the row's fits which the
        column's fits, too; of one that fits none, 1 for itself.
    """
    fits = np.array([[name in some for name in names] for some in fitting], dtype=np.float32)
    together = fits.reshape(-1, len(names)).T @ fits.reshape(-1, len(names))
    shares: Floats = together / np.maximum(together.diagonal()[:, np.newaxis], 1)
    np.fill_diagonal(shares, 1.0)
    return shares
