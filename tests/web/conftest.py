from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.hand import Hand


@pytest.fixture(scope="session")
def hand(serve: Callable[..., Flask]) -> Hand:
    return Hand(serve())
