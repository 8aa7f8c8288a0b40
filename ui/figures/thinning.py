"""Of very many points, those that can be told apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MANY = 3000
"""Up to so many points are all drawn."""
OVERLAP = 1 / 3
"""Dots that lie in one cell of this share of their diameter look like one dot."""


def told_apart(x: Floats, y: Floats, diameter: float) -> NDArray[np.intp]:
    """Which of the dots at these places are drawn: one in each cell, all when there are few."""
    if len(x) <= MANY:
        return np.arange(len(x))
    column, row = (np.floor(values / (OVERLAP * diameter)).astype(np.int64) for values in (x, y))
    column, row = column - column.min(), row - row.min()
    return np.unique(column * (row.max() + 1) + row, return_index=True)[1]
