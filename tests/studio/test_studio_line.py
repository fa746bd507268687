"""The hotline that the studio rings: there before anybody asks, and as the files say."""

from __future__ import annotations

import time
from pathlib import Path

from ivr.definition import load
from ivr.serving.publishing.content import content_version
from ivr.studio.changes import Changes
from ivr.studio.line import Line
from ivr.studio.settings import StudioSettings
from tests.support.changing import MENU, NORWEGIAN, said_goodbye
from tests.support.hotline import VARIABLES, copy_of
from tests.support.processes import LOOK_SECONDS, PATIENCE_SECONDS


def opened(small: Path, folder: Path) -> tuple[StudioSettings, Line]:
    """A copy of the small project, and the line of its studio."""
    root = copy_of(small, folder)
    settings = StudioSettings(root, "http://localhost/studio", VARIABLES, is_own=True, drafts=True)
    return settings, Line(settings)


def test_a_changed_folder_is_read_before_anybody_asks(small: Path, tmp_path: Path) -> None:
    settings, line = opened(small, tmp_path / "project")
    line.app()
    line.keep_warm()
    with (settings.root / MENU).open("a", encoding="utf-8") as menu:
        menu.write("broken: [\n")
    until = time.monotonic() + PATIENCE_SECONDS
    while not line.reasons and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    assert MENU in line.reasons[0]


def test_what_was_judged_is_served_as_if_it_had_been_read_again(
    small: Path, tmp_path: Path
) -> None:
    settings, line = opened(small, tmp_path / "project")
    changes = Changes(settings, line)
    changes.make(said_goodbye(changes, settings.root, "Hei."), "Kari")
    served, read = line.assembly.loaded, load(settings.root, VARIABLES)
    assert served.texts == read.texts
    assert served.warnings == read.warnings
    assert line.assembly.lacking() == {}
    with (settings.root / NORWEGIAN).open("a", encoding="utf-8") as catalogue:
        catalogue.write("# By hand.\n")
    line.look()
    assert line.version == content_version(settings.root)
