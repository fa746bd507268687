"""What docs/operators.md has an operator paste at the carrier, for when the server is away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from ivr.carrier.voices import LIVE_VOICES
from ivr.model import Hotline
from ivr.phone import parse
from ivr.phone.twiml import verbs as twiml

PAGE: Final = Path(__file__).parents[2] / "docs" / "operators.md"


def test_the_static_fallback_says_the_apology_as_it_is_now(hotline: Hotline) -> None:
    [bin_] = re.findall(r"```xml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    *said, last = parse(bin_.encode()).verbs
    prompts = hotline.municipalities[hotline.default_municipality].prompts
    assert said == [
        twiml.Say(
            prompts[code]["apology"].text.with_key(""),
            LIVE_VOICES[code].language,
            LIVE_VOICES[code].name,
        )
        for code in hotline.answer
    ]
    assert last == twiml.Hangup()
