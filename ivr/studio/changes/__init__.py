"""Changing the files of a project: checked first, kept with who and what, and undone."""

from ivr.studio.changes.changes import Changes
from ivr.studio.changes.draft import Change, Conflict, Draft, Told, again
from ivr.studio.changes.flash import WRONG, changes_flash, hindrance_flash, refusal_flash
from ivr.studio.changes.names import NotToBeChanged

__all__ = [
    "WRONG",
    "Change",
    "Changes",
    "Conflict",
    "Draft",
    "NotToBeChanged",
    "Told",
    "again",
    "changes_flash",
    "hindrance_flash",
    "refusal_flash",
]
