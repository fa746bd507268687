"""One version of the hotline taking the place of another, while calls go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from flask import Flask

from ivr.definition.differences import differences
from ivr.model import Hotline
from ivr.problems import Refusal
from ivr.serving.assembly import Assembly
from ivr.serving.publishing.changes import in_short, offered_otherwise
from ivr.serving.publishing.content import content_version
from ivr.serving.publishing.losses import refuse_losses
from ivr.serving.settings import Settings
from ivr.web.app import create_app
from ivr.web.voice import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

KEPT: Final = "Not taken over; calls hear what was there before."


class Stage:
    """A WSGI application that is replaced between two requests, never within one.

    Each request is answered to its end by the version that was there at its beginning.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self.app(environ, start_response)

    @property
    def version(self) -> str:
        """The content that is served."""
        return version_of(self.app)

    @property
    def hotline(self) -> Hotline:
        """The hotline that is served."""
        return assembly_of(self.app).hotline

    def take_over(self, settings: Settings, version: str) -> tuple[str, ...] | None:
        """Serve the folder as it is now; return what callers hear otherwise.

        None when it is no longer of the ``version`` that has been tried, and nothing is done.

        Raises:
            Refusal: As `successor`; what was served is served on.
        """
        former, app = self.app, successor_of_version(self.app, settings, version)
        if app is None:
            return None
        self.app = app
        return tuple(told(former, app))


def successor(former: Flask, settings: Settings, clock: Clock | None = None) -> Flask:
    """Return the hotline as its folder is now; the former one is as it was, whatever happens.

    Raises:
        Refusal: What keeps it from being served, as in `create_app`, or what callers would lose.
    """
    app = create_app(settings, clock, former=former)
    refuse_losses(assembly_of(former), assembly_of(app))
    return app


def successor_of_version(former: Flask, settings: Settings, version: str) -> Flask | None:
    """Return the hotline as its folder is now; None when that is no longer of a ``version``.

    What was written since that version was tried has not been, and its clips are not built: nobody
    is told that it is refused.

    Raises:
        Refusal: As `successor`, of that version.
    """
    try:
        app = successor(former, settings)
    except Refusal:
        if content_version(settings.root) != version:
            return None
        raise
    return app if version_of(app) == version else None


def version_of(app: Flask) -> str:
    """Return the version of the content that an application serves."""
    version: str = app.extensions["content"]
    return version


def languages_of(app: Flask) -> tuple[str, ...]:
    """Return the languages that an application offers."""
    return tuple(assembly_of(app).hotline.languages)


def told(former: Flask, app: Flask) -> Iterator[str]:
    """Yield what callers hear otherwise than they did from the former application."""
    before, now = assembly_of(former), assembly_of(app)
    yield from in_short(differences(before.loaded.files, now.loaded.files))
    yield from offered_otherwise(before.hotline.languages, now.hotline.languages)


def assembly_of(app: Flask) -> Assembly:
    """Return what an application serves."""
    found: Any = app.extensions["assembly"]
    assert isinstance(found, Assembly)  # noqa: S101 - as `create_app` has put it there
    return found
