"""The tabs of a workspace, and the figure that each of them is about."""

from __future__ import annotations

TABS = ("Overview", "Flow", "Survival", "Subgroups")
FIGURES = ("survival", "flow", "survival", "subgroups")
"""The main figure of each tab; on the Overview the curves."""
