"""What each code of a problem means, and how it is mended; docs/problems.md is written from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.account import ACCOUNT, DOCTOR
from ivr.problems.codes.changes import CHANGES
from ivr.problems.codes.files import FILES, HOTLINE
from ivr.problems.codes.meaning import Meaning
from ivr.problems.codes.menus import MENU
from ivr.problems.codes.sentences import PROMPTS, TRANSLATION
from ivr.problems.codes.services import SERVICES
from ivr.problems.codes.serving import ALARMS, JOURNAL, SERVING, TEST_CALLS
from ivr.problems.codes.sound import CLIPS, RECORDINGS, VOICES
from ivr.problems.codes.studio import STUDIO

SECTIONS: Final[Mapping[str, Mapping[str, Meaning]]] = {
    "Files": FILES,
    "The hotline": HOTLINE,
    "Menus": MENU,
    "Services and numbers": SERVICES,
    "Sentences and figures": PROMPTS,
    "Translation and approval": TRANSLATION,
    "Clips": CLIPS,
    "Recordings": RECORDINGS,
    "Engines and voices": VOICES,
    "Serving and proof": SERVING,
    "Test calls": TEST_CALLS,
    "From the account to the answer": DOCTOR,
    "Alarms": ALARMS,
    "The journal": JOURNAL,
    "The account at the carrier": ACCOUNT,
    "Changes in the studio": CHANGES,
    "The studio": STUDIO,
}
"""The codes as the page of problems tells them, by what they are about."""

CODES: Final[Mapping[str, Meaning]] = {
    code: meaning for section in SECTIONS.values() for code, meaning in section.items()
}
"""Every code there is."""
