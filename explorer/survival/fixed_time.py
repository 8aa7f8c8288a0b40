"""Two curves compared at one time: difference in survival, its tests, and the number needed to treat."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, hypot, inf, log

from explorer.statistics.distributions import critical_value, normal_two_sided
from explorer.survival.km import KaplanMeier

NO_PATIENTS = "not estimable: no patients in one group"
ENDS_BEFORE = "not estimable: the follow-up of one group ends before this time"
NO_SPREAD = "no interval: no events before this time in either group"
NO_LIMITS = "no interval: survival is 0 in one group, which has no standard error"
NOT_INSIDE = "not estimable: survival is 0 or 1 in one group"


@dataclass(frozen=True, slots=True)
class SurvivalDifference:
    """Survival of one group less that of another at ``time``, on the scale of survival itself.

    ``lower``, ``upper``, ``p``: from the sum of the Greenwood variances; ``log_log_p``: of the same
    hypothesis on the scale of log(-log S), which keeps its level better in small samples. Where a number is
    None, ``not_estimable`` (of difference and P) or ``log_log_not_estimable`` says why.
    """

    time: float
    value: float | None = None
    std_err: float | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None
    log_log_chi2: float | None = None
    log_log_p: float | None = None
    not_estimable: str | None = None
    log_log_not_estimable: str | None = None


@dataclass(frozen=True, slots=True)
class NumberNeeded:
    """How many patients must be treated for one more, or one less, to be without the event at the time.

    ``value`` above 0: treated for one to benefit; below 0: for one to be harmed; infinite: no difference.
    ``lower`` and ``upper`` are the reciprocals of the difference's upper and lower limit: when
    ``through_infinity``, the interval runs from ``lower`` (benefit) through infinity to ``upper`` (harm).
    None where there is no difference to invert.
    """

    value: float | None
    lower: float | None
    upper: float | None
    through_infinity: bool = False


def survival_difference(
    first: KaplanMeier, second: KaplanMeier, time: float, conf_level: float = 0.95, *, carried: bool = False
) -> SurvivalDifference:
    """``first`` less ``second`` at ``time``; past its last follow-up a curve has no value, or the last one is
    ``carried`` on.

    Source: Klein, Logan, Harhoff & Andersen 2007, Statistics in Medicine 26:4505–4519, the tests on the
    identity ("naive") and the complementary log-log scale.
    """
    if not first.n or not second.n:
        return _nothing(time, NO_PATIENTS)
    one, two = first.at([time]), second.at([time])
    if not carried and (one.beyond[0] or two.beyond[0]):
        return _nothing(time, ENDS_BEFORE)
    survival = float(one.survival[0]), float(two.survival[0])
    errors = float(one.std_err[0]), float(two.std_err[0])
    value = survival[0] - survival[1]
    if min(survival) == 0.0:
        return SurvivalDifference(time, value, not_estimable=NO_LIMITS, log_log_not_estimable=NOT_INSIDE)
    std_err = hypot(*errors)
    if std_err == 0.0:
        return SurvivalDifference(time, value, not_estimable=NO_SPREAD, log_log_not_estimable=NOT_INSIDE)
    half = critical_value(conf_level) * std_err
    p = normal_two_sided(value / std_err)
    chi2 = _log_log_chi2(survival, errors) if max(survival) < 1.0 else None
    return SurvivalDifference(
        time, value, std_err, value - half, value + half, p,
        chi2, None if chi2 is None else normal_two_sided(chi2**0.5),
        None, NOT_INSIDE if chi2 is None else None,
    )  # fmt: skip


def number_needed(difference: SurvivalDifference) -> NumberNeeded:
    """The number needed to treat, by the difference in survival and its limits.

    Source: Altman & Andersen 1999, BMJ 319:1492–1495. Where the interval of the difference includes 0, that
    of the number needed to treat includes infinity, and is two intervals of numbers.
    """
    if difference.value is None:
        return NumberNeeded(None, None, None)
    value = _reciprocal(difference.value)
    if difference.lower is None or difference.upper is None:
        return NumberNeeded(value, None, None)
    lower, upper = _reciprocal(difference.upper), _reciprocal(difference.lower)
    return NumberNeeded(value, lower, upper, difference.lower <= 0.0 <= difference.upper)


def _nothing(time: float, reason: str) -> SurvivalDifference:
    return SurvivalDifference(time, not_estimable=reason, log_log_not_estimable=reason)


def _log_log_chi2(survival: tuple[float, float], errors: tuple[float, float]) -> float:
    logs = [log(value) for value in survival]
    variances = [
        (error / value / log_value) ** 2
        for error, value, log_value in zip(errors, survival, logs, strict=True)
    ]
    return (log(-logs[0]) - log(-logs[1])) ** 2 / sum(variances)


def _reciprocal(value: float) -> float:
    return 1.0 / value if value else copysign(inf, value)
