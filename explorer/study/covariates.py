"""How a field may enter a model: what is usual, and what is wrong with a choice."""

from __future__ import annotations

from itertools import pairwise

from explorer.columns import MISSING, RECORDED
from explorer.errors import nearest
from explorer.study.models import Covariate
from explorer.study.study import Field, Study


def usual_covariate(field: Field) -> Covariate:
    """A category by its levels, a number as it is."""
    return Covariate(field.id, "continuous" if field.kind == "number" else "categories")


def level_names(field: Field, covariate: Covariate) -> tuple[tuple[str, str], ...]:
    """The levels (id, label) of a covariate that enters by categories, a missing value last if it is one."""
    if field.kind == "number":
        names = _ranges(covariate.cuts)
    else:
        group_of = {level: group.label for group in covariate.groups for level in group.levels}
        every = ((group_of.get(level.id, level.id), level) for level in field.levels)
        names = tuple({id: level.label if id == level.id else id for id, level in every}.items())
    return (*names, (MISSING, field.missing)) if covariate.missing == "own level" else names


def wrong_covariate(study: Study, covariate: Covariate) -> tuple[str, str]:
    """Which key of a covariate is wrong and why, ("", "") when nothing is."""
    known = {field.id: field for field in study.fields}
    field = known.get(covariate.field)
    if field is None:
        return "field", f'unknown field "{covariate.field}"; {nearest(covariate.field, known)}'
    if field.id == study.arm_field:
        return "field", f'"{field.id}" is the treatment, which every model has.'
    if field.kind not in ("number", "category"):
        return "field", f'"{field.id}" is a {field.kind}; a number or a category is needed.'
    wrong = _wrong_number(field, covariate) if field.kind == "number" else _wrong_category(field, covariate)
    if wrong:
        return wrong
    if covariate.enters == "categories":
        levels = [id for id, _ in level_names(field, covariate)]
        if covariate.reference and covariate.reference not in levels:
            return (
                "reference",
                f'unknown level "{covariate.reference}"; {nearest(covariate.reference, levels)}',
            )
    return "", ""


def _wrong_number(field: Field, covariate: Covariate) -> tuple[str, str] | None:
    if covariate.groups:
        return "groups", f'"{field.id}" is a number; only the levels of a category group.'
    if covariate.enters == "categories":
        if not covariate.cuts:
            return "cuts", f'is missing; the number "{field.id}" enters by categories only with cuts.'
        if list(covariate.cuts) != sorted(set(covariate.cuts)):
            return "cuts", "must rise."
        return ("per", "needs a number that enters as it is.") if covariate.per is not None else None
    if covariate.cuts:
        return "cuts", 'needs enters = "categories".'
    if covariate.missing == "own level":
        return "missing", "only categories have a level for missing values."
    if covariate.reference:
        return "reference", "only categories have a reference level."
    if covariate.per is not None and not covariate.per > 0:
        return "per", "must be above 0."
    if covariate.enters == "log" and covariate.per == 1:
        return "per", "must not be 1: a onefold value is the same value."
    return None


def _wrong_category(field: Field, covariate: Covariate) -> tuple[str, str] | None:
    if covariate.enters != "categories":
        return "enters", f'"{field.id}" is a category; it can only enter by categories.'
    if covariate.cuts:
        return "cuts", f'"{field.id}" is a category; only a number has cuts.'
    if covariate.per is not None:
        return "per", f'"{field.id}" is a category; only a number has units.'
    known = [level for level in field.level_ids if level not in (MISSING, RECORDED)]
    members = [level for group in covariate.groups for level in group.levels]
    for level in members:
        if level not in known:
            return "groups", f'unknown level "{level}"; {nearest(level, known)}'
        if members.count(level) > 1:
            return "groups", f'"{level}" is in two groups.'
    names = [group.label for group in covariate.groups]
    alone = [level for level in known if level not in members]
    for name in names:
        if names.count(name) > 1 or name in alone or name in (MISSING, RECORDED):
            return "groups", f'"{name}" names two levels.'
    return None


def _ranges(cuts: tuple[float, ...]) -> tuple[tuple[str, str], ...]:
    if not cuts:
        return ()
    between = [f"{low:g}–<{high:g}" for low, high in pairwise(cuts)]
    labels = [f"<{cuts[0]:g}", *between, f"≥{cuts[-1]:g}"]
    return tuple((label, label) for label in labels)
