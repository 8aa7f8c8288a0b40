"""What dmgbuild puts into the disk image: the application, and a link to where it is dragged."""

from pathlib import Path

application = Path(defines["application"])  # type: ignore[name-defined]  # noqa: F821  # given by dmgbuild -D
format = "ULMO"
filesystem = "HFS+"
files = [str(application)]
symlinks = {"Applications": "/Applications"}
icon_locations = {application.name: (140, 120), "Applications": (420, 120)}
window_rect = ((200, 200), (560, 300))
icon_size = 96
