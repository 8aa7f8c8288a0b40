"""The textbook answers of golden.tsv (R, with the digits printed there) and closed forms by hand."""

from __future__ import annotations

import csv
import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.survival import cox, kaplan_meier, logrank
from explorer.survival.cumulative_incidence import cumulative_incidence
from explorer.survival.estimability import NO_EVENTS_IN_ONE_GROUP
from explorer.survival.proportionality import proportionality
from tests.reference.reference_cases import FOLDER, Rows, columns, labels, numbers

Line = list[str]

# Therneau & Grambsch, Modeling Survival Data (2000), appendix: test data 1 and 2.
DATA_1 = {
    "time": np.array([9.0, 1, 1, 6, 6, 8]),
    "event": np.array([1, 1, 0, 1, 1, 0]),
    "x": np.array([0.0, 1, 1, 1, 0, 0]),
}
DATA_2 = {
    "start": np.array([1.0, 2, 5, 2, 1, 7, 3, 4, 8, 8]),
    "time": np.array([2.0, 3, 6, 7, 8, 9, 9, 9, 14, 17]),
    "event": np.array([1, 1, 1, 1, 1, 1, 1, 0, 0, 0]),
    "x": np.array([1.0, 0, 0, 1, 0, 1, 1, 1, 0, 0]),
}
SIMPLE: dict[str, Rows] = {
    "tg1": DATA_1,
    "tg2": DATA_2,
    "half": {"time": np.array([1.0, 2, 3, 4]), "event": np.ones(4)},
    "zero": {"time": np.array([0.0, 0, 1, 2, 3]), "event": np.array([1, 0, 1, 0, 1])},
    "float": {"time": np.array([0.1 + 0.2, 0.3, 0.5, 0.7]), "event": np.ones(4)},
}
# Where each textbook data set keeps its duration, event and group, and how golden.tsv names the groups.
TABLES = {
    "aml": ("aml", "time", "status", "x", {"Maintained": "0", "Nonmaintained": "1"}),
    "gehan": ("gehan", "time", "event", "control", {"6-MP": "0", "control": "1"}),
    "lung": ("lung", "time", "status", "sex", {}),
    "lung_strat": ("lung", "time", "status", "sex", {}),
    "lung_strata": ("lung", "time", "status", "sex", {}),
    "ovarian": ("ovarian", "futime", "fustat", "rx", {}),
    "veteran": ("veteran", "time", "status", "celltype", {}),
    "colon_os": ("colon", "time", "status", "rx", {}),
}
LEVELS = {
    "xNonmaintained": "x", "treatcontrol": "control", "celltypesmallcell": "celltype=smallcell",
    "celltypeadeno": "celltype=adeno", "celltypelarge": "celltype=large", "rxLev": "rx=Lev",
    "rxLev+5FU": "rx=Lev+5FU",
}  # fmt: skip
STRATA = {"lung_strat": "inst", "lung_strata": "ph.ecog"}
KNOWN = (*TABLES, *SIMPLE)


@cache
def golden(kind: str) -> list[Line]:
    lines = (FOLDER / "golden.tsv").read_text("utf-8").splitlines()
    return [fields for line in lines if (fields := line.split("\t"))[0] == kind]


def fields_of(text: str) -> dict[str, str]:
    """Read "n=11 ev=7 median=31": a value may itself hold "=" and "|"."""
    return {key: value for key, _, value in (part.partition("=") for part in text.split(" "))}


def listed(text: str) -> NDArray[np.float64]:
    return np.array([float("nan") if x in ("NA", "NaN") else float(x) for x in text.split("|")])


def data_of(name: str) -> tuple[Rows, str, str, str | None]:
    """Rows, and the names of duration, event and group."""
    if name in SIMPLE:
        return SIMPLE[name], "time", "event", None
    table, duration, event, group, _ = TABLES[name]
    data = columns(table)
    if name == "colon_os":
        data = {column: values[data["etype"] == "2"] for column, values in data.items()}
    return data, duration, event, group


def outcome_of(name: str, group: str = "all") -> tuple[NDArray[np.float64], ...]:
    """Duration, event and entry (or None) of one of the groups that golden.tsv names "sex=1"."""
    data, duration, event, column = data_of(name)
    if name in SIMPLE:
        return data[duration], data[event], data.get("start")
    level = group.partition("=")[2]
    level = TABLES[name][4].get(level, level)
    keep = np.ones(len(data[duration]), bool) if group == "all" else data[column] == level
    return numbers(data[duration][keep]), numbers(data[event][keep]), None


