"""What the time on an axis is counted from, in words."""

from __future__ import annotations

from explorer.study.study import Endpoint, Study


def time_origin(study: Study, endpoint: Endpoint) -> str:
    """What the time of the endpoint is counted from, as a word in a sentence: ``randomization``."""
    if not endpoint.start:
        return "randomization"
    label = study.field(endpoint.start).label.lower()
    return label.removeprefix("date of ").removesuffix(" date") or "randomization"
