"""What this program is called, and which release of it is running."""

from __future__ import annotations

NAME = "Trial Explorer"
DISTRIBUTION = "trial-explorer"


def version() -> str:
    """The installed release, such as ``0.1.0``; ``source`` when it runs without being installed."""
    # Imported here: the window does not need it, and must open fast.
    from importlib import metadata

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "source"
