"""The README's picture of a call, drawn from one: `make picture`."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

import httpx
from rich.console import Console

from ivr.cli.dev_server import ACCOUNT_SID, own_languages
from ivr.cli.moment import moment_of
from ivr.definition import load
from ivr.model.language_menu import language_key
from ivr.phone import ANONYMOUS, Account, CallRecord, EmulatedCarrier, ScriptedCaller, read_keys
from ivr.phone.callers.screen import Screen
from ivr.serving.settings import Settings
from ivr.web import create_app

LANGUAGE: Final = "pl"
KEYS: Final = "4,2,1"
"""What it costs, the exemption card, and a person to ask about it."""
AT: Final = "2026-11-25 10:00"
"""A Wednesday morning, when everybody is at work."""
COLUMNS: Final = 100
_URL: Final = "https://hotline.example"
_RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff]")
_FROM_ELSEWHERE: Final = re.compile(r"\s*@font-face \{.*?\}|\s*<!--.*?-->", re.DOTALL)
"""Fonts that a reader's machine would fetch from the network."""
_STRETCHED: Final = re.compile(r' textLength="[^"]*"')


def picture(root: Path) -> str:
    """Return a call as the terminal telephone shows it, as SVG; the clips must be built."""
    console = Console(record=True, force_terminal=True, width=COLUMNS, file=io.StringIO())
    screen = Screen(console)
    for event in _call(root).events:
        screen.event(event)
    title = f"ivr call --language {LANGUAGE} --keys {KEYS}"
    drawn = _FROM_ELSEWHERE.sub("", console.export_svg(title=title, unique_id="call"))
    # Marks above letters take no room of their own, which the drawing's measure does not know.
    return "\n".join(
        _STRETCHED.sub("", line) if _RIGHT_TO_LEFT.search(line) else line
        for line in drawn.splitlines()
    )


def _call(root: Path) -> CallRecord:
    variables, token = {"SIP_TRUNK": "trunk.example"}, "the picture's own"
    settings = Settings(_URL, (token,), root, variables, emulated=True, drafts=True)
    hotline = load(root, variables).hotline
    number = next(one for one in hotline.entrances if one not in own_languages(hotline))
    with httpx.Client(transport=httpx.WSGITransport(create_app(settings))) as client:
        offered = client.get(f"{_URL}/healthz").json()["languages"]
        carrier = EmulatedCarrier(
            client,
            account=Account(ACCOUNT_SID, token, tuple(hotline.entrances)),
            voice_url=f"{_URL}/voice",
            fallback_url=f"{_URL}/voice/fallback",
            status_callback=f"{_URL}/voice/status",
        )
        keys = (language_key(offered.index(LANGUAGE)), *read_keys(KEYS))
        at = moment_of(AT, hotline.timezone)
        return carrier.call(ScriptedCaller(keys), to=number, from_=ANONYMOUS, at=at)


if __name__ == "__main__":
    print(picture(Path()))  # noqa: T201 - the picture is the output
