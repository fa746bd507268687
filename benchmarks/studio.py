"""How heavy and how quick the studio's pages are, in Chromium, with the shipped hotline.

`ivr studio serve` answers, as in production; each page is opened in a browser that has kept
nothing. Besides: the first opening after a start and after a change of the folder, a key in a call
until its sound plays, a text that is published, and the memory after so much use.
Run `python -m benchmarks.studio`.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
import httpx
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from benchmarks.publishing import project
from benchmarks.table import figure, table
from ivr.studio.people.known import People
from ivr.studio.people.roles import Role
from tests.support.audit import audited
from tests.support.browser import opened
from tests.support.processes import IVR, free_port

PAGES: Final = (
    *("phone", "map", "texts", "notices", "hours", "numbers", "figures", "status", "history"),
    *("people", "recording?language=pl", "texts?language=ar&state=draft"),
)
_COLD: Final = ("phone", "map", "texts")
_NAME: Final = "one"
_PASSWORD: Final = "a long password of a benchmark"  # noqa: S105 - of a studio for minutes
_PATIENCE_MS: Final = 60_000
_HEAD: Final = ("page", "kB", "requests", "server ms", "first paint ms", "longest task ms")
_CALLS: Final = ("1", "4")
_KEYS: Final = "13#2#13#2#"
_SOUNDS: Final = """
window.sounds = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function() {
  window.sounds.push(this);
  return play.call(this);
};
"""
_ANSWERED: Final = """(key) => new Promise((done, never) => {
  setTimeout(never, 20000);
  const began = performance.now(), before = window.sounds.length;
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const look = () => window.sounds.length > before && window.sounds.at(-1).currentTime > 0
    ? done(performance.now() - began) : setTimeout(look, 2);
  look();
})"""


class Studio:
    """A studio that runs in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
        self._process = process
        self.url = url

    @contextmanager
    def page(self, browser: Browser, state: StorageState) -> Iterator[Page]:
        """Open an empty page of a browser that has kept nothing but who is signed in."""
        context = browser.new_context(storage_state=state)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        try:
            yield page
        finally:
            context.close()

    def sign_in(self, browser: Browser) -> StorageState:
        """Return what a browser keeps of whoever has signed in; the next studio knows them, too."""
        page = browser.new_page()
        page.goto(f"{self.url}/sign-in")
        page.fill("[name=name]", _NAME)
        page.fill("[name=password]", _PASSWORD)
        page.locator("main button").click()
        page.wait_for_selector("nav")
        state = page.context.storage_state()
        page.context.close()
        return state

    @property
    def resident_mb(self) -> float:
        """The memory of the process and its workers, in MB."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return sum(_resident(one) for one in (str(pid), *children)) / 1024


def _resident(pid: str) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) if found else 0


@contextmanager
def _served(folder: Path) -> Iterator[Studio]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = {
        **os.environ,
        "OFFER_DRAFTS": "yes",
        "PUBLIC_BASE_URL": base,
        "STUDIO_PORT": str(port),
    }
    command = [IVR, "--project", str(folder), "studio", "serve"]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env=env, stderr=log, stdout=log)  # noqa: S603 - ours
        try:
            until = time.monotonic() + _PATIENCE_MS / 1000
            while not _answers(base):
                if time.monotonic() > until or process.poll() is not None:
                    raise click.ClickException((folder / "log").read_text(encoding="utf-8"))
                time.sleep(0.05)
            yield Studio(process, f"{base}/studio")
        finally:
            process.terminate()
            process.wait()


def _answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/studio/sign-in").is_success
    except httpx.TransportError:
        return False


def _until(page: Page, happened: str) -> None:
    """Wait for a fact of the page, whose policy lets nobody evaluate a text within it."""
    page.evaluate(
        f"""() => new Promise((done, never) => {{
          setTimeout(never, {_PATIENCE_MS});
          const look = () => {happened} ? done() : setTimeout(look, 10);
          look();
        }})"""
    )


def _measured(studio: Studio, browser: Browser, state: StorageState, name: str) -> list[str]:
    """Open a page once; return its row."""
    with studio.page(browser, state) as page:
        found = audited(page, f"{studio.url}/{name}")
        _until(page, "performance.getEntriesByType('paint').length > 0")
        timing = page.evaluate(
            """() => {
              const asked = performance.getEntriesByType('navigation')[0];
              const painted = performance.getEntriesByName('first-contentful-paint')[0];
              return [asked.responseStart - asked.requestStart, painted?.startTime ?? NaN,
                      window.seen.longest];
            }"""
        )
        sizes = found.sizes()
    cells = (figure(sum(sizes) / 1000, 1), str(len(sizes)), *map(figure, timing))
    return [name, *cells]


def _changed(folder: Path, word: str) -> None:
    path = folder / "prompts" / "nb.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  goodbye: >-\n    ", f"  goodbye: >-\n    {word} ", 1), encoding="utf-8"
    )


def _keys(studio: Studio, browser: Browser, state: StorageState) -> list[float]:
    """Return the milliseconds from each key of calls to its sound."""
    took = []
    with studio.page(browser, state) as page:
        page.add_init_script(_SOUNDS)
        page.goto(f"{studio.url}/phone")
        for language in _CALLS:
            page.keyboard.press("Enter")
            _until(page, "window.sounds.at(-1)?.currentTime > 0.5")
            for key in (language, *_KEYS):
                took.append(page.evaluate(_ANSWERED, key))
                page.wait_for_timeout(400)
            page.keyboard.press("Enter")
            _until(page, "document.querySelector('[data-after]:not([hidden])')")
            page.goto(f"{studio.url}/phone")
    return took


def _published(studio: Studio, browser: Browser, state: StorageState, changes: int) -> list[float]:
    """Change a text so many times; return the seconds from the click to the answer."""
    took = []
    with studio.page(browser, state) as page:
        for number in range(changes):
            page.goto(f"{studio.url}/texts?language=pl&prompt=goodbye")
            page.locator("details.change > summary").click()
            field = page.locator("details.change textarea").first
            field.fill(f"Do widzenia {'i do widzenia ' * (number % 3)}.")
            began = time.monotonic()
            with page.expect_response("**/texts/sentence"):
                page.locator("details.change button[value=save]").click()
            took.append(time.monotonic() - began)
    return took


@click.command()
@click.option("--changes", default=6, show_default=True, help="Texts to publish.")
@click.option("--rounds", default=15, show_default=True, help="Times that all pages are opened.")
def main(changes: int, rounds: int) -> None:
    """Print what the pages weigh and how long they take."""
    with tempfile.TemporaryDirectory(prefix="studio-") as name, sync_playwright() as driver:
        folder, browser = project(Path(name)), opened(driver)
        People(folder / "studio").add(_NAME, Role.OPERATE, _PASSWORD)
        with _served(folder) as studio:
            state = studio.sign_in(browser)
        cold = []
        for page in _COLD:
            with _served(folder) as studio:
                row = _measured(studio, browser, state, page)
            cold.append([f"{page}, after a start", *row[1:]])
        with _served(folder) as studio:
            for page in _COLD:
                _measured(studio, browser, state, page)
                _changed(folder, "Hei.")
                time.sleep(1.5)
                row = _measured(studio, browser, state, page)
                cold.append([f"{page}, after a change", *row[1:]])
            warm = [_measured(studio, browser, state, page) for page in PAGES]
            click.echo(table("Pages", _HEAD, [*warm, *cold]))
            before = studio.resident_mb
            keys = sorted(_keys(studio, browser, state))
            click.echo(
                f"\nfrom a key to its sound: {figure(statistics.median(keys))} ms, "
                f"{figure(keys[-1])} ms at most, of {len(keys)}"
            )
            took = sorted(_published(studio, browser, state, changes))
            if took:
                click.echo(
                    f"from 'save' to the answer: {figure(statistics.median(took), 1)} s, "
                    f"{figure(took[-1], 1)} s at most, of {len(took)}"
                )
            click.echo(
                f"memory: {figure(before)} MB, then {figure(studio.resident_mb)} MB", nl=False
            )
            for _ in range(rounds):
                for page in PAGES:
                    _measured(studio, browser, state, page)
            click.echo(f", after {rounds * len(PAGES)} pages {figure(studio.resident_mb)} MB")


if __name__ == "__main__":
    sys.exit(main())
