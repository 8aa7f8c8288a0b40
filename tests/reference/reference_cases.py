"""Reads the reference data and cases, for the tests beside this file."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent
Case = dict[str, Any]
Rows = dict[str, NDArray[Any]]


@cache
def reference() -> dict[str, Any]:
    """What R said: lists of cases named cox, logrank and km."""
    answer: dict[str, Any] = json.loads((FOLDER / "reference.json").read_text("utf-8"))
    return answer


@cache
def columns(name: str) -> Rows:
    """A data set by column, as text."""
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([row[column] for row in rows]) for column in rows[0]}


def rows_of(case: Case) -> Rows:
    """The rows of a case, as text."""
    data = columns(case["data"])
    keep = np.ones(len(next(iter(data.values()))), dtype=bool)
    for column, value in case.get("only", {}).items():
        keep &= data[column] == str(value)
    return {column: values[keep] for column, values in data.items()}


def numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    """Numbers, an empty cell being NaN."""
    return np.array([float(value) if value else np.nan for value in values])


def labels(values: NDArray[Any]) -> NDArray[Any]:
    """Labels, an empty cell being None."""
    return np.array([value or None for value in values], dtype=object)


def covariates(case: Case, data: Rows) -> NDArray[np.float64]:
    """The design (n, p): "name" is a column of numbers, "name=level" the indicator of a level."""
    columns = []
    for term in case["covariates"]:
        name, _, level = term.partition("=")
        columns.append((data[name] == level).astype(float) if level else numbers(data[name]))
    return np.column_stack(columns)


def strata(case: Case, data: Rows) -> NDArray[Any] | None:
    """The combination of the strata's labels, None where one is missing; None without strata."""
    if "strata" not in case:
        return None
    parts = zip(*(data[name] for name in case["strata"]), strict=True)
    return np.array(["|".join(part) if all(part) else None for part in parts], dtype=object)


def entry(case: Case, data: Rows) -> NDArray[np.float64] | None:
    """Times of delayed entry, None without."""
    return numbers(data[case["entry"]]) if "entry" in case else None


def relative_error(ours: Any, theirs: Any) -> float:
    """Largest difference relative to R's number, or to 1e-3 where that is smaller; NaN matches null."""
    a = np.atleast_1d(np.asarray(ours, dtype=float))
    b = np.array(
        [np.nan if x is None else x for x in np.atleast_1d(np.asarray(theirs, dtype=object))], dtype=float
    )
    assert a.shape == b.shape
    assert np.array_equal(np.isnan(a), np.isnan(b)), (a, b)
    difference = np.abs(a - b) / np.maximum(np.abs(b), 1e-3)
    return float(np.nanmax(difference, initial=0.0))
