"""Which version of an engine's package is installed."""

from __future__ import annotations

import functools
from importlib import metadata

from ivr.speech.errors import EngineDownError


@functools.cache
def installed_version(package: str) -> str:
    """Read a package's version without importing it.

    Raises:
        EngineDownError: The package is not installed.

    Example:
        >>> installed_version("espeakng-loader").split(".")[0]
        '0'
    """
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        raise EngineDownError(f"{package} is not installed", "run make setup") from None
