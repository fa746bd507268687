from __future__ import annotations

from pathlib import Path

import pytest

from ivr.definition import load
from ivr.model import Hotline
from tests.support.hotline import SMALL, VARIABLES


@pytest.fixture(scope="session")
def shipped_loaded_without_trunk(shipped: Path) -> Hotline:
    return load(shipped, {}).hotline


@pytest.fixture(scope="session")
def small_hotline() -> Hotline:
    return load(SMALL, VARIABLES).hotline
