"""About the program: its release, what it is built on, and the check of this installation."""

from __future__ import annotations

import platform
import sys

from PySide6.QtCore import QProcess, QProcessEnvironment, Signal, qVersion
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.program import NAME, version
from ui.look.theme import theme
from ui.widgets.busy_bar import BusyBar
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton
from ui.widgets.sheet import Sheet

_SIZE = (920, 620)
_LICENSES = (
    "Trial Explorer is free software under the MIT license. It uses Qt and Qt for Python under the GNU "
    "LGPL-3: Qt lies beside the program as separate libraries, which may be replaced. Python, NumPy, "
    "pyqtgraph, calamine and the Inter fonts have licenses of their own; in an installed program all texts "
    "lie in the folder licenses, and THIRD_PARTY_NOTICES.txt names them."
)
_VERIFY = (
    "The check compares this installation's files, fonts, statistics and exports with what they must be, "
    "among them stored results of R. Its record can be filed as installation and operational qualification."
)


class AboutCard(Sheet):
    """Says what runs here, and verifies it on request, in a process of its own.

    Signals: ``closed`` when the reader goes back.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(*_SIZE)
        title = f"{NAME} {version()}"
        self.setAccessibleName(f"About {title}")
        self.verify = PushButton("Verify this installation", "primary", tall=True)
        self.verify.clicked.connect(self._start)
        self.copy = PushButton("Copy the record", tall=True)
        self.copy.setEnabled(False)
        self.copy.clicked.connect(self._copy)
        self.back = PushButton("Back", tall=True)
        self.back.clicked.connect(self.closed)
        self.busy = BusyBar()
        self.record = QPlainTextEdit()
        self.record.setReadOnly(True)
        self.record.setFrameShape(QFrame.Shape.NoFrame)
        self.record.setAccessibleName("Qualification record")
        self.record.setStyleSheet(f"font-family: monospace; font-size: 11px; color: {theme().ink2.name()}")
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(lambda _: self._finished())
        machine = f"{platform.system()} {platform.machine()}"
        built_on = f"Python {platform.python_version()}, Qt {qVersion()}, {machine}"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(10)
        layout.addWidget(PlainLabel(title, px=16, weight=600))
        layout.addWidget(PlainLabel(built_on, role="ink2", selectable=True))
        layout.addWidget(PlainLabel(_LICENSES, role="ink2", wrap=True))
        layout.addWidget(PlainLabel(_VERIFY, role="ink2", wrap=True))
        layout.addWidget(self.busy)
        layout.addWidget(self.record, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.verify, self.copy, self.back):
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.record.toPlainText())

    def _start(self) -> None:
        self.verify.setEnabled(False)
        self.busy.set_busy(True)
        self.record.setPlainText("Checking; this takes some seconds…")
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        itself = [] if getattr(sys, "frozen", False) else ["-m", "ui"]
        self._process.start(sys.executable, [*itself, "--self-test"])

    def _finished(self) -> None:
        self.busy.set_busy(False)
        self.verify.setEnabled(True)
        text = self._process.readAllStandardOutput().toStdString()
        self.copy.setEnabled(bool(text))
        self.record.setPlainText(text or "The check could not be started; run trial-explorer --self-test.")
