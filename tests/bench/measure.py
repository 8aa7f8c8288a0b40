"""How long work takes here, and the same work in R."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np

LIMIT = 600.0
"""The seconds after which R is not waited for any more."""


def median_seconds(
    work: Callable[[], object], repeats: int, clock: Callable[[], float] = perf_counter
) -> float:
    """The median time of some work, which is done once before it is measured."""
    work()
    seconds = []
    for _ in range(repeats):
        started = clock()
        work()
        seconds.append(clock() - started)
    return median(seconds)


def median_processor_seconds(work: Callable[[], object], repeats: int) -> float:
    """The median processor time, which other programs on a busy machine hardly lengthen."""
    return median_seconds(work, repeats, process_time)


def in_r(
    script: Path,
    columns: Mapping[str, np.ndarray],
    *arguments: str,
    files: Mapping[str, str] | None = None,
    limit: float = LIMIT,
) -> tuple[float, list[float]] | str:
    """Median seconds and estimates that a script prints for columns of one length, or why there are none.

    The script is given a folder with ``columns.txt`` (their length, their names), ``columns.bin`` (their
    values as doubles) and the further ``files``, and the arguments.
    """
    program = shutil.which("Rscript")
    if program is None:
        return "R is not installed"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, columns)
        for file, text in (files or {}).items():
            (folder / file).write_text(text)
        try:
            done = subprocess.run(
                [program, "--vanilla", str(script), str(folder), *arguments],
                capture_output=True,
                encoding="utf-8",
                check=False,
                timeout=limit,
            )
        except subprocess.TimeoutExpired:
            return f"R took longer than {limit:.0f} s"
    if done.returncode != 0:
        return f"R stopped: {done.stderr.strip()[-200:]}"
    values = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    return float(values["seconds"]), [float(value) for value in values["estimates"].split()]


def largest_difference(own: list[float], other: list[float]) -> float:
    """The largest relative difference of two lists of estimates."""
    expected = np.array(other)
    return float(np.max(np.abs(np.array(own) - expected) / np.maximum(np.abs(expected), 1e-3)))


def _write(folder: Path, columns: Mapping[str, np.ndarray]) -> None:
    n = len(next(iter(columns.values())))
    (folder / "columns.txt").write_text("\n".join([str(n), *columns]) + "\n")
    with (folder / "columns.bin").open("wb") as file:
        for values in columns.values():
            file.write(np.ascontiguousarray(values, dtype=np.float64).tobytes())
