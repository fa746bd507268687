"""Three numbers at the carrier: what is set of them, and the commands that set them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import IO, Final

from tests.support.commands import COMMAND, Ivr
from tests.support.hotline import BASE_URL
from tests.support.processes import Process, environment, started
from tests.support.twilio_rest import RestAccount

ASKER, POLISH, HALDEN = NUMBERS = "+4721000001", "+4721000002", "+4721000011"
OVERRIDES: Final = "#ct=2000&rt=5000&rc=2&rp=ct,rt,5xx&e=dublin"
HEALTH: Final = '{"status": "ok", "content": "3f2a91c", "languages": ["nb"]}'
WOULD_CHANGE: Final = 3


def state_of(account: RestAccount) -> str:
    """Return what is set of every number in every region, and where each is processed, as JSON."""
    settings = [one.settings for one in account.numbers]
    return json.dumps((settings, account.regions), sort_keys=True)


def before_of(before: str, place: int) -> dict[str, str]:
    """Return what was set of a number, the first being 0."""
    told: dict[str, str] = json.loads(before)[0][place]["us1"]
    return told


def as_set(account: RestAccount, number: str) -> None:
    label = {ASKER: "Asker", POLISH: "Asker, polski", HALDEN: "Halden"}[number]
    account.set_of(number).update(
        friendly_name=label,
        voice_url=f"{BASE_URL}/voice{OVERRIDES}",
        voice_fallback_url=f"{BASE_URL}/voice/fallback{OVERRIDES}",
        status_callback=f"{BASE_URL}/voice/status{OVERRIDES}",
    )


def told_to(
    output: IO[bytes] | int, ivr: Ivr, account: RestAccount, *arguments: str
) -> Popen[bytes]:
    """Run a command whose lines go somewhere."""
    whole = (*COMMAND, "--project", str(ivr.project), "twilio", *arguments)
    return Popen(whole, env=environment(**account.environ), stdout=output, stderr=PIPE)


@contextmanager
def applying(
    ivr: Ivr,
    account: RestAccount,
    *options: str,
    command: str = "apply",
    terminal: int | None = None,
) -> Iterator[Process]:
    """Apply, or undo, in a process of its own."""
    whole = (*COMMAND, "--project", str(ivr.project), "twilio", command, *options)
    with started(*whole, env=environment(**account.environ), terminal=terminal) as process:
        yield process


def until_asked(terminal: int) -> str:
    """Return what a terminal has shown when somebody is asked."""
    shown = ""
    while "[y/N]: " not in shown:
        shown += os.read(terminal, 65_536).decode()
    return shown
