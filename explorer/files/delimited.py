"""Text files: encoding, separator and rows, each decided by a fixed rule and never by statistics.

Row numbers count rows as Excel shows them (a quoted field with line breaks is one row, a leading
``sep=`` line is none).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from explorer.errors import DataError
from explorer.files.source import Sheet
from explorer.files.table import Record, find_header, is_blank, make_sheet
from explorer.problem import Problem
from explorer.text import count, counted, listed

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_FIRST_LINES = 50
_LONGEST_FIELD = 1_000_000
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\0"))


def read_delimited(data: bytes, name: str) -> tuple[list[Sheet], list[Problem]]:
    """Read the one table of a text file.

    Returns its sheet, and what was chosen or left out while reading. Raises DataError when the bytes
    are no text, hold no table, or no row fits the header.
    """
    encoding, problems = find_encoding(data, name)
    separator, skip_line, why = find_separator(data, encoding)
    problems += why
    records, broken = _records(_lines(data, encoding, skip_line), separator)
    problems += broken
    records, comments = _without_comments(records)
    problems += comments
    filled = [record for record in records if not is_blank(record.cells)]
    if not filled:
        raise DataError(f"{name} holds no table: it has no row with column names.")
    at = find_header(filled)
    body, damaged = _without_nuls(filled[at + 1 :]) if b"\0" in data else (filled[at + 1 :], [])
    fitting, misfits = _fitting(filled[at], body, name)
    sheet, found = make_sheet("", [*filled[: at + 1], *fitting], at)
    left_out = {
        row for problem in broken + damaged + misfits for row in problem.rows if row > sheet.header_row
    }
    return [replace(sheet, rows_left_out=len(left_out))], problems + damaged + misfits + found


def find_encoding(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """Decide the encoding: byte order mark, UTF-16 by its NULs, strict UTF-8, else Windows-1252.

    Raises DataError when the bytes fit none of them.
    """
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)]
    encoding = marked[0] if marked else _utf_16_by_nulls(data)
    if encoding:
        if not _decodes(data, encoding):
            raise DataError(f'{name} is damaged: its text breaks off. Save it again as "CSV UTF-8".')
        return encoding, []
    head = data[: 1 << 16]
    if len(head) - len(head.translate(None, _CONTROL)) > len(head) // 50:
        raise DataError(f"{name} is neither a workbook nor text: save the table as .xlsx or CSV.")
    if _decodes(data, "utf-8"):
        return "utf-8", []
    if not _decodes(data, "cp1252"):
        raise DataError(f'{name} is in an unknown text encoding: save it as "CSV UTF-8".')
    text = (
        "The text is not UTF-8; it was read as Windows-1252 (Western European). Check letters with "
        'accents; if they are wrong, save the file as "CSV UTF-8".'
    )
    return "cp1252", [Problem("note", text)]


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        for _ in io.TextIOWrapper(io.BytesIO(data), encoding, newline=""):
            pass
    except UnicodeError:
        return False
    return True


def _utf_16_by_nulls(data: bytes) -> str:
    head = data[:4096]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        every_other = head[start::2]
        if len(head) >= 8 and every_other.count(0) > 0.7 * len(every_other):
            return encoding
    return ""


def _lines(data: bytes, encoding: str, skip_line: bool = False) -> Iterator[str]:
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    return islice(lines, 1 if skip_line else 0, None)


def find_separator(data: bytes, encoding: str) -> tuple[str, bool, list[Problem]]:
    """Decide the separator by the first lines: most rows of one width, and then the widest.

    Returns the separator, whether the first line is a ``sep=`` line, and a note on the choice.
    """
    lines = list(islice(_lines(data, encoding), _FIRST_LINES))
    first = lines[0].strip('\r\n"').lower() if lines else ""
    if first.startswith("sep=") and first[4:5] in _SEPARATORS:
        said = _SEPARATORS[first[4]]
        return first[4], True, [Problem("note", f"The first line sets the separator: {said}.")]
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    best = max(_SEPARATORS, key=lambda separator: _evenness(lines, separator))
    if best == ",":
        return best, False, []
    return best, False, [Problem("note", f"The separator between the columns is the {_SEPARATORS[best]}.")]


def _evenness(lines: list[str], separator: str) -> tuple[float, int]:
    """Share of the lines that have the usual number of fields, and that number; (0, 1) for one column."""
    widths = Counter(len(record.cells) for record in _records(iter(lines), separator)[0])
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return (round(often / widths.total(), 2), width) if width > 1 else (0.0, 1)


def _records(lines: Iterator[str], separator: str) -> tuple[list[Record], list[Problem]]:
    """Split lines into records; a record with a broken quotation mark is left out and listed."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    records: list[Record] = []
    problems: list[Problem] = []
    row = line = 0
    while True:
        row += 1
        try:
            fields = next(reader)
        except StopIteration:
            return records, problems
        except csv.Error as error:
            lines_lost = range(line + 1, reader.line_num + 1)
            rows = tuple(range(row, row + len(lines_lost)))  # each line is taken for a row of its own
            problems.append(_unreadable(error, lines_lost, rows))
            row = rows[-1]
        else:
            records.append(Record(row, fields))
        line = reader.line_num


