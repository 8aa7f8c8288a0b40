"""The dialog that exports a figure: a live preview on its page, the choices, and where to save it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from PySide6.QtCore import QRectF, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from explorer.errors import ExplorerError
from explorer.files.write import atomic_write
from explorer.results.tables import table
from explorer.text import counted
from ui.export.figure_files import figure_bytes
from ui.export.figure_kinds import Answer, file_name, kind_of
from ui.export.options import INDENT, ExportOptions, OptionsColumn
from ui.export.preview import ExportPreview
from ui.figures.render import RenderError
from ui.look.icons import draw_icon
from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton

LEAST_PT = 6.0
"""The smallest type that journals commonly accept."""

_COLUMN = 316
_KINDS = {"pdf": "PDF document", "svg": "SVG drawing", "png": "PNG image", "csv": "CSV table"}


class ExportDialog(QDialog):
    """Exports one figure, or the numbers behind it; open it with ``open()``.

    The choices and the folder are those of the last export of this run of the program.
    Signals: ``saved(str)`` after a file was written, in words for the status bar.
    """

    saved = Signal(str)

    last_options: ClassVar[ExportOptions] = ExportOptions()
    last_folder: ClassVar[str] = ""

    def __init__(self, answer: Answer, parent: QWidget | None = None) -> None:
        """Export the figure of an answer. Raises: KeyError when no figure shows such an answer."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._answer, self._kind = answer, kind_of(answer)
        self.setWindowTitle(self._kind.heading)
        self._table = table(self._answer)
        self.preview = ExportPreview()
        self.column = OptionsColumn(self._kind.key, ExportDialog.last_options)
        self.column.changed.connect(self._show)
        self.notice = Notice()
        self.file_name = PlainLabel(role="ink2", px=11)
        self.cancel = PushButton("Cancel", tall=True)
        self.cancel.clicked.connect(self.reject)
        self.save = PushButton("Save…", "primary", tall=True)
        self.save.clicked.connect(self._ask_where)
        self._place(self._kind.heading)
        self._show()
        self.resize(QSize(1080, 640).boundedTo(self.screen().availableSize()))
        self.column.format.setFocus(Qt.FocusReason.OtherFocusReason)

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        self.column.format.use_mouse()  # QDialog gives the focus at its opening as if Tab had been pressed

    def _place(self, heading: str) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        side = QWidget()
        side.setFixedWidth(_COLUMN)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = PlainLabel(self._kind.title(self._answer), role="ink2")
        for widget in (PlainLabel(heading, px=16, weight=600), title):
            widget.setIndent(INDENT)
            column.addWidget(widget)
            column.addSpacing(4)
        column.addWidget(self.column)
        column.addStretch(1)
        notice = QHBoxLayout()
        notice.setContentsMargins(INDENT, 12, 0, 12)
        notice.addWidget(self.notice)
        column.addLayout(notice)
        self.file_name.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.file_name)
        column.addSpacing(8)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 20, 16)
        row.setSpacing(12)
        row.addWidget(self.preview, 1)
        row.addWidget(side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return saves, as in every dialog; in the field of the width it only settles the number."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not is_return:
            super().keyPressEvent(event)
        elif not isinstance(self.focusWidget(), QDoubleSpinBox):
            self.save.click()

    def _show(self) -> None:
        options = self.column.options
        self.file_name.setText(self._suggested_name())
        if options.is_figure:
            self.preview.show_figure(self._answer, options.width_mm, options.style, options.pixels)
            self.notice.show_words("warn", " ".join(_concerns(self._answer, options)))
        else:
            self.preview.show_table(self._table)
            self.notice.show_words("warn", "")

    def _suggested_name(self) -> str:
        answer, kind = self._answer, self._kind
        filtered = kind.is_filtered(answer)
        return file_name(answer, kind.stem(answer), self.column.options.format, is_filtered=filtered)

    def _ask_where(self) -> None:
        kind = self.column.options.format
        folder = ExportDialog.last_folder or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        chooser = QFileDialog(self, "Save as", folder, f"{_KINDS[kind]} (*.{kind})")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(kind)
        chooser.selectFile(self._suggested_name())
        chooser.fileSelected.connect(self._save)
        chooser.open()

    def _save(self, name: str) -> None:
        path, options = Path(name), self.column.options
        if path.suffix.lower() != f".{options.format}":
            self.notice.show_words(
                "error",
                f"{path.name} was not saved: its name does not end in .{options.format}. "
                "Choose a name that does, or another format.",
            )
            return
        try:
            atomic_write(path, self._bytes(options))
        except (ExplorerError, RenderError) as error:
            self.notice.show_words("error", str(error))
            return
        ExportDialog.last_options, ExportDialog.last_folder = options, str(path.parent)
        extent = f"{options.width_mm:g} mm" if options.is_figure else counted(len(self._table.rows), "row")
        self.saved.emit(f"Saved {path.name} · {extent}")
        self.accept()

    def _bytes(self, options: ExportOptions) -> bytes:
        if options.format == "csv":
            return self._table.csv_bytes()
        return figure_bytes(
            self._answer,
            options.format,
            options.width_mm,
            options.style,
            dpi=options.dpi,
            outlines=options.outlines,
        )


def _concerns(answer: Answer, options: ExportOptions) -> list[str]:
    """What a journal or a reader would object to, in sentences."""
    concerns = []
    smallest = min(options.style.text, options.style.small) / 10
    if smallest < LEAST_PT:
        concerns.append(
            f"Ticks and tables would be {smallest:g} pt; journals ask for at least {LEAST_PT:g} pt. "
            "Choose 6.5 pt or more."
        )
    drawn = figure_bytes(answer, "svg", options.width_mm, options.style, outlines=False)
    if "…".encode() in drawn:
        concerns.append("Some names do not fit and are cut. Choose smaller text or a wider figure.")
    return concerns


class Notice(Painted):
    """A sentence or two in a box, with a sign of its kind; it is hidden when it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_error = False
        self._label = PlainLabel(role="ink", wrap=True, selectable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(34, 8, 10, 8)
        layout.addWidget(self._label)

    def show_words(self, kind: Literal["warn", "error"], text: str) -> None:
        """Say this; nothing if ``text`` is empty."""
        self._is_error = kind == "error"
        self._label.setText(text)
        self.setAccessibleName(f"{'Error' if self._is_error else 'Warning'}: {text}" if text else "")
        self.setVisible(bool(text))
        self.update()
        if text:  # screen readers read an alert at once
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """What is said."""
        return self._label.text()

    def paint(self, painter: QPainter) -> None:
        look = theme()
        fill, line, ink = (
            (look.error_bg, look.error_line, look.error)
            if self._is_error
            else (look.warn_bg, look.warn_line, look.warn)
        )
        draw_box(painter, QRectF(self.rect()), 6, fill=fill, border=line)
        draw_icon(painter, "warning", ink, 10, 8)
