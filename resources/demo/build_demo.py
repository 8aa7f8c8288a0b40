"""Write the demonstration workbook e1910_demo.xlsx from the three tables beside this file.

``python resources/demo/build_demo.py`` gives the same bytes whenever it runs: the tables are committed, and
the stamps that a workbook carries are fixed.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
WORKBOOK = HERE / "e1910_demo.xlsx"
STAMP = datetime(2024, 7, 25)
NOTICE = "Synthetic data: every record in this workbook is invented."

Value = str | int | float | date | None
NUMBERS: dict[str, tuple[Callable[[str], int | float], str]] = {
    "age": (int, "0"),
    "ecog_ps": (int, "0"),
    "wbc_10e9_per_l": (float, "0.0"),
    "platelets_10e9_per_l": (int, "0"),
    "hemoglobin_g_per_dl": (float, "0.0"),
    "pb_blasts_percent": (int, "0"),
    "bm_blasts_percent": (int, "0"),
    "mrd_percent": (float, "General"),
    "grade": (int, "0"),
    "cycle": (int, "0"),
}
ABOUT = (
    ("What this is", "A made-up cohort for trying out Trial Explorer. " + NOTICE),
    ("", "No patient, site or date is real. It must not be used for a scientific or clinical statement."),
    ("", "Keep the column synthetic in whatever is exported from it."),
    ("What it resembles", "Trial ECOG-ACRIN E1910 (NCT02003222): blinatumomab in MRD-negative ALL."),
    ("", "The records were constructed so that their analysis gives the aggregates published for that trial"),
    ("", "(Litzow et al., N Engl J Med 2024;391:320-333): counts, tables, survival and hazard ratios."),
    (
        "Sheet patients",
        "One row an enrolled patient, 488 rows. An empty cell: not recorded or not applicable.",
    ),
    ("Sheet adverse_events", "One row a patient, term, phase and cycle; worst grades are to be derived."),
    ("Sheet dictionary", "Every column with its unit, its allowed values and its meaning."),
    ("How it was made", "See README.md beside the tables that this workbook is written from."),
)


def build(path: Path = WORKBOOK) -> None:
    """Write the workbook."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name in ("patients", "adverse_events", "dictionary"):
        _add_table(workbook.create_sheet(name), HERE / f"{name}.csv", typed=name != "dictionary")
    _add_about(workbook.create_sheet("about"))
    properties = workbook.properties
    properties.title = "Synthetic demonstration cohort, modeled on trial E1910"
    properties.subject = properties.description = NOTICE
    properties.keywords = "synthetic"
    properties.creator = properties.lastModifiedBy = "Trial Explorer"
    properties.created = STAMP
    written = BytesIO()
    workbook.save(written)
    path.write_bytes(_with_fixed_stamps(written.getvalue()))


def _add_table(sheet: Worksheet, table: Path, typed: bool) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    sheet.append(header)
    for row in rows:
        sheet.append(
            [_value(name, text) if typed else text or None for name, text in zip(header, row, strict=True)]
        )
    for index, name in enumerate(header, start=1):
        longest = max(len(name) + 2, *(len(row[index - 1]) for row in rows))
        sheet.column_dimensions[get_column_letter(index)].width = min(longest + 2, 60)
        number_format = NUMBERS[name][1] if typed and name in NUMBERS else ""
        number_format = "yyyy-mm-dd" if typed and name.endswith("_date") else number_format
        for (cell,) in sheet.iter_rows(2, sheet.max_row, index, index) if number_format else ():
            cell.number_format = number_format
    _style_header(sheet)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.oddHeader.center.text = NOTICE


def _value(name: str, text: str) -> Value:
    if not text:
        return None
    if name.endswith("_date"):
        return date.fromisoformat(text)
    return NUMBERS[name][0](text) if name in NUMBERS else text


def _add_about(sheet: Worksheet) -> None:
    sheet.append(("topic", "text"))
    for line in ABOUT:
        sheet.append([text or None for text in line])
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 110
    _style_header(sheet)
    for row in (2, 3):
        sheet.cell(row, 2).font = Font(bold=True, color="B42318")
    sheet.freeze_panes = "A2"


def _style_header(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3A5F")
        cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 20


def _with_fixed_stamps(workbook: bytes) -> bytes:
    """The same workbook with ``STAMP`` wherever the writing library puts the present time."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>%sZ" % _iso(STAMP), content)
            member = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            member.create_system = 3  # the number for Unix, whatever the machine
            member.external_attr = 0o644 << 16
            new.writestr(member, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return out.getvalue()


def _iso(stamp: datetime) -> bytes:
    return stamp.isoformat(timespec="seconds").encode()


if __name__ == "__main__":
    build()
