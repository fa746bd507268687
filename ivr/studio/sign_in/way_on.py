"""Where somebody goes on after signing in: to a page of the studio, and nowhere else."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlsplit

from ivr.studio.settings import PREFIX

HOME: Final = f"{PREFIX}/"


def way_on(asked: str) -> str:
    """Return a page's address as it was asked for, or that of the first page.

    >>> way_on("/studio/texts?language=pl"), way_on("//evil.example/studio/")
    ('/studio/texts?language=pl', '/studio/')
    >>> way_on("/studio/../audio"), way_on("https://evil.example/studio/texts")
    ('/studio/', '/studio/')
    """
    plain = asked.isascii() and asked.isprintable() and "\\" not in unquote(asked)
    if not (plain and asked.startswith(HOME)):
        return HOME
    path = urlsplit(asked).path
    return HOME if {".", ".."} & {*unquote(path).split("/")} else asked
