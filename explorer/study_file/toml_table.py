"""A TOML table that knows its place, so that every complaint can name the file and the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, TypeVar

from explorer.errors import SelectionError, StudyError, nearest
from explorer.selection import Selection, from_plain

Choice = TypeVar("Choice", bound=str)
_REQUIRED: Any = object()


class Table:
    """A table with typed look-ups; ``done`` complains of keys that nobody asked for."""

    def __init__(self, plain: Mapping[str, object], file: str, path: str = "") -> None:
        self._plain = plain
        self._file = file
        self._path = path
        self._asked: dict[str, None] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __contains__(self, key: str) -> bool:
        return key in self._plain

    def wrong(self, key: str, what: str) -> StudyError:
        """An error at a key of this table."""
        return StudyError(f"{self._file}: {self._place(key)}: {what}")

    def refused(self, key: str, error: SelectionError) -> StudyError:
        """An error at a key of this table, in the words of what it led to."""
        text = str(error)
        return self.wrong(key, text[:1].lower() + text[1:])

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """A text."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "must be a text in quotes.")
        return value

    def texts(self, key: str, default: tuple[str, ...] = _REQUIRED) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, "must be a list of texts in quotes.")
        return tuple(value)

    def number(self, key: str, default: float = _REQUIRED) -> float:
        """A number."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.wrong(key, "must be a number.")
        return float(value)

    def maybe_number(self, key: str) -> float | None:
        """A number, or None where the key is absent."""
        self._asked[key] = None
        return self.number(key) if key in self._plain else None

    def numbers(self, key: str, default: tuple[float, ...] = _REQUIRED) -> tuple[float, ...]:
        """A list of numbers."""
        value = self._get(key, default)
        if not isinstance(value, list | tuple) or not all(_is_number(item) for item in value):
            raise self.wrong(key, "must be a list of numbers.")
        return tuple(float(item) for item in value)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false.")
        return value

    def choice(self, key: str, options: tuple[Choice, ...], default: Choice = _REQUIRED) -> Choice:
        """One of some texts."""
        value = self.text(key, default)
        if value not in options:
            raise self.wrong(key, f'"{value}" is not possible; {nearest(value, [o for o in options if o])}')
        return value

    def selection(self, key: str, default: Selection = _REQUIRED) -> Selection:
        """A selection of patients."""
        value = self._get(key, default)
        if isinstance(value, Selection):
            return value
        if not isinstance(value, Mapping):
            raise self.wrong(key, 'must be a selection such as { age = { min = 55 }, cd20 = ["positive"] }.')
        try:
            return from_plain(value)
        except SelectionError as error:
            raise self.refused(key, error) from error

    def table(self, key: str, required: bool = True) -> Table:
        """A table; an empty one where it is absent and not required."""
        value = self._get(key, _REQUIRED if required else {})
        if not isinstance(value, Mapping):
            raise self.wrong(key, "must be a table.")
        return Table(value, self._file, self._place(key))

    def tables(self, key: str, required: bool = True) -> list[Table]:
        """A list of tables."""
        value = self._get(key, _REQUIRED if required else [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.wrong(key, f"must be a list of tables, each headed [[{self._place(key)}]].")
        return [Table(item, self._file, f"{self._place(key)}[{index}]") for index, item in enumerate(value)]

    def items(self, key: str) -> list[str | Table]:
        """A list whose members are texts or tables."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str | Mapping) for item in value):
            raise self.wrong(key, "must be a list of texts or tables.")
        return [
            item if isinstance(item, str) else Table(item, self._file, f"{self._place(key)}[{index}]")
            for index, item in enumerate(value)
        ]

    def done(self) -> None:
        """Complain of the first key that nobody asked for.

        Raises:
            StudyError: there is one; names the nearest known key.
        """
        for key in self._plain:
            if key not in self._asked:
                raise self.wrong(key, f"unknown key; {nearest(key, self._asked)}")

    def _get(self, key: str, default: object) -> object:
        self._asked[key] = None
        if key not in self._plain and default is _REQUIRED:
            others = [name for name in self._plain if name not in self._asked]
            raise self.wrong(key, f"is missing; {nearest(key, others)}" if others else "is missing.")
        return self._plain.get(key, default)

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
