"""Workbooks (xlsx, xlsb, xls, ods): raw cells through calamine, and what calamine does not tell.

calamine can abort the whole process on a legal workbook, so this runs in a child process only.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from explorer.errors import DataError
from explorer.files.archive import damaged, open_archive, read_member, verify_members, workbook_kind
from explorer.files.refusal import password_protected, unsafe
from explorer.files.sheet_xml import SheetXml, counts_from_1904, search_sheet, sheet_members
from explorer.files.source import Kind, Sheet, column_index, column_letters
from explorer.files.table import Record, find_header, is_blank, make_sheet
from explorer.problem import Problem, in_sheet, place_name
from explorer.text import count, counted, listed

_AREA_LIMIT = 40_000_000

Found = tuple[Kind, list[Sheet], list[Problem]]


def read_zipped(data: bytes, name: str) -> Found:
    """Read an xlsx, xlsm, xlsb or ods workbook; raises DataError when it is damaged or hostile."""
    with open_archive(data, name) as archive:
        kind = workbook_kind(archive, name)
        verify_members(archive, name)
        searched = []
        from_1904 = kind == "xlsx" and counts_from_1904(archive, name)
        if kind == "xlsx":
            for member in sheet_members(archive, name):
                searched.append(search_sheet(read_member(archive, member, name)))
                if searched[-1].area > _AREA_LIMIT:
                    raise unsafe(name, f"a sheet claims {count(searched[-1].area)} cells")
    sheets, problems = _read(data, name, searched)
    sheets = [replace(sheet, from_1904=from_1904) for sheet in sheets]
    if kind != "xlsx":
        problems.append(_unseen(".xlsb" if kind == "xlsb" else ".ods"))
    return ("ods" if kind == "ods" else "xlsx"), sheets, problems


def read_old_excel(data: bytes, name: str) -> Found:
    """Read a workbook of Excel 97 to 2003; raises DataError when it is damaged."""
    sheets, problems = _read(data, name, [])
    text = (
        "This is the old Excel format (.xls), which is sometimes read with errors: check the first "
        "columns against Excel, or save the file as .xlsx and open that."
    )
    return "xls", sheets, [Problem("note", text), *problems, _unseen(".xls")]


def _unseen(ending: str) -> Problem:
    text = (
        f"In {ending} files, cells with an Excel error (#N/A) and formulas without a stored result cannot "
        "be told from empty cells. Save the file as .xlsx to have them listed."
    )
    return Problem("note", text)


def _read(data: bytes, name: str, searched: Sequence[SheetXml]) -> tuple[list[Sheet], list[Problem]]:
    sheets, problems = [], []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            aligned = len(searched) == len(workbook.sheets_metadata)
            for index, meta in enumerate(workbook.sheets_metadata):
                if meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                xml = searched[index] if aligned else SheetXml(searched=not searched)
                sheet, found = _sheet(workbook.get_sheet_by_index(index), meta, xml)
                sheets += [sheet] if sheet else []
                problems += found
    except PasswordError as error:
        raise password_protected(name) from error
    except CalamineError as error:
        raise damaged(name) from error
    if not sheets:
        raise DataError(f"{name} holds no data: no cell of its sheets has a value.")
    return sheets, problems


def _sheet(source: CalamineSheet, meta: SheetMetadata, xml: SheetXml) -> tuple[Sheet | None, list[Problem]]:
    problems = []
    if meta.visible is not SheetVisibleEnum.Visible:
        problems.append(Problem("note", f'Sheet "{meta.name}" is hidden in Excel; it was read.', meta.name))
    last_row, last_column = source.end or (-1, -1)  # counted from 0
    if (last_row + 1) * (last_column + 1) > _AREA_LIMIT:
        raise MemoryError  # the caller says it in words
    rows = source.to_python(skip_empty_area=False) if source.end else []
    records = [Record(number, row) for number, row in enumerate(rows, 1) if not is_blank(row)]
    if not records:
        return None, [*problems, Problem("note", f'Sheet "{meta.name}" is empty.', meta.name)]
    sheet, found = make_sheet(meta.name, records, find_header(records))
    problems += found + _lost_values(sheet, xml) + _hidden(sheet, xml)
    problems += _merged(sheet, source.merged_cell_ranges or [])
    return sheet, problems


def _lost_values(sheet: Sheet, xml: SheetXml) -> list[Problem]:
    """List the error cells and the formulas without a result, which calamine gives as empty."""
    if not xml.searched:
        text = (
            f'Sheet "{sheet.name}" was not searched for error cells (#N/A) and formulas without a stored '
            "result, because it is very large; such cells were read as empty."
        )
        return [Problem("note", text, sheet.name)]
    codes = {(letters, row): code for letters, row, code in xml.errors}
    problems = []
    for letters, rows in _by_column(sheet, codes):
        shown = listed(sorted({codes[letters, row] for row in rows}))
        text = (
            f"{counted(len(rows), 'cell')} with an Excel error ({shown}) read as empty: "
            f"{_addresses(letters, rows)}. Correct the formula or the value in Excel."
        )
        problems.append(_in_column(sheet, letters, rows, text))
    for letters, rows in _by_column(sheet, xml.uncomputed):
        text = (
            f"{counted(len(rows), 'formula')} without a stored result read as empty: "
            f"{_addresses(letters, rows)}. Open the file in Excel, save it, and open it here again."
        )
        problems.append(_in_column(sheet, letters, rows, text))
    return problems


def _by_column(sheet: Sheet, cells: Iterable[tuple[str, int]]) -> list[tuple[str, list[int]]]:
    """Rows of the cells of each column, from the header down, in the order of the columns."""
    columns: dict[str, list[int]] = {}
    for letters, row in cells:
        if row >= sheet.header_row:
            columns.setdefault(letters, []).append(row)
    return sorted(columns.items(), key=lambda item: column_index(item[0]))


def _addresses(letters: str, rows: list[int]) -> str:
    return listed([f"{letters}{row}" for row in rows])


def _in_column(sheet: Sheet, letters: str, rows: list[int], text: str) -> Problem:
    known = letters in sheet.columns
    title = sheet.header[sheet.columns.index(letters)] if known else letters
    place = place_name(sheet.name, title, letters)
    return Problem("error", f"{place}: {text}", sheet.name, title, tuple(rows))


def _hidden(sheet: Sheet, xml: SheetXml) -> list[Problem]:
    rows = sorted(set(xml.hidden_rows) & set(sheet.row_numbers))
    columns = [
        letters
        for letters in sheet.columns
        if any(first <= column_index(letters) + 1 <= last for first, last in xml.hidden_columns)
    ]
    problems = []
    if rows:
        text = f"{counted(len(rows), 'row')} hidden in Excel (perhaps by a filter) read like the others."
        problems.append(Problem("note", in_sheet(sheet.name, text), sheet.name, rows=tuple(rows)))
    if columns:
        what = f"{counted(len(columns), 'column')} hidden in Excel"
        text = f"{what} read like the others: {listed(columns)}."
        problems.append(Problem("note", in_sheet(sheet.name, text), sheet.name))
    return problems


def _merged(sheet: Sheet, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[Problem]:
    """Warn of merged cells from the header down; calamine counts their rows and columns from 0."""
    last_row = sheet.row_numbers[-1] if sheet.row_numbers else sheet.header_row
    inside = [
        (start, end)
        for start, end in sorted(ranges)
        if start != end and end[0] + 1 >= sheet.header_row and start[0] < last_row
    ]
    if not inside:
        return []
    names = [
        f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        for (top, left), (bottom, right) in inside
    ]
    text = (
        f"merged cells ({listed(names)}): only the first cell of each has the value, the "
        "others were read as empty. Unmerge them in Excel and fill in every cell."
    )
    rows = {
        row
        for (top, _), (bottom, _) in inside
        for row in range(max(top + 1, sheet.header_row), min(bottom + 1, last_row) + 1)
    }
    return [Problem("warning", in_sheet(sheet.name, text), sheet.name, rows=tuple(sorted(rows)))]
