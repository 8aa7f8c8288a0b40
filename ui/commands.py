"""The commands of the whole window as a table: what they are called, their keys, what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from ui.command_palette import CommandPalette
from ui.workspace import TABS

if TYPE_CHECKING:
    from ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Command:
    """A command; ``needs_trial`` when it makes no sense without an open trial."""

    text: str
    keys: tuple[str, ...]
    run: Callable[[], None]
    needs_trial: bool = True


def commands(window: MainWindow) -> tuple[Command, ...]:
    """All commands of a window."""

    def session(name: str) -> Callable[[], None]:
        def run() -> None:
            if window.workspace is not None:
                getattr(window.workspace.session, name)()

        return run

    def tab(index: int) -> Callable[[], None]:
        def run() -> None:
            if window.workspace is not None:
                window.workspace.show_tab(index)

        return run

    return (
        Command("Open trial data…", ("Ctrl+O",), window.ask_for_file, needs_trial=False),
        Command("Open the E1910 demonstration cohort", (), window.open_demo, needs_trial=False),
        Command("Undo", ("Ctrl+Z",), session("undo")),
        Command("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), session("redo")),
        Command("Back to the primary analysis", ("Ctrl+Backspace",), session("reset")),
        Command("Export the figure…", ("Ctrl+E",), window.export),
        Command("Copy the figure", ("Ctrl+Shift+C",), window.copy),
        Command("Copy the numbers behind the figure", ("Ctrl+T",), window.copy_numbers),
        Command("Remarks on the file", (), window.show_problems),
        Command("Light or dark theme", ("Ctrl+Shift+D",), window.switch_theme, needs_trial=False),
        *(Command(f"Show {name}", (f"Ctrl+{index + 1}",), tab(index)) for index, name in enumerate(TABS)),
        Command("Quit", ("Ctrl+Q",), window.leave, needs_trial=False),
    )


def add_commands(window: MainWindow) -> None:
    """Give a window its commands and keys, and the list that finds them (Ctrl+K)."""
    table = commands(window)
    for command in table:
        action = QAction(command.text, window)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.triggered.connect(command.run)
        window.addAction(action)
    find = QAction("Search or run a command", window)
    find.setShortcut(QKeySequence("Ctrl+K"))
    window.addAction(find)

    def show() -> None:
        usable = [each for each in table if window.workspace is not None or not each.needs_trial]
        palette = CommandPalette([(each.text, each.keys[0] if each.keys else "") for each in usable], window)
        palette.chosen.connect(lambda index: usable[index].run())
        palette.open_over(window)

    find.triggered.connect(show)
    window.header.commands_clicked.connect(show)
