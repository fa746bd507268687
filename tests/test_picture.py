"""The picture in the README is of a call as it is now."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from ivr.definition import Loaded

PICTURE = Path(__file__).parent.parent / "docs" / "call.svg"


def test_what_is_heard_in_the_picture_is_what_callers_hear(loaded: Loaded) -> None:
    drawn = PICTURE.read_text(encoding="utf-8")
    lines = [unescape(text).replace("\xa0", " ") for text in re.findall(r">([^<>]+)</text>", drawn)]
    spoken = [match for line in lines if (match := re.match(r"\d+:\d\d  (\w\w) +(.+)", line))]
    assert len({match[1] for match in spoken}) >= 8
    for language, begins in (match.groups() for match in spoken):
        texts = [text for code, text in loaded.texts if code == language]
        assert any(text.startswith(begins.strip()) for text in texts), f"{begins}: make picture"


def test_the_picture_asks_the_network_for_nothing() -> None:
    addresses = re.findall(r"https?://[^\"<> ]+", PICTURE.read_text(encoding="utf-8"))
    assert addresses == ["http://www.w3.org/2000/svg"]
