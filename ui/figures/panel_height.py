"""How high a figure of panels is at a width."""

from __future__ import annotations

from ui.figures.curve_panels import PanelFigure, below_panel, columns_of, top_of_plot
from ui.figures.figure import Style


def panels_height(figure: PanelFigure, width: float, style: Style) -> float:
    """The height in print units at which a figure of that width looks best."""
    row = 1.36 * style.small
    across = columns_of(figure, width, style)
    down = max(-(-len(figure.panels) // across), 1)
    plot = max(0.62 * width / across, 900.0)
    below = sum(below_panel(figure, style, row, last=k == down - 1) for k in range(down))
    return down * (top_of_plot(figure, style, row) + plot) + below + (down - 1) * style.length(8, 4)
