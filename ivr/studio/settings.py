"""What differs from one studio to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivr.serving.faults.settings import is_yes
from ivr.serving.faults.studio import STUDIO_PATH, roles_of

PREFIX: Final = STUDIO_PATH

Clock = Callable[[], dt.datetime]


def _wall_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Provider:
    """The municipality's own sign-in, by OpenID Connect.

    Attributes:
        issuer: Its address, to the letter as it calls itself.
        client_id: What it knows this studio by.
        client_secret: What this studio proves itself with.
        email: The claim that holds somebody's e-mail address.
        groups: The claim that lists their groups.
        roles: The word of what each group may do.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    email: str = "email"
    groups: str = "groups"
    roles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Provider | None:
        """Return the one that settings name, or None."""
        named = {
            name: variables.get(f"STUDIO_OIDC_{name}", "")
            for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "EMAIL", "GROUPS", "ROLES")
        }
        if not named["ISSUER"]:
            return None
        return cls(
            named["ISSUER"],
            named["CLIENT_ID"],
            named["CLIENT_SECRET"],
            named["EMAIL"] or "email",
            named["GROUPS"] or "groups",
            roles_of(named["ROLES"]),
        )


@dataclass(frozen=True, slots=True)
class StudioSettings:
    """Which project is kept, where, and by whom.

    Attributes:
        root: The project's folder.
        url: Where people open the studio, without a slash at its end.
        variables: Fill in the routes, and are the settings of the hotline that is kept.
        is_own: Whether it is for the one at this machine alone, who need not sign in.
        drafts: Whether callers are offered languages that nobody has approved.
        outdated: Whether callers hear what was approved before its Norwegian changed.
        clock: The machine's; it has its zone.
        provider: Where people may sign in otherwise than by a password here.
    """

    root: Path
    url: str
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_own: bool = False
    drafts: bool = False
    outdated: bool = True
    clock: Clock = _wall_clock
    provider: Provider | None = None

    @classmethod
    def of(cls, root: Path, url: str, variables: Mapping[str, str]) -> StudioSettings:
        """Return those of a studio that people sign in to, from the hotline's own settings."""
        return cls(
            root,
            url,
            variables,
            drafts=is_yes(variables.get("OFFER_DRAFTS", "")),
            outdated=is_yes(variables.get("OFFER_OUTDATED", "") or "yes"),
            provider=Provider.of(variables),
        )

    @property
    def is_secure(self) -> bool:
        """Whether it is reached by TLS, so that no cookie travels without."""
        return self.url.startswith("https://")

    @property
    def folder(self) -> Path:
        """Where it keeps what is its own: its people, its key, and what they changed."""
        return self.root / "studio"
