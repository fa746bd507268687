"""A stand-in for Twilio's REST interface: a real server, reached as through a company's proxy."""

from tests.support.twilio_rest.account import SECRETS, Asked, Rented, RestAccount
from tests.support.twilio_rest.faults import (
    Fault,
    broken,
    busy,
    closing,
    dripping,
    hanging,
    refused,
)
from tests.support.twilio_rest.server import KEY, KEY_SECRETS, authority, rest_account

__all__ = [
    "KEY",
    "KEY_SECRETS",
    "SECRETS",
    "Asked",
    "Fault",
    "Rented",
    "RestAccount",
    "authority",
    "broken",
    "busy",
    "closing",
    "dripping",
    "hanging",
    "refused",
    "rest_account",
]
