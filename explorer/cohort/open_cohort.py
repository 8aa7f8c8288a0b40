"""Open a data file as a cohort: read it, find the study that it belongs to, check it against the study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explorer.cohort.cohort import Cohort, make_cohort
from explorer.cohort.needed import lacking, missing_columns, required_columns
from explorer.errors import DataError
from explorer.files.read import read_file
from explorer.files.source import Sheet, SourceFile
from explorer.study.study import Study
from explorer.study_file.load import load_study, shipped_studies


def open_cohort(
    path: str | Path,
    study: Study | str | Path | None = None,
    *,
    cancelled: Callable[[], bool] | None = None,
    was_read: Callable[[], None] = lambda: None,
) -> Cohort:
    """Read a cohort file; without ``study`` (or the name or file of one), the shipped study whose columns it
    has is taken. ``was_read`` is called between reading the file and checking it against the study.

    Raises:
        DataError: the file cannot be read, fits no study, or lacks what its study requires.
        StudyError: the study file is wrong.
    """
    chosen = study if isinstance(study, Study | None) else load_study(study)
    source = read_file(path, cancelled=cancelled)
    was_read()
    return make_cohort(source, chosen or fitting_study(source))


def fitting_study(source: SourceFile) -> Study:
    """The shipped study of which the file lacks no required column, the one with most fields first.

    Raises:
        DataError: no shipped study fits; says what the nearest one misses.
    """
    if not source.sheets:
        raise DataError(f"{source.name}: the file has no rows of data; nothing was opened.")
    pairs = [(load_study(name), sheet) for name in shipped_studies() for sheet in source.sheets]
    study, sheet = min(pairs, key=lambda pair: (_share_lacking(*pair), -len(pair[0].fields)))
    missing = lacking(sheet, study)
    if not missing:
        return study
    where = f"sheet {sheet.name}: " if sheet.name else ""
    if len(missing) == len(required_columns(study, sheet)):
        raise DataError(
            f"{source.name}: {where}row {sheet.header_row}, taken as the header, names no column that the "
            "studies of this program need; choose a study file that describes this trial, or another file."
        )
    if 2 * len(missing) > len(required_columns(study, sheet)):
        titles = " and ".join(load_study(name).title for name in shipped_studies())
        raise DataError(
            f"{source.name} fits none of the studies that ship with the program ({titles}); choose a study "
            "file that describes this trial."
        )
    what = "the required column" if len(missing) == 1 else f"{len(missing)} columns"
    verb = "is" if len(missing) == 1 else "are"
    raise DataError(
        f"{source.name}: {where}{what} of the study that fits best, {study.title}, {verb} missing: "
        f"{missing_columns(sheet, study, missing)}; correct the header, or choose a study file for this "
        "trial."
    )


def _share_lacking(study: Study, sheet: Sheet) -> float:
    return len(lacking(sheet, study)) / len(required_columns(study, sheet))
