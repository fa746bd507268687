"""`ivr studio serve`: the studio as a process of its own, so that no call waits for it."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ivr.cli.project import Refused, check_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from ivr.studio.settings import StudioSettings

ADDRESS: Final = "127.0.0.1"
THREADS: Final = 8
"""Requests that it answers at a time: of a few people, each with a page and its sounds."""


@click.command()
@click.pass_obj
def serve(project: Path) -> None:
    """Serve the studio for a proxy to lead people to, below /studio of PUBLIC_BASE_URL.

    Give it the server's own variables. It listens on STUDIO_ADDRESS and STUDIO_PORT, 127.0.0.1:8100
    by default, and starts only where somebody can sign in: people whom `ivr studio user` has added,
    or the municipality's own sign-in (STUDIO_OIDC_...). A call never waits for it.
    """
    from ivr.cli.studio.gunicorn import serve_until_stopped
    from ivr.environment import trimmed
    from ivr.problems import Refusal
    from ivr.serving.faults.studio import STUDIO_PORT
    from ivr.serving.listening import with_port
    from ivr.studio import create_studio
    from ivr.web.logs import set_up_logs

    check_folder(project)
    environ = trimmed(os.environ)
    try:
        settings = settings_of(project, environ)
        studio = create_studio(settings)
    except Refusal as refusal:
        raise Refused(f"The studio does not start.\n{refusal}", refusal.problems) from None
    set_up_logs(environ)
    port = int(environ.get("STUDIO_PORT") or STUDIO_PORT)
    address = environ.get("STUDIO_ADDRESS") or ADDRESS
    bind = with_port(address, port)
    try_to_listen(address, port, bind)
    begin = studio.extensions["studio"].line.keep_warm
    serve_until_stopped(application(studio), bind, THREADS, begin)


def try_to_listen(address: str, port: int, bind: str) -> None:
    """Raise Refused where nobody can listen on an address of this machine now."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.create_server((address, port), family=family).close()
    except OSError as error:
        fix = "Does another studio run? Choose another STUDIO_PORT or STUDIO_ADDRESS."
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "no such address"
        raise Refused(f"Cannot listen on {bind}: {reason}. {fix}") from None


def settings_of(project: Path, environ: dict[str, str]) -> StudioSettings:
    """Return what a studio is started with.

    Raises:
        Refusal: A setting cannot work or is missing, or nobody could sign in; all of it at once.
    """
    from ivr.problems import Problem, Refusal
    from ivr.serving.faults.settings import setting_faults
    from ivr.studio.settings import PREFIX, StudioSettings

    faults = [one for one in setting_faults(environ, needed=False) if not one.is_warning]
    base = environ.get("PUBLIC_BASE_URL", "").rstrip("/")
    url = environ.get("STUDIO_URL", "").rstrip("/") or (f"{base}{PREFIX}" if base else "")
    if not url:
        cause, fix = "PUBLIC_BASE_URL is not set.", "Set it, or STUDIO_URL where people open it."
        faults.append(Problem("missing-setting", "PUBLIC_BASE_URL", None, cause, fix))
    settings = StudioSettings.of(project, url, environ)
    try:
        whoever_signs_in(settings)
    except Refusal as refusal:
        faults += refusal.problems
    if faults:
        raise Refusal(*faults)
    return settings


def whoever_signs_in(settings: StudioSettings) -> None:
    """Raise Refusal where nobody could sign in, or the file of people is damaged."""
    from ivr.problems import Problem, Refusal
    from ivr.studio.people.known import People

    if not People(settings.folder).all() and settings.provider is None:
        cause = "Nobody could sign in."
        fix = "Add somebody: ivr studio user add NAME --role operate"
        raise Refusal(Problem("nobody-signs-in", "studio/people.json", None, cause, fix))


def application(studio: WSGIApplication) -> WSGIApplication:
    """Return a studio below its path, for a proxy."""
    from werkzeug.exceptions import NotFound
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from ivr.studio.settings import PREFIX

    return behind_a_proxy(DispatcherMiddleware(NotFound(), {PREFIX: studio}))


def behind_a_proxy(inner: WSGIApplication) -> WSGIApplication:
    """Take a proxy's word for who asks: the last address alone, and only from within."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        told = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if told and _is_within(environ.get("REMOTE_ADDR", "")):
            environ = {**environ, "REMOTE_ADDR": told}
        return inner(environ, start)

    return answer


def _is_within(address: Any) -> bool:  # noqa: ANN401 - of WSGI's environment
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    return number.is_loopback or number.is_private
