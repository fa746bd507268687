"""The names of the settings, what stands around a value by mistake, and how a fault is told."""

from __future__ import annotations

import re
from typing import Final

from ivr.environment import QUOTES
from ivr.problems import Problem

NEEDED: Final = ("PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN")
"""Without these no call from a carrier can be taken."""

SETTINGS: Final = (
    *NEEDED,
    *("TWILIO_AUTH_TOKEN_NEXT", "TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET"),
    *("TWILIO_REGION", "CONNECTION_OVERRIDES", "FALLBACK_URL", "AUDIO_BASE_URL"),
    *("SIP_TRUNK", "OFFER_DRAFTS", "OFFER_OUTDATED", "PIPER_VOICES", "HOTLINE_ROOT"),
    *("LISTEN_ADDRESS", "PORT", "WEB_CONCURRENCY"),
    *("JOURNAL_DIR", "DATABASE_URL", "JOURNAL_DAYS", "JOURNAL_SUM_DAYS", "SMALL_CELLS"),
    *("ALARMS", "METRICS_PORT", "METRICS_TOKEN", "LOG_FORMAT", "LOG_LEVEL", "LOG_CALLS"),
    *("STUDIO_URL", "STUDIO_ADDRESS", "STUDIO_PORT"),
    *("STUDIO_OIDC_ISSUER", "STUDIO_OIDC_CLIENT_ID", "STUDIO_OIDC_CLIENT_SECRET"),
    *("STUDIO_OIDC_EMAIL", "STUDIO_OIDC_GROUPS", "STUDIO_OIDC_ROLES"),
)
"""Every variable that steers the hotline; routes may name more."""

SHOWN: Final = 80
"""Signs of a value that a line shows at most."""

_NAMED: Final = re.compile(
    rf"""(?i)["']?(?:(?:export|set|env) +)?["']?({"|".join(SETTINGS)})["']? *[=:]"""
)
"""A value that begins with the name of a setting, as a line of a file does."""

_QUOTED: Final = "It stands in quotation marks, which are taken for a part of it."


def bad(name: str, cause: str, fix: str) -> Problem:
    """Return that a setting cannot work."""
    return Problem("bad-setting", name, None, cause, fix)


def framed(name: str, text: str) -> Problem | None:
    """Return what stands around or in front of a value that was copied with more than itself."""
    if found := _NAMED.match(text):
        cause = f"The name [{found[1]}] stands in the value."
        return bad(name, cause, "Write what stands behind the sign alone.")
    return bad(name, _QUOTED, "Take them away.") if _is_quoted(text) else None


def _is_quoted(text: str) -> bool:
    return bool(text) and (text[0] in QUOTES or text[-1] in QUOTES)
