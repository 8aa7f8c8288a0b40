"""Settings that every test shares; fixtures stand in the test files that use them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples on every run, and no time limit for one on a busy machine.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collect cycles between tests: a test without an event loop has no timer that does it."""
    yield
    if not gc.isenabled():
        gc.collect(1)
