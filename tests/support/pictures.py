"""The pictures of docs/pictures, each page of the studio as it is first seen: `make pictures`."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import logging
import random
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.filter import Graph
from playwright.sync_api import Browser, Page, sync_playwright

from ivr.journal.store import Store
from tests.support.browser import Served, opened, page_of, served_studio
from tests.support.hotline import MORNING, ROOT, VARIABLES, copied, with_clips
from tests.support.known_calls import OSLO, known_calls, write

FOLDER: Final = ROOT / "docs" / "pictures"
WIDTH: Final = 1280
CALLS: Final = 900
"""As many are made up, of two months; with them every plot has something to tell."""

NOTICE: Final = """\
measles:
  say: announcement.measles
  begins: 2026-11-23 08:00
  ends: 2026-12-07 16:00
  municipalities: [asker]
"""
SAID: Final[Mapping[str, str]] = {
    "nb": "Det er meslinger i kommunen. Er du syk, ring før du kommer til legen.",
    "en": "There is measles in the municipality. If you are ill, ring before you come.",
}

SOUND: Final = """
  const pictured = { second: 0, end: 1e9 };
  addEventListener('pictured', (event) => { pictured.second = event.detail; });
  window.Audio = class {
    from = 0;
    ended = false;
    constructor(source) {
      if (source) this.from = Number(new URL(source, location).searchParams.get('from'));
    }
    get currentTime() { return Math.max(0, pictured.second - this.from); }
    set currentTime(second) { /* the picture's own */ }
    play() { return Promise.resolve(); }
    pause() {}
    load() {}
    removeAttribute() {}
  };
"""
"""A sound that stands at the second that a picture is of, so that no two are different."""

Show = Callable[[Page, str], None]


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        name: Its file, without the ending.
        path: The page, below the studio's address.
        height: How much is seen first, in CSS pixels.
        show: What is done on the page before.
        scripts: What is laid into the page before its own.
    """

    name: str
    path: str
    height: int = 800
    show: Show = field(default=lambda _page, _url: None)
    scripts: tuple[str, ...] = ()


def _call(page: Page, _url: str) -> None:
    """Ring; choose Polish, then what it costs, and stop in the middle of a sentence."""
    page.locator("[data-hook]").click()
    second = 0.0
    for key, heard_s in (("5", 7.0), ("4", 12.0), ("", 8.0)):
        page.wait_for_timeout(500)
        second += heard_s
        page.evaluate("at => dispatchEvent(new CustomEvent('pictured', {detail: at}))", second)
        page.wait_for_timeout(300)
        if key:
            with page.expect_response(lambda answer: "/phone/call" in answer.url):
                page.locator(f'[data-key="{key}"]').click()


def _agree(page: Page, _url: str) -> None:
    """Say that the use of the voice is agreed, so that the recorder is seen."""
    page.locator(".before button.first").click()
    page.locator("#record").wait_for()


PICTURES: Final = (
    Picture("phone", "/phone?at=2026-11-25T10:00", 860, _call, (SOUND,)),
    Picture("map", "/map?at=2026-11-25T10:00", 1000),
    Picture("texts", "/texts"),
    Picture("sentence", "/texts?language=pl&topic=fees"),
    Picture("recording", "/recording?language=so", 800, _agree),
    Picture("notices", "/notices"),
    Picture("hours", "/hours?municipality=asker"),
    Picture("figures", "/figures", 1000),
    Picture("status", "/status"),
)


def project(folder: Path) -> Path:
    """Make the shipped project, with a notice that is on and calls of two months."""
    root = copied(folder)
    (root / "config" / "announcements.yaml").write_text(NOTICE, encoding="utf-8")
    for code, text in SAID.items():
        with (root / "prompts" / f"{code}.yaml").open("a", encoding="utf-8") as file:
            file.write(f"  announcement.measles: {text}\n")
    with_clips(root)
    (root / "journal").mkdir()
    last = MORNING.astimezone(dt.UTC)
    with closing(Store.open(f"sqlite:///{root}/journal/journal.sqlite", OSLO)) as store:
        write(store, known_calls(CALLS, random.Random(3), last, days=60), last)
        store.sum_up(last)
    return root


def in_few_colours(png: bytes) -> bytes:
    """Return a picture in the 256 colours that suit it best, half as large."""
    with av.open(io.BytesIO(png), "r") as file:
        frame = next(file.decode(file.streams.video[0]))
        graph = Graph()
        source = graph.add_buffer(file.streams.video[0])
    twice, colours = graph.add("split"), graph.add("palettegen", "reserve_transparent=0")
    painted, end = graph.add("paletteuse", "dither=none"), graph.add("buffersink")
    source.link_to(twice)
    twice.link_to(painted, 0, 0)
    twice.link_to(colours, 1, 0)
    colours.link_to(painted, 0, 1)
    painted.link_to(end)
    graph.configure()
    graph.push(frame)
    graph.push(None)
    few = graph.vpull()
    encoder = av.VideoCodecContext.create("png", "w")
    encoder.width, encoder.height = few.width, few.height
    encoder.pix_fmt, encoder.time_base = few.format.name, Fraction(1)
    encoder.options = {"compression_level": "9"}
    return b"".join(bytes(part) for part in [*encoder.encode(few), *encoder.encode(None)])


def draw(browser: Browser, served: Served, picture: Picture, folder: Path) -> Path:
    """Open a page, and write what is seen of it first."""
    size = {"width": WIDTH, "height": picture.height}
    with page_of(browser, viewport=size, color_scheme="light", locale="nb-NO") as page:
        page.clock.set_fixed_time(MORNING)
        for script in picture.scripts:
            page.add_init_script(script)
        page.goto(f"{served.url}{picture.path}")
        picture.show(page, served.url)
        path = folder / f"{picture.name}.png"
        path.write_bytes(in_few_colours(page.screenshot(animations="disabled")))
    return path


def main() -> None:
    """Write the pictures that are named, or all of them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help="pictures, all of them if not told")
    asked.add_argument("--project", type=Path, help="a folder to keep the project in")
    given = asked.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    root = given.project or Path(tempfile.mkdtemp())
    if not (root / "config").exists():
        project(root)
    FOLDER.mkdir(exist_ok=True)
    with (
        sync_playwright() as playwright,
        served_studio(root, variables=VARIABLES, clock=lambda: MORNING) as served,
        closing(opened(playwright)) as browser,
    ):
        for picture in PICTURES:
            if not given.names or picture.name in given.names:
                path = draw(browser, served, picture, FOLDER)
                print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")  # noqa: T201
    if given.project is None:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
