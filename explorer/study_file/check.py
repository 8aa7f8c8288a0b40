"""Does a study refer only to what it has? Checked once, when its file is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorer.columns import MISSING, RECORDED
from explorer.errors import StudyError, nearest
from explorer.selection import Between, Selection
from explorer.study.study import Endpoint, Field, Study, TimeStatus


def check_study(study: Study) -> None:
    """Check every reference of a study.

    Raises:
        StudyError: a key refers to nothing, or a rule of the format is broken; names file, key and the
            nearest valid name.
    """
    _check_arms(study)
    _check_unique(study, "fields", [field.id for field in study.fields])
    _check_unique(study, "endpoints", [endpoint.id.casefold() for endpoint in study.endpoints])
    if not study.endpoints:
        raise _wrong(study, "endpoints", "a trial needs at least one endpoint.")
    if study.defaults.landmark is not None and study.defaults.landmark <= 0:
        raise _wrong(study, "defaults.landmark", "must be later than 0 months.")
    if study.defaults.horizon is not None and study.defaults.horizon <= 0:
        raise _wrong(study, "defaults.horizon", "must be later than 0 months.")
    _check_unique(study, "flow", [step.id for step in study.flow])
    for key, name in _field_names(study):
        _check_name(study, key, name, (field.id for field in study.fields), "field")
    for key, selection in _selections(study):
        _check_selection(study, key, selection)
    for index, field in enumerate(study.fields):
        _check_field(study, f"fields[{index}]", field)
        _check_levels(study, f"fields[{index}].levels", field)
    for index, endpoint in enumerate(study.endpoints):
        _check_endpoint(study, f"endpoints[{index}]", endpoint)
    _check_subgroups(study)
    _check_flow(study)


def _wrong(study: Study, key: str, what: str) -> StudyError:
    return StudyError(f"{study.file}: {key}: {what}")


def _check_name(study: Study, key: str, name: str, known: Iterable[str], what: str) -> None:
    names = list(known)
    if name not in names:
        raise _wrong(study, key, f'unknown {what} "{name}"; {nearest(name, names)}')


def _check_unique(study: Study, key: str, ids: list[str]) -> None:
    for index, id in enumerate(ids):
        if id in ids[:index]:
            raise _wrong(study, f"{key}[{index}].id", f'"{id}" is used twice.')


def _check_arms(study: Study) -> None:
    _check_unique(study, "arms", [arm.id for arm in study.arms])
    if len(study.arms) < 2:
        raise _wrong(study, "arms", "a trial needs at least two arms.")
    if sum(arm.reference for arm in study.arms) != 1:
        raise _wrong(study, "arms", "exactly one arm must have reference = true.")


def _field_names(study: Study) -> Iterator[tuple[str, str]]:
    yield "study.arm_field", study.arm_field
    yield from ((f"study.strata[{index}]", name) for index, name in enumerate(study.strata))
    yield from ((f"study.forest_strata[{index}]", name) for index, name in enumerate(study.forest_strata))
    yield from ((f"study.filters[{index}]", name) for index, name in enumerate(study.filter_ids))
    yield from ((f"subgroups[{index}].field", group.field) for index, group in enumerate(study.subgroups))
    for index, endpoint in enumerate(study.endpoints):
        dates = [("start", endpoint.start), ("censor", endpoint.censor)]
        dates += [(f"events[{place}]", name) for place, name in enumerate(endpoint.events)]
        yield from ((f"endpoints[{index}].{key}", name) for key, name in dates if name)
    for index, step in enumerate(study.flow):
        if step.reason_field:
            yield f"flow[{index}].reason_field", step.reason_field


def _selections(study: Study) -> Iterator[tuple[str, Selection]]:
    yield "population.where", study.population
    yield "study.randomized", study.randomized
    if study.synthetic is not None:
        yield "study.synthetic", study.synthetic
    for index, field in enumerate(study.fields):
        for place, rule in enumerate(field.rules):
            yield f"fields[{index}].rules[{place}].where", rule.where
    if study.adverse_events is not None:
        yield "adverse_events.treated", study.adverse_events.treated
    for index, risks in enumerate(study.competing):
        for place, cause in enumerate(risks.causes):
            yield f"competing[{index}].causes[{place}].where", cause.where
    for index, step in enumerate(study.flow):
        yield f"flow[{index}].where", step.where
        for name, counted in (
            ("reasons", step.reasons),
            ("left_notes", step.left_notes),
            ("lines", step.lines),
        ):
            for place, line in enumerate(counted):
                yield f"flow[{index}].{name}[{place}].where", line.where


def wrong_selection(study: Study, selection: Selection) -> tuple[str, str]:
    """On which field a selection asks what the study does not have, and why; ("", "") when on none."""
    fields = {field.id: field for field in study.fields}
    for criterion in selection.criteria:
        field = fields.get(criterion.field)
        if field is None:
            return criterion.field, f'unknown field "{criterion.field}"; {nearest(criterion.field, fields)}'
        if isinstance(criterion, Between):
            if field.kind not in ("number", "date"):
                return field.id, "a range needs a number or date field."
            continue
        for level in sorted(criterion.levels - {*field.level_ids}):
            return field.id, f'unknown level "{level}"; {nearest(level, field.level_ids)}'
    return "", ""


def _check_selection(study: Study, key: str, selection: Selection) -> None:
    field, why = wrong_selection(study, selection)
    if field:
        known = any(each.id == field for each in study.fields)
        raise _wrong(study, f"{key}.{field}" if known else key, why)


def _check_field(study: Study, key: str, field: Field) -> None:
    if field.kind == "category" and not field.levels:
        raise _wrong(study, f"{key}.levels", f'the category "{field.id}" needs levels.')
    if field.kind != "category" and field.levels:
        raise _wrong(study, f"{key}.levels", f'"{field.id}" is a {field.kind}; only a category has levels.')
    if field.kind != "number" and field.number_texts:
        raise _wrong(study, f"{key}.number_texts", f'"{field.id}" is a {field.kind}, not a number.')
    if not field.column and not field.rules:
        raise _wrong(study, f"{key}.column", f'"{field.id}" has neither a column nor rules to derive it.')
    known = [earlier.id for earlier in study.fields[: study.fields.index(field)]]
    for place, rule in enumerate(field.rules):
        levels = [level.id for level in field.levels]
        _check_name(study, f"{key}.rules[{place}].level", rule.level, levels, "level")
        for criterion in rule.where.criteria:
            if criterion.field not in known:
                raise _wrong(
                    study,
                    f"{key}.rules[{place}].where",
                    f'"{criterion.field}" must stand before "{field.id}", which is derived from it.',
                )


def _check_levels(study: Study, key: str, field: Field) -> None:
    """No text of a file may mean two levels, or a level and a missing value."""
    meaning = dict.fromkeys((MISSING, RECORDED), "every field has")
    meaning |= {text.casefold(): "missing_texts has" for text in field.missing_texts}
    for place, level in enumerate(field.levels):
        texts = {text.casefold(): text for text in (level.id, level.label, *level.synonyms)}
        for folded, text in texts.items():
            if folded in meaning:
                raise _wrong(study, f"{key}[{place}]", f'"{text}" is a text that {meaning[folded]} too.')
            meaning[folded] = f'the level "{level.id}" has'


def _check_endpoint(study: Study, key: str, endpoint: Endpoint) -> None:
    from_dates = bool(endpoint.start or endpoint.events or endpoint.censor)
    if from_dates == bool(endpoint.times):
        raise _wrong(study, key, "needs either start, events and censor (dates), or times.")
    if from_dates:
        _check_dates(study, key, endpoint)
    for place, times in enumerate(endpoint.times):
        _check_times(study, f"{key}.times[{place}]", times)


def _check_dates(study: Study, key: str, endpoint: Endpoint) -> None:
    for name, value in (("start", endpoint.start), ("events", endpoint.events), ("censor", endpoint.censor)):
        if not value:
            raise _wrong(study, f"{key}.{name}", "is missing.")
    for name in (endpoint.start, endpoint.censor, *endpoint.events):
        if study.field(name).kind != "date":
            raise _wrong(study, key, f'"{name}" is not a date field.')


def _check_times(study: Study, key: str, times: TimeStatus) -> None:
    record = study.layout.record
    if times.row and not record:
        raise _wrong(study, f"{key}.row", "needs data.record, the column of the records.")
    if record and not times.row:
        raise _wrong(study, f"{key}.row", f'is missing; it says which "{record}" has the time.')
    if both := sorted(set(times.event) & set(times.censored)):
        raise _wrong(study, key, f'"{both[0]}" means both event and censored.')


def _check_subgroups(study: Study) -> None:
    factors = [("study.strata", name) for name in study.strata]
    factors += [("study.forest_strata", name) for name in study.forest_strata]
    factors += [(f"subgroups[{index}].field", group.field) for index, group in enumerate(study.subgroups)]
    factors += [
        (f"flow[{index}].reason_field", step.reason_field)
        for index, step in enumerate(study.flow)
        if step.reason_field
    ]
    for key, name in factors:
        if study.field(name).kind != "category":
            raise _wrong(study, key, f'"{name}" must be a category.')
    for index, group in enumerate(study.subgroups):
        for place, level in enumerate(group.levels):
            known = study.field(group.field).level_ids
            _check_name(study, f"subgroups[{index}].levels[{place}]", level, known, "level")
        for place, level in enumerate(group.untested):
            shown = group.levels or study.field(group.field).level_ids
            _check_name(study, f"subgroups[{index}].untested[{place}]", level, shown, "level")


def _check_flow(study: Study) -> None:
    for index, step in enumerate(study.flow):
        earlier = [other.id for other in study.flow[:index]]
        if index and not step.parent:
            raise _wrong(study, f"flow[{index}].parent", "is missing; only the first step has no parent.")
        if step.parent:
            _check_name(study, f"flow[{index}].parent", step.parent, earlier, "earlier step")
        if step.arm:
            _check_name(study, f"flow[{index}].arm", step.arm, (arm.id for arm in study.arms), "arm")
        if step.role == "arm" and not step.arm:
            raise _wrong(study, f"flow[{index}].arm", "is missing.")
