"""What questions ask of a cohort again and again: kept for a while, so that it is made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.strata import strata_codes
from explorer.columns import Column, Mask
from explorer.selection import Selection
from explorer.survival.counts import Counts, count_cells
from explorer.survival.outcome import Outcome
from explorer.survival.risk_sets import Stratified, stratified

MASKS = 64
COUNTS = 4
OUTCOMES = 16  # for each endpoint, a forest plot needs one a set of strata


class Kept:
    """The last masks, sorted outcomes and counts of one cohort; safe to ask from several threads.

    ``mask(selection)``: which patients it means, (n,), not to be written to; ``stratified(endpoint,
    factors)``: an outcome sorted within the strata of some factors; ``by_arm(endpoint, factors, selection)``:
    the counts of the selected patients by arm, in these strata.
    """

    def __init__(
        self,
        columns: Mapping[str, Column],
        outcomes: Mapping[str, Outcome],
        arm: NDArray[np.int16],
        n_arms: int,
    ) -> None:
        self.mask: Callable[[Selection], Mask] = lru_cache(MASKS)(partial(_mask, columns, len(arm)))
        self.stratified: Callable[[str, tuple[str, ...]], Stratified] = lru_cache(OUTCOMES)(
            partial(_stratified, columns, outcomes)
        )
        self.by_arm: Callable[[str, tuple[str, ...], Selection], Counts] = lru_cache(COUNTS)(
            partial(_by_arm, self.stratified, self.mask, arm, n_arms)
        )


def _mask(columns: Mapping[str, Column], n: int, selection: Selection) -> Mask:
    mask = selection.mask(columns, n)
    mask.flags.writeable = False
    return mask


def _stratified(
    columns: Mapping[str, Column], outcomes: Mapping[str, Outcome], endpoint: str, factors: tuple[str, ...]
) -> Stratified:
    return stratified(outcomes[endpoint], strata_codes(columns, factors))


def _by_arm(
    sorted_outcome: Callable[[str, tuple[str, ...]], Stratified],
    mask: Callable[[Selection], Mask],
    arm: NDArray[np.int16],
    n_arms: int,
    endpoint: str,
    factors: tuple[str, ...],
    selection: Selection,
) -> Counts:
    sets = sorted_outcome(endpoint, factors).risk_sets(mask(selection) & (arm >= 0))
    return count_cells(sets, arm, n_arms)