@pytest.mark.parametrize("line", [x for x in golden("KM") if x[1] in KNOWN], ids=lambda x: " ".join(x[1:4]))
def test_that_medians_and_their_limits_are_the_textbook_ones(line: Line) -> None:
    _, name, conf_type, group, said = line
    duration, event, entry = outcome_of(name, group)
    curve = kaplan_meier(duration, event, entry=entry, conf_type=conf_type)
    expected = fields_of(said)
    assert (curve.n, curve.n_events) == (int(expected["n"]), int(expected["ev"]))
    median = curve.quantile(0.5)
    for value, key in ((median.value, "median"), (median.lower, "LCL"), (median.upper, "UCL")):
        assert value == (None if expected[key] == "NA" else pytest.approx(float(expected[key]), rel=1e-9)), (
            key
        )


@pytest.mark.parametrize("line", [x for x in golden("KMT") if x[1] in KNOWN], ids=lambda x: " ".join(x[1:3]))
def test_that_curves_at_chosen_times_are_the_textbook_ones(line: Line) -> None:
    _, name, conf_type, said = line
    expected = fields_of(said)
    groups = np.array(expected["strata"].split("|"))
    times, n_at_risk = listed(expected["t"]), listed(expected["nrisk"])
    groups = np.resize(groups, len(times))
    for group in dict.fromkeys(groups.tolist()):
        here = groups == group
        duration, event, entry = outcome_of(name, group)
        at = kaplan_meier(duration, event, entry=entry, conf_type=conf_type).at(times[here])
        for ours, key in ((at.survival, "S"), (at.std_err, "se"), (at.lower, "lo"), (at.upper, "hi")):
            np.testing.assert_allclose(ours, listed(expected[key])[here], rtol=0, atol=5.1e-10)
        assert at.at_risk.tolist() == n_at_risk[here].tolist()


@pytest.mark.parametrize("line", [x for x in golden("LR") if x[1] in KNOWN], ids=lambda x: " ".join(x[1:3]))
def test_that_logrank_tests_are_the_textbook_ones(line: Line) -> None:
    _, name, rho, said = line
    expected = fields_of(said)
    data, duration, event, group = data_of(name)
    assert group is not None
    test = logrank(
        numbers(data[duration]),
        numbers(data[event]),
        labels(data[group]),
        strata=labels(data[STRATA[name]]) if name in STRATA else None,
        rho=float(rho.partition("=")[2]),
    )
    assert test.chi2 == pytest.approx(float(expected["chisq"]), abs=6e-11, rel=1e-9)
    assert test.df == int(expected["df"])
    assert test.p == pytest.approx(float(expected["p"]), rel=1e-8)
    np.testing.assert_allclose(np.sort(test.observed), np.sort(listed(expected["obs"])), rtol=1e-9)
    np.testing.assert_allclose(np.sort(test.expected), np.sort(listed(expected["exp"])), rtol=1e-8)


@pytest.mark.parametrize(
    "line",
    [x for x in golden("COX") if x[1] in KNOWN and x[2] in ("efron", "breslow")],
    ids=lambda x: " ".join(x[1:3]),
)
def test_that_regressions_are_the_textbook_ones(line: Line) -> None:
    _, name, ties, said = line
    expected = fields_of(said)
    data, duration, event, _ = data_of(name)
    terms = [part.partition(":") for part in expected["coef"].split("|")]
    design = np.column_stack([_column(data, name, term) for term, _, _ in terms])
    as_numbers = (lambda x: x) if name in SIMPLE else numbers
    fit = cox(
        as_numbers(data[duration]),
        as_numbers(data[event]),
        design,
        strata=labels(data[STRATA[name]]) if name in STRATA else None,
        entry=data.get("start") if name in SIMPLE else None,
        ties=ties,
    )
    assert (fit.n, fit.n_events) == (int(expected["n"]), int(expected["ev"]))
    np.testing.assert_allclose(fit.coef, [float(value) for _, _, value in terms], atol=6e-10, rtol=0)
    np.testing.assert_allclose(fit.std_err, listed(expected["se"]), atol=6e-10, rtol=0)
    assert fit.log_likelihood.null == pytest.approx(float(expected["loglik0"]), abs=6e-9)
    assert fit.log_likelihood.fitted == pytest.approx(float(expected["loglik"]), abs=6e-9)
    assert fit.likelihood_ratio_test.statistic == pytest.approx(float(expected["lrt"]), abs=6e-9)
    assert fit.score_test.statistic == pytest.approx(float(expected["score"]), abs=6e-9)
    assert fit.wald_test.statistic == pytest.approx(float(expected["wald"]), abs=6e-3)  # R rounds it here


