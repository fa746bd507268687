import pytest
from hypothesis import settings

# A slow machine is no failure: no test here is timed.
settings.register_profile("hotline", deadline=None)
settings.load_profile("hotline")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh-broken", action="store_true", help="Write what tests/broken expects anew."
    )
