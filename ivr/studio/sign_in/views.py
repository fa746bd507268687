"""Who asks for a page."""

from __future__ import annotations

from typing import Final

from flask import Flask, abort, g

from ivr.studio.context import Studio
from ivr.studio.people.roles import Person, Role

HERE: Final = Person("this machine", Role.OPERATE)
"""The one at the machine, where the studio is for them alone."""


def ask_who(app: Flask, studio: Studio) -> None:
    """Know who asks before each page."""

    @app.before_request
    def known() -> None:
        if not studio.settings.is_own:
            abort(403)
        g.person = HERE
