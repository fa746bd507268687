"""`ivr run`: the hotline on this machine, under the emulated carrier."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from ivr.cli.dev_server import Emulation
from ivr.cli.project import Refused, open_project, printable

if TYPE_CHECKING:
    from ivr.model.hotline import Hotline
    from ivr.serving.settings import Settings

TRUNK: Final = "trunk.example"
"""The SIP trunk of the emulated carrier, where every number can be dialled."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    envvar="PORT",
    show_envvar=True,
    show_default=True,
    help="The port to listen on.",
)
@click.option(
    "--best/--no-best",
    default=True,
    show_default=True,
    help="Have the best voices speak on meanwhile, where a quick one still does.",
)
@click.pass_obj
def run(project: Path, host: str, port: int, *, best: bool) -> None:
    """Serve the hotline on this machine, so that `ivr call` can ring it.

    The emulated carrier takes Twilio's place: it signs every request with a token made for
    this run, and nothing leaves the machine. For the real carrier, see the Procfile.

    A change in the folder is read, checked and taken over while calls go on, and this command
    says what callers hear otherwise. A broken one is refused with its reasons, and calls hear
    what was there before. Clips that are missing are built first.

    Meanwhile the best voices speak the clips that a quick one still speaks, in a process of the
    lowest priority that ends with this one; calls take its clips up. `ivr audio build --best`
    does the same, faster.
    """
    from werkzeug.serving import make_server

    from ivr.cli.publish.follow import Follower
    from ivr.cli.studio.beside import with_studio
    from ivr.serving.assembly import NothingOffered
    from ivr.serving.journal import project_journal
    from ivr.serving.listening import url_of
    from ivr.serving.publishing.content import StillChanging
    from ivr.speech.errors import SpeechError
    from ivr.web import create_app
    from ivr.web.front.nameless import Nameless
    from ivr.web.journal import keep
    from ivr.web.logs import set_up_logs
    from ivr.web.takeover import Stage, assembly_of

    url = url_of(host, port)
    hotline, emulation, settings = _emulated(project, url)
    set_up_logs(settings.variables)
    try:
        stage = Stage(create_app(settings))
    except (NothingOffered, SpeechError, StillChanging) as error:
        raise Refused(error) from None
    journal = project_journal(settings, hotline.timezone, lambda: assembly_of(stage.app))
    keep(stage.app, journal)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with _listen(host, port) as listener:
        here = listener.getsockname()[0]
        served = with_studio(stage, settings, here)
        server = make_server(
            here,
            port,
            served,
            threaded=True,
            request_handler=Nameless,
            fd=listener.fileno(),
        )
        signal.signal(signal.SIGTERM, _stop)
        follower = Follower(stage, settings, emulation)
        # The server takes a Ctrl-C as its own end; one that comes before it starts is ours.
        with suppress(KeyboardInterrupt):
            try:
                emulation.leave(project)
                click.echo(_welcome(url, opens=served is not stage))
                voices = _voices(settings, hotline) if best else nullcontext()
                journal.begin()
                with voices, follower.following():
                    server.serve_forever()
            finally:
                server.server_close()
                journal.close()
                follower.emulation.take_away(project)
    click.echo("\nThe hotline has stopped.")


def _emulated(project: Path, url: str) -> tuple[Hotline, Emulation, Settings]:
    """Return a project's hotline, and what it takes to serve it under the emulated carrier."""
    from ivr.environment import trimmed
    from ivr.serving.faults.settings import setting_faults
    from ivr.serving.settings import Settings

    environ = {"SIP_TRUNK": TRUNK, "LOG_CALLS": "yes"} | trimmed(os.environ)
    faults = [*setting_faults(environ, needed=False)]
    hotline = open_project(project, environ, faults).hotline
    emulation = Emulation.start(url, hotline)
    told = tuple(problem for problem in faults if problem.is_warning)
    settings = Settings(
        url, (emulation.token,), project, environ, emulated=True, drafts=True, warnings=told
    )
    return hotline, emulation, settings


def _voices(settings: Settings, hotline: Hotline) -> AbstractContextManager[None]:
    from ivr.cli.background import best_voices, has_quick_clips
    from ivr.files import built_folder
    from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest

    can_build = find_spec("numpy") is not None
    listed = Manifest.load(built_folder(settings.root) / MANIFEST_NAME)
    if can_build and has_quick_clips(hotline, listed):
        return best_voices(settings.root, settings.variables)
    return nullcontext()


def _listen(host: str, port: int) -> socket.socket:
    from ivr.serving.listening import EVERY, CannotListenError, addresses_of, with_port

    try:
        addresses = addresses_of(host.strip())
    except CannotListenError as error:
        what = printable(f"--host: nobody can listen on [{host[:80]}]: {error}.")
        raise Refused(f"{what} Leave it out to listen on 127.0.0.1.") from None
    # Of a name's addresses one, and of the older kind, which more programs look for first.
    here = min(addresses, key=lambda address: ":" in address)
    family = socket.AF_INET6 if ":" in here else socket.AF_INET
    every = here == EVERY and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((here, port), family=family, backlog=128, dualstack_ipv6=every)
    except OSError as error:
        fix = f"Choose another: PORT={port + 1 if port < 65535 else 8000} make run"  # noqa: PLR2004
        reason = error.strerror or str(error)
        what = printable(f"Cannot listen on {with_port(host, port)}: {reason}.")
        raise Refused(f"{what} {fix}") from None


def _stop(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not cut the clearing up short
    raise KeyboardInterrupt


def _welcome(url: str, *, opens: bool) -> str:
    studio = f"Open {url} in a browser. " if opens else ""
    ivr = Path(sys.argv[0]).absolute()
    on_path = shutil.which("ivr") is not None or not ivr.is_relative_to(Path.cwd())
    here = "ivr" if on_path else ivr.relative_to(Path.cwd())
    return (
        f"{studio}The hotline answers on {url} (Ctrl-C stops it). In another terminal:\n"
        f"  {here} call                            ring it: read what is heard, press keys\n"
        f"  {here} call --language pl --keys 4,0   in Polish to what it costs, then to a person\n"
        f"  {here} call --help                     any moment, number, outcome; saved as sound\n"
        "A change in config/ or prompts/ is checked and taken over by itself, and told here."
    )
