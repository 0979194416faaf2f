"""Values that move against their gradients while a model is trained, in single precision."""

from dataclasses import dataclass, field

import numpy as np

from countyline.understanding.grams import Floats, Places

_MEAN_DECAY = 0.9
_SQUARE_DECAY = 0.999
_TINY = np.float32(1e-8)


@dataclass
class Moving:
    """Values that all move at every step: Adam (Kingma and Ba, 2015)."""

    values: Floats
    _mean: Floats = field(init=False)
    _square: Floats = field(init=False)
    _steps: int = 0

    def __post_init__(self) -> None:
        self._mean = np.zeros_like(self.values)
        self._square = np.zeros_like(self.values)

    def step(self, gradient: Floats, rate: float) -> None:
        """Move against the gradient."""
        self._steps += 1
        self._mean += np.float32(1 - _MEAN_DECAY) * (gradient - self._mean)
        self._square += np.float32(1 - _SQUARE_DECAY) * (gradient * gradient - self._square)
        far = np.float32(rate / (1 - _MEAN_DECAY**self._steps))
        spread = np.sqrt(self._square / np.float32(1 - _SQUARE_DECAY**self._steps))
        self.values -= far * self._mean / (spread + _TINY)


@dataclass
class MovingRows:
    """Values of which each step moves few rows: Adagrad (Duchi and others, 2011), row by row.

    One memory a row, in place of two a value, makes training twice as fast and no worse.
    """

    values: Floats
    _square: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._square = np.zeros(len(self.values), dtype=np.float32)

    def step(self, rows: Places, gradient: Floats, rate: float) -> None:
        """Move some rows and leave the others as they are."""
        self._square[rows] += np.einsum("ij,ij->i", gradient, gradient) / gradient.shape[1]
        spread = np.sqrt(self._square[rows]) + _TINY
        self.values[rows] -= np.float32(rate) * gradient / spread[:, None]
