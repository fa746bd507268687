"""The pictures in the README and the guides."""

from __future__ import annotations

import re
from typing import Final

from tests.support.hotline import ROOT
from tests.support.pictures import FOLDER, PICTURES

PAGES: Final = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
_SHOWN: Final = re.compile(r"!\[([^\]]*)\]\(([^)]+\.png)\)")
_LARGEST: Final = 150_000
"""Bytes; a page with all of them opens on a slow line."""


def test_every_picture_of_a_page_is_there_and_is_told_in_words() -> None:
    shown = set()
    for page in PAGES:
        for words, target in _SHOWN.findall(page.read_text(encoding="utf-8")):
            assert len(words.split()) > 5, f"{page.name}: {target}"
            shown.add((page.parent / target).resolve())
    assert shown == {FOLDER / f"{one.name}.png" for one in PICTURES}, "make pictures"
    assert set(FOLDER.glob("*.png")) == shown


def test_no_picture_is_large() -> None:
    assert {path.name for path in FOLDER.glob("*.png") if path.stat().st_size > _LARGEST} == set()
