"""What is wrong with the settings of the studio: where it is opened, and who signs in how."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from ivr.did_you_mean import nearest
from ivr.environment import unseen
from ivr.problems import Problem
from ivr.serving.faults.addresses import second_url_faults
from ivr.serving.faults.values import SETTINGS, SHOWN, bad

STUDIO_PATH: Final = "/studio"
"""Where the studio stands at its address, behind a proxy as on one's own machine."""

STUDIO_PORT: Final = 8100
"""The TCP port that it is served on unless STUDIO_PORT says otherwise."""

ROLES: Final = ("look", "translate", "edit", "operate")
"""The words of what somebody may do there, from the least on."""

_TOGETHER: Final = tuple(f"STUDIO_OIDC_{part}" for part in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"))
"""Settings of a sign-in elsewhere that are needed together."""


def studio_faults(environ: Mapping[str, str], taken: Collection[str]) -> Iterator[Problem]:
    r"""Yield what is wrong among the studio's settings; ``taken`` are ports of the hotline.

    >>> print(*studio_faults({"STUDIO_PORT": "8000"}, ["8000"]))
    STUDIO_PORT: It is a port of the hotline. Choose another.
    >>> print(*studio_faults({"STUDIO_OIDC_ISSUER": "https://id.example"}, []), sep="\n")
    STUDIO_OIDC_CLIENT_ID is not set, and STUDIO_OIDC_ISSUER is. Set both.
    STUDIO_OIDC_CLIENT_SECRET is not set, and STUDIO_OIDC_ISSUER is. Set both.
    """
    if environ.get("STUDIO_PORT", "") in {*filter(None, taken)}:
        yield bad("STUDIO_PORT", "It is a port of the hotline.", "Choose another.")
    given = [name for name in SETTINGS if name.startswith("STUDIO_OIDC_") and environ.get(name)]
    there = next(iter(given), "")
    for name in _TOGETHER:
        if there and not environ.get(name):
            cause = f"{name} is not set, and {there} is."
            yield Problem("missing-setting", name, None, cause, "Set both.")


def studio_url_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps a text from being the address at which the studio is opened.

    >>> print(*studio_url_faults("STUDIO_URL", "https://studio.example"))
    STUDIO_URL: It does not end with /studio, where the studio stands. Write \
https://studio.example/studio
    """
    faults = [*second_url_faults(name, text)]
    yield from faults
    rest = text.rstrip("/").partition("://")[2]
    host, slash, path = rest.partition("/")
    if not faults and slash + path != STUDIO_PATH:
        scheme = text.partition("://")[0]
        cause = f"It does not end with {STUDIO_PATH}, where the studio stands."
        yield bad(name, cause, f"Write {scheme}://{host[:SHOWN]}{STUDIO_PATH}")


def claim_faults(name: str, text: str) -> Iterator[Problem]:
    """Yield what keeps a text from being the name of a claim, such as ``email``."""
    if sign := unseen(text):
        yield bad(name, f"There is {sign} in it, which no claim's name has.", "Name one claim.")


def roles_faults(name: str, text: str) -> Iterator[Problem]:
    r"""Yield what keeps a text from saying which group may what.

    >>> print(*roles_faults("STUDIO_OIDC_ROLES", "hotline=edti,drift"), sep="\n")
    STUDIO_OIDC_ROLES: [edti] is no role. Did you mean [edit]?
    STUDIO_OIDC_ROLES: [drift] names no role. Write group=role, parted by commas.
    """
    for pair in text.split(","):
        group, is_sign, role = (part.strip() for part in pair.rpartition("="))
        if not (is_sign and group):
            cause = f"[{pair.strip()[:SHOWN]}] names no role."
            yield bad(name, cause, "Write group=role, parted by commas.")
        elif role not in ROLES:
            yield bad(name, f"[{role[:SHOWN]}] is no role.", nearest(role, ROLES))


def roles_of(text: str) -> dict[str, str]:
    """Return the role of each group, as STUDIO_OIDC_ROLES has them.

    >>> roles_of("hotline-redaktør=edit, drift=operate"), roles_of("")
    ({'hotline-redaktør': 'edit', 'drift': 'operate'}, {})
    """
    pairs = (pair.rpartition("=") for pair in text.split(",") if "=" in pair)
    return {group.strip(): role.strip() for group, _, role in pairs}
