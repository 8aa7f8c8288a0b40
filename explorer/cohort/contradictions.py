"""Dates that contradict a patient's death: nothing is recorded of a patient after it, save in error."""

from __future__ import annotations

import numpy as np

from explorer.cohort.endpoints import Typed, label_in_sentence
from explorer.cohort.headers import find_header, header_place
from explorer.columns import DateColumn
from explorer.problem import Problem, rows_problem
from explorer.study.study import Study
from explorer.text import counted


def after_death(typed: Typed) -> list[Problem]:
    """A warning for each date field that is later than the death date, with the rows and what was used.

    Deaths are the dates of the endpoints whose event is called "death".
    """
    problems = []
    for death in _deaths(typed.study):
        for field in typed.study.fields:
            if field.kind == "date" and field.id != death:
                problems += _later(typed, field.id, death)
    return problems


def _deaths(study: Study) -> list[str]:
    named = (endpoint.events for endpoint in study.endpoints if endpoint.noun == "death")
    return list(dict.fromkeys(name for events in named for name in events))


def _later(typed: Typed, name: str, death: str) -> list[Problem]:
    dates, deaths = typed.columns[name], typed.columns[death]
    assert isinstance(dates, DateColumn)  # asked for by the field's kind
    assert isinstance(deaths, DateColumn)  # the study was checked when it was read
    later = np.flatnonzero(dates.values > deaths.values).tolist()
    field = typed.study.field(name)
    header = find_header(typed.sheet, (field.column, *field.aliases))
    starts = {endpoint.start for endpoint in typed.study.endpoints}
    if not later or not header or name in starts:  # a death before the start is an error of its own
        return []
    what = f"with {label_in_sentence(field.label)} after {label_in_sentence(typed.study.field(death).label)}"
    return [
        rows_problem(
            "warning",
            header_place(typed.sheet, header),
            [int(typed.sheet.row_numbers[typed.patients.first[index]]) for index in later],
            f"{counted(len(later), 'patient')} {what}",
            _used(typed.study, name),
            sheet=typed.sheet.name,
            column=header,
        )
    ]


def _used(study: Study, name: str) -> str:
    if any(name in endpoint.events for endpoint in study.endpoints):
        return "an endpoint that counts both used the first"
    if any(name == endpoint.censor for endpoint in study.endpoints):
        return "the death was used"
    return "used as recorded"
