"""Read dates as trial offices write them; the order of day and month is never guessed from one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
_EARLIEST = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was: earlier serials are off by one
_EXCEL_DAY_0 = (date(1899, 12, 30) - EPOCH).days
_DAY_0_OF_1904 = (date(1904, 1, 1) - EPOCH).days
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.+Z-]*)?$")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})$")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_NAMED = re.compile(r"(\d{1,2})[ .-]?([A-Za-z]{3,9})[ .,-]?\s*(\d{4})$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?$")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def read_dates(
    texts: Sequence[str], order: str = "", from_1904: bool = False
) -> tuple[NDArray[np.float64], list[int], str]:
    """Read a column of dates.

    ISO dates (2018-05-04, 20180504), named months (4 May 2018, 04MAY2018), Excel's day numbers (counted
    from 1900, or ``from_1904`` in a workbook that does) and, where the whole column allows one order only
    or ``order`` ("dmy", "mdy") says which, 04/05/2018.

    Returns:
        Days since 1970-01-01, (n,), NaN where missing or unreadable; the indices of unreadable texts; a
        note on what was chosen, or "".
    """
    order, note = _order(texts, order)
    days = np.full(len(texts), np.nan)
    known: dict[str, float] = {"": np.nan}
    bad: list[int] = []
    serials = 0
    for index, text in enumerate(texts):
        if text not in known:
            known[text] = _day(text, order, from_1904)
            serials += bool(_SERIAL.match(text)) and not np.isnan(known[text])
        days[index] = known[text]
        if text and np.isnan(days[index]):
            bad.append(index)
    if serials:
        since = "1904, as the workbook says" if from_1904 else "1900"
        note = f"{note} whole numbers were read as Excel's day numbers, counted from {since}.".strip()
    return days, bad, note


def day_text(days: float | None) -> str:
    """A day, in days since 1970-01-01, as ``2018-05-04``; "" for none."""
    if days is None or np.isnan(days):
        return ""
    return date.fromordinal(EPOCH.toordinal() + round(days)).isoformat()


def _order(texts: Sequence[str], order: str) -> tuple[str, str]:
    """The order of day and month, and a note; "" where the column allows both."""
    pairs = {(int(found[1]), int(found[2])) for text in set(texts) if (found := _NUMERIC.match(text))}
    if order or all(first == second for first, second in pairs):
        return order or "dmy", ""
    dmy = all(first <= 31 and second <= 12 for first, second in pairs)
    mdy = all(first <= 12 and second <= 31 for first, second in pairs)
    if dmy and mdy:
        return "", (
            "dates such as 04/05/2018 can be read day first or month first; write them as 2018-05-04, "
            'or set date_order = "dmy" or "mdy" under [data] in the study file.'
        )
    if dmy or mdy:
        return ("dmy", "dates were read day first.") if dmy else ("mdy", "dates were read month first.")
    return "", "some dates are written day first and others month first; write them as 2018-05-04."


def _day(text: str, order: str, from_1904: bool) -> float:
    try:
        parsed = _parse(text, order, _DAY_0_OF_1904 if from_1904 else _EXCEL_DAY_0)
    except ValueError:
        return np.nan
    if parsed is None or parsed < _EARLIEST:
        return np.nan
    return float((parsed - EPOCH).days)


def _parse(text: str, order: str, day_0: int) -> date | None:
    found = _ISO.match(text) or _COMPACT.match(text)
    if found:
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.match(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if not order:
            return None
        return date(year, second, first) if order == "dmy" else date(year, first, second)
    if found := _NAMED.match(text):
        name = found[2].casefold()
        month = next((number for number, full in enumerate(_MONTHS, 1) if full.startswith(name)), 0)
        return date(int(found[3]), month, int(found[1]))
    if _SERIAL.match(text):
        return date.fromordinal(EPOCH.toordinal() + day_0 + int(float(text)))
    return None
