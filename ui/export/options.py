"""What can be chosen for an exported figure, and the column of controls that chooses it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.figures.figure import Style, print_style
from ui.figures.render import WIDTHS_MM
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.number_popover import NumberField
from ui.widgets.plain_label import PlainLabel
from ui.widgets.segmented import Segmented

FileFormat = Literal["pdf", "svg", "png", "csv"]
FONTS_PT = (6.0, 6.5, 7.0, 8.0, 9.0)
LEAST_WIDTH_MM, MOST_WIDTH_MM = 80, 300
INDENT = 8
"""How far a list of check boxes indents them; the other controls are set in by as much."""

_FORMATS: dict[str, FileFormat] = {"PDF": "pdf", "SVG": "svg", "PNG": "png", "CSV": "csv"}
_ABOUT = {
    "pdf": "Vector, with its fonts inside.",
    "svg": "Vector, for editing and for the web.",
    "png": "Pixels, for slides and text documents.",
    "csv": "The numbers behind the figure, unrounded.",
}
_CUSTOM = "custom"
_WIDTH_NAMES = ("One column of a journal.", "One and a half columns.", "Two columns of a journal.")
_PARTS = {
    "survival": (
        Choice("grid", "Grid lines"),
        Choice("bands", "Confidence bands"),
        Choice("at_risk", "Numbers at risk"),
        Choice("grey_safe", "Dashed curves, for gray print"),
    ),
    "subgroups": (Choice("grid", "Shaded groups"),),
    "flow": (),
}
_OUTLINES = Choice("outlines", "Text as shapes", tooltip="Looks right without the font; cannot be edited.")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a figure is exported: ``width_mm`` of the page, ``dpi`` of a PNG, ``font_pt`` of its text.

    ``outlines``: the text of an SVG is drawn as shapes. The other switches are those of ``Style``.
    """

    format: FileFormat = "pdf"
    width_mm: float = WIDTHS_MM[-1]
    dpi: int = 300
    font_pt: float = 7.0
    grid: bool = False
    bands: bool = True
    at_risk: bool = True
    grey_safe: bool = False
    outlines: bool = True

    @property
    def is_figure(self) -> bool:
        """Whether the file is a picture, not the numbers behind it."""
        return self.format != "csv"

    @property
    def pixels(self) -> int | None:
        """The resolution of the file in dpi if it has one."""
        return self.dpi if self.format == "png" else None

    @property
    def style(self) -> Style:
        """The look of the figure; the same object for the same look."""
        return _style(self.font_pt, self.grid, self.bands, self.at_risk, self.grey_safe)


@lru_cache(maxsize=8)
def _style(font_pt: float, grid: bool, bands: bool, at_risk: bool, grey_safe: bool) -> Style:
    return print_style(font_pt, grid, bands, at_risk, grey_safe)


class OptionsColumn(QWidget):
    """The controls, one below the other. Signals: ``changed`` when the user chose other ``options``."""

    changed = Signal()

    def __init__(self, figure: str, options: ExportOptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.options = options
        self._parts = _PARTS.get(figure, ())
        self.format = Segmented([(key, name) for name, key in _FORMATS.items()], name="Format")
        self.format_note = PlainLabel(role="ink2", px=11)
        self.dpi = Segmented([("300", "300 dpi"), ("600", "600 dpi")], name="Resolution")
        widths = [(f"{width:g}", f"{width:g} mm") for width in WIDTHS_MM]
        self.width_choice = Segmented([*widths, (_CUSTOM, "Custom")], name="Width")
        self.width_note = PlainLabel(role="ink2", px=11)
        self.custom_width = NumberField(
            f"From {LEAST_WIDTH_MM} to {MOST_WIDTH_MM} mm",
            "mm",
            minimum=LEAST_WIDTH_MM,
            maximum=MOST_WIDTH_MM,
        )
        self.font_size = Segmented([(f"{pt:g}", f"{pt:g} pt") for pt in FONTS_PT], name="Text size")
        self.font_note = PlainLabel(role="ink2", px=11)
        self.shown = ChoiceList(exclusive=False)
        self.shown.setAccessibleName("Show")
        self._place()
        self._connect()
        self._show()

    def _place(self) -> None:
        self._only_figures: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._section("Format", self.format, self.format_note)
        self._dpi_section = self._section("Resolution", self.dpi)
        self._only_figures.append(self._section("Width", self.width_choice, self.width_note))
        self._column.addWidget(self.custom_width)
        self._only_figures.append(self._section("Text size", self.font_size, self.font_note))
        self._shown_title = self._section("Show")
        self._column.addWidget(self.shown)

    def _section(self, title: str, *contents: QWidget) -> QWidget:
        section = QWidget()
        layout = QVBoxLayout(section)
        layout.setContentsMargins(INDENT, 14, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(PlainLabel(title, weight=600))
        for widget in contents:
            layout.addWidget(widget)
        self._column.addWidget(section)
        return section

    def _connect(self) -> None:
        self.format.chosen.connect(lambda key: self._choose(format=key))
        self.dpi.chosen.connect(lambda key: self._choose(dpi=int(key)))
        self.width_choice.chosen.connect(self._choose_width)
        self.custom_width.chosen.connect(lambda mm: self._choose(width_mm=mm))
        self.font_size.chosen.connect(lambda key: self._choose(font_pt=float(key)))
        self.shown.chosen.connect(self._choose_shown)

    def _choose_width(self, key: str) -> None:
        if key == _CUSTOM:
            self._show()
            self.custom_width.setFocus()
        else:
            self._choose(width_mm=float(key))

    def _choose_shown(self, key: str) -> None:
        self._choose(**{key: key in self.shown.selected()})

    def _choose(self, **changes: object) -> None:
        self.options = replace(self.options, **changes)  # type: ignore[arg-type]
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Show the options, and only the controls that matter for the format."""
        options = self.options
        self.format.set_current(options.format)
        self.format_note.setText(_ABOUT[options.format])
        self.dpi.set_current(str(options.dpi))
        self._dpi_section.setVisible(options.format == "png")
        for section in self._only_figures:
            section.setVisible(options.is_figure)
        self._show_width(options)
        self.font_size.set_current(f"{options.font_pt:g}")
        self.font_note.setText(f"Ticks and tables in {options.style.small / 10:g} pt.")
        choices = self._parts + ((_OUTLINES,) if options.format == "svg" else ())
        on = {choice.key for choice in choices if getattr(options, choice.key)}
        self.shown.show_choices(choices, on)
        for widget in (self._shown_title, self.shown):
            widget.setVisible(options.is_figure and bool(choices))

    def _show_width(self, options: ExportOptions) -> None:
        if options.width_mm not in WIDTHS_MM:
            self.width_choice.set_current(_CUSTOM)
        is_custom = self.width_choice.current() == _CUSTOM
        if is_custom:
            self.width_note.setText("")
        else:
            self.width_choice.set_current(f"{options.width_mm:g}")
            self.width_note.setText(_WIDTH_NAMES[WIDTHS_MM.index(options.width_mm)])
        self.width_note.setVisible(not is_custom)
        self.custom_width.setVisible(is_custom and options.is_figure)
        self.custom_width.show_value(options.width_mm)
