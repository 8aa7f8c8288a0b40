"""Labels to codes, for the functions that take groups and strata as the caller has them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.survival.outcome import Integers


def coded(labels: ArrayLike, n: int, name: str) -> tuple[Integers, tuple[object, ...]]:
    """Codes (n,) of labels by their sorted order, -1 for a missing one (None or NaN), and the labels.

    Raises ``ValueError`` when there are not ``n`` labels in one column.
    """
    column: NDArray[Any] = np.asarray(labels)
    if column.shape != (n,):
        raise ValueError(f"{name} must be one column of {n} values, not an array of shape {column.shape}.")
    if column.dtype.kind in "biuf":
        missing = np.isnan(column)
    else:
        missing = np.array([value is None or value != value for value in column.tolist()], dtype=np.bool_)
    codes = np.full(n, -1, dtype=np.intp)
    known = column[~missing]
    try:
        names, codes[~missing] = np.unique(known, return_inverse=True)
    except TypeError:  # labels of several types have no order of their own; their text has
        names, codes[~missing] = np.unique(known.astype(str), return_inverse=True)
    return codes, tuple(names.tolist())
