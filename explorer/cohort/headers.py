"""Which column of a sheet a study means: by its name, but for upper case, spaces and punctuation."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.errors import closest
from explorer.files.source import Sheet
from explorer.problem import place_name
from explorer.study.study import Study


def find_header(sheet: Sheet, names: Sequence[str]) -> str:
    """The sheet's own name of the first of some columns that it has, or ""."""
    headers = {_folded(header): header for header in reversed(sheet.header)}
    for name in names:
        if name in sheet.header:
            return name
        if _folded(name) in headers:
            return headers[_folded(name)]
    return ""


def same_header(header: str, name: str) -> bool:
    """Whether a column's name is another, but for upper case, spaces and punctuation."""
    return _folded(header) == _folded(name)


def header_place(sheet: Sheet, header: str) -> str:
    """A column of a sheet in words: ``sheet patients, column age (E)``."""
    return place_name(sheet.name, header, header_letter(sheet, header))


def header_letter(sheet: Sheet, header: str) -> str:
    """Excel's letter of a column."""
    return sheet.columns[sheet.header.index(header)]


def unused_headers(sheet: Sheet, study: Study) -> list[str]:
    """The sheet's own names of the columns that a study does not read, in their order."""
    wanted: list[tuple[str, ...]] = [(study.layout.id,), (study.layout.record,)]
    times = [times for endpoint in study.endpoints for times in endpoint.times]
    wanted += [(name,) for each in times for name in (each.time, each.status)]
    wanted += [(field.column, *field.aliases) for field in study.fields if field.column]
    used = {find_header(sheet, names) for names in wanted}
    return [header for header in sheet.header if header not in used]


def nearest_header(sheet: Sheet, study: Study, name: str, likeness: float = 0.6) -> str:
    """The column of a sheet, of those that a study does not read, that may be meant by a name, or ""."""
    unused = {_folded(header): header for header in reversed(unused_headers(sheet, study))}
    return unused.get(closest(_folded(name), unused, likeness), "")


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
