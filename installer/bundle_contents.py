"""What belongs into the bundle: the rules that the PyInstaller specification and its tests share.

The program reads files, computes with NumPy and paints with four modules of Qt. Whatever else PyInstaller
finds near them is left out by these rules, so that nothing is shipped that nobody calls or has licensed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

# The distributions whose code the program runs; everything else in requirements.txt serves the tests.
RUNTIME = ("PySide6_Essentials", "shiboken6", "pyqtgraph", "numpy", "python-calamine", "colorama")

QT_MODULES = (
    "QtCore",
    "QtGui",
    "QtWidgets",
    "QtSvg",
    "QtOpenGL",
    "QtOpenGLWidgets",
)  # pyqtgraph imports the last two

QT_PLUGINS = (
    "platforms/*qxcb", "platforms/*qwayland", "platforms/*qwindows", "platforms/*qcocoa",
    "platforms/*qoffscreen",  # reports and exports without a display
    "styles/*",
    "platforminputcontexts/*compose*", "platforminputcontexts/*ibus*",  # letters with accents, other scripts
    "platformthemes/*xdgdesktopportal",  # the desktop's own file dialogs
    "xcbglintegrations/*glx*",
    "wayland-shell-integration/*xdg-shell", "wayland-decoration-client/*bradient",
    "iconengines/*qsvgicon",
)  # fmt: skip

# Loaded by some import that nobody needs here. No TLS and no network module: the program opens no connection.
EXCLUDED_MODULES = (
    "IPython", "PIL", "PyInstaller", "_bz2", "_curses", "_dbm", "_hashlib", "_lzma", "_sqlite3", "_ssl",
    "_tkinter", "_uuid", "autograd", "cupy", "curses", "dbm", "defusedxml", "distutils", "ensurepip",
    "formulaic", "h5py", "jedi", "jupyter_rfb", "lib2to3", "lifelines", "matplotlib", "networkx", "numba",
    "numpy.distutils", "numpy.f2py", "numpy.testing", "openpyxl", "pandas", "pip",
    "pyqtgraph.canvas", "pyqtgraph.console", "pyqtgraph.dockarea", "pyqtgraph.examples",
    "pyqtgraph.exporters", "pyqtgraph.flowchart", "pyqtgraph.jupyter",
    "pyqtgraph.opengl", "pytest", "readline", "scipy", "setuptools", "sqlite3", "ssl", "test", "tkinter",
    "turtle", "wheel",
)  # fmt: skip

# The few libraries of the build machine that travel along: small, MIT-licensed, and not on every desktop.
# All others (C and C++ libraries, OpenGL, fontconfig, GLib, D-Bus) belong to the system and are declared.
HOST_LIBRARIES = (
    "libffi", "libpython", "libxcb-cursor", "libxcb-icccm",
    "libxcb-image", "libxcb-keysyms", "libxcb-render-util", "libxcb-util", "libxcb-xkb", "libxkbcommon",
)  # fmt: skip

RESOURCES = ("*.toml", "*.xlsx", "*.csv", "*.otf", "*.svg", "*.txt", "*.md", "*.json")

Entry = tuple[str, str, str]
"""A line of PyInstaller's tables: name in the bundle, file on this machine, kind."""
_LINKED = ("BINARY", "EXTENSION")


def wanted(entry: Entry) -> bool:
    """Whether a library or data file that PyInstaller found may be part of the bundle."""
    name, source, kind = entry
    path = PurePosixPath(name.replace("\\", "/"))
    if "plugins" in path.parts and "PySide6" in path.parts:
        return is_wanted_plugin(path)
    if kind == "EXTENSION":
        return not _is_unwanted_binding(path)
    if kind == "BINARY":
        return not _is_host_library(source) or path.name.startswith(HOST_LIBRARIES)
    return not _is_unwanted_data(path)


def is_wanted_plugin(path: PurePosixPath) -> bool:
    """Whether a plugin of Qt, such as ``platforms/libqxcb.so``, is one that the program loads."""
    kind = path.parts[path.parts.index("plugins") + 1] if "plugins" in path.parts else path.parts[-2]
    plugin = PurePosixPath(kind) / path.name.split(".", 1)[0]
    return any(plugin.match(pattern) for pattern in QT_PLUGINS)


def reachable(entries: Iterable[Entry], needed_by: Callable[[str], set[str]]) -> list[Entry]:
    """The entries without the libraries that no kept extension, plugin or program loads.

    ``needed_by`` gives the file names of the libraries that a file is linked to. A symbolic link, whose
    second part is the name of another entry, stays when that entry stays.
    """
    files, links = [], []
    for entry in entries:
        (links if entry[2] == "SYMLINK" else files).append(entry)
    libraries = {_file(name): source for name, source, _ in files if _is_library(name)}
    waiting = [source for name, source, kind in files if not _is_library(name) and kind in _LINKED]
    kept = {name for name in libraries if name.startswith(("libpython", "python3"))}
    waiting += [libraries[name] for name in kept]
    while waiting:
        new = needed_by(waiting.pop()) & libraries.keys() - kept
        kept |= new
        waiting += [libraries[name] for name in new]
    files = [entry for entry in files if not _is_library(entry[0]) or _file(entry[0]) in kept]
    names = {name for name, _, _ in files}
    return files + [link for link in links if link[1] in names]


def _is_library(name: str) -> bool:
    """Whether an entry is a library that is only there because something links to it."""
    file = _file(name)
    if "/plugins/" in name.replace("\\", "/") or (".abi3.so" in name and file[:3] != "lib"):
        return False
    return (".so." in file or file.endswith((".so", ".dll"))) and ".cpython-" not in file


def _file(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _is_host_library(source: str) -> bool:
    """Whether a library comes from this machine and not from a wheel; a .dll on Linux comes from a wheel."""
    is_linux = sys.platform.startswith("linux") and not source.endswith(".dll")
    return is_linux and "site-packages" not in Path(source).parts


def _is_unwanted_binding(path: PurePosixPath) -> bool:
    return path.parts[0] == "PySide6" and path.name.split(".", 1)[0] not in QT_MODULES


def _is_unwanted_data(path: PurePosixPath) -> bool:
    top, folders = path.parts[0], set(path.parts)
    if top == "PySide6":
        return not path.name.endswith("qt.conf")  # translations, examples, type hints, QML
    return bool(folders & {"tests", "examples", "__pycache__"}) or path.suffix in (".pyi", ".h", ".a", ".ui")
