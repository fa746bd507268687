"""What call number i of a seed is: who calls whom, when, and everything that is pressed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ivr.phone import Outcome, ScriptedCaller
from ivr.proof.random.times import Almanac

MOST_ENTRIES: Final = 40
"""Prompts a random caller answers at most; after that the caller is silent until the end."""

PURPOSEFUL: Final = (40, {"1": 20, "2": 12, "3": 12, "4": 8, "5": 2, "0": 4, "*": 3, "-": 12})
RESTLESS: Final = (25, dict.fromkeys("0123456789*#-", 1))
SILENT: Final = (15, {"-": 12, "1": 2, "2": 1, "3": 1, "0": 1})
MISTAKEN: Final = (10, {"6": 3, "7": 3, "8": 3, "9": 4, "-": 2, "1": 1, "3": 1})
CIRCLING: Final = (10, {"*": 6, "#": 5, "1": 3, "2": 2, "3": 2, "4": 2})

HABITS: Final = (PURPOSEFUL, RESTLESS, SILENT, MISTAKEN, CIRCLING)
"""Kinds of caller: how many there are of each, and how often each presses which key."""

OUTCOMES: Final = {"answered": 35, "busy": 25, "no-answer": 25, "failed": 10, "canceled": 5}
"""What comes of a transfer, by how often; ``canceled``: the caller gives up while it rings."""

MOST_OUTCOMES: Final = 8

CALLERS: Final = (
    *(("+4700000099",) * 6),  # numbers that no telephone can have
    *("+4700000098", "+48000000000", "+252000000000", "+10000000000"),
    # What the carrier says of a withheld number.
    *("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"),
    *("anonymous", "Restricted", "unavailable", "unknown"),
    *("sip:reception@pbx.example", "sips:1001@pbx.example:5061;user=phone"),
    *("", "113", "+47 00 00 00 99", "+4700000099\r\nX-Injected: 1"),
)

GARBAGE: Final = (
    *("", " ", "0", "113", "116117", "+", "anonymous", "+47 00 00 00 01", "004700000001"),
    *("%2B4700000001", "sip:hotline@sip.example", "sip:hotlinjå@sip.example", "l=pl&n=fees"),
    *("'; DROP TABLE calls; --", "<Response><Hangup/></Response>", "../../etc/passwd", "☎"),
    *("مرحبا", "\0", "\u202e10000000074+", "+4700000001\r\nX-Injected: 1"),
    *("+" + "4" * 400, "a" * 4000),
)
"""Called numbers that no configuration lists, most of them no numbers at all."""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """One random call, written down before it is made.

    ``keys`` and ``outcomes`` are as `ivr call --keys` and `--outcome` take them, ``barge_in``
    is in seconds from the beginning of a prompt, ``at`` is aware. ``hangs_up_first`` callers
    end the talk with the callee themselves.
    """

    seed: int
    number: int
    to: str
    from_: str
    at: dt.datetime
    keys: tuple[str, ...]
    outcomes: tuple[str, ...]
    barge_in: float | None
    hangs_up_first: bool

    @property
    def call_sid(self) -> str:
        """The call's own name, the same whenever it is made again."""
        return f"CA{self.seed % 2**64:016x}{self.number % 2**64:016x}"

    def caller(self) -> ScriptedCaller:
        """Return the caller who makes this call."""
        ended_by = "caller" if self.hangs_up_first else "callee"
        outcomes = [
            Outcome(word, ended_by=ended_by)  # type: ignore[arg-type] # the words of OUTCOMES
            for word in self.outcomes
        ]
        return ScriptedCaller(self.keys, outcomes, barge_in=self.barge_in)


def plan_call(seed: int, number: int, listed: Sequence[str], almanac: Almanac) -> CallPlan:
    """Return call number ``number`` of a seed; ``listed`` are the hotline's own numbers.

    Nothing else decides: the same four give the same call on any machine, in any process.

    >>> almanac = Almanac(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 730, (), ())
    >>> plan_call(1, 7, ["+4700000001"], almanac) == plan_call(1, 7, ["+4700000001"], almanac)
    True
    """
    rng = random.Random(f"{seed}/{number}")  # noqa: S311 - a lottery, not a secret
    return CallPlan(
        seed=seed,
        number=number,
        to=_called(rng, listed),
        from_=rng.choice(CALLERS),
        at=almanac.moment(rng),
        keys=_keys(rng),
        outcomes=tuple(_drawn(rng, OUTCOMES, rng.randrange(MOST_OUTCOMES + 1))),
        barge_in=round(rng.uniform(0, 12), 1) if rng.random() < 0.4 else None,  # noqa: PLR2004 - a share
        hangs_up_first=rng.random() < 0.3,  # noqa: PLR2004 - a share
    )


def _called(rng: random.Random, listed: Sequence[str]) -> str:
    """Return a number of the hotline's in eight of ten calls, else one it has never heard of."""
    kind = rng.random()
    if listed and kind < 0.8:  # noqa: PLR2004 - a share
        return rng.choice(listed)
    if kind < 0.9:  # noqa: PLR2004 - a share
        return f"+47000{rng.randrange(10**5):05}"
    return rng.choice(GARBAGE)


def _keys(rng: random.Random) -> tuple[str, ...]:
    (habit,) = rng.choices([keys for _, keys in HABITS], [share for share, _ in HABITS])
    most = MOST_ENTRIES if rng.random() < 0.05 else 14  # noqa: PLR2004 - a share
    keys = _drawn(rng, habit, rng.randrange(most))
    hangs_up = rng.random() < 0.35  # noqa: PLR2004 - a share
    return (*keys, "x") if hangs_up else tuple(keys)


def _drawn(rng: random.Random, weights: dict[str, int], count: int) -> list[str]:
    return rng.choices(list(weights), list(weights.values()), k=count)
