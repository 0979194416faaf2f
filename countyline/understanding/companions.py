"""Which topics fit the same messages: "can I pay somewhere while you are closed" asks of two.

A rival near by is a warning, unless it is one whose answer would fit as well.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from countyline.understanding.grams import Floats


def companions(topics: Sequence[str], fitting: Iterable[Collection[str]]) -> Floats:
    """How often topics fit where another one does.

    Args:
        topics: all of them.
        fitting: the topics that fit each of many messages.

    Returns:
        one row and one column a topic: the share of the messages that the row's topic fits which
        the column's fits, too; of a topic that fits none, 1 for itself.
    """
    fits = np.array([[topic in some for topic in topics] for some in fitting], dtype=np.float32)
    together = fits.reshape(-1, len(topics)).T @ fits.reshape(-1, len(topics))
    shares: Floats = together / np.maximum(together.diagonal()[:, np.newaxis], 1)
    np.fill_diagonal(shares, 1.0)
    return shares
