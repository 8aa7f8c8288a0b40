"""The commands of the whole window as a table: what they are called, their keys, what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from explorer.verification import has_second_engine
from ui.window.command_palette import CommandPalette
from ui.window.figure_actions import FigureActions
from ui.window.header import Header
from ui.window.tabs import TABS

if TYPE_CHECKING:
    from ui.window.workspace import Workspace


class Window(Protocol):
    """What the commands need of the window that they belong to."""

    workspace: Workspace | None
    header: Header
    figures: FigureActions

    def ask_for_file(self) -> None:
        """Let the user choose a data or session file."""

    def save_session(self) -> None:
        """Save what is asked on screen."""

    def save_session_as(self) -> None:
        """Save what is asked on screen into a file to be chosen."""

    def open_demo(self) -> None:
        """Open the demonstration cohort."""

    def show_problems(self) -> None:
        """List what was found while reading the file."""

    def check_with_second_engine(self) -> None:
        """Compute what is shown again with a second engine."""

    def switch_theme(self) -> None:
        """Change between light and dark."""

    def about(self) -> None:
        """Say what runs here, and verify it on request."""

    def leave(self) -> None:
        """Close the window."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command; ``needs_trial`` when it makes no sense without an open trial."""

    text: str
    keys: tuple[str, ...]
    run: Callable[[], None]
    needs_trial: bool = True


def commands(window: Window) -> tuple[Command, ...]:
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
        Command("Open trial data or a session…", ("Ctrl+O",), window.ask_for_file, needs_trial=False),
        Command("Open the E1910 demonstration cohort", (), window.open_demo, needs_trial=False),
        Command("Save the session", ("Ctrl+S",), window.save_session),
        Command("Save the session as…", ("Ctrl+Shift+S",), window.save_session_as),
        Command("Undo", ("Ctrl+Z",), session("undo")),
        Command("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), session("redo")),
        Command("Back to the primary analysis", ("Ctrl+Backspace",), session("reset")),
        Command("Export the figure…", ("Ctrl+E",), window.figures.export),
        Command("Copy the figure", ("Ctrl+Shift+C",), window.figures.copy),
        Command("Copy the numbers behind the figure", ("Ctrl+T",), window.figures.copy_numbers),
        Command("How the file was read", (), window.show_problems),
        *(
            (Command("Check the numbers with a second engine", (), window.check_with_second_engine),)
            if has_second_engine()
            else ()
        ),
        Command("Light or dark theme", ("Ctrl+Shift+D",), window.switch_theme, needs_trial=False),
        *(Command(f"Show {name}", _tab_keys(index), tab(index)) for index, name in enumerate(TABS)),
        Command("About Trial Explorer, verify this installation", ("F1",), window.about, needs_trial=False),
        Command("Quit", ("Ctrl+Q",), window.leave, needs_trial=False),
    )


def _tab_keys(index: int) -> tuple[str, ...]:
    """The digit of a tab, as far as there are digits."""
    return (f"Ctrl+{index + 1}",) if index < 9 else ()


def add_commands(window: Window, widget: QWidget) -> None:
    """Give a window's widget its commands and keys, and the list that finds them (Ctrl+K)."""
    table = commands(window)
    for command in table:
        action = QAction(command.text, widget)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.triggered.connect(command.run)
        widget.addAction(action)
    find = QAction("Search or run a command", widget)
    find.setShortcut(QKeySequence("Ctrl+K"))
    widget.addAction(find)

    def show() -> None:
        usable = [each for each in table if window.workspace is not None or not each.needs_trial]
        palette = CommandPalette([(each.text, each.keys[0] if each.keys else "") for each in usable], widget)
        palette.chosen.connect(lambda index: usable[index].run())
        palette.open_over(widget)

    find.triggered.connect(show)
    window.header.commands_clicked.connect(show)
