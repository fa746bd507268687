"""Who asks at the carrier's REST interface: the account, how it signs in, and in which region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ivr.carrier.rest.port import AccountRefusal
from ivr.problems import Problem

ACCOUNT: Final = "TWILIO_ACCOUNT_SID"
TOKEN: Final = "TWILIO_AUTH_TOKEN"  # noqa: S105 - the name of a setting, which holds the token
KEY: Final = "TWILIO_API_KEY"
SECRET: Final = "TWILIO_API_SECRET"  # noqa: S105 - as above
REGION: Final = "TWILIO_REGION"
SETTINGS: Final = (ACCOUNT, TOKEN, KEY, SECRET, REGION)
"""The settings that lead to the account."""

EDGES: Final = {"us1": None, "ie1": "dublin", "au1": "sydney"}
"""Each region with the edge that its hosts are named with."""

DEFAULT_REGION: Final = "us1"
"""The one of plain hosts, and where calls are processed unless something else is set."""

TIMEOUT: Final = 10.0
"""Seconds for one question, from the connection to the end of its answer."""


@dataclass(frozen=True, slots=True)
class Access:
    """What signs in: ``user`` is the account itself with its auth token, or an API key.

    ``timeout`` is in seconds. Tokens, keys and what is set for a number belong to one region each.

    >>> Access.of({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "7e57"})
    Access(account_sid='AC1', user='AC1', region='us1', timeout=10.0)
    """

    account_sid: str
    user: str
    secret: str = field(repr=False)
    region: str = DEFAULT_REGION
    timeout: float = TIMEOUT

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Access:
        """Read trimmed settings; raises AccountRefusal for each that is missing."""
        if missing := cls.missing(variables):
            raise AccountRefusal(*missing)
        sid, key = variables[ACCOUNT], variables.get(KEY, "")
        secret = variables[SECRET if key else TOKEN]
        return cls(sid, key or sid, secret, variables.get(REGION, "").lower() or DEFAULT_REGION)

    @staticmethod
    def missing(variables: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return a problem for each setting without which nobody can sign in."""
        needed = (ACCOUNT, SECRET if variables.get(KEY) else TOKEN)
        return tuple(_missing(name) for name in needed if not variables.get(name))

    @property
    def is_key(self) -> bool:
        """Whether an API key signs in, in the account's place."""
        return self.user != self.account_sid

    @property
    def setting(self) -> str:
        """The name of the setting that signs in."""
        return KEY if self.is_key else TOKEN

    def host(self, product: str) -> str:
        """Return the host of one of the carrier's products in the region.

        >>> Access("AC1", "AC1", "7e57", "ie1").host("api")
        'api.dublin.ie1.twilio.com'
        >>> Access("AC1", "AC1", "7e57").host("monitor")
        'monitor.twilio.com'
        """
        edge = EDGES[self.region]
        return ".".join([product, *((edge, self.region) if edge else ()), "twilio.com"])


def _missing(name: str) -> Problem:
    cause = f"{name} is not set."
    return Problem("missing-setting", name, None, cause, "Copy it from the Twilio console.")
