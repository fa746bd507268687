"""The account that an environment's settings name, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ivr.carrier.rest.access import SETTINGS, Access
from ivr.carrier.rest.account import open_account
from ivr.carrier.rest.port import Account, AccountRefusal
from ivr.environment import meant_for, trimmed
from ivr.problems import Problem
from ivr.serving.faults.settings import setting_faults
from ivr.serving.faults.values import SETTINGS as ALL


def account_of(environ: Mapping[str, str]) -> Account:
    """Return the account; nothing is asked of it yet.

    Raises AccountRefusal with everything that is wrong with the settings that lead there.

    >>> account_of({"TWILIO_ACCOUNT_SID": "PN" + "0" * 32})
    Traceback (most recent call last):
        ...
    ivr.carrier.rest.port.AccountRefusal: TWILIO_ACCOUNT_SID: It is the identifier of something \
else (PN…). Copy that of the account, beside its auth token, from the Twilio console.
    TWILIO_AUTH_TOKEN is not set. Copy it from the Twilio console.
    """
    settings = trimmed(environ)
    faults = [one for one in setting_faults(settings, needed=False) if not one.is_warning]
    problems = with_missing(settings, [one for one in faults if one.file in SETTINGS])
    if problems:
        raise AccountRefusal(*problems)
    return open_account(Access.of(settings))


def with_missing(settings: Mapping[str, str], faults: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return faults of trimmed settings, and those without which no account is asked, each once.

    >>> [missing, _] = with_missing({"TWILIO_ACOUNT_SID": "AC1"}, [])
    >>> print(missing)
    TWILIO_ACCOUNT_SID is not set. Did you mean it by [TWILIO_ACOUNT_SID]?
    """
    told = tuple(faults)
    named = {one.file for one in told}
    missing = (one for one in Access.missing(settings) if one.file not in named)
    return (*told, *(_meant(one, meant_for(one.file, settings, ALL)) for one in missing))


def _meant(missing: Problem, near: str) -> Problem:
    return replace(missing, fix=f"Did you mean it by [{near}]?") if near else missing
