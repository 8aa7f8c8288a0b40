"""Many small searches at once: in a forest plot, calling NumPy costs more than the arithmetic of one fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.patience import still_wanted
from explorer.survival.estimability import NO_INFORMATION, OWN_INFORMATION
from explorer.survival.outcome import Booleans, Floats, Integers
from explorer.survival.partial_likelihood import (
    CHANGE_OF_SOMETHING,
    GAIN_OF_NOTHING,
    ROUNDING,
    Enough,
    Maximum,
    PartialLikelihood,
    Point,
    exact,
    near,
)
from explorer.survival.row_sums import CellsAtRisk
from explorer.survival.search import Search, refined, search

# Numbers at risk in one stack, beyond which its padding costs more than it saves.
STACKED = 2**18
# An ordinary search takes five steps; one that takes many more needs the care of a search of its own.
MOST_STEPS = 15


class Sought(NamedTuple):
    """A likelihood of cells and ``rough``, nearly the same in far fewer rows, or itself (see ``coarse``)."""

    likelihood: PartialLikelihood
    rough: PartialLikelihood

    @property
    def is_short(self) -> bool:
        """Whether there is no shorter form."""
        return self.rough is self.likelihood


def searches(sought: Sequence[Sought], enough: Enough = exact) -> list[Search]:
    """The result of ``search`` for each; those of few rows are stepped through together."""
    short = iter(_each([each.likelihood for each in sought if each.is_short], enough))
    rough = iter(_each([each.rough for each in sought if not each.is_short], near))
    return [
        next(short) if each.is_short else refined(next(rough), each.likelihood, enough) for each in sought
    ]


def _each(likelihoods: Sequence[PartialLikelihood], enough: Enough) -> list[Search]:
    together = _together(likelihoods, enough)
    return [
        search(likelihood, likelihood, enough) if found is None else found
        for found, likelihood in zip(together, likelihoods, strict=True)
    ]


class _Points(NamedTuple):
    """As ``Point``, for F likelihoods: (F, p), (F, p), (F, p, p), (F, C) and (F, E)."""

    beta: Floats
    gradient: Floats
    information: Floats
    linear: Floats
    total: Floats

    def of(self, index: int, likelihood: PartialLikelihood, n_rows: int) -> Point:
        """The point of one likelihood, without the padding."""
        p, n_cells = likelihood.covariates.shape
        return Point(
            self.beta[index, :p],
            self.gradient[index, :p],
            self.information[index, :p, :p],
            self.linear[index, :n_cells],
            self.total[index, :n_rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """F likelihoods, padded to C cells, E rows and p covariates.

    ``number`` (F, C, E), ``weight`` (F, E), ``covariates`` (F, p, C) and ``events`` (F, C) are 0 in the
    padding; ``spare`` (F, E) and ``unused`` (F, p, p), on its diagonal, are 1 there and 0 elsewhere.
    """

    number: Floats
    weight: Floats
    spare: Floats
    covariates: Floats
    events: Floats
    unused: Floats

    def at(self, beta: Floats) -> _Points:
        """The algebra of ``PartialLikelihood.at`` and ``CellsAtRisk.sums``."""
        x, number = self.covariates, self.number
        linear = (beta[:, None] @ x)[:, 0]
        hazard = np.exp(linear)
        total = (hazard[:, None] @ number)[:, 0] + self.spare
        share = self.weight / (total * total)
        pairs = (number * share[:, None]) @ number.swapaxes(1, 2)
        expected = hazard * (pairs @ hazard[..., None])[..., 0]
        across, moment = x.swapaxes(1, 2), x * hazard[:, None]
        information = (x * expected[:, None]) @ across - moment @ pairs @ moment.swapaxes(1, 2)
        gradient = (x @ (self.events - expected)[..., None])[..., 0]
        return _Points(beta, gradient, information + self.unused, linear, total)

    def determined(self, information: Floats) -> Booleans:
        """(F,) whether ``undetermined`` has no reason against any covariate of a likelihood."""
        own = np.einsum("fjj->fj", information).copy()
        size = np.abs(self.covariates).max(axis=2)
        least = NO_INFORMATION * self.events.sum(axis=1, keepdims=True)
        fine: Booleans = np.asarray((own > least * size * size).all(axis=1))
        left = information.copy()
        for j in range(own.shape[1]):
            pivot = left[:, j, j]
            fine &= pivot > OWN_INFORMATION * own[:, j]
            left[:, j + 1 :] -= (left[:, j + 1 :, j] / pivot[:, None])[..., None] * left[:, j, None]
        return fine


def _together(likelihoods: Sequence[PartialLikelihood], enough: Enough) -> list[Search | None]:
    """The searches that go straight to a maximum, None for those that do not.

    None for all when there is nothing to gain: of one, of many numbers, or of rows that are not written out.
    """
    at_risk = [each.at_risk for each in likelihoods if isinstance(each.at_risk, CellsAtRisk)]
    nothing: list[Search | None] = [None] * len(likelihoods)
    if len(likelihoods) < 2 or len(at_risk) < len(likelihoods):
        return nothing
    cells, rows = (max(each.number.shape[axis] for each in at_risk) for axis in (0, 1))
    if len(at_risk) * cells * rows > STACKED:
        return nothing
    stack = _stacked(likelihoods, at_risk, cells, rows)
    with np.errstate(all="ignore"):
        try:
            return _stepped(stack, likelihoods, [each.number.shape[1] for each in at_risk], enough)
        except np.linalg.LinAlgError:
            return nothing


def _stacked(
    likelihoods: Sequence[PartialLikelihood], at_risk: Sequence[CellsAtRisk], cells: int, rows: int
) -> _Stack:
    n, p = len(likelihoods), max(len(each.covariates) for each in likelihoods)
    number, weight, spare = np.zeros((n, cells, rows)), np.zeros((n, rows)), np.ones((n, rows))
    covariates, events, used = np.zeros((n, p, cells)), np.zeros((n, cells)), np.zeros((n, p))
    for i, (each, sets) in enumerate(zip(likelihoods, at_risk, strict=True)):
        (p_here, cells_here), rows_here = each.covariates.shape, sets.number.shape[1]
        number[i, :cells_here, :rows_here] = sets.number
        weight[i, :rows_here] = 1.0 if sets.weight is None else sets.weight
        spare[i, :rows_here] = 0.0
        covariates[i, :p_here, :cells_here] = each.covariates
        events[i, :cells_here] = each.events
        used[i, :p_here] = 1.0
    return _Stack(number, weight, spare, covariates, events, np.eye(p) * (1.0 - used)[:, None])


def _stepped(
    stack: _Stack, likelihoods: Sequence[PartialLikelihood], rows: list[int], enough: Enough
) -> list[Search | None]:
    """Newton–Raphson as by ``maximize``; a likelihood that needs a shorter step, or has no top, is left.

    One that has arrived takes steps of 0, so that its point stays until the others have arrived too.
    """
    start = point = stack.at(np.zeros(stack.covariates.shape[:2]))
    easy = stack.determined(start.information)
    identity = np.eye(stack.covariates.shape[1])
    iterations: Integers = np.zeros(len(likelihoods), dtype=np.intp)
    for _ in range(MOST_STEPS):
        still_wanted()
        information = np.where(easy[:, None, None], point.information, identity)
        step: Floats = np.asarray(np.linalg.solve(information, point.gradient[..., None])[..., 0])
        gain = (point.gradient * step).sum(axis=1)
        change = np.abs(step[:, None] @ stack.covariates).max(axis=(1, 2))
        moving = change > CHANGE_OF_SOMETHING
        easy &= (gain >= -ROUNDING) & ~(moving & (gain < GAIN_OF_NOTHING))
        done = easy & ~moving & enough(gain, change)
        going = easy & ~done
        if not going.any():
            break
        iterations += going
        reached = stack.at(point.beta + np.where(going[:, None], step, 0.0))
        # Compares as false with what is not a number.
        easy &= done | ((reached.gradient * step).sum(axis=1) >= -0.5 * gain)
        point = reached
    found: list[Search | None] = []
    for i, (each, arrived) in enumerate(zip(likelihoods, done.tolist(), strict=True)):
        if not arrived:
            found.append(None)
            continue
        p = len(each.covariates)
        top = Maximum(point.of(i, each, rows[i]), step[i, :p], float(gain[i]), int(iterations[i]), "maximum")
        found.append(Search(each, list(range(p)), [None] * p, start.of(i, each, rows[i]), top))
    return found
