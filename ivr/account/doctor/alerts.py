"""What the carrier has noted as wrong within a day, by its number, with what to do about each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ivr.account.doctor.alert_codes import told
from ivr.carrier.rest.port import Account, Alert
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, wrong

SINCE: Final = dt.timedelta(hours=24)
MOST: Final = 1000
"""Alerts that are read, the newest first."""

WHAT: Final = "the carrier's alerts"


def alerts(account: Account, now: dt.datetime) -> Iterator[Check]:
    """Yield a line for each kind of alert of the last 24 hours, the newest first.

    Raises:
        AccountRefusal: The account does not tell.
    """
    found: dict[str, list[Alert]] = {}
    for alert in account.alerts(now - SINCE, MOST):
        found.setdefault(alert.code, []).append(alert)
    if not found:
        yield good(WHAT, "none in the last 24 hours")
    for code, noted in found.items():
        says, fix = told(code)
        newest = max(noted, key=lambda one: one.at)
        times = "once" if len(noted) == 1 else f"{len(noted)} times"
        at = f"{newest.at.astimezone():%H:%M}"
        where = f", at {newest.path}" if newest.path else ""
        cause = f"{code}, {says}: {times} in 24 hours, last at {at}{where}."
        yield wrong(WHAT, Problem("doctor-alert", code, None, cause, fix))
