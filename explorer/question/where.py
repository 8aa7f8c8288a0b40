"""Selections in words: read from what a user types, written as chips, captions and reports."""

from __future__ import annotations

import re
from math import inf, isfinite

from explorer.columns import MISSING, RECORDED
from explorer.errors import SelectionError, nearest
from explorer.selection import Between, Criterion, OneOf, Selection
from explorer.study.study import Field, Study

_EXPRESSION = re.compile(r"\s*([^<>=≤≥]+?)\s*(>=|<=|≥|≤|=|<|>)\s*(.+?)\s*$")
_RANGE = re.compile(r"(-?[\d.]+)\s*(?:\.\.|–)\s*(-?[\d.]+)$")


def parse_where(expression: str, study: Study) -> Criterion:
    """Read a filter: ``age>=55``, ``age=30..54``, ``risk=unfavorable,intermediate``, ``cd20=missing``.

    Fields are named by id, column or label, levels by id, label or synonym, upper or lower case.

    Raises:
        SelectionError: no such form, field or level; the text names the nearest.
    """
    found = _EXPRESSION.match(expression)
    if not found:
        raise SelectionError(
            f'"{expression}" is no filter; write one such as age>=55, age=30..54 or '
            "risk=unfavorable,intermediate."
        )
    field = _field(found[1], study)
    sign, value = found[2].replace("≥", ">=").replace("≤", "<="), found[3]
    if field.kind == "number" and not _is_level(value):
        return _range(field, sign, value)
    if sign != "=":
        what = f"is a {field.kind}" if field.kind in ("date", "text") else "has levels"
        what = "takes limits that are numbers" if field.kind == "number" else f"{what}, not numbers"
        raise SelectionError(f'"{field.id}" {what}; write {field.id}={field.level_ids[0]}.')
    levels = [_level(part.strip(), field) for part in _parts(value, field)]
    return OneOf(field.id, frozenset(levels))


def parse_wheres(expressions: list[str], study: Study, base: Selection) -> Selection:
    """Several filters, ANDed; a field that is named replaces the base's criterion on it."""
    asked = Selection(tuple(parse_where(expression, study) for expression in expressions))
    for criterion in asked.criteria:
        base = base.without(criterion.field)
    return base & asked


def describe_criterion(criterion: Criterion, study: Study) -> str:
    """A criterion as a chip says it: ``Risk: Unfavorable, Intermediate`` or ``Age 30–54``."""
    field = study.field(criterion.field)
    if isinstance(criterion, Between):
        return f"{field.name} {_limits(criterion)}"
    order = {level: index for index, level in enumerate(field.level_ids)}
    levels = sorted(criterion.levels, key=lambda level: order.get(level, len(order)))
    return f"{field.name}: {', '.join(field.level_label(level) for level in levels) or 'none'}"


def describe(selection: Selection, study: Study) -> str:
    """A selection in one line; ``All patients`` for none."""
    words = [describe_criterion(criterion, study) for criterion in selection.criteria]
    return "; ".join(words) if words else "All patients"


def _field(name: str, study: Study) -> Field:
    folded = name.casefold()
    for called in ("id", "column", "short", "label"):  # two fields may share a label, never an id
        for field in study.fields:
            if folded == getattr(field, called).casefold():
                return field
    names = [field.id for field in study.fields]
    raise SelectionError(f'Unknown field "{name}"; {nearest(name, names)}')


def _is_level(value: str) -> bool:
    return value.casefold() in (MISSING, RECORDED)


def _parts(value: str, field: Field) -> list[str]:
    """The levels of a list; a level whose own name has a comma may stand alone."""
    names = {name.casefold() for level in field.levels for name in (level.id, level.label, *level.synonyms)}
    return [value] if value.casefold() in names else value.split(",")


def _level(text: str, field: Field) -> str:
    folded = text.casefold()
    for level in field.levels:
        if folded in (level.id.casefold(), level.label.casefold(), *map(str.casefold, level.synonyms)):
            return level.id
    for special in (MISSING, RECORDED):
        if folded in (special, field.level_label(special).casefold()):
            return special
    raise SelectionError(f'"{field.id}" has no level "{text}"; {nearest(text, field.level_ids)}')


def _range(field: Field, sign: str, value: str) -> Between:
    between = _RANGE.match(value)
    if between and sign == "=":
        low, high = _number(between[1], field), _number(between[2], field)
        if low > high:
            raise SelectionError(f"{field.id}={value}: the lower limit stands first.")
        return Between(field.id, low, high)
    number = _number(value, field)
    if sign == "=":
        return Between(field.id, number, number)
    if sign in (">", ">="):
        return Between(field.id, low=number, low_open=sign == ">")
    return Between(field.id, high=number, high_open=sign == "<")


def _number(text: str, field: Field) -> float:
    try:
        number = float(text)
    except ValueError:
        number = inf
    if not isfinite(number):
        raise SelectionError(f'"{field.id}" is a number; "{text}" is not one.')
    return number


def _limits(between: Between) -> str:
    low, high = between.low, between.high
    if isfinite(low) and isfinite(high) and not between.low_open and not between.high_open:
        words = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    else:
        signs = []
        if isfinite(low):
            signs.append(f"{'>' if between.low_open else '≥'}{low:g}")
        if isfinite(high):
            signs.append(f"{'<' if between.high_open else '≤'}{high:g}")
        words = " and ".join(signs) or "any"
    return words + (" or not recorded" if between.keep_missing else "")
