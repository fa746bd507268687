"""gunicorn with one worker process, in which the studio's pages share what they have read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication

from ivr.web.front.unreadable import take_away_the_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    def __init__(
        self, app: WSGIApplication, bind: str, threads: int, begin: Callable[[], None]
    ) -> None:
        self._app = app
        self._begin = begin
        self._settings: dict[str, object] = {
            "bind": [bind],
            "workers": 1,
            "worker_class": "gthread",
            "threads": threads,
            # No access log: who looks at what, and when, is nobody's business.
            "logger_class": "ivr.web.logs.gunicorn.Lines",
            # The address is STUDIO_URL: no proxy's word about the path or scheme is needed.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        self._begin()  # in the worker, for no thread comes along into it
        return self._app


def serve_until_stopped(
    app: WSGIApplication, bind: str, threads: int, begin: Callable[[], None]
) -> None:
    """Serve an application at an address of this machine until SIGTERM; ``begin`` comes first."""
    take_away_the_name()
    _Server(app, bind, threads, begin).run()
