"""The two cohorts that ship with the program, opened once."""

from __future__ import annotations

import pytest

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from resources import COLON, DEMO


@pytest.fixture(scope="session")
def demo() -> Cohort:
    """The synthetic demonstration cohort."""
    return open_cohort(DEMO)


@pytest.fixture(scope="session")
def colon() -> Cohort:
    """The adjuvant colon cancer trial."""
    return open_cohort(COLON)
