"""Which content is served, and whether it is that of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import httpx

from ivr.model import Hotline
from ivr.problems import Problem, Refusal, Severity
from ivr.problems.verdicts import Check, good, unknown, wrong
from ivr.proof.probe.expected import Expected
from ivr.proof.probe.reach import out_of_reach
from ivr.serving.assembly import Assembly, Site, assemble
from ivr.serving.publishing.content import content_version, read_whole

CONTENT: Final = "the content"
LANGUAGES: Final = "the languages"
_THROUGH: Final = "Let it through to the hotline."

HEALTH: Final = "/healthz"
READY: Final = "/readyz"

_OK, _NOT_FOUND = 200, 404
_LOOK_S: Final = 5.0
_SHOWN: Final = 200
"""Signs of an answer that a line shows."""


@dataclass(frozen=True, slots=True)
class Served:
    """What a hotline says of itself; ``version`` is empty where it says nothing."""

    version: str = ""
    languages: tuple[str, ...] = ()

    @classmethod
    def read(cls, answer: httpx.Response) -> Served:
        """Read what /healthz answers, whatever it is."""
        try:
            told: Any = answer.json()
        except ValueError:
            return cls()
        if answer.status_code != _OK or not isinstance(told, Mapping):
            return cls()
        languages = told.get("languages")
        named = languages if isinstance(languages, list) else ()
        return cls(str(told.get("content") or ""), tuple(map(str, named)))


def served(client: httpx.Client, url: str) -> Served:
    """Ask a hotline what it serves.

    Raises:
        httpx.TransportError: There is no answer.
        httpx.InvalidURL, UnicodeError: Nobody can be asked at such an address.
    """
    return Served.read(client.get(f"{url}{HEALTH}", timeout=_LOOK_S))


def ready(client: httpx.Client, url: str) -> Check:
    """Ask a hotline whether it can take calls."""
    what = "readiness"
    try:
        answer = client.get(f"{url}{READY}", timeout=_LOOK_S)
    except httpx.TransportError as error:
        return wrong(what, out_of_reach(url, error))
    if answer.status_code == _OK:
        return good(what, f"{READY} says that calls can be taken")
    if answer.status_code == _NOT_FOUND:
        cause = f"{READY} is not served."
        problem = Problem("probe-not-ready", READY, None, cause, _THROUGH, Severity.WARNING)
        return unknown(what, problem)
    cause = f"{READY} answers with {answer.status_code}: {_reasons(answer)}"
    return wrong(what, Problem("probe-not-ready", READY, None, cause, "Mend what it names."))


def _reasons(answer: httpx.Response) -> str:
    """Return why a hotline is not ready; of an answer that is another's, its beginning."""
    try:
        return " ".join(map(str, answer.json()["reasons"]))
    except (ValueError, KeyError, TypeError):
        return " ".join(answer.text.split())[:_SHOWN]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a hotline: its ``expected`` answers, or None; ``assembly`` of the folder."""

    checks: tuple[Check, ...]
    folder: str
    assembly: Assembly | None = None
    expected: Expected | None = None

    @property
    def hotline(self) -> Hotline | None:
        """The hotline of the folder; None where it cannot be read."""
        return None if self.assembly is None else self.assembly.hotline


def known(site: Site, served: Served, url: str) -> Known:
    """Return what calls are to hear, where the folder holds what is served."""
    try:
        folder, assembly = read_whole(site.root, lambda: assemble(site, url, listed=True))
    except Refusal as broken:
        first, more = str(broken).partition("\n")[0], broken.problems[1:]
        count = f" and {len(more)} more" if more else ""
        cause = f"This folder cannot be read ({first.rstrip('.')}{count}), so no word is judged."
        folder = content_version(site.root)
        return Known((_unknown(url, cause, "Run: ivr check"),), folder)
    if not served.version:
        cause = f"{HEALTH} does not tell which content is served, so no word is judged."
        return Known((_unknown(url, cause, _THROUGH),), folder, assembly)
    if served.version != folder:
        cause = f"Calls hear {served.version}, and this folder holds {folder}: no word is judged."
        fix = "Run: ivr publish; or probe from the folder that is served."
        return Known((_unknown(url, cause, fix),), folder, assembly)
    if assembly.loaded.hotline.fallback_language not in served.languages:
        cause = f"{HEALTH} tells of no language that every call needs, so no word is judged."
        return Known((_unknown(url, cause, _THROUGH),), folder, assembly)
    told = good(CONTENT, f"calls hear {folder}, which this folder holds")
    offered, assembly = _offered(site, served, url, assembly)
    return Known((told, offered), folder, assembly, Expected(assembly, url))


def _unknown(url: str, cause: str, fix: str) -> Check:
    problem = Problem("probe-other-content", url, None, cause, fix, Severity.WARNING)
    return unknown(CONTENT, problem)


def _offered(site: Site, served: Served, url: str, here: Assembly) -> tuple[Check, Assembly]:
    """Compare the languages that are offered; return the hotline with those that are served."""
    ours = tuple(here.hotline.languages)
    if served.languages == ours:
        return good(LANGUAGES, f"{len(ours)} are offered: {', '.join(ours)}"), here
    lost = [code for code in ours if code not in served.languages]
    more = [code for code in served.languages if code not in ours]
    told = []
    if lost:
        told.append(f"{', '.join(lost)} could be offered, and is not.")
    if more:
        told.append(f"{', '.join(more)} is offered, and would not be with the settings here.")
    fix = "Give this command the settings of the server (OFFER_DRAFTS, OFFER_OUTDATED); or run "
    fix += "ivr audio build --verify there, and start it again."
    problem = Problem("probe-languages-differ", url, None, " ".join(told), fix)
    as_served = replace(site, drafts=site.drafts or bool(more), languages=served.languages)
    return wrong(LANGUAGES, problem), assemble(as_served, url, listed=True)
