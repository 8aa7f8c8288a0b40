"""Frozen values as plain data (texts, numbers, lists and tables) and back, checked against their types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from explorer.errors import DataError, SelectionError, nearest
from explorer.selection import Selection, from_plain

Value = TypeVar("Value")


def to_plain(value: object) -> Any:
    """A value type as plain data: a dataclass as a table of its fields, a tuple as a list."""
    if isinstance(value, Selection):
        return value.to_plain()
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    return [to_plain(item) for item in value] if isinstance(value, tuple) else value


def read_plain(kind: type[Value], plain: object, place: str) -> Value:
    """Read a dataclass that ``to_plain`` wrote; a field that is absent has its default.

    Raises:
        DataError: a key is missing, unknown or not of its type; ``place`` and the key are named.
    """
    result: Value = _read(kind, plain, place)
    return result


def _read(kind: Any, plain: object, place: str) -> Any:
    if kind is Selection:
        return _selection(plain, place)
    if is_dataclass(kind):
        return _table(kind, plain, place)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):  # of a type and None
        if plain is None and NoneType in parts:
            return None
        return _read(next(part for part in parts if part is not NoneType), plain, place)
    if origin is Literal:
        if type(plain) not in map(type, parts) or plain not in parts:
            raise _wrong(place, f"is not possible; {nearest(str(plain), map(str, parts))}")
        return plain
    if origin is tuple:
        return _tuple(parts, plain, place)
    return _scalar(kind, plain, place)


def _table(kind: Any, plain: object, place: str) -> Any:
    if not isinstance(plain, Mapping):
        raise _wrong(place, "must be a table.")
    hints = get_type_hints(kind)
    for key in plain:
        if key not in hints:
            raise _wrong(f"{place}.{key}", f"is unknown; {nearest(str(key), hints)}")
    values = {key: _read(hints[key], value, f"{place}.{key}") for key, value in plain.items()}
    try:
        return kind(**values)
    except TypeError:
        missing = [each.name for each in fields(kind) if each.name not in values]
        raise _wrong(place, f"lacks one of: {', '.join(missing)}.") from None


def _tuple(parts: tuple[Any, ...], plain: object, place: str) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise _wrong(place, "must be a list.")
    kinds = [parts[0]] * len(plain) if parts[1:] == (...,) else list(parts)
    if len(kinds) != len(plain):
        raise _wrong(place, f"must be a list of {len(kinds)}.")
    pairs = enumerate(zip(kinds, plain, strict=True))
    return tuple(_read(kind, item, f"{place}[{index}]") for index, (kind, item) in pairs)


def _scalar(kind: Any, plain: object, place: str) -> Any:
    if kind is float:
        if isinstance(plain, bool) or not isinstance(plain, int | float) or not isfinite(plain):
            raise _wrong(place, "must be a number.")
        return float(plain)
    if type(plain) is not kind:
        names = {str: "a text", int: "a whole number", bool: "true or false"}
        raise _wrong(place, f"must be {names[kind]}.")
    return plain


def _selection(plain: object, place: str) -> Selection:
    if not isinstance(plain, Mapping):
        raise _wrong(place, "must be a table.")
    try:
        return from_plain(plain)
    except SelectionError as error:
        raise _wrong(place, str(error)) from error


def _wrong(place: str, what: str) -> DataError:
    return DataError(f"{place} {what}")
