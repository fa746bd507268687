"""axe-core, held against a page; and whether it fits a narrow telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import axe_playwright_python
from playwright.sync_api import Page

_AXE: Final = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
NARROW: Final = 320
"""The width in CSS pixels that WCAG 2.2 (1.4.10) has for a page that is magnified four times."""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page as it stands: the rule, and where."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def wider_than(page: Page, width: int = NARROW) -> list[str]:
    """Return what sticks out of a page of this width, to be scrolled to sideways."""
    page.set_viewport_size({"width": width, "height": 640})
    found: list[str] = page.evaluate(
        """() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
          [...document.querySelectorAll('main *, header *')]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    return found
