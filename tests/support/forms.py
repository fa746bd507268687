"""What a form of the studio carries unseen."""

from __future__ import annotations

import re


def hidden(page: str, name: str) -> str:
    """Return a field's value; empty where there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""
