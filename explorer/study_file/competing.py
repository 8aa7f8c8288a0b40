"""Read what a study declares of competing risks: ``[[competing]]``."""

from __future__ import annotations

from dataclasses import replace

from explorer.errors import SelectionError
from explorer.selection import Selection
from explorer.study.competing import Cause, CompetingRisks
from explorer.study.study import Study
from explorer.study_file.toml_table import Table
from explorer.text import plural


def with_competing(study: Study, root: Table) -> Study:
    """The study with its competing risks; there may be none.

    Raises:
        StudyError: a key is wrong or refers to nothing; names file and key.
    """
    used: list[str] = []
    tables = root.tables("competing", required=False)
    return replace(study, competing=tuple(_risks(table, study, used) for table in tables))


def _risks(table: Table, study: Study, used: list[str]) -> CompetingRisks:
    by_dates = "start" in table or "censor" in table
    cause_ids: list[str] = []
    risks = CompetingRisks(
        id=_new_id(table, used),
        label=table.text("label"),
        causes=tuple(_cause(item, study, by_dates, cause_ids) for item in table.tables("causes")),
        definition=table.text("definition", ""),
        start=_date(table, "start", study) if by_dates else "",
        censor=_date(table, "censor", study) if by_dates else "",
    )
    if len(risks.causes) < 2:
        raise table.wrong("causes", "at least two causes compete; declare an endpoint for a single one.")
    table.done()
    return risks


def _cause(table: Table, study: Study, by_dates: bool, used: list[str]) -> Cause:
    label = table.text("label")
    if not by_dates and "date" in table:
        raise table.wrong("date", "needs the start and the censor date of these competing risks.")
    cause = Cause(
        id=_new_id(table, used),
        label=label,
        plural=table.text("plural", plural(label[:1].lower() + label[1:])),
        date=_date(table, "date", study) if by_dates else "",
        endpoint="" if by_dates else _endpoint(table, study),
        where=table.selection("where", Selection()),
    )
    table.done()
    return cause


def _new_id(table: Table, used: list[str]) -> str:
    id = table.text("id")
    if id in used:
        raise table.wrong("id", f'"{id}" is used twice.')
    used.append(id)
    return id


def _date(table: Table, key: str, study: Study) -> str:
    try:
        field = study.field(table.text(key))
    except SelectionError as error:
        raise table.refused(key, error) from error
    if field.kind != "date":
        raise table.wrong(key, f'"{field.id}" is a {field.kind}; a date is needed.')
    return field.id


def _endpoint(table: Table, study: Study) -> str:
    try:
        return study.endpoint(table.text("endpoint")).id
    except SelectionError as error:
        raise table.refused("endpoint", error) from error
