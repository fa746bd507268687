"""Every page is small, still, and built as a browser, a reader and a thumb expect it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.audit import audited
from tests.support.browser import Served, page_of

PAGES = (
    "phone",
    "phone?show=&to=%2B4700000001&keys=1,0",
    "map",
    "map?step=main",
    "texts",
    "texts?language=ar&state=draft",
    "texts?language=pl&prompt=goodbye",
    "recording?language=pl",
    "notices",
    "notices/new",
    "hours",
    "numbers",
    "figures",
    "status",
    "history",
    "people",
)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_a_page(studio: Served, browser: Browser, name: str) -> None:
    with page_of(browser, viewport={"width": 360, "height": 740}) as page:
        found = audited(page, f"{studio.url}/{name}")
        assert found.faults() == []
        page.set_viewport_size({"width": 1280, "height": 800})
        assert found.bones() == []


def test_no_two_pages_have_one_title(studio: Served) -> None:
    """A reader tells tabs apart."""
    client = studio.app.test_client()
    titles = [
        client.get(f"/{name}").text.partition("<title>")[2].partition("</title>")[0]
        for name in ("phone", "map", "texts", "notices", "hours", "figures", "status", "people")
    ]
    assert len({*titles}) == len(titles)


BROKEN = """<!doctype html><title>Page</title><h2>Two</h2><button>x</button><p style="height: 9px">
<img src="/studio/static/icon.svg"><script src="/studio/static/late.js" defer></script>"""
MOVING = """requestAnimationFrame(() => requestAnimationFrame(() =>
document.body.prepend(document.createElement('h4'), 'moves the rest')));"""


def test_the_audit_finds_what_is_wrong(studio: Served, browser: Browser) -> None:
    with page_of(browser) as page:
        page.route("**/broken", lambda route: route.fulfill(body=BROKEN, content_type="text/html"))
        page.route(
            "**/late.js", lambda route: route.fulfill(body=MOVING, content_type="text/javascript")
        )
        found = audited(page, f"{studio.url}/broken")
        page.wait_for_function("window.seen.shift > 0")
        told = " ".join(found.faults())
    for fault in ("no lang", "title", "no viewport", "not one h1", "not one main", "out of order",
                  "no size", "a style within", "small target", "moves", "anew"):  # fmt: skip
        assert fault in told
