"""The only place of assembly: settings in, the studio's application out."""

from __future__ import annotations

import secrets

from flask import Flask, redirect, url_for
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from ivr.studio.changes import Changes
from ivr.studio.context import Studio
from ivr.studio.figures.views import figures_blueprint
from ivr.studio.history.views import history_blueprint
from ivr.studio.hours.views import hours_blueprint
from ivr.studio.line import Line
from ivr.studio.map.views import map_blueprint
from ivr.studio.notices.views import notices_blueprint
from ivr.studio.numbers.views import numbers_blueprint
from ivr.studio.pages.address import at_its_address
from ivr.studio.pages.bodies import limit_bodies
from ivr.studio.pages.frame import frame
from ivr.studio.people.access import Access
from ivr.studio.people.attempts import Attempts
from ivr.studio.people.key import key_of
from ivr.studio.phone.views import phone_blueprint
from ivr.studio.recording.views import recording_blueprint
from ivr.studio.settings import PREFIX, StudioSettings
from ivr.studio.sign_in.account import account_blueprint
from ivr.studio.sign_in.people_page import people_blueprint
from ivr.studio.sign_in.views import ask_who, sign_in_blueprint
from ivr.studio.sounds import sounds_blueprint
from ivr.studio.status.views import status_blueprint
from ivr.studio.texts.views import texts_blueprint


def create_studio(settings: StudioSettings) -> Flask:
    """Return the studio as a WSGI application, to be put below ``/studio`` of an address.

    Nothing of the project is read before a page is asked for.

    Raises:
        Refusal: The key that signs sessions can be neither read nor made.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32) if settings.is_own else key_of(settings.folder),
        # Not __Host-, which would send it to the voice webhook as well.
        SESSION_COOKIE_NAME="__Secure-studio" if settings.is_secure else "studio",
        SESSION_COOKIE_PATH=PREFIX,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=settings.is_secure,
    )
    line = Line(settings)
    studio = Studio(settings, line, Changes(settings, line))
    app.extensions["studio"] = studio
    at_its_address(app, settings)
    limit_bodies(app, is_own=settings.is_own)
    CSRFProtect(app)
    frame(app)
    ask_who(app, studio)
    _sign_in(app, studio)
    for blueprint in (
        phone_blueprint,
        map_blueprint,
        texts_blueprint,
        notices_blueprint,
        hours_blueprint,
        numbers_blueprint,
        figures_blueprint,
        status_blueprint,
        history_blueprint,
        recording_blueprint,
        sounds_blueprint,
    ):
        app.register_blueprint(blueprint(studio))

    @app.get("/")
    def home() -> Response:
        return redirect(url_for("phone.show"))

    return app


def _sign_in(app: Flask, studio: Studio) -> None:
    attempts, access = Attempts(), Access(studio.settings.folder, studio.settings.clock)
    app.register_blueprint(sign_in_blueprint(studio, attempts, access))
    app.register_blueprint(account_blueprint(studio, attempts, access))
    app.register_blueprint(people_blueprint(studio, access))
    if (provider := studio.settings.provider) is not None:
        # Authlib is imported only where somebody signs in elsewhere.
        from ivr.studio.sign_in.elsewhere import elsewhere_blueprint  # noqa: PLC0415

        app.register_blueprint(elsewhere_blueprint(app, studio, provider, access))
