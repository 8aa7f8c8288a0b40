"""Strata from a cohort's stratification factors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from explorer.columns import CategoryColumn, Column
from explorer.survival.counts import combine


def strata_codes(columns: Mapping[str, Column], fields: tuple[str, ...]) -> NDArray[np.integer] | None:
    """One code (n,) for every combination of the factors; a missing value is a level of its own."""
    factors = [columns[name] for name in fields]
    codes = [column.codes for column in factors if isinstance(column, CategoryColumn)]
    return combine(*codes) if codes else None
