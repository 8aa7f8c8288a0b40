"""The demonstration workbook is what its script writes, and says plainly that it is synthetic."""

from __future__ import annotations

import csv
import hashlib
import re
import time
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from resources import DEMO
from resources.demo.build_demo import build

FOLDER = Path(DEMO).parent


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "e1910_demo.xlsx"
    build(path)
    return path


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return openpyxl.load_workbook(DEMO)


def test_that_writing_it_again_gives_the_same_bytes(rebuilt: Path, tmp_path: Path) -> None:
    time.sleep(2)  # a zip stamp counts in steps of two seconds
    build(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == rebuilt.read_bytes()


def test_that_the_committed_workbook_is_what_the_script_writes(rebuilt: Path) -> None:
    with zipfile.ZipFile(DEMO) as committed, zipfile.ZipFile(rebuilt) as written:
        assert committed.namelist() == written.namelist()
        for name in committed.namelist():  # not the bytes of the zip: compression differs between systems
            assert committed.read(name) == written.read(name), name


def test_that_it_is_small_and_has_the_four_sheets(workbook: Workbook) -> None:
    assert DEMO.stat().st_size < 500_000
    assert workbook.sheetnames == ["patients", "adverse_events", "dictionary", "about"]


def test_that_dates_are_dates_numbers_numbers_and_identifiers_texts(workbook: Workbook) -> None:
    sheet = workbook["patients"]
    with (FOLDER / "patients.csv").open(encoding="utf-8") as file:
        table = list(csv.reader(file))
    assert sheet.max_row == len(table)
    for column, name in enumerate(table[0], start=1):
        cells = [sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)]
        kinds = {type(cell) for cell in cells if cell is not None}
        if name.endswith("_date"):
            assert kinds == {datetime}, name
        elif re.search(r"_per_|_percent$|^age$|^ecog_ps$", name):
            assert kinds <= {int, float}, name
        else:
            assert kinds == {str}, name
        assert [cell is None for cell in cells] == [row[column - 1] == "" for row in table[1:]], name


def test_that_it_says_in_its_sheets_and_properties_that_every_record_is_invented(workbook: Workbook) -> None:
    about = " ".join(str(cell.value or "") for row in workbook["about"] for cell in row)
    assert "every record in this workbook is invented" in about
    assert "Synthetic" in (workbook.properties.title or "")
    assert "invented" in workbook["patients"].oddHeader.center.text
    assert {cell.value for cell in workbook["patients"]["AO"][1:]} == {"yes"}
    assert workbook["patients"]["AO1"].value == "synthetic"


def test_that_the_readme_names_the_tables_by_their_sums() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    sums = re.findall(r"^([0-9a-f]{32})  (\S+)$", readme, flags=re.MULTILINE)
    assert len(sums) == 4
    for expected, name in sums:
        assert hashlib.md5((FOLDER / name).read_bytes()).hexdigest() == expected, name
