"""What every page is given."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.studio.changes import Changes
from ivr.studio.line import Line
from ivr.studio.settings import StudioSettings


@dataclass(frozen=True, slots=True)
class Studio:
    """One studio: whose project it keeps, the hotline that it rings, and how files are changed."""

    settings: StudioSettings
    line: Line
    changes: Changes
