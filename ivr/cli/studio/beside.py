"""The studio beside the hotline of `ivr run`."""

from __future__ import annotations

import ipaddress
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from ivr.serving.settings import Settings


def with_studio(hotline: WSGIApplication, settings: Settings, here: str) -> WSGIApplication:
    """Put the studio below a hotline that listens ``here``, where its libraries are installed.

    On an address of this machine alone nobody signs in; on any other the studio is there only
    where somebody can.
    """
    if find_spec("flask_wtf") is None:
        return hotline
    from dataclasses import replace

    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from ivr.cli.studio.serve import whoever_signs_in
    from ivr.problems import Refusal
    from ivr.studio import StudioSettings, create_studio
    from ivr.studio.settings import PREFIX

    kept = StudioSettings.of(settings.root, f"{settings.base_url}{PREFIX}", settings.variables)
    kept = replace(kept, drafts=True, is_own=ipaddress.ip_address(here).is_loopback)
    try:
        if not kept.is_own:
            whoever_signs_in(kept)
        studio = create_studio(kept)
    except Refusal as refusal:
        click.echo(f"Without the studio, which others could open at {here}: {refusal}", err=True)
        return hotline
    studio.extensions["studio"].line.keep_warm()
    return DispatcherMiddleware(_led(hotline, PREFIX), {PREFIX: studio})


def _led(hotline: WSGIApplication, prefix: str) -> WSGIApplication:
    """Lead whoever opens the address in a browser to the studio; others are told what it is."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        is_reader = "text/html" in environ.get("HTTP_ACCEPT", "")
        if environ.get("PATH_INFO") == "/" and is_reader and environ["REQUEST_METHOD"] == "GET":
            start("303 See Other", [("Location", f"{prefix}/"), ("Content-Length", "0")])
            return []
        return hotline(environ, start)

    return answer
