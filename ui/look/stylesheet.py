"""The style sheet of the few standard widgets; ``$names`` are colours of the theme."""

from __future__ import annotations

from string import Template

STYLESHEET = Template("""
QToolTip { color: $ink; background: $card; border: 1px solid $line2; padding: 4px 6px; }

QScrollArea, QScrollArea > QWidget > QWidget#contents { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px 2px 2px 3px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 3px 2px 2px 2px; }
QScrollBar::handle { background: $line2; border-radius: 2px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    color: $ink; background: $card; border: 1px solid $line2; border-radius: 5px; padding: 0 8px;
    selection-background-color: $accent; selection-color: $onaccent;
}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: 26px; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus {
    border: 1px solid $focus;
}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: $ink3; background: $hover;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox QAbstractItemView {
    color: $ink; background: $card; border: 1px solid $line2; outline: none;
    selection-background-color: $sel; selection-color: $ink;
}

QMenu { color: $ink; background: $card; border: 1px solid $line2; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $sel; }
QMenu::item:disabled { color: $ink3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenuBar { color: $ink2; background: $card; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $sel; color: $ink; }

QFrame#palette { background: $card; border: 1px solid $line2; }

QTableView, QListView, QTreeView {
    color: $ink; background: $card; alternate-background-color: $panel; border: none; outline: none;
    gridline-color: $line; selection-background-color: $sel; selection-color: $ink;
}
QTableView::item { padding: 0 5px; }
QHeaderView { background: $card; }
QHeaderView::section {
    color: $ink3; background: $card; border: none; border-bottom: 1px solid $line2; padding: 4px 8px;
}
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: $card; border: none; }

QLabel { color: $ink; background: transparent; }
QLabel[role="ink2"] { color: $ink2; }
QLabel[role="ink3"] { color: $ink3; }
QLabel[role="warn"] { color: $warn; }
QLabel[role="error"] { color: $error; }
QLabel[role="ok"] { color: $ok; }

QDialog, QMessageBox { background: $card; }
QSplitter::handle { background: transparent; }
""")
