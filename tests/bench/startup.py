"""Cold start to the painted start page and to the painted demonstration cohort, and peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 5
# A process counts the memory of the one that started it into its peak; this one has little.
_LAUNCH = """
import os, sys
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print("peak", usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
PAGES = (("start page", ()), ("demonstration cohort", ("demo",)))


def lines() -> Iterator[str]:
    """The table, a line at a time as it is measured."""
    yield f"Cold start, offscreen (median of {REPEATS} processes, after one to fill the disk cache)"
    yield f"{'painted':<24}{'ms':>8}{'peak MB':>10}   heavy modules imported on the way"
    for name, arguments in PAGES:
        runs = [_run(*arguments) for _ in range(REPEATS + 1)][1:]
        milliseconds, megabytes = median(run[0] for run in runs), max(run[1] for run in runs)
        yield f"{name:<24}{milliseconds:>8.0f}{megabytes:>10.0f}   {_heavy_modules(*arguments) or 'none'}"


def _run(*arguments: str) -> tuple[float, float]:
    """Milliseconds from the start of the process to the painted page, and its peak memory in MB."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LAUNCH, sys.executable, "-m", "ui", *arguments],
            cwd=ROOT,
            env=_environment(home),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    words = done.stdout.split()
    if done.returncode != 0 or words[:1] != ["painted"]:
        raise SystemExit(f"The window did not start: exit code {done.returncode}, {done.stdout!r}.")
    kilobytes = int(words[-1]) / (1024 if sys.platform == "darwin" else 1)
    return float(words[2]), kilobytes / 1000


def _heavy_modules(*arguments: str) -> str:
    """Which of the libraries that the window must not wait for were imported all the same."""
    heavy = ("lifelines", "matplotlib", "openpyxl", "pandas", "scipy")
    code = "import sys; from ui.command_line import main; main(sys.argv[1:]); "
    code += f"print('imported', *[name for name in {heavy!r} if name in sys.modules])"
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT,
            env=_environment(home),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    return ", ".join(done.stdout.splitlines()[-1].split()[1:])


def _environment(home: str) -> dict[str, str]:
    """A machine without a display, and settings of its own: the user's stay as they are.

    The first process compiles the modules for those after it, as Python does by default.
    """
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "QT_QPA_PLATFORM": "offscreen",
        "TRIAL_EXPLORER_STARTUP_TRACE": "1",
        "XDG_CONFIG_HOME": home,
        "XDG_DATA_HOME": home,
    }
