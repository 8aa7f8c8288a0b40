"""Where studies, demonstration cohorts, fonts and icons lie that ship with the program."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
STUDIES = FOLDER / "studies"
FONTS = FOLDER / "fonts"
ICONS = FOLDER / "icons"
DEMO = FOLDER / "demo" / "e1910_demo.xlsx"
COLON = FOLDER / "demo" / "colon.csv"
KNOWN_ANSWERS = FOLDER / "known_answers.json"
