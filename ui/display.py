"""Whether a window can be shown here. Qt aborts the whole process where it cannot, so this asks before."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

_LOCAL = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?$")


def has_display() -> bool:
    """Whether there is a display; only Linux has machines without one.

    A platform that the user chose by QT_QPA_PLATFORM is trusted, and so is a display on another machine.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _has_wayland(os.environ.get("WAYLAND_DISPLAY", "")) or _has_x11(os.environ.get("DISPLAY", ""))


def _has_wayland(name: str) -> bool:
    return bool(name) and (Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name).exists()


def _has_x11(name: str) -> bool:
    local = _LOCAL.match(name)
    if not local:
        return bool(name)
    path = f"/tmp/.X11-unix/X{local[1]}"  # where X servers listen
    return any(_answers(address) for address in (path, "\0" + path))


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
