"""The next version of the program as it comes up beside the one that serves."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from ivr.serving.publishing.status import BESIDE, OutOfReachError, running_server, workers

PATIENCE_S: Final = 90.0
"""So long may the next version take until each of its workers serves."""

ENDED: Final = "The new program has ended as it started. Look into the log."
LATE: Final = f"The new program does not serve after {PATIENCE_S:.0f} s. Look into the log."


class Succession:
    """A next master that was started in a project's folder, not serving yet."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._latest = time.monotonic() + PATIENCE_S

    @property
    def is_late(self) -> bool:
        """Whether it has had all the time that it may take."""
        return time.monotonic() > self._latest

    def serves(self, pid: int) -> bool:
        """Tell whether every worker of this next master serves."""
        try:
            there = running_server(self._root, BESIDE)
        except OutOfReachError:
            return False
        if there is None or there.pid != pid:
            return False
        return len(workers(self._root, BESIDE)) >= there.workers
