"""Boundaries against printed tables, against the multivariate normal distribution, and against simulation."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import multivariate_normal, norm

from explorer.statistics.conditional_power import conditional_power, predictive_power
from explorer.statistics.group_sequential import boundaries, crossing, power
from explorer.statistics.spending import spent

FIFTHS = np.arange(1, 6) / 5
Floats = NDArray[np.float64]

# One-sided 0.025, five equally spaced looks, as R's ldbounds and gsDesign (sfLDOF, sfLDPocock) print them;
# Lan & DeMets, Biometrika 1983;70:659 give them to two decimals (but 4.90, by a coarser quadrature).
PRINTED = {
    "obrien-fleming": (4.8769, 3.3569, 2.6803, 2.2898, 2.0310),
    "pocock": (2.4380, 2.4268, 2.4101, 2.3966, 2.3859),
}


@pytest.mark.parametrize("spending", PRINTED)
def test_that_boundaries_are_the_printed_ones(spending: str) -> None:
    found = boundaries(FIFTHS, 0.025, spending)  # type: ignore[arg-type]
    assert found.z == pytest.approx(PRINTED[spending], abs=2e-4)
    assert found.cumulative[-1] == 0.025


def test_that_a_boundary_of_another_program_is_met() -> None:
    # PharmCat/SeqBounds.jl, README: one-sided 0.05, O'Brien–Fleming type; its integration is good to 5e-5.
    found = boundaries([0.25, 0.5, 0.75, 1.0], 0.05)
    assert found.z == pytest.approx([3.74955, 2.53993, 2.01604, 1.72014], abs=5e-5)
    assert found.cumulative == pytest.approx([8.85754e-5, 0.0055746, 0.0236251, 0.05], rel=5e-6)


def test_that_the_power_family_is_the_printed_one() -> None:
    # Lan & DeMets 1983, spending proportional to time: 2.58, 2.49, 2.41, 2.34, 2.28.
    assert np.round(boundaries(FIFTHS, 0.025, "power", 1.0).z, 2) == pytest.approx(
        [2.58, 2.49, 2.41, 2.34, 2.28]
    )


# Jennison & Turnbull, Group Sequential Methods, 2000, tables 2.1 and 2.3: two-sided constants at K looks.
POCOCK = {0.05: {2: 2.178, 3: 2.289, 4: 2.361, 5: 2.413, 10: 2.555}, 0.01: {2: 2.772, 3: 2.873, 5: 2.986}}
OBRIEN = {0.05: {2: 1.977, 3: 2.004, 4: 2.024, 5: 2.040, 10: 2.087}, 0.01: {2: 2.580, 3: 2.595, 5: 2.621}}


@pytest.mark.parametrize("alpha", [0.05, 0.01])
@pytest.mark.parametrize("shape", ["pocock", "obrien-fleming"])
def test_that_the_printed_constants_spend_the_whole_error(alpha: float, shape: str) -> None:
    for looks, constant in (POCOCK if shape == "pocock" else OBRIEN)[alpha].items():
        fraction = np.arange(1, looks + 1) / looks

        def error(c: float, t: Floats = fraction) -> float:
            limit = np.full(len(t), c) if shape == "pocock" else c / np.sqrt(t)
            return float(np.sum(crossing(limit, t, lower=-limit)))

        assert error(constant + 0.0006) < alpha < error(constant - 0.0006)


# Jennison & Turnbull 2000, tables 2.2 and 2.4: largest information over that of one analysis, two-sided 0.05.
INFLATION = [
    ("pocock", 2, 0.8, 1.110),
    ("pocock", 5, 0.8, 1.229),
    ("pocock", 5, 0.9, 1.207),
    ("obrien-fleming", 2, 0.8, 1.008),
    ("obrien-fleming", 5, 0.8, 1.028),
    ("obrien-fleming", 5, 0.9, 1.026),
]


@pytest.mark.parametrize(("shape", "looks", "wanted", "printed"), INFLATION)
def test_that_the_power_under_drift_is_that_of_the_printed_inflation(
    shape: str, looks: int, wanted: float, printed: float
) -> None:
    fraction = np.arange(1, looks + 1) / looks
    constant = (POCOCK if shape == "pocock" else OBRIEN)[0.05][looks]
    limit = np.full(looks, constant) if shape == "pocock" else constant / np.sqrt(fraction)
    fixed = norm.ppf(0.975) + norm.ppf(wanted)
    upper, lower = crossing(limit, fraction, drift=fixed * sqrt(printed), lower=-limit)
    assert upper.sum() + lower.sum() == pytest.approx(wanted, abs=4e-4)


def covariance(t: Floats) -> Floats:
    matrix: Floats = np.sqrt(np.minimum.outer(t, t) / np.maximum.outer(t, t))
    return matrix


@pytest.mark.parametrize("fraction", [(0.3, 0.62, 1.0), (0.1, 0.15, 0.5), (31 / 94, 47 / 94, 57 / 94)])
@pytest.mark.parametrize("drift", [0.0, 2.8])
def test_that_crossing_is_that_of_the_multivariate_normal_distribution(
    fraction: tuple[float, ...], drift: float
) -> None:
    t = np.array(fraction)
    limit = boundaries(t, 0.025, "pocock").z
    stays = [
        multivariate_normal.cdf(
            limit[:k], drift * np.sqrt(t[:k]), covariance(t[:k]), maxpts=10**6, abseps=1e-8, releps=1e-8
        )
        for k in (1, 2, 3)
    ]
    expected = -np.diff([1.0, *stays])
    assert crossing(limit, t, drift)[0] == pytest.approx(expected, abs=1e-6)


def test_that_two_looks_agree_with_the_bivariate_normal_to_ten_digits() -> None:
    # P(Z1 < a, Z2 > b) = ∫ φ(z) Φ((z √t1 − b √t2) / √(t2 − t1)) dz, here by Gauss–Legendre.
    t1, t2, a, b = 0.4, 1.0, 2.1, 1.97
    nodes, weights = np.polynomial.legendre.leggauss(400)
    z = (a + 12) / 2 * nodes + (a - 12) / 2
    inside = norm.pdf(z) * norm.cdf((z * sqrt(t1) - b * sqrt(t2)) / sqrt(t2 - t1))
    expected = float(weights @ inside) * (a + 12) / 2
    assert crossing([a, b], [t1, t2])[0][1] == pytest.approx(expected, abs=1e-10)


def test_that_simulated_trials_cross_as_often() -> None:
    t = np.array([31, 47, 57, 94]) / 94
    found = boundaries(t)
    rng = np.random.default_rng(20240725)
    score = rng.normal(2.9 * np.diff(t, prepend=0.0), np.sqrt(np.diff(t, prepend=0.0)), (400_000, 4)).cumsum(
        axis=1
    )
    over = score / np.sqrt(t) > found.z
    first = np.bincount(np.where(over.any(axis=1), over.argmax(axis=1), 4), minlength=5)[:4] / len(score)
    assert crossing(found.z, t, 2.9)[0] == pytest.approx(first, abs=0.003)


fractions = (
    st.lists(st.floats(0.02, 1.0), min_size=1, max_size=6, unique=True)
    .map(sorted)
    .filter(lambda t: len(t) < 2 or min(np.diff(t)) > 0.01)
)


@settings(deadline=None, max_examples=25)
@given(
    fractions, st.sampled_from(["obrien-fleming", "pocock", "power"]), st.sampled_from([0.005, 0.025, 0.05])
)
def test_that_a_boundary_spends_what_its_function_says(t: list[float], spending: str, alpha: float) -> None:
    found = boundaries(t, alpha, spending)  # type: ignore[arg-type]
    expected = [spent(each, alpha, spending) for each in t]  # type: ignore[arg-type]
    assert found.cumulative == pytest.approx(expected, rel=1e-12)
    assert crossing(found.z, t)[0].cumsum() == pytest.approx(expected, rel=1e-8, abs=1e-12)
    assert found.nominal == pytest.approx(norm.sf(found.z), rel=1e-9)


@settings(deadline=None, max_examples=15)
@given(st.floats(0.0, 4.0), st.floats(0.1, 1.0))
def test_that_power_rises_with_the_drift(drift: float, more: float) -> None:
    found = boundaries(FIFTHS)
    assert power(found, drift + more) > power(found, drift)


def test_that_one_look_is_the_fixed_test() -> None:
    assert boundaries([1.0]).z[0] == pytest.approx(1.959963984540054, abs=1e-12)


def test_that_a_look_without_error_to_spend_cannot_be_crossed() -> None:
    found = boundaries([0.001, 1.0])
    assert found.z[0] == np.inf
    assert found.nominal[0] == 0.0
    assert found.z[1] == pytest.approx(1.959963984540054, abs=1e-7)


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        ([0.5, 0.4], "must rise"),
        ([0.5, 0.50001], "must rise"),
        ([0.0, 1.0], "above 0"),
        ([], "above 0"),
    ],
)
def test_that_impossible_looks_are_refused_in_words(fraction: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        boundaries(fraction)


def test_that_impossible_errors_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="one-sided error"):
        boundaries([0.5, 1.0], 0.6)
    with pytest.raises(ValueError, match="exponent"):
        boundaries([0.5, 1.0], 0.025, "power", 0.0)
    with pytest.raises(ValueError, match="upper limit"):
        crossing([1.0, 1.0], [0.5, 1.0], lower=[0.0, 1.0])


@settings(deadline=None)
@given(st.floats(-2.0, 3.0), st.floats(0.1, 0.9), st.floats(-1.0, 4.0))
def test_that_conditional_and_predictive_power_at_one_look_are_their_formulas(
    z: float, t: float, drift: float
) -> None:
    limit = 1.96
    now = z * sqrt(t)
    expected = norm.sf((limit - now - drift * (1 - t)) / sqrt(1 - t))
    assert conditional_power(z, t, [limit], [1.0], drift) == pytest.approx(expected, abs=1e-12)
    # Spiegelhalter 1986: B(1) given B(t) is normal with mean B(t) / t and variance (1 − t) / t.
    expected = norm.sf((limit - now / t) / sqrt((1 - t) / t))
    assert predictive_power(z, t, [limit], [1.0]) == pytest.approx(expected, abs=1e-12)


def test_that_conditional_power_over_several_looks_is_that_of_simulated_trials() -> None:
    t, later, limits = 0.4, np.array([0.6, 0.8, 1.0]), np.array([2.67, 2.29, 2.03])
    rng = np.random.default_rng(7)
    gaps = np.diff(later, prepend=t)
    score = 1.2 * sqrt(t) + rng.normal(2.5 * gaps, np.sqrt(gaps), (300_000, 3)).cumsum(axis=1)
    simulated = (score / np.sqrt(later) > limits).any(axis=1).mean()
    assert conditional_power(1.2, t, limits, later, 2.5) == pytest.approx(simulated, abs=0.003)
    drifts = rng.normal(1.2 / sqrt(t), 1 / sqrt(t), (300_000, 1))
    score = 1.2 * sqrt(t) + (drifts * gaps + rng.normal(0, np.sqrt(gaps), (300_000, 3))).cumsum(axis=1)
    simulated = (score / np.sqrt(later) > limits).any(axis=1).mean()
    assert predictive_power(1.2, t, limits, later) == pytest.approx(simulated, abs=0.003)


def test_that_power_given_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="later looks"):
        conditional_power(2.0, 1.0, [1.96], [1.0], 0.0)


def test_that_a_trial_that_ran_over_spends_its_error_at_the_information_it_has() -> None:
    found = boundaries([0.46, 1.14])
    assert found.cumulative[-1] == 0.025
    assert crossing(found.z, found.fraction)[0].sum() == pytest.approx(0.025, rel=1e-9)
    # Less of the final statistic was known at the interim look than with the information planned.
    assert found.z[1] > boundaries([0.46, 1.0]).z[1]
    assert found.z[0] == boundaries([0.46, 1.0]).z[0]
