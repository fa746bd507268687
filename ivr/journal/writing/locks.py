"""One process at a time: a lock on an open file, which ends with the process at the latest."""

from __future__ import annotations

import fcntl


def lock_if_free(file: int) -> bool:
    """Lock an open file, by its number, for this process; false where another one has it.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as one, open(one.name) as again:
    ...     lock_if_free(one.fileno()), lock_if_free(again.fileno())
    (True, False)
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
