"""What the program remembers between runs: theme, window size, recent files. Kept as JSON, never pickled."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from explorer.errors import DataError
from explorer.files.write import atomic_write

RECENT = 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """Remembered choices. ``theme``: "light", "dark" or "" (as the desktop); ``size`` in pixels."""

    theme: str = ""
    size: tuple[int, int] = (1440, 900)
    maximized: bool = False
    recent: tuple[str, ...] = ()
    keep_recent: bool = True

    def opened(self, path: str) -> Settings:
        """The settings after a file was opened."""
        if not self.keep_recent:
            return self
        others = [other for other in self.recent if other != path]
        return replace(self, recent=(path, *others)[:RECENT])


def settings_path() -> Path:
    """Where the settings are kept, in the user's own configuration folder."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "settings.json"


def load_settings() -> Settings:
    """The remembered settings; the defaults where there are none or they cannot be read."""
    try:
        plain = json.loads(settings_path().read_text(encoding="utf-8"))
        width, height = plain["size"]
        return Settings(
            theme=plain["theme"] if plain["theme"] in ("light", "dark") else "",
            size=(min(max(int(width), 640), 10_000), min(max(int(height), 480), 10_000)),
            maximized=bool(plain["maximized"]),
            recent=tuple(str(path) for path in plain["recent"])[:RECENT],
            keep_recent=bool(plain["keep_recent"]),
        )
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        _log.warning("The settings could not be read (%s); the defaults are used.", type(error).__name__)
        return Settings()


def save_settings(settings: Settings) -> None:
    """Remember the settings; a folder that cannot be written is logged, and the program goes on."""
    path = settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, json.dumps(asdict(settings), indent=1).encode())
    except (OSError, DataError) as error:
        _log.warning("The settings could not be saved (%s).", type(error).__name__)
