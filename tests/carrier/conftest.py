"""An account behind the stand-in of Twilio's REST interface, and the same asked by the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from ivr.carrier.rest.access import Access
from ivr.carrier.rest.account import open_account
from ivr.carrier.rest.port import Account
from tests.support.twilio_rest import RestAccount, rest_account


@pytest.fixture
def rest(monkeypatch: pytest.MonkeyPatch) -> Iterator[RestAccount]:
    """The account at the carrier, which this process is led to."""
    with rest_account() as account:
        for name, text in account.environ.items():
            monkeypatch.setenv(name, text)
        yield account


@pytest.fixture
def opened(rest: RestAccount) -> Callable[..., Account]:
    """Open it, with other settings or another patience where they are told."""

    def open_it(timeout: float = 30, **settings: str) -> Account:
        access = Access.of({**rest.environ, **settings})
        return open_account(replace(access, timeout=timeout))

    return open_it


@pytest.fixture
def account(opened: Callable[..., Account]) -> Account:
    """The account as the product asks it."""
    return opened()
