"""The tabs of a workspace, and the figure that each of them is about."""

from __future__ import annotations

TABS = (
    "Overview",
    "Flow",
    "Survival",
    "Subgroups",
    "Competing risks",
    "Baseline",
    "Safety",
    "Monitoring",
    "Models",
    "Data",
    "Design",
)
FIGURES = (
    "survival",
    "flow",
    "survival",
    "subgroups",
    "competing",
    "baseline",
    "safety",
    "monitoring",
    "models",
    "swimmer",
    "schema",
)
"""The main figure of each tab; on the Overview the curves."""
