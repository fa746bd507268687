"""The page of the texts as tests use it: a small hotline whose Polish is really spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import g
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page
from werkzeug.test import TestResponse

from ivr.studio import StudioSettings, create_studio
from ivr.studio.people.roles import Person
from tests.support.browser import Served, served_studio
from tests.support.hotline import VARIABLES, copy_of


def spoken_project(small: Path, folder: Path) -> Path:
    """Copy the small project to be changed; its Polish is said by the quick engine."""
    root = copy_of(small, folder)
    pl = root / "prompts/pl.yaml"
    text = pl.read_text(encoding="utf-8").replace("engine: silent", "engine: espeak")
    pl.write_text(text.replace("  goodbye:", "  # The last words.\n  goodbye:"), encoding="utf-8")
    return root


@contextmanager
def served_texts(small: Path, folder: Path) -> Iterator[Served]:
    """Serve the studio of such a copy, for as long as the block lasts."""
    with served_studio(spoken_project(small, folder)) as served:
        yield served


@dataclass
class Desk:
    """The studio as one person has it open, without a browser."""

    client: FlaskClient
    root: Path

    @classmethod
    def of(cls, root: Path, person: Person | None = None, *, drafts: bool = True) -> Desk:
        """Open the studio of a project; as the one at the machine, if nobody else is told."""
        settings = StudioSettings(root, "http://127.0.0.1/studio", VARIABLES, is_own=True,
                                  drafts=drafts)  # fmt: skip
        app = create_studio(settings)
        app.config["WTF_CSRF_ENABLED"] = False  # tests of the sign-in hold that
        app.config["SESSION_COOKIE_PATH"] = "/"  # where this client is
        if person is not None:
            app.before_request(lambda: setattr(g, "person", person))
        return cls(app.test_client(), root)

    def shown(self, query: str = "") -> str:
        """Return the page of a filter."""
        answer = self.client.get(f"/texts?{query}")
        assert answer.status_code == 200
        return answer.text

    def was(self, language: str, key: str) -> str:
        """Return what the form of a sentence says that it began with."""
        found = re.search(
            r'name="was" value="(\w*)"', self.shown(f"language={language}&prompt={key}")
        )
        assert found
        return found[1]

    def asked(self, language: str, key: str, do: str, was: str = "", **texts: str) -> TestResponse:
        """Send the form of a sentence; what it began with is what it says now, if not told."""
        was = was or self.was(language, key)
        form = {"language": language, "key": key, "was": was, "do": do, **texts}
        return self.client.post("/texts/sentence", data=form)

    def catalogue(self, language: str = "pl") -> str:
        """Return a language's file."""
        return (self.root / f"prompts/{language}.yaml").read_text(encoding="utf-8")


def card(page: Page, key: str) -> Locator:
    """Return the card of a sentence in a browser."""
    return page.locator(f'article[id="{key}"]')


def plays(sound: Locator) -> None:
    """Wait until a sound is really playing: its clock goes on."""
    sound.evaluate(
        """sound => new Promise(done => {
          const look = () => sound.currentTime > 0.1 ? done() : setTimeout(look, 20);
          look();
        })"""
    )


def changing(page: Page, key: str) -> Locator:
    """Open the form of a sentence; return its first field."""
    card(page, key).locator("details.change > summary").click()
    return card(page, key).locator("textarea").first
