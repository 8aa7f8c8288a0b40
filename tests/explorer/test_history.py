"""Undo and redo: undoing what was committed changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from explorer.history import LIMIT, History

moves = st.lists(st.one_of(st.sampled_from(["undo", "redo"]), st.integers(0, 5)), max_size=30)


def after(moves: list[str | int]) -> History[int]:
    history = History(0)
    for move in moves:
        if move == "undo":
            history = history.undo()
        elif move == "redo":
            history = history.redo()
        else:
            history = history.commit(f"to {move}", int(move))
    return history


@given(moves, st.integers(0, 5))
def test_that_undoing_a_commit_gives_back_the_state_before(moves: list[str | int], state: int) -> None:
    history = after(moves)
    committed = history.commit("change", state)
    if state == history.present:
        assert committed is history
        return
    undone = committed.undo()
    assert undone.present == history.present
    assert undone.past == history.past
    assert undone.redo() == committed


@given(moves)
def test_that_redo_takes_back_undo_and_undo_takes_back_redo(moves: list[str | int]) -> None:
    history = after(moves)
    if history.past:
        assert history.undo().redo() == history
    if history.future:
        assert history.redo().undo() == history


def test_that_a_commit_forgets_what_was_undone() -> None:
    history = History("a").commit("b", "b").undo().commit("c", "c")
    assert history.future == ()
    assert history.redo() is history
    assert [label for label, _ in history.past] == ["c"]


def test_that_nothing_before_or_after_stays_where_it_is() -> None:
    history = History("a")
    assert history.undo() is history
    assert history.redo() is history


def test_that_the_oldest_states_are_forgotten() -> None:
    history = History(0)
    for state in range(1, LIMIT + 50):
        history = history.commit(str(state), state)
    assert len(history.past) == LIMIT
    for _ in range(LIMIT):
        history = history.undo()
    assert history.present == 49
    assert history.undo() is history
