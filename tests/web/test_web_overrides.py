"""How long the carrier waits and how often it tries: told behind every address, or behind none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from ivr.carrier import overrides_of
from ivr.model import Hotline
from ivr.phone import ScriptedCaller, parse
from ivr.serving.settings import Settings
from ivr.web import create_app
from tests.support.hotline import BASE_URL, MORNING, TOKEN, VARIABLES
from tests.support.ringing import Line, Tapped, addresses_in

GIVEN: Final = {
    "the default": "",
    "others": "rt=4000&rc=1",
    "none": "none",
    "as copied from an address": "#ct=900",
}


def addresses(tapped: Tapped) -> set[str]:
    """The webhook's addresses in an answer, without what is asked for there."""
    found = addresses_in(parse(tapped.body).verbs) if tapped.status == 200 else ()
    return {address.removeprefix(BASE_URL).partition("?")[0] for address in found}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN.keys())
def test_every_address_of_a_call_has_them_behind_it(
    small: Path, small_hotline: Hotline, given: str
) -> None:
    """`Line` holds every turn, redirect, transfer and whisper of the calls to it."""
    variables = VARIABLES | ({"CONNECTION_OVERRIDES": given} if given else {})
    settings = Settings(BASE_URL, (TOKEN,), small, variables, emulated=True, drafts=True)
    told = overrides_of(variables)
    line = Line(create_app(settings, lambda: MORNING), small_hotline, overrides=told)
    seen: set[str] = set()
    for caller in (ScriptedCaller(), ScriptedCaller(["3", "0"], ["busy", "answered"])):
        line.call(caller)
        voice = [tapped for tapped in line.wire.tapped if tapped.is_voice]
        seen = seen.union(*map(addresses, voice))
        assert not [tapped.url for tapped in voice if "#" in tapped.url]  # which are not sent
    assert seen == {"/voice/turn", "/voice/whisper"}
