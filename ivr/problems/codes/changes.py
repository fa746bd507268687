"""What can be in the way of a change that somebody makes in the studio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.problems.codes.meaning import Meaning

CHANGES: Final[Mapping[str, Meaning]] = {
    "change-not-in-git": Meaning(
        "A change is made, and callers hear it, but git has not taken it into its history.",
        "Mend what git says, and commit the files by hand.",
    ),
    "file-not-to-be-changed": Meaning(
        "The studio was asked to change a file that is no content, or lies behind a link.",
        "Change it by hand, or put a file in the place of the link.",
    ),
    "not-published": Meaning(
        "The server that answers calls has not taken a folder over; callers hear what was there.",
        "Mend what the line says, and publish once more.",
    ),
    "published-beside": Meaning(
        "Files that somebody had changed by hand were taken over together with a change.",
        "Look at them: `git diff`, and what the studio tells of the change.",
    ),
}
