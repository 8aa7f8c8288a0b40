"""Small synthetic survival data for hypothesis: heavily tied, with empty groups and strata among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from explorer.survival.cox import CoxFit


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """n patients; ``entry`` lies before ``duration``."""

    duration: NDArray[np.float64]
    event: NDArray[np.bool_]
    group: NDArray[np.int8]
    stratum: NDArray[np.int8]
    entry: NDArray[np.float64]
    x: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.duration)

    def rows(self, index: NDArray[np.integer] | NDArray[np.bool_]) -> Data:
        return Data(*(getattr(self, name)[index] for name in self.__slots__))


@st.composite
def survival_data(draw: st.DrawFn, min_size: int = 0, max_size: int = 40, groups: int = 3) -> Data:
    n = draw(st.integers(min_size, max_size))

    def column(values: st.SearchStrategy[float], dtype: type) -> NDArray:
        return np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=dtype)

    duration = column(st.integers(1, 12), np.float64)
    share = column(st.sampled_from([0.0, 0.0, 0.3, 0.7]), np.float64)
    return Data(
        duration=duration,
        event=column(st.booleans(), np.bool_),
        group=column(st.integers(0, groups - 1), np.int8),
        stratum=column(st.integers(0, 2), np.int8),
        entry=np.floor(duration * share) - (share == 0.0),
        x=column(st.integers(-3, 3), np.float64),
    )


def trial(n: int, seed: int = 1, *, tied: bool = False) -> Data:
    """A larger synthetic cohort with an effect of the group, of the covariate and between strata."""
    random = np.random.default_rng(seed)
    group = random.integers(0, 2, n).astype(np.int8)
    stratum = random.integers(0, 3, n).astype(np.int8)
    x = random.normal(size=n)
    to_event = random.exponential(30.0 * np.exp(0.4 * group - 0.3 * x + 0.2 * stratum))
    censored = random.uniform(10.0, 60.0, n)
    duration = np.minimum(to_event, censored)
    if tied:
        duration = np.ceil(duration)
    entry = duration * random.choice([0.0, 0.0, 0.2, 0.6], n) - 1e-3
    return Data(duration, to_event <= censored, group, stratum, entry, x)


def assert_same_fit(one: CoxFit, other: CoxFit) -> None:
    """Two fits of the same model, reached in two ways."""
    assert (one.not_estimable, one.n, one.n_events) == (other.not_estimable, other.n, other.n_events)
    for name in ("coef", "std_err", "lower", "upper", "p"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(one.log_likelihood, other.log_likelihood, rtol=1e-9, atol=1e-9)
    for name in ("score_test", "wald_test", "likelihood_ratio_test"):
        a, b = getattr(one, name), getattr(other, name)
        assert (a is None) == (b is None)
        if a is not None:
            np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-8)
