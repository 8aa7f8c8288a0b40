"""``trial-explorer --self-test``: check this installation and print a qualification record that can be filed.

The installation qualification (IQ) says what is installed and whether it is whole; the operational
qualification (OQ) runs the program's own reading, statistics and export. Nothing leaves the machine.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.program import NAME, version

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

QT = "6.10.3"
PYQTGRAPH = "0.14.0"
MANIFEST = "SHA256SUMS"
"""Beside an installed program: the SHA-256 of each of its files, as sha256sum writes them."""
BUILD = "BUILD"
"""Beside it: the commit that the program was built from."""
_WRITTEN_BY_SETUP = {MANIFEST, "uninstall.exe"}
_PLATFORMS = {"linux": "libqxcb.so", "win32": "qwindows.dll", "darwin": "libqcocoa.dylib"}
_connections: list[str] = []


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the record; ``part`` is IQ or OQ."""

    part: str
    what: str
    expected: str
    found: str
    passed: bool


def qualification_record() -> tuple[str, bool]:
    """Run every check; gives the record as text, and whether all passed."""
    sys.addaudithook(_watch_connections)
    started = datetime.now(UTC)
    application = _application()
    checks = [check for group in _GROUPS for check in _guarded(group)]
    del application  # it had to live until the last figure was painted
    return _written(checks, started), all(check.passed for check in checks)


