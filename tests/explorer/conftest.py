"""The two cohorts that ship with the program, opened once."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.cohort import Cohort
from explorer.open_cohort import DEMO, open_cohort


@pytest.fixture(scope="session")
def demo() -> Cohort:
    """The synthetic demonstration cohort."""
    return open_cohort(DEMO)


@pytest.fixture(scope="session")
def colon() -> Cohort:
    """The adjuvant colon cancer trial."""
    return open_cohort(Path(DEMO).with_name("colon.csv"))
