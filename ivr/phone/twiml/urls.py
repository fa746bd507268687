"""A document's URLs, and in their fragments how long and how often the carrier tries each.

These connection overrides are neither sent nor signed. Keys, ranges and defaults are
those of Twilio's page on connection overrides; the ceiling of 15 seconds is not negotiable.
"""

import difflib
import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from ivr.phone.errors import OverrideError

CEILING_SECONDS = 15.0
POLICIES = ("4xx", "5xx", "ct", "rt", "all")
EDGES = (
    "ashburn",
    "dublin",
    "frankfurt",
    "sao-paulo",
    "singapore",
    "sydney",
    "tokyo",
    "umatilla",
)
_RANGES = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}
_KEYS = (*_RANGES, "rp", "e")


def absolute(base: str, url: str) -> str:
    """Resolve an address against the document it stands in; a whole one stays as it is written.

    >>> absolute("https://app.example/voice/menu", "fees?step=2")
    'https://app.example/voice/fees?step=2'
    >>> absolute("https://app.example/voice", "https://media.example/a.wav")
    'https://media.example/a.wav'
    """
    return url if url.startswith(("https://", "http://")) else urljoin(base, url)


@dataclass(frozen=True, slots=True)
class Overrides:
    """How one URL is asked.

    Args:
        connect: seconds to wait for a connection (``ct``).
        read: seconds to wait for the next bytes of the answer (``rt``).
        total: seconds for everything, retries included (``tt``).
        retries: attempts after the first (``rc``).
        policy: which failures are tried again (``rp``).
        edges: the network edges to leave by, tried in turn (``e``); recorded, not emulated.

    >>> Overrides().retries, Overrides().policy
    (1, frozenset({'ct'}))
    """

    connect: float = 5.0
    read: float = 15.0
    total: float = CEILING_SECONDS
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})
    edges: tuple[str, ...] = ()

    def retried(self, failure: str) -> bool:
        """Say whether a failure (``ct``, ``rt``, ``4xx``, ``5xx``) is worth another attempt.

        >>> Overrides(policy=frozenset({"all"})).retried("5xx")
        True
        """
        return "all" in self.policy or failure in self.policy


def split_overrides(url: str) -> tuple[str, Overrides]:
    """Take a webhook URL apart into what is asked and signed, and how it is asked.

    Returns:
        The URL without its fragment, and the overrides with Twilio's defaults filled in.

    Raises:
        OverrideError: an unknown or repeated key, or a value out of range.

    >>> split_overrides("https://app.example/voice#ct=2000&rc=2&rp=ct,5xx")[1].connect
    2.0
    """
    bare, fragment = urldefrag(url)
    if not fragment:
        return bare, Overrides()
    given = _pairs(fragment)
    seconds = {key: int(given[key]) / 1000 for key in ("ct", "rt", "tt") if key in given}
    default = Overrides()
    return bare, Overrides(
        connect=seconds.get("ct", default.connect),
        read=seconds.get("rt", default.read),
        total=seconds.get("tt", default.total),
        retries=int(given.get("rc", default.retries)),
        policy=frozenset(given["rp"].split(",")) if "rp" in given else default.policy,
        edges=tuple(given["e"].split(",")) if "e" in given else default.edges,
    )


def _pairs(fragment: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in fragment.split("&"):
        key, equals, value = pair.partition("=")
        if key not in _KEYS or not equals:
            raise OverrideError(f'#{fragment}: unknown override "{pair}"{_nearest(key)}')
        if key in given:
            raise OverrideError(f'#{fragment}: "{key}" is given twice')
        _check(fragment, key, value)
        given[key] = value
    return given


def _check(fragment: str, key: str, value: str) -> None:
    if key in _RANGES:
        low, high = _RANGES[key]
        if not re.fullmatch(r"[0-9]{1,6}", value) or not low <= int(value) <= high:
            raise OverrideError(
                f"#{fragment}: {key}={value} must be a whole number from {low} to {high}"
            )
        return
    allowed = POLICIES if key == "rp" else EDGES
    for word in value.split(","):
        if word not in allowed:
            raise OverrideError(
                f'#{fragment}: {key} has "{word}"; it is one of {", ".join(allowed)}'
            )


def _nearest(key: str) -> str:
    near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.5)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return f"{hint} Twilio reads {', '.join(_KEYS)} here" if hint else f"; {', '.join(_KEYS)} exist"
