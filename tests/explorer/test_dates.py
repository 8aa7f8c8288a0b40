"""Dates as trial offices write them; the whole column decides the order of day and month, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.dates import EPOCH, read_dates


def read(*texts: str, order: str = "") -> list[date | None]:
    days, bad, _ = read_dates(texts, order)
    found = [None if np.isnan(day) else EPOCH + timedelta(days=day) for day in days.tolist()]
    assert bad == [index for index, text in enumerate(texts) if text and found[index] is None]
    return found


MAY_4 = date(2018, 5, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2018-05-04",
        "2018-5-4",
        "20180504",
        "2018-05-04T10:30:00",
        "2018-05-04 10:30",
        "4 May 2018",
        "04MAY2018",
        "4-May-2018",
        "04.May.2018",
        "4 may, 2018",
        "43224",
        "43224.5",
    ],
)
def test_that_a_date_is_read_in_every_form_that_says_itself(text: str) -> None:
    assert read(text) == [MAY_4]


@pytest.mark.parametrize("month", ["Sep", "Sept", "September", "SEPTEMBER"])
def test_that_months_are_read_by_name_and_abbreviation(month: str) -> None:
    assert read(f"1 {month} 2018") == [date(2018, 9, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-30",
        "2021-02-29",
        "2018-13-01",
        "2018-00-10",
        "31 Feb 2018",
        "4 Mayo 2018",
        "4 Decade 2018",
        "4 Ma",
        "2018-05",
        "May 2018",
        "UNK",
        "2018-05-UN",
        "2018-05-04 or later",
        "18-05-04",
        "04/05/18",
        "0000-01-01",
        "43224 days",
        "-5",
        "1",
        "1e5",
        "12:30:00",
    ],
)
def test_that_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read(text) == [None]


def test_that_excel_days_before_march_1900_are_refused() -> None:
    assert read("1900-01-01", "1900-02-28", "1900-03-01") == [None, None, date(1900, 3, 1)]
    assert read("1899-12-31") == [None]


def test_that_excels_day_numbers_are_said_to_be_read_as_such() -> None:
    _, _, note = read_dates(["43224", "2018-05-04"])
    assert note == "whole numbers were read as Excel's day numbers, counted from 1900."


def test_that_the_whole_column_decides_the_order_of_day_and_month() -> None:
    assert read("04/05/2018", "13/05/2018") == [MAY_4, date(2018, 5, 13)]
    assert read("05/04/2018", "05/13/2018") == [MAY_4, date(2018, 5, 13)]
    assert read("04.05.2018", "13.05.2018") == [MAY_4, date(2018, 5, 13)]
    assert read_dates(["13/05/2018"])[2] == "dates were read day first."
    assert read_dates(["05/13/2018"])[2] == "dates were read month first."


def test_that_an_order_that_stays_open_is_said_and_nothing_is_read() -> None:
    assert read("04/05/2018", "05/06/2018") == [None, None]
    _, _, note = read_dates(["04/05/2018"])
    assert "can be read day first or month first" in note
    assert 'date_order = "dmy"' in note


def test_that_a_column_with_both_orders_is_said_and_nothing_is_read() -> None:
    assert read("13/05/2018", "05/13/2018", "2018-05-04") == [None, None, MAY_4]
    assert (
        "some dates are written day first and others month first"
        in read_dates(["13/05/2018", "05/13/2018"])[2]
    )


def test_that_the_study_may_say_the_order() -> None:
    assert read("04/05/2018", order="dmy") == [MAY_4]
    assert read("05/04/2018", order="mdy") == [MAY_4]
    assert read("13/05/2018", order="mdy") == [None]


def test_that_a_day_that_is_the_same_in_both_orders_is_read() -> None:
    assert read("05/05/2018", "") == [date(2018, 5, 5), None]
    assert read_dates(["05/05/2018"])[2] == ""


def test_that_an_empty_cell_is_missing_and_not_wrong() -> None:
    assert read("", "") == [None, None]


@given(st.dates(min_value=date(1900, 3, 1), max_value=date(2100, 1, 1)))
def test_that_every_day_reads_back_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = [day.isoformat(), day.strftime("%d%b%Y"), day.strftime("%d %B %Y")]
    assert read(*forms) == [day] * 3
    if serial >= 10_000:
        assert read(str(serial)) == [day]
    assert read(day.strftime("%d/%m/%Y"), order="dmy") == [day]
    assert read(day.strftime("%m/%d/%Y"), order="mdy") == [day]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_that_no_text_makes_reading_fail(texts: list[str]) -> None:
    read(*texts)


def test_that_day_numbers_count_from_1904_where_the_workbook_does_and_that_it_is_said() -> None:
    days, bad, note = read_dates(["41762", "2018-05-04"], from_1904=True)
    assert bad == []
    assert days.tolist() == [(MAY_4 - EPOCH).days] * 2
    assert note.endswith("Excel's day numbers, counted from 1904, as the workbook says.")
    assert read_dates(["43224"])[2].endswith("Excel's day numbers, counted from 1900.")
