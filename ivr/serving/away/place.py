"""Whether calls are answered from another place when this server is away, by the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from ivr.problems import Problem, Severity


def away_faults(variables: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning where nobody answers calls while the server is away, or where it goes too.

    >>> print(*away_faults({}))
    FALLBACK_URL: warning: Neither it nor AUDIO_BASE_URL is set, so nobody answers when this \
server is away. Make a TwiML Bin of what `ivr export fallback` prints, and set its address.
    >>> list(away_faults({"AUDIO_BASE_URL": "https://clips.example"}))
    []
    """
    if not (variables.get("FALLBACK_URL") or variables.get("AUDIO_BASE_URL")):
        cause = "Neither it nor AUDIO_BASE_URL is set, so nobody answers when this server is away."
        fix = "Make a TwiML Bin of what `ivr export fallback` prints, and set its address."
        yield Problem("no-fallback", "FALLBACK_URL", None, cause, fix, Severity.WARNING)
    own = _host(variables.get("PUBLIC_BASE_URL", ""))
    for name in ("FALLBACK_URL", "AUDIO_BASE_URL"):
        if own and _host(variables.get(name, "")) == own:
            cause = f"It is on {own}, which calls are answered by: both would be away at once."
            fix = "Name a place that does not need this server."
            yield Problem("fallback-here", name, None, cause, fix, Severity.WARNING)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""  # no address at all, of which another line tells
