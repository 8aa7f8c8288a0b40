"""Undo and redo over immutable states; knows neither trials nor screens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

State = TypeVar("State")
LIMIT = 200


@dataclass(frozen=True, slots=True)
class History(Generic[State]):
    """A present state with the labelled states before it (newest last) and after it (next first)."""

    present: State
    past: tuple[tuple[str, State], ...] = ()
    future: tuple[tuple[str, State], ...] = ()

    def commit(self, label: str, state: State) -> History[State]:
        """Make ``state`` the present; an equal state changes nothing."""
        if state == self.present:
            return self
        return History(state, (*self.past, (label, self.present))[-LIMIT:])

    def undo(self) -> History[State]:
        """Go one state back, or stay where nothing is before."""
        if not self.past:
            return self
        label, state = self.past[-1]
        return replace(self, present=state, past=self.past[:-1], future=((label, self.present), *self.future))

    def redo(self) -> History[State]:
        """Go one state forward, or stay where nothing is after."""
        if not self.future:
            return self
        label, state = self.future[0]
        return replace(self, present=state, past=(*self.past, (label, self.present)), future=self.future[1:])
