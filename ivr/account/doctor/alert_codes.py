"""What to do about the errors and warnings that the carrier notes, by its numbers for them."""

from __future__ import annotations

from typing import Final

READ: Final = "https://www.twilio.com/docs/api/errors/"
"""Where the carrier tells of each, by its number."""

_SERVER: Final = "Look at the server's log of that time, and at the proxy before it."
_CERTIFICATE: Final = "Renew it, with its whole chain; the doctor's line on the certificate tells."
_CLIP: Final = "Run: ivr audio build --verify; and see that no proxy changes the type of a clip."
_TWIML: Final = "Something other than the hotline answered there: look at the proxy's error pages."
_ROUTE: Final = "Correct the route in config/services.yaml: +47 and eight digits, or a trunk."
_ALLOW: Final = "Allow the country in the console: Voice, Settings, Geo permissions."
_TRUNK: Final = "Look at the trunk: is it up, and does it let in the carrier? Its provider tells."
_CREDIT: Final = "Look at the account's state and its balance in the console."
_OVERRIDES: Final = "Correct CONNECTION_OVERRIDES, then run: ivr twilio apply"
_SETTINGS: Final = "Run: ivr twilio plan"

CODES: Final = {
    "10001": ("the account is not active", _CREDIT),
    "10005": ("calls are turned off for the account", _CREDIT),
    "10002": ("a trial account cannot do this", "Upgrade the account in the console."),
    "10003": ("calls were refused, for the account was not active", _CREDIT),
    "10004": (
        "calls were refused, for too many were on",
        "Have a business profile approved in the console: Trust Hub.",
    ),
    "11100": ("an address is none", _SETTINGS),
    "11200": ("no usable answer came from an address", _SERVER),
    "11205": ("no connection came about", f"Is the server up, and reachable? {_SERVER}"),
    "11201": ("no connection came about in time", f"Is the server up, and reachable? {_SERVER}"),
    "11202": ("the connection was refused", f"Is the server up, and reachable? {_SERVER}"),
    "11206": ("the answer was no HTTP", _SERVER),
    "11210": ("a host name was not found", f"Look at the DNS. {_SETTINGS}"),
    "11215": ("an address redirects again and again", "Let the webhook answer by itself."),
    "11217": ("an address answered with an error", _SERVER),
    "11220": ("the TLS connection failed", "Let the proxy speak TLS 1.2 or 1.3 with common keys."),
    "11235": ("the certificate is of another name", _CERTIFICATE),
    "11236": ("the certificate has expired", _CERTIFICATE),
    "11237": ("the certificate's chain is not whole", _CERTIFICATE),
    "11240": ("the edge among the overrides is none", _OVERRIDES),
    "11241": ("the edge among the overrides is none", _OVERRIDES),
    "11243": ("the retries among the overrides are none", _OVERRIDES),
    "11750": ("an answer was longer than 64 kB", _TWIML),
    "11770": ("an answer was empty", _TWIML),
    "12100": ("an answer was no XML", _TWIML),
    "12200": ("an answer had what TwiML has not", _TWIML),
    "12300": ("an answer was of a type that is not taken", _CLIP),
    "12400": ("the carrier itself failed", "Ask the carrier, with the time, if it goes on."),
    "13214": (
        "the number shown to the callee was refused",
        "Show one of the account's numbers: see that the number called is rented here.",
    ),
    "13223": ("a number that was dialled is not written as one", _ROUTE),
    "13224": ("a number cannot be dialled over the carrier's network", _ROUTE),
    "13225": ("a number is one that the carrier does not dial", _ROUTE),
    "13226": ("a number's country is unknown", _ROUTE),
    "13227": ("a country's telephones may not be rung", _ALLOW),
    "13244": ("the account may not dial trunks", "Ask the carrier to allow SIP for the account."),
    "13246": ("the account may not dial trunks", "Ask the carrier to allow SIP for the account."),
    "13254": ("a trunk's name leads nowhere", _TRUNK),
    "13325": ("a clip came as something other than sound", _CLIP),
    "13420": ("a clip came as something other than sound", _CLIP),
    "21215": ("a country's telephones may not be rung", _ALLOW),
    "32009": ("nobody is registered by the name that a route has", _TRUNK),
    "32011": ("a trunk did not answer, or with an error", _TRUNK),
}
"""What each says, and what to do about it."""

_SERIES: Final = {
    "112": ("an address gave no usable answer", _SERVER),
    "132": ("a transfer could not be made", _ROUTE),
    "32": ("a call over a trunk failed", _TRUNK),
}
"""The same for those of a beginning, where none is known."""


def told(code: str) -> tuple[str, str]:
    """Return what a number of the carrier's says, and what to do about it.

    >>> told("13227")[0]
    "a country's telephones may not be rung"
    >>> told("13243")[0], told("32014")[0]
    ('a transfer could not be made', 'a call over a trunk failed')
    >>> told("99999")
    ('not known here', 'Read https://www.twilio.com/docs/api/errors/99999')
    """
    if code in CODES:
        return CODES[code]
    for beginning, (says, fix) in _SERIES.items():
        if code.startswith(beginning):
            return says, f"{fix} Read {READ}{code}"
    return "not known here", f"Read {READ}{code}"
