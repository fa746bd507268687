from __future__ import annotations

from pathlib import Path

import pytest

from ivr.definition import load
from ivr.model import Hotline


@pytest.fixture(scope="session")
def shipped_loaded_without_trunk(shipped: Path) -> Hotline:
    return load(shipped, {}).hotline
