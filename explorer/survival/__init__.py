"""Survival statistics on arrays: no patients, no study, no files."""

from explorer.survival.cox import cox
from explorer.survival.km import kaplan_meier, median_follow_up
from explorer.survival.logrank import logrank

__all__ = ["cox", "kaplan_meier", "logrank", "median_follow_up"]
