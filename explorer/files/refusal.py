"""The sentences with which a whole file is refused."""

from __future__ import annotations

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