def _guarded(group: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """The checks of a group; one that breaks is a failed check, and the others still run."""
    try:
        yield from group()
    except Exception as error:  # whatever is wrong with an installation belongs into its record
        what = group.__name__.strip("_").replace("_", " ")
        yield Check("OQ", what, "runs to its end", f"{type(error).__name__}: {error}", False)


def _components() -> Iterator[Check]:
    import numpy
    import pyqtgraph
    import python_calamine
    from PySide6.QtCore import qVersion

    yield Check("IQ", "Trial Explorer", "an installed release", version(), version() != "source")
    yield Check("IQ", "Python", "3.11 or newer", platform.python_version(), sys.version_info >= (3, 11))
    yield Check("IQ", "Qt", QT, qVersion(), qVersion() == QT)
    found = pyqtgraph.__version__
    yield Check("IQ", "pyqtgraph", PYQTGRAPH, found, found == PYQTGRAPH)
    yield Check("IQ", "NumPy", "1.26 or newer", numpy.__version__, _release(numpy.__version__) >= (1, 26))
    found = getattr(python_calamine, "__version__", "present")
    yield Check("IQ", "python-calamine", "present", found, True)


def _files() -> Iterator[Check]:
    """The installed files against the manifest that was written when the program was built."""
    if sys.platform == "darwin":
        return  # there the files are sealed by the signature, which macOS checks itself
    manifest = _manifest()
    if manifest is None:
        if not getattr(sys, "frozen", False):
            return  # it runs from source, where files are meant to change
        yield Check("IQ", "program files", f"as in {MANIFEST}", f"no {MANIFEST}", False)
        return
    folder = manifest.parent
    lines = [line.split("  ", 1) for line in manifest.read_text("utf-8").splitlines()]
    wrong = [name for digest, name in lines if _digest(folder / name) != digest]
    found = f"{len(lines)} as built" if not wrong else f"changed or missing: {_first(wrong)}"
    yield Check("IQ", "program files", f"{len(lines)} as in {MANIFEST}", found, not wrong)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    more = sorted(there - {name for _, name in lines} - _WRITTEN_BY_SETUP)
    yield Check("IQ", "files among them that were not built", "none", _first(more) or "none", not more)


def _first(names: list[str]) -> str:
    """Some names as text; of many, the first and how many there are."""
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _plugins() -> Iterator[Check]:
    from PySide6.QtCore import QLibraryInfo, QPluginLoader

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    name = _PLATFORMS.get(sys.platform, "")
    loader = QPluginLoader(str(folder / name))
    loaded = bool(name) and loader.load()
    yield Check("IQ", "window system plugin", name, name if loaded else loader.errorString(), loaded)


def _fonts() -> Iterator[Check]:
    from PySide6.QtGui import QFontInfo

    import resources
    from ui.look.theme import FAMILY, font

    files = list(resources.FONTS.glob("*.otf"))
    yield Check("IQ", "font files", "5", str(len(files)), len(files) == 5)
    for weight in (400, 700):
        family = QFontInfo(font(12, weight)).family()
        yield Check("IQ", f"font of weight {weight}", FAMILY, family, family.startswith(FAMILY))


def _statistics() -> Iterator[Check]:
    from explorer.cohort.open_cohort import open_cohort
    from explorer.verification.known_answers import COHORTS, comparisons, known_answers
    from resources import DEMO

    cohorts = {name: open_cohort(DEMO.with_name(file)) for name, file in COHORTS.items()}
    for name, patients in (("demo", 488), ("colon", 929)):
        read = cohorts[name].n
        yield Check("OQ", f"patients read from {COHORTS[name]}", str(patients), str(read), read == patients)
    compared = list(comparisons(cohorts))
    wrong = [each for each in compared if not each.agrees]
    origin = known_answers()
    reference = f"{origin['r']}, survival {origin['survival']}"
    largest = max(each.difference for each in compared)
    found = f"{len(compared) - len(wrong)} agree, largest relative difference {largest:.1e}"
    yield Check("OQ", f"numbers against {reference}", f"{len(compared)} agree", found, not wrong)
    for each in wrong[:20]:
        yield Check("OQ", each.what, str(each.theirs), str(each.ours), False)


def _figures() -> Iterator[Check]:
    from explorer.analyses.flow import flow
    from explorer.analyses.subgroups import subgroups
    from explorer.analyses.survival import survival
    from explorer.cohort.open_cohort import open_cohort
    from explorer.files.write import atomic_write
    from explorer.question.question import primary_question
    from resources import DEMO
    from ui.export.figure_files import FORMATS, figure_bytes
    from ui.figures.figure import print_style

    cohort = open_cohort(DEMO)
    question = primary_question(cohort.study)
    with _scratch_folder() as folder:
        for analysis in (flow, survival, subgroups):
            answer = analysis(cohort, question)
            for kind in FORMATS:
                path = Path(folder) / f"{analysis.__name__}.{kind}"
                atomic_write(path, figure_bytes(answer, kind, 178, print_style()))
                whole = _opens(path)
                found = f"{path.stat().st_size:,} bytes" if whole else "cannot be opened again"
                yield Check("OQ", f"figure {path.name}", "saved, opens again", found, whole)


def _scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder to save figures in: a temporary one or, where there can be none, one in the user's own."""
    try:
        return tempfile.TemporaryDirectory(prefix="trial-explorer-")
    except OSError:
        return tempfile.TemporaryDirectory(prefix=".trial-explorer-", dir=Path.home())


def _no_network() -> Iterator[Check]:
    found = ", ".join(sorted(set(_connections))) or "none"
    yield Check("OQ", "network connections tried", "none", found, not _connections)


_GROUPS = (_components, _files, _plugins, _fonts, _statistics, _figures, _no_network)


def _written(checks: list[Check], started: datetime) -> str:
    failed = sum(not check.passed for check in checks)
    lines = [
        f"{NAME} {version()}: qualification record",
        "",
        f"Date and time (UTC)  {started:%Y-%m-%d %H:%M:%S}",
        f"Computer             {platform.node()}",
        f"System               {platform.platform()}",
        f"Processor            {platform.machine()}",
        f"Program              {sys.executable}",
        f"Built from           {_build()}",
        f"Files, SHA-256       {_files_digest()}",
    ]
    for part, heading in (("IQ", "Installation qualification"), ("OQ", "Operational qualification")):
        lines += ["", f"{heading} ({part})"]
        for number, check in enumerate((check for check in checks if check.part == part), start=1):
            state = "passed" if check.passed else "FAILED"
            lines.append(f"  {part}-{number:<3} {state}  {check.what}: {check.found}")
            lines.append(f"                 expected: {check.expected}")
    verdict = "PASSED" if not failed else f"FAILED, {failed} of {len(checks)}"
    lines += ["", f"Result: {verdict} ({len(checks)} checks)", ""]
    lines += ["Performed by ____________________  Reviewed by ____________________  Date ____________", ""]
    return "\n".join(lines)


def _application() -> QGuiApplication:
    """The application that fonts and figures need: the running one, or one without a window."""
    from PySide6.QtGui import QGuiApplication

    from ui.look.theme import load_fonts

    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    application = QGuiApplication([NAME, "-platform", "offscreen"])
    load_fonts()
    return application


def _opens(path: Path) -> bool:
    from PySide6.QtGui import QImage
    from PySide6.QtSvg import QSvgRenderer

    if path.suffix == ".png":
        return not QImage(str(path)).isNull()
    if path.suffix == ".svg":
        return QSvgRenderer(str(path)).isValid()
    data = path.read_bytes()
    return data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")


def _build() -> str:
    """The commit that was built, as the build noted it."""
    manifest = _manifest()
    try:
        return (manifest.parent / BUILD).read_text("utf-8").strip() if manifest else "runs from source"
    except OSError:
        return "unknown"


def _files_digest() -> str:
    """One number for all files of the program: the SHA-256 of the list of their sums."""
    manifest = _manifest()
    return _digest(manifest) if manifest else "runs from source"


def _manifest() -> Path | None:
    return next((path for path in _manifests() if path.is_file()), None)


def _manifests() -> list[Path]:
    """Where the manifest may stand: beside the program, or above the runtime that runs it (Windows)."""
    folder = Path(sys.executable).resolve().parent
    return [folder / MANIFEST, folder.parent / MANIFEST]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2])


def _watch_connections(event: str, arguments: tuple[object, ...]) -> None:
    """Note what Python code connects to; a local socket, as of a display, is no network."""
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo") and not isinstance(
        arguments[-1], str | bytes
    ):
        _connections.append(event)
