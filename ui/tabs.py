"""The tabs of a workspace, and the figure that each of them is about."""

from __future__ import annotations

TABS = ("Overview", "Flow", "Survival", "Subgroups", "Baseline")
FIGURES = ("survival", "flow", "survival", "subgroups", "baseline")
"""The main figure of each tab; on the Overview the curves."""
