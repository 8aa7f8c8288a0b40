"""What questions ask of a cohort again and again: kept for a while, so that it is made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from explorer.cohort.strata import strata_codes
from explorer.columns import Column, Mask
from explorer.selection import Selection
from explorer.survival.outcome import Outcome
from explorer.survival.risk_sets import Stratified, stratified

MASKS = 64
OUTCOMES = 16  # for each endpoint, a forest plot needs one a set of strata


class Kept:
    """The last masks and sorted outcomes of one cohort; safe to ask from several threads.

    ``mask(selection)``: which patients it means, (n,), not to be written to; ``stratified(endpoint,
    factors)``: an outcome sorted within the strata of some factors.
    """

    def __init__(self, columns: Mapping[str, Column], outcomes: Mapping[str, Outcome], n: int) -> None:
        self.mask: Callable[[Selection], Mask] = lru_cache(MASKS)(partial(_mask, columns, n))
        self.stratified: Callable[[str, tuple[str, ...]], Stratified] = lru_cache(OUTCOMES)(
            partial(_stratified, columns, outcomes)
        )


def _mask(columns: Mapping[str, Column], n: int, selection: Selection) -> Mask:
    mask = selection.mask(columns, n)
    mask.flags.writeable = False
    return mask


def _stratified(
    columns: Mapping[str, Column], outcomes: Mapping[str, Outcome], endpoint: str, factors: tuple[str, ...]
) -> Stratified:
    return stratified(outcomes[endpoint], strata_codes(columns, factors))
