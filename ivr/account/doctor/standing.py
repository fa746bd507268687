"""How the account itself is: whether calls are answered at all, how many, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr.carrier.rest.port import Account, AccountState, Balance
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, unknown, wrong

LEAST: Final = 20
"""What is to be left on the account, in its own currency: in dollars, a day or two of calls."""

ACCOUNT: Final = "the account"
PROFILE: Final = "the business profile"
BALANCE: Final = "the balance"


def state(account: Account) -> Iterator[Check]:
    """Yield whether the account takes calls; raises AccountRefusal where it does not tell."""
    yield _state(account.state())


def balance(account: Account) -> Iterator[Check]:
    """Yield whether enough is left to spend; raises AccountRefusal where it does not tell."""
    yield _balance(account.balance())


def profile(account: Account) -> Iterator[Check]:
    """Yield whether more than two calls can be on; raises AccountRefusal where it does not tell."""
    yield _profile(approved=account.has_profile())


def _state(found: AccountState) -> Check:
    """Return whether an account takes calls.

    >>> print(_state(AccountState("AC1", "Asker", "suspended", is_trial=False)))
    wrong    the account: It is suspended: no call is answered. Look in the console why; an empty \
balance suspends an account too.
    """
    if found.status != "active":
        cause = f"It is {found.status}: no call is answered."
        fix = "Look in the console why; an empty balance suspends an account too."
    elif found.is_trial:
        cause = "It is a trial account: callers hear the carrier's own words first, and it rings"
        cause += " verified numbers alone."
        fix = "Upgrade it in the console."
    else:
        return good(ACCOUNT, f"active: {found.name}" if found.name else "active")
    return wrong(ACCOUNT, Problem("doctor-account", found.sid, None, cause, fix))


def _balance(found: Balance) -> Check:
    """Return whether enough is left to spend.

    >>> from decimal import Decimal
    >>> print(_balance(Balance(Decimal("1234.5"), "USD")))
    good     the balance: 1234.50 USD; below 20 it is wrong
    """
    left = f"{found.amount:.2f} {found.currency}"
    if found.amount >= LEAST:
        return good(BALANCE, f"{left}; below {LEAST} it is wrong")
    cause = f"{left} is left, less than {LEAST}: at nothing the account is suspended."
    fix = "Pay in, or turn on Auto recharge in the console: Billing."
    return wrong(BALANCE, Problem("doctor-balance", BALANCE, None, cause, fix))


def _profile(*, approved: bool | None) -> Check:
    """Return whether more than two calls can be on at a time.

    >>> _profile(approved=None).verdict.value
    'unknown'
    """
    if approved:
        return good(PROFILE, "approved")
    fix = "See the console: Trust Hub, Customer profiles."
    if approved is None:
        cause = "It cannot be seen with these credentials whether one is approved."
        return unknown(PROFILE, Problem("doctor-profile", PROFILE, None, cause, fix))
    cause = "None is approved: a newer account then holds two calls at a time."
    return wrong(PROFILE, Problem("doctor-profile", PROFILE, None, cause, fix))
