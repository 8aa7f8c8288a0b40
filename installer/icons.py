"""The program's icon in the forms that desktops ask for, drawn from ``resources/icons/logo.svg``."""

from __future__ import annotations

import struct
from pathlib import Path

from installer.program import ROOT

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_ICNS_KINDS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}
_CARD = "#FFFFFF"


def png(size: int) -> bytes:
    """The mark on a white card with round corners, ``size`` × ``size`` pixels."""
    from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_CARD))
    painter.drawRoundedRect(QRectF(0, 0, size, size), 0.18 * size, 0.18 * size)
    inset = 0.12 * size
    mark = QSvgRenderer(str(ROOT / "resources" / "icons" / "logo.svg"))
    mark.render(painter, QRectF(inset, inset, size - 2 * inset, size - 2 * inset))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico() -> bytes:
    """The icon of a Windows program: PNG images of up to 256 pixels in one file."""
    images = [(size, png(size)) for size in SIZES if size <= 256]
    header = struct.pack("<HHH", 0, 1, len(images))
    offset = len(header) + 16 * len(images)
    entries = b""
    for size, data in images:
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return header + entries + b"".join(data for _, data in images)


def icns() -> bytes:
    """The icon of a macOS program."""
    parts = b""
    for size, kind in _ICNS_KINDS.items():
        data = png(size)
        parts += struct.pack(">4sI", kind, 8 + len(data)) + data
    return struct.pack(">4sI", b"icns", 8 + len(parts)) + parts


def write_icons(folder: Path) -> None:
    """Write trial-explorer.ico, trial-explorer.icns and trial-explorer-SIZE.png into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trial-explorer.ico").write_bytes(ico())
    (folder / "trial-explorer.icns").write_bytes(icns())
    for size in SIZES:
        (folder / f"trial-explorer-{size}.png").write_bytes(png(size))
