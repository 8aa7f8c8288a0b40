"""The committed reference is what the committed script makes, wherever R is at hand to say so."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.reference.reference_cases import FOLDER, reference


def _r_with_survival() -> str | None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    probe = subprocess.run([rscript, "-e", "library(survival)"], capture_output=True, check=False)
    return rscript if probe.returncode == 0 else None


def _assert_same(ours: Any, theirs: Any, where: str) -> None:
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys(), where
        for key in ours:
            _assert_same(ours[key], theirs[key], f"{where}.{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), where
        for place, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            _assert_same(a, b, f"{where}[{place}]")
    elif isinstance(ours, float | int):
        assert ours == pytest.approx(theirs, rel=1e-8, abs=1e-11), where
    else:
        assert ours == theirs, where


def test_that_the_committed_reference_is_what_the_script_makes(tmp_path: Path) -> None:
    rscript = _r_with_survival()
    if rscript is None:
        pytest.skip("R with its package survival is not on this machine")
    made = tmp_path / "reference.json"
    script = str(FOLDER / "make_reference.R")
    subprocess.run([rscript, script, str(made)], check=True, capture_output=True, timeout=120)
    fresh = json.loads(made.read_text("utf-8"))
    for kind in ("cox", "logrank", "km"):
        _assert_same(reference()[kind], fresh[kind], kind)
