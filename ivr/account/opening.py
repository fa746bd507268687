"""The account that an environment's settings name, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.carrier.rest.access import SETTINGS, Access
from ivr.carrier.rest.account import open_account
from ivr.carrier.rest.port import Account, AccountRefusal
from ivr.environment import trimmed
from ivr.serving.faults.settings import setting_faults


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
    problems = [one for one in faults if one.file in SETTINGS]
    named = {one.file for one in problems}
    missing = [one for one in Access.missing(settings) if one.file not in named]
    if problems or missing:
        raise AccountRefusal(*problems, *missing)
    return open_account(Access.of(settings))
