"""Read what a study declares for its models: ``[[models]]`` and ``[[time_varying]]``."""

from __future__ import annotations

from dataclasses import replace

from explorer.errors import SelectionError, nearest
from explorer.study.covariates import usual_covariate, wrong_covariate
from explorer.study.models import ENTERS, MISSING_VALUES, Covariate, StudyModel, TimeVaryingEvent
from explorer.study.reporting import LevelGroup
from explorer.study.study import Field, Study
from explorer.study_file.toml_table import Table


def with_models(study: Study, root: Table) -> Study:
    """The study with what its file declares for its models; all of it may be absent.

    Raises:
        StudyError: a key is wrong or refers to nothing; names file and key.
    """
    models = root.tables("models", required=False)
    events = root.tables("time_varying", required=False)
    used: list[str] = []
    return replace(
        study,
        models=tuple(_model(table, study, used) for table in models),
        time_varying=tuple(_event(table, study, used) for table in events),
    )


def _model(table: Table, study: Study, used: list[str]) -> StudyModel:
    model = StudyModel(
        id=_id(table, used),
        label=table.text("label"),
        covariates=tuple(_covariate(item, study) for item in table.tables("covariates")),
        strata=_strata(table, study),
    )
    fields = [covariate.field for covariate in model.covariates]
    for field in fields:
        if fields.count(field) > 1:
            raise table.wrong("covariates", f'"{field}" enters twice.')
        if model.strata and field in model.strata:
            raise table.wrong("covariates", f'"{field}" is a stratum of this model; it has no estimate.')
    table.done()
    return model


def _covariate(table: Table, study: Study) -> Covariate:
    usual = usual_covariate(_field(table, "field", study))
    covariate = Covariate(
        field=usual.field,
        enters=table.choice("enters", ENTERS, usual.enters),
        per=table.maybe_number("per"),
        cuts=table.numbers("cuts", ()),
        groups=tuple(_group(item) for item in table.tables("groups", required=False)),
        reference=table.text("reference", ""),
        missing=table.choice("missing", MISSING_VALUES, "left out"),
    )
    key, why = wrong_covariate(study, covariate)
    if key:
        raise table.wrong(key, why)
    table.done()
    return covariate


def _group(table: Table) -> LevelGroup:
    group = LevelGroup(table.text("label"), table.texts("levels"))
    table.done()
    return group


def _event(table: Table, study: Study, used: list[str]) -> TimeVaryingEvent:
    label, field = table.text("label"), _field(table, "date", study)
    if field.kind != "date":
        raise table.wrong("date", f'"{field.id}" is a {field.kind}; a date is needed.')
    event = TimeVaryingEvent(
        id=_id(table, used),
        label=label,
        date=field.id,
        before=table.text("before", f"Before {label[:1].lower()}{label[1:]}"),
        after=table.text("after", f"After {label[:1].lower()}{label[1:]}"),
        strata=_strata(table, study),
    )
    table.done()
    return event


def _id(table: Table, used: list[str]) -> str:
    """An id that no model and no event has yet."""
    id = table.text("id")
    if id in used:
        raise table.wrong("id", f'"{id}" is used twice.')
    used.append(id)
    return id


def _field(table: Table, key: str, study: Study) -> Field:
    try:
        return study.field(table.text(key))
    except SelectionError as error:
        raise table.refused(key, error) from error


def _strata(table: Table, study: Study) -> tuple[str, ...] | None:
    if "strata" not in table:
        return None
    names = table.texts("strata")
    known = [field.id for field in study.fields if field.kind == "category"]
    for name in names:
        if name not in known:
            raise table.wrong("strata", f'"{name}" is no category of the study; {nearest(name, known)}')
    return names
