"""When somebody is told that a hotline is not well, and over which channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ivr.model.services import Hours


class Watched(StrEnum):
    """What is watched, by the name of its rule in config/alarms.yaml."""

    UNANSWERED_IN_A_ROW = "unanswered_in_a_row"
    UNANSWERED_SHARE = "unanswered_share"
    REFUSED_SIGNATURES = "refused_signatures"
    FALLBACK_PLAYED = "fallback_played"
    NO_CALLS = "no_calls"
    FIGURE_EXPIRES = "figure_expires"
    CLIP_LOST = "clip_lost"
    JOURNAL_BEHIND = "journal_behind"
    PROBE_FAILED = "probe_failed"
    LANGUAGE_LOST = "language_lost"


@dataclass(frozen=True, slots=True)
class Rule:
    """When one alarm is raised.

    Attributes:
        watched: What it watches.
        urgent: Whether it is told in quiet hours too.
        repeat_after_hours: Hours after which an alarm that is still raised is told again; None for
            never.
        limits: Its numbers, by their names in config/alarms.yaml.
        hours: Those in which calls are expected, of the one rule that asks.

    >>> Rule(Watched.FIGURE_EXPIRES, limits={"days": 14}).limits["days"]
    14
    """

    watched: Watched
    urgent: bool = False
    repeat_after_hours: int | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A web address that notices are posted to; it may hold a secret."""

    url: str = field(repr=False)
    urgent_only: bool = False


@dataclass(frozen=True, slots=True)
class Email:
    """A mailbox or several, and the server that takes mail for them.

    ``security`` is ``starttls``, ``tls`` from the first byte, or ``none``.
    """

    to: tuple[str, ...]
    sender: str
    server: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    urgent_only: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A program and its arguments; a notice is its standard input."""

    run: tuple[str, ...] = field(repr=False)
    urgent_only: bool = False


Channel = Webhook | Email | Command

CHANNELS: Final = ("webhook", "email", "command")
"""The names of the channels, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """What is watched, whom it is told, and when only the urgent is.

    Attributes:
        rules: Those that are on, in the order of the file.
        channels: Those that can be used, by name; one whose variable is not set is left out.
        quiet_hours: When only urgent alarms are told; None for never.
    """

    rules: tuple[Rule, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    quiet_hours: Hours | None = None

    def rule(self, watched: Watched) -> Rule | None:
        """Return the rule of what is watched; None where it is off."""
        return next((rule for rule in self.rules if rule.watched is watched), None)
