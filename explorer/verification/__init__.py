"""The program's numbers beside those of R and of a second engine."""

from __future__ import annotations

from importlib.util import find_spec


def has_second_engine() -> bool:
    """Whether lifelines is here: it comes with the program's source, and not with the installed packages."""
    return find_spec("lifelines") is not None
