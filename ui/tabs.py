"""The tabs of a workspace, and the figure that each of them is about."""

from __future__ import annotations

TABS = ("Overview", "Flow", "Survival", "Subgroups", "Competing risks", "Baseline", "Safety", "Models")
FIGURES = ("survival", "flow", "survival", "subgroups", "competing", "baseline", "safety", "models")
"""The main figure of each tab; on the Overview the curves."""
