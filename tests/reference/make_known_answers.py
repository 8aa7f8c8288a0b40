"""Writes resources/known_answers.json, the part of R's answers that the program carries for its self-test.

Run it after make_demo_reference.R:  python tests/reference/make_known_answers.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
REFERENCE = FOLDER / "demo" / "demo_reference.json"
TARGET = FOLDER.parents[1] / "resources" / "known_answers.json"


def known_answers() -> dict[str, Any]:
    """Every endpoint of both shipped cohorts without a filter; curves with the program's own intervals."""
    reference = json.loads(REFERENCE.read_text("utf-8"))
    cases = [_shortened(case) for case in reference["cases"] if not case["where"]]
    return {"r": reference["R"], "survival": reference["survival"], "cases": cases}


def written(answers: dict[str, Any]) -> str:
    """The answers as the text of the file."""
    return json.dumps(answers, indent=1) + "\n"


def _shortened(case: dict[str, Any]) -> dict[str, Any]:
    (curves,) = [curves for curves in case["curves"] if curves["conf_type"] == "log-log"]
    kept = {key: case[key] for key in ("cohort", "endpoint", "n", "follow_up", "logrank", "cox", "forest")}
    return kept | {"curves": curves}


if __name__ == "__main__":
    TARGET.write_text(written(known_answers()), encoding="utf-8")
