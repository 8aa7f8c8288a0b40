"""From a filter change to the painted Overview, 1920 × 1080, without a screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QStandardPaths

from explorer.analyses.facets import facets
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.selection import Between
from tests.bench.cohorts import enrolled

SIZE = (1920, 1080)
CASES = ((488, 60), (10_000, 40), (100_000, 20))  # rows, filter changes
ANALYSES = (facets, flow, survival, subgroups)


def lines() -> Iterator[str]:
    """The table, a line at a time as it is measured."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    QStandardPaths.setTestModeEnabled(True)  # the settings of the user stay as they are
    yield "Filter change to painted Overview (flow, curves, forest, facets), 1920 × 1080, offscreen, ms"
    yield "(an age range moves, as while dragging; whole: gesture to pixels, the analyses on another thread)"
    names = "".join(f"{analysis.__name__:>11}" for analysis in ANALYSES)
    views = "".join(f"{name:>9}" for name in ("panel", "flow", "curves", "forest"))
    yield f"{'rows':>8}{'median':>9}{'p95':>8} | computed:{names} | painted:{views}"
    for rows, changes in CASES:
        yield _measured(enrolled(rows), changes)


def _measured(cohort: Cohort, changes: int) -> str:
    from ui.app import make_app
    from ui.settings import Settings
    from ui.window.main_window import MainWindow

    app = make_app()
    window = MainWindow(Settings(size=SIZE, keep_recent=False))
    window.resize(*SIZE)
    window.show_cohort(cohort)
    workspace = window.workspace
    assert workspace is not None
    window.show()
    _wait_for(workspace.drawn.connect, lambda: None)
    _wait_for_paint()

    seconds, computed = [], {analysis: [] for analysis in ANALYSES}
    for index in range(changes):
        criterion = Between("age", 30.0 + index % 12, 70.0 - index % 9)
        started = perf_counter()
        _wait_for(workspace.drawn.connect, lambda chosen=criterion: workspace.session.filter("Age", chosen))
        _wait_for_paint()
        seconds.append(perf_counter() - started)
        for analysis, spent in computed.items():
            spent.append(_seconds(lambda ask=analysis: ask(cohort, workspace.session.question)))

    painted = _paint_seconds(window)
    whole = f"{1000 * np.median(seconds):>9.1f}{1000 * np.percentile(seconds, 95):>8.1f}"
    analyses = "".join(f"{1000 * np.median(spent):>11.1f}" for spent in computed.values())
    window.hide()
    window.deleteLater()
    app.sendPostedEvents()
    return f"{cohort.n:>8,}{whole} |          {analyses} |         {painted}"


def _paint_seconds(window: object, repeats: int = 15) -> str:
    """The panel and each view of the Overview painted anew, one after the other."""
    from ui.plots.consort_view import ConsortView
    from ui.plots.figure_item import FigureView
    from ui.plots.forest_view import ForestView
    from ui.plots.kaplan_meier_view import KaplanMeierView
    from ui.window.main_window import MainWindow

    assert isinstance(window, MainWindow)
    workspace = window.workspace
    assert workspace is not None

    def paint_panel() -> None:
        assert workspace.shown is not None
        workspace.panel.draw(workspace.shown.panel.facets)
        workspace.panel.repaint()

    parts: list[Callable[[], None]] = [paint_panel]
    for kind in (ConsortView, KaplanMeierView, ForestView):
        found = workspace.page.findChild(kind)
        view = found if isinstance(found, FigureView) else found.findChild(FigureView)

        def paint(view: FigureView = view) -> None:
            view.item.renew()
            view.viewport().repaint()

        parts.append(paint)
    medians = [np.median([_seconds(part) for _ in range(repeats)]) for part in parts]
    return "".join(f"{1000 * value:>9.1f}" for value in medians)


class _Painted(QObject):
    """Ends a loop when everything that is to be painted has been: its event stands behind all others."""

    def __init__(self, loop: QEventLoop) -> None:
        super().__init__()
        self._loop = loop
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), -1000)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self._loop.quit()
        return super().event(event)


def _wait_for_paint() -> None:
    """Run the event loop until the parts of the window that have changed are painted."""
    loop = QEventLoop()
    marker = _Painted(loop)
    loop.exec()
    del marker


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _wait_for(connect: Callable[..., object], gesture: Callable[[], None]) -> None:
    """Make a gesture and run the event loop until its answer was handed to the views."""
    loop = QEventLoop()
    connect(loop.quit)
    gesture()
    loop.exec()
