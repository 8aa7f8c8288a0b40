"""Whether the answer of a long computation is still wanted: it asks between its steps, and stops when not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from explorer.errors import Cancelled


def _never() -> bool:
    return False


_abandoned: ContextVar[Callable[[], bool]] = ContextVar("abandoned", default=_never)


@contextmanager
def until(abandoned: Callable[[], bool]) -> Iterator[None]:
    """Within this block (and thread), computations stop soon after ``abandoned`` says so."""
    token = _abandoned.set(abandoned)
    try:
        yield
    finally:
        _abandoned.reset(token)


def still_wanted() -> None:
    """Go on; called between steps of some milliseconds.

    Raises:
        Cancelled: nobody waits for the answer any more.
    """
    if _abandoned.get()():
        raise Cancelled("The computation was cancelled.")
