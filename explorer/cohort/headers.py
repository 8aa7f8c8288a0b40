"""Which column of a sheet a study means: by its name, but for upper case, spaces and punctuation."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import DataError, closest, nearest
from explorer.files.source import Sheet
from explorer.problem import place_name
from explorer.study.study import Study
from explorer.text import listed


def find_header(sheet: Sheet, names: Sequence[str]) -> str:
    """The sheet's own name of the first of some columns that it has, or ""."""
    headers = {_folded(header): header for header in reversed(sheet.header)}
    for name in names:
        if name in sheet.header:
            return name
        if _folded(name) in headers:
            return headers[_folded(name)]
    return ""


def header_place(sheet: Sheet, header: str) -> str:
    """A column of a sheet in words: ``sheet patients, column age (E)``."""
    return place_name(sheet.name, header, header_letter(sheet, header))


def header_letter(sheet: Sheet, header: str) -> str:
    """Excel's letter of a column."""
    return sheet.columns[sheet.header.index(header)]


def required_columns(study: Study) -> dict[str, tuple[str, ...]]:
    """The columns that a study requires, by its own names, each with all names it may have in a file."""
    names: list[tuple[str, ...]] = [(study.layout.id,), (study.layout.record,)]
    for endpoint in study.endpoints:
        names += [(name,) for times in endpoint.times for name in (times.time, times.status)]
    names += [(field.column, *field.aliases) for field in study.fields if field.required]
    return {all_names[0]: all_names for all_names in names if all_names[0]}


def lacking(sheet: Sheet, study: Study) -> list[str]:
    """The columns that a study requires and a sheet lacks, by the study's names."""
    return [name for name, names in required_columns(study).items() if not find_header(sheet, names)]


def check_columns(sheet: Sheet, study: Study) -> None:
    """Check that a sheet has every column that a study requires.

    Raises:
        DataError: it lacks some; names them and the nearest that it has.
    """
    missing = lacking(sheet, study)
    if not missing:
        return
    where = f"sheet {sheet.name}: " if sheet.name else ""
    if len(missing) == 1:
        raise DataError(
            f'{where}the required column "{missing[0]}" is missing; {nearest(missing[0], sheet.header)}'
        )
    what = f"{len(missing)} columns that {study.title} requires are missing"
    raise DataError(f"{where}{what}: {missing_columns(sheet, missing)}.")


def missing_columns(sheet: Sheet, missing: Sequence[str]) -> str:
    """Columns that a sheet lacks, each with the one of the sheet that may be meant."""
    near = [(name, closest(name, sheet.header, likeness=0.6)) for name in missing]
    return listed([f'{name} (did you mean "{close}"?)' if close else name for name, close in near])


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
