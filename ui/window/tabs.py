"""The tabs of a workspace, and the settings above the page that change what each of them shows."""

from __future__ import annotations

from typing import Literal

Setting = Literal["endpoint", "compare", "strata", "confidence", "landmark", "horizon", "unit"]

_ALL: tuple[Setting, ...] = ("endpoint", "compare", "strata", "confidence", "landmark", "horizon", "unit")
USED: dict[str, tuple[Setting, ...]] = {
    "Overview": _ALL,
    "Flow": ("endpoint",),
    "Survival": _ALL,
    "Subgroups": ("endpoint", "compare", "strata", "confidence"),
    "Competing risks": ("compare", "strata", "confidence", "landmark", "horizon", "unit"),
    "Baseline": ("compare", "confidence"),
    "Safety": ("compare", "confidence"),
    "Monitoring": (),
    "Models": ("endpoint", "compare", "strata", "confidence", "horizon", "unit"),
    "Data": ("endpoint", "confidence", "unit"),
    "Design": (),
}
TABS = tuple(USED)
