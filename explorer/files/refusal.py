"""The sentences with which a whole file is refused, and short lists of places."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import DataError


def unsafe(name: str, why: str) -> DataError:
    """Refuse a file that is damaged or hostile; ``why`` is the middle of the sentence."""
    return DataError(
        f"{name} could not be read safely: {why}. Nothing was opened. "
        "Open it in Excel and save a copy with only the data range."
    )


def password_protected(name: str) -> DataError:
    """Refuse a file that is encrypted."""
    return DataError(
        f"{name} is protected by a password: open it in Excel, remove the password "
        "(File, Info, Protect Workbook), save a copy and open the copy."
    )


def listed(places: Sequence[object], most: int = 6) -> str:
    """Write places as a short list: "C3, C8 and 40 more"."""
    shown = ", ".join(str(place) for place in places[:most])
    return shown if len(places) <= most else f"{shown} and {len(places) - most:,} more"


def counted(number: int, noun: str) -> str:
    """Write a count with its noun: "1 cell", "2 cells"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