def _unreadable(error: csv.Error, lines: range, rows: tuple[int, ...]) -> Problem:
    """Say why lines are no record; ``rows`` are their row numbers as far as rows can be told."""
    one = len(lines) == 1
    where = f"Line {lines[0]} was" if one else f"Lines {lines[0]} to {lines[-1]} were"
    if "field larger than field limit" in str(error):
        why = (
            f"a cell of more than {count(_LONGEST_FIELD)} characters begins in line {lines[0]}. Shorten "
            "it, or look for a quotation mark that is not closed."
        )
    else:
        why = (
            f"the quotation mark that opens in line {lines[0]} is not closed as it should be. Correct it in "
            "a text editor."
        )
    return Problem("error", f"{where} left out: {why}", rows=rows)


def _without_comments(records: list[Record]) -> tuple[list[Record], list[Problem]]:
    """Leave out leading lines that begin with #, but not a header that does ("#id,age,sex")."""
    comments = 0
    while comments < len(records) and "".join(records[comments].cells[:1]).startswith("#"):
        comments += 1
    if comments and comments < len(records):
        width = len(records[comments - 1].cells)
        if width > 2 and width == len(records[comments].cells):
            comments -= 1
    if not comments:
        return records, []
    rows = tuple(record.row for record in records[:comments])
    text = f"{counted(comments, 'comment line')} before the header (beginning with #) skipped."
    return records[comments:], [Problem("note", text, rows=rows)]


def _fitting(header: Record, body: list[Record], name: str) -> tuple[list[Record], list[Problem]]:
    """Keep the rows that have as many fields as the header; empty fields at the end do not count."""
    most = len(header.cells)
    least = len(_without_empty_end(header.cells))
    fitting = []
    misfits: dict[int, list[int]] = {}
    for record in body:
        fields = record.cells
        if len(fields) > most:
            fields = [*fields[:most], *_without_empty_end(fields[most:])]
        if least <= len(fields) <= most:
            fitting.append(Record(record.row, fields))
        else:
            misfits.setdefault(len(fields), []).append(record.row)
    if misfits and not fitting:
        raise _nothing_fits(name, header.row, least, misfits)
    return fitting, [_misfit(width, least, rows) for width, rows in misfits.items()]


def _without_nuls(body: list[Record]) -> tuple[list[Record], list[Problem]]:
    rows = tuple(record.row for record in body if any("\0" in field for field in record.cells))
    if not rows:
        return body, []
    which = f"Row {rows[0]} was" if len(rows) == 1 else f"Rows {listed(rows)} were"
    text = f"{which} left out: damaged (NUL characters). Export the file again."
    return [record for record in body if record.row not in set(rows)], [Problem("error", text, rows=rows)]


def _without_empty_end(fields: Sequence[str]) -> Sequence[str]:
    end = len(fields)
    while end and not fields[end - 1].strip():
        end -= 1
    return fields[:end]


def _misfit(width: int, expected: int, rows: list[int]) -> Problem:
    have = "has" if len(rows) == 1 else "have"
    left_out = "it was left out" if len(rows) == 1 else "they were left out"
    which = f"Row {rows[0]}" if len(rows) == 1 else f"Rows {listed(rows)}"
    text = f"{which} {have} {counted(width, 'field')}, the header has {expected}: {left_out}."
    return Problem("error", text, rows=tuple(rows))


def _nothing_fits(name: str, row: int, width: int, misfits: dict[int, list[int]]) -> DataError:
    usual = max(misfits, key=lambda other: len(misfits[other]))
    advice = (
        "from R, write it with row.names = FALSE"
        if usual == width + 1
        else "check the separator and the row with the column names"
    )
    return DataError(
        f"{name} has no row that fits its header: row {row} names {counted(width, 'column')}, the rows "
        f"below have {counted(usual, 'field')}; {advice}."
    )
