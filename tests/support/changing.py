"""Changes of a project's files, as the studio makes them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivr.studio.changes import Changes, Draft, Told
from ivr.studio.line import Line
from ivr.studio.settings import StudioSettings
from tests.support.hotline import VARIABLES

NORWEGIAN: Final = "prompts/nb.yaml"
MENU: Final = "config/menu.yaml"
TOLD: Final = Told("Ny avskjed", "Another goodbye")


def changes_of(project: Path, *, is_own: bool = True, drafts: bool = True) -> Changes:
    """The changes of a project, as a studio of its own makes them."""
    settings = StudioSettings(
        project, "http://localhost/studio", VARIABLES, is_own=is_own, drafts=drafts
    )
    return Changes(settings, Line(settings))


def drafted(changes: Changes, project: Path, old: str, new: str, name: str = NORWEGIAN) -> Draft:
    """A file in which something else stands, begun now."""
    text = (project / name).read_text(encoding="utf-8")
    assert old in text
    return Draft({name: text.replace(old, new).encode()}, changes.seen(name), TOLD)


def said_goodbye(changes: Changes, project: Path, word: str) -> Draft:
    """The goodbye, begun with a word more."""
    return drafted(changes, project, "goodbye: ", f"goodbye: {word} ")
