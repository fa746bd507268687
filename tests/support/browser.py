"""A real Chromium, and the studio as it is opened in it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from ivr.studio import StudioSettings, create_studio
from ivr.studio.settings import PREFIX, Clock, Provider
from tests.support.debian import UNPACKED, libraries, program
from tests.support.hotline import VARIABLES

_QUIET: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
)


def chromium() -> str | None:
    """Return where Chromium is: the one of `make servers`, else the machine's own."""
    unpacked = UNPACKED / "usr/lib/chromium/chromium"
    return str(unpacked) if unpacked.is_file() else program("chromium")


def opened(playwright: Playwright, *more: str) -> Browser:
    """Start Chromium, which asks nobody else for anything."""
    fonts = {"XDG_DATA_HOME": str(UNPACKED / "usr/share")}
    return playwright.chromium.launch(
        executable_path=chromium(),
        args=[*_QUIET, *more],
        env={**os.environ, **libraries(), **fonts},
        ignore_default_args=["--mute-audio"],
    )


@dataclass
class Served:
    """A studio that listens on this machine."""

    url: str
    app: Flask
    root: Path


@contextmanager
def served_studio(
    root: Path,
    *,
    is_own: bool = True,
    variables: Mapping[str, str] = VARIABLES,
    drafts: bool = True,
    clock: Clock | None = None,
    provider: Provider | None = None,
) -> Iterator[Served]:
    """Serve the studio of a project, for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, _later, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}/studio"
    settings = StudioSettings(root, url, variables, is_own=is_own, drafts=drafts, provider=provider)
    app = create_studio(settings if clock is None else replace(settings, clock=clock))
    server.app = DispatcherMiddleware(_later, {PREFIX: app})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(url, app, root)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _later(*_: object) -> Sequence[bytes]:
    raise AssertionError


@dataclass
class Watched:
    """A page of the browser whose every complaint is kept: scripts that fail, what is refused."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@contextmanager
def page_of(browser: Browser, **options: object) -> Iterator[Page]:
    """Open an empty page, in a browser of its own; it must not complain of anything."""
    context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type] # as asked
    watched = Watched(context.new_page())
    watched.listen()
    try:
        yield watched.page
        assert watched.complaints == []
    finally:
        context.close()