def _column(data: Rows, name: str, term: str) -> NDArray[np.float64]:
    if name in SIMPLE:
        return data[term]
    column, _, level = LEVELS.get(term, term).partition("=")
    return (data[column] == level).astype(float) if level else numbers(data[column])


@pytest.mark.parametrize("line", golden("ZPH"), ids=lambda x: x[2])
def test_that_tests_of_proportionality_are_those_printed_for_lung(line: Line) -> None:
    _, name, transform, said = line
    expected = {term: float(value) for term, _, value in (part.partition(":") for part in said.split("|"))}
    data = columns(name)
    names = [term for term in expected if term != "GLOBAL"]
    found = proportionality(
        numbers(data["time"]),
        numbers(data["status"]),
        np.column_stack([numbers(data[term]) for term in names]),
        transform=transform,
    )
    for term, test in zip([*names, "GLOBAL"], [*found.tests, found.overall], strict=True):
        assert test.statistic == pytest.approx(expected[term], abs=6e-9), term


def test_that_the_incidence_in_monoclonal_gammopathy_is_the_printed_one() -> None:
    """After 5, 10 and 20 years; R ``survfit`` of several states (its variance is another than Aalen's)."""
    ((_, name, said),) = golden("AJ")
    expected = fields_of(said)
    with (FOLDER / "competing" / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    time, cause = (np.array([float(row[column]) for row in rows]) for column in ("time", "cause"))
    at = cumulative_incidence(time, cause).at([60.0, 120.0, 240.0])
    np.testing.assert_allclose(at.incidence[0], listed(expected["pcm"]), rtol=0, atol=6e-10)
    np.testing.assert_allclose(at.incidence[1], listed(expected["death"]), rtol=0, atol=6e-10)


def test_that_times_that_differ_by_rounding_are_tied() -> None:
    ((_, name, said),) = golden("TIES")
    curve = kaplan_meier(*outcome_of(name)[:2])
    assert curve.at_risk.tolist() == listed(fields_of(said)["nrisk"]).tolist()
    assert curve.events.tolist() == listed(fields_of(said)["nevent"]).tolist()


def test_that_an_infinite_coefficient_is_not_estimable() -> None:
    ((_, said),) = golden("INF")
    assert "coefficient may be infinite" in said
    event = [1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    fit = cox(np.arange(1.0, 13), event, np.repeat([0.0, 1.0], 6))
    assert fit.not_estimable == (NO_EVENTS_IN_ONE_GROUP,)
    assert np.isnan([fit.coef[0], fit.std_err[0], fit.lower[0], fit.upper[0], fit.p[0]]).all()


def test_that_test_data_1_has_its_closed_form() -> None:
    fit = cox(DATA_1["time"], DATA_1["event"], DATA_1["x"], ties="breslow")
    assert fit.coef[0] == pytest.approx(math.log(1.5 + math.sqrt(33.0) / 2.0), rel=1e-12)
    assert fit.log_likelihood.null == pytest.approx(-math.log(6 * 4 * 4 * 1), rel=1e-14)
    r = math.exp(fit.coef[0])
    assert fit.log_likelihood.fitted == pytest.approx(
        2 * fit.coef[0] - math.log(3 * r + 3) - 2 * math.log(r + 3), rel=1e-12
    )
    curve = kaplan_meier(DATA_1["time"], DATA_1["event"])
    np.testing.assert_allclose(curve.survival, [5 / 6, 5 / 12, 5 / 12, 0.0], rtol=1e-14)


def test_that_test_data_2_has_its_risk_sets() -> None:
    curve = kaplan_meier(DATA_2["time"], DATA_2["event"], entry=DATA_2["start"])
    assert curve.at_risk.tolist() == [2, 3, 5, 4, 4, 5, 2, 1]
    expected = [1 / 2, 1 / 3, 4 / 15, 1 / 5, 3 / 20, 9 / 100, 9 / 100, 9 / 100]
    np.testing.assert_allclose(curve.survival, expected, rtol=1e-14)


def test_that_a_median_on_a_plateau_is_its_middle_and_says_so() -> None:
    """The example with which PSIAIMS/CAMIS compares R (102.5), SAS (not estimable) and others (87)."""
    time = [54.0, 75, 77, 84, 87, 92, 103, 105, 112, 118]
    median = kaplan_meier(time, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]).quantile(0.5)
    assert (median.value, median.lower, median.upper) == (102.5, 54.0, None)
    assert median.plateau
