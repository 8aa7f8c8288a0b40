"""Numbers as ``results.json`` holds them: finite ones, estimates with their limits, tests and ratios."""

from __future__ import annotations

from math import isfinite
from typing import Literal, Protocol

from explorer.analyses.answers import HazardRatio, Test

Plain = dict[str, object]


class Estimated(Protocol):
    """A value with its limits, None where there is none."""

    @property
    def value(self) -> float | None: ...
    @property
    def lower(self) -> float | None: ...
    @property
    def upper(self) -> float | None: ...


def finite(value: float | None) -> float | None:
    """A number that JSON can hold; a limit that is infinite is not reached."""
    return float(value) if value is not None and isfinite(value) else None


def estimate(found: Estimated, unit: float = 1.0) -> Plain:
    """A value with its limits, in units of so many months."""
    numbers = {name: finite(getattr(found, name)) for name in ("value", "lower", "upper")}
    return {name: None if number is None else number / unit for name, number in numbers.items()}


def test(found: Test | None) -> Plain:
    """A test, every number null where there is none."""
    return {name: getattr(found, name) if found else None for name in ("chi2", "df", "p")}


def ratio(found: HazardRatio, *more: Literal["std_err", "p"]) -> Plain:
    """A ratio with its limits and what ``more`` is asked for, or why there is none."""
    if found.not_estimable:
        return {"not_estimable": found.not_estimable}
    return {**estimate(found), **{name: finite(getattr(found, name)) for name in more}}
