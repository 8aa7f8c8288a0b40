"""Cards, banners, messages, progress, the start page: what they say and which gestures they report."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.look.theme import metrics_for
from ui.widgets.banner import Banner
from ui.widgets.busy_bar import BusyBar
from ui.widgets.card import Card, CardAction
from ui.widgets.drop_zone import DropZone, DropZoneTexts, RecentFile
from ui.widgets.kpi_strip import KpiCell, KpiStrip, Run
from ui.widgets.message_card import Message, MessageCard
from ui.widgets.painted import PaintedButton
from ui.widgets.painting import plain_tooltip
from ui.widgets.progress_card import ProgressCard
from ui.widgets.push_button import PushButton

TEXTS = DropZoneTexts(
    "Drop a file here", ("One row per patient.", "Never uploaded."), "Open…", "Demo", "Ctrl+O"
)


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_that_card_icons_report_their_key(qtbot: QtBot) -> None:
    card = Card("Patient flow", "CONSORT", actions=(CardAction("copy", "copy", "Copy"),), body=QLabel("body"))
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.action) as signal:
        click(qtbot, card.button("copy"))
    assert signal.args == ["copy"]
    assert card.button("copy").accessibleName() == "Copy"


def test_that_a_card_is_tighter_in_a_small_window(qtbot: QtBot) -> None:
    body = QLabel("body")
    card = Card("Patient flow", body=body)
    qtbot.addWidget(card)
    card.resize(300, 200)
    card.show()
    card.set_metrics(metrics_for(1920, 1080))
    qtbot.waitUntil(lambda: body.geometry().top() == 38)
    card.set_metrics(metrics_for(1366, 768))
    qtbot.waitUntil(lambda: body.geometry().top() == 28)


def test_that_a_banner_offers_its_link(qtbot: QtBot) -> None:
    banner = Banner("warn", "Exploratory cohort.", "P values are descriptive.", link="Reset")
    qtbot.addWidget(banner)
    banner.show()
    with qtbot.waitSignal(banner.link_clicked):
        click(qtbot, banner.findChild(PushButton))
    banner.show_text("Exploratory cohort.")
    assert banner.findChild(PushButton).isHidden()


def test_that_a_message_shows_data_as_plain_text(qtbot: QtBot) -> None:
    message = Message("1 value is not a number", rows=(("37", "<b>12</b>"),), headings=("Row", "Value"))
    card = MessageCard(message)
    qtbot.addWidget(card)
    labels = {label.text(): label for label in card.findChildren(QLabel)}
    assert labels["<b>12</b>"].textFormat() == Qt.TextFormat.PlainText
    assert plain_tooltip("<b>12</b>").endswith("&lt;b&gt;12&lt;/b&gt;</p>")


def test_that_message_buttons_report_their_key(qtbot: QtBot) -> None:
    card = MessageCard(Message("Stopped", actions=(("show", "Show the rows"), ("skip", "Treat as missing"))))
    qtbot.addWidget(card)
    keys: list[str] = []
    card.action.connect(keys.append)
    for button in card.buttons():
        click(qtbot, button)
    assert keys == ["show", "skip"]
    card.show_message(Message("Another", actions=(("again", "Try again"),)))
    click(qtbot, card.buttons()[0])
    assert keys[2:] == ["again"]
    assert card.accessibleName() == "Another"


def test_that_progress_can_be_cancelled_and_is_said(qtbot: QtBot) -> None:
    card = ProgressCard("Opening cohort.csv", ["Read file", "Check dates"])
    qtbot.addWidget(card)
    card.show_progress(0, 0.2, detail="488 rows")
    card.show_progress(1, 0.62, remark="about 2 s left")
    card.grab()
    assert card.accessibleDescription() == "Check dates, 62%. about 2 s left"
    with qtbot.waitSignal(card.cancelled):
        click(qtbot, card.findChild(PushButton))
    card.show_progress(2, 1.0)
    card.grab()


def test_that_a_busy_bar_takes_no_more_room_when_it_moves(qtbot: QtBot) -> None:
    bar = BusyBar()
    qtbot.addWidget(bar)
    bar.set_busy(True)
    bar.grab()
    assert bar.is_busy()
    assert bar.height() == 2
    bar.set_busy(False)
    assert not bar.is_busy()


def test_that_key_figures_are_said_in_words(qtbot: QtBot) -> None:
    strip = KpiStrip()
    qtbot.addWidget(strip)
    strip.show_cells(
        [
            KpiCell("Hazard ratio", (Run("0.41"),), "95% CI 0.23–0.73"),
            KpiCell("Deaths", (Run("17", "arm:0"), Run("vs", "ink3", 12), Run("40", "arm:1"))),
        ]
    )
    strip.grab()
    assert strip.accessibleDescription() == "Hazard ratio: 0.41, 95% CI 0.23–0.73. Deaths: 17 vs 40"


@pytest.fixture
def zone(qtbot: QtBot) -> DropZone:
    page = DropZone(TEXTS)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    return page


def test_that_the_start_page_reports_buttons_and_recent_files(qtbot: QtBot, zone: DropZone) -> None:
    clicked: list[str] = []
    zone.open_clicked.connect(lambda: clicked.append("open"))
    zone.demo_clicked.connect(lambda: clicked.append("demo"))
    zone.recent_clicked.connect(clicked.append)
    zone.show_recent([RecentFile("/data/a.csv", "a.csv"), RecentFile("/data/b.csv", "b.csv")])
    for button in zone.findChildren(PaintedButton):
        click(qtbot, button)
    assert clicked == ["open", "demo", "/data/a.csv", "/data/b.csv"]
    zone.show_recent([])
    visible = [button for button in zone.findChildren(PaintedButton) if button.isVisible()]
    assert len(visible) == 2


def drop(zone: DropZone, *paths: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(QPoint(9, 9)), actions, data, button, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    zone.dropEvent(event)
    return event


def test_that_one_dropped_file_is_reported(zone: DropZone, tmp_path: Path) -> None:
    dropped: list[str] = []
    zone.dropped.connect(dropped.append)
    assert drop(zone, tmp_path / "cohort.csv").isAccepted()
    assert not drop(zone, tmp_path / "a.csv", tmp_path / "b.csv").isAccepted()
    assert dropped == [str(tmp_path / "cohort.csv")]
