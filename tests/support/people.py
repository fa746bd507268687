"""People of a studio: one of each role, and how they sign in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from ivr.studio.people.known import People
from ivr.studio.people.roles import Role
from ivr.studio.settings import PREFIX
from tests.support.hotline import MORNING

PASSWORD: Final = "tre gule sykler"
OTHER: Final = "fire blå kopper"

URL: Final = "http://studio.example/studio"
"""Where the studio of a test without a browser is opened."""

NAMES: Final = {role: f"one who may {role.word}" for role in Role}


def peopled(root: Path) -> People:
    """Give a project's studio one person of each role, with the same password and an address."""
    people = People(root / "studio")
    for role, name in NAMES.items():
        people.add(name, role, PASSWORD, email=f"{role.word}@kommune.example", added="2026-11-30")
    return people


@dataclass
class Moment:
    """A clock that stands until it is put on."""

    at: dt.datetime = MORNING

    def __call__(self) -> dt.datetime:
        return self.at

    def pass_by(self, **length: int) -> None:
        self.at += dt.timedelta(**length)


@dataclass
class Visitor:
    """Somebody at a studio, without a browser: reads pages and sends their forms."""

    app: Flask
    address: str = "192.0.2.7"
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(DispatcherMiddleware(NotFound(), {PREFIX: self.app}))

    def get(self, page: str, **headers: str) -> TestResponse:
        return self.client.get(f"{PREFIX}{page}", headers=headers, environ_base=self._from())

    def post(self, page: str, /, *, token: str | None = None, **form: str) -> TestResponse:
        """Send a form of a page, with the token that pages carry unless another is told."""
        given = self.token() if token is None else token
        return self.client.post(
            f"{PREFIX}{page}", data={"csrf_token": given, **form}, environ_base=self._from()
        )

    def token(self) -> str:
        page = self.get("/account", Accept="text/html")
        text = page.text if page.status_code == 200 else self.get("/sign-in").text
        found = re.search(r'name="csrf-token" content="([^"]+)"', text)
        assert found is not None, text
        return found[1]

    def sign_in(self, name: str, password: str = PASSWORD, **form: str) -> TestResponse:
        return self.post("/sign-in", name=name, password=password, **form)

    def may(self, page: str) -> int:
        """The status that a page answers with."""
        return self.get(page, Accept="text/html").status_code

    def _from(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address}
