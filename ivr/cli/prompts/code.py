"""What a language may be called, known here or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivr.cli.project import Refused

if TYPE_CHECKING:
    from ivr.definition import Loaded


def check_code(loaded: Loaded, language: str) -> None:
    """Refuse what can be no language's code, and so no name of a catalogue."""
    from ivr.problems import nearest
    from ivr.translation.roundtrip import is_code

    if not is_code(language):
        fix = nearest(language, loaded.hotline.languages)
        told = f"[{language}] is no language code: write two or three small letters, such as de."
        raise Refused(f"{told} {fix}")
