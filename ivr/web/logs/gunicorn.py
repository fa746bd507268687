"""gunicorn's own lines, in the shape of all others."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger


class Lines(Logger):  # type: ignore[misc] # gunicorn has no types
    """What gunicorn logs with; it opens nothing, and says all to the handler that is there."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn's
        """Hand every line on; there is no line for a request, which would tell too much."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.propagate = True
        self.error_log.handlers.clear()
        self.access_log.disabled = True
