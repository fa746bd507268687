"""The hotline that `ivr call` rings: where it is, what it offers, and the carrier in between."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ivr.cli.dev_server import ACCOUNT_SID, Emulation, chosen_languages, own_languages
from ivr.cli.project import Refused, open_project, printable

if TYPE_CHECKING:
    import httpx

    from ivr.phone import EmulatedCarrier

START = "Start the hotline in another terminal: make run"


@dataclass(frozen=True, slots=True)
class Target:
    """A hotline that answers; ``languages`` are those it offers, in the order of their keys."""

    emulation: Emulation
    languages: tuple[str, ...]

    def carrier(self, *, is_counted: bool = True) -> EmulatedCarrier:
        """Return the emulated carrier of this hotline's numbers.

        Calls that are not counted are marked as test calls, which add to no figure.
        """
        import httpx

        from ivr.carrier import PROBE
        from ivr.phone import Account, EmulatedCarrier

        emulation, mark = self.emulation, {} if is_counted else {PROBE: "yes"}
        return EmulatedCarrier(
            httpx.Client(trust_env=False),
            account=Account(ACCOUNT_SID, emulation.token, emulation.numbers, mark),
            voice_url=f"{emulation.url}/voice",
            fallback_url=f"{emulation.url}/voice/fallback",
            status_callback=f"{emulation.url}/voice/status",
        )

    def choosing(self, language: str, number: str) -> tuple[str, ...]:
        """Return the keys that choose a language on a number, from the answer on.

        None where the number belongs to that language; star first where it belongs to another.
        Raises Refused, naming the languages offered, when it is not among them.

        >>> pl = {"+4700000002": "pl"}
        >>> hotline = Target(Emulation("", "", "", (), pl), ("nb", *"abcdefg", "tr", "pl"))
        >>> hotline.choosing("tr", "+4700000001"), hotline.choosing("nb", "+4700000002")
        (('9', '1'), ('*', '1'))
        >>> few = {"": ["nb", "en", "pl"], "+4700000001": ["nb", "pl"]}
        >>> hotline = Target(Emulation("", "", "", (), {}, few), ("nb", "en", "pl"))
        >>> hotline.choosing("pl", "+4700000001"), hotline.choosing("pl", "+4700000002")
        (('2',), ('3',))
        """
        from ivr.model.language_menu import FIRST_PAGE, MORE_KEY, language_key

        emulation = self.emulation
        here = emulation.chosen.get(number, emulation.chosen.get(""))
        languages = [code for code in self.languages if here is None or code in here]
        if language not in languages:
            what = f"--language: [{printable(language)}] is not offered."
            raise Refused(f"{what} Offered: {', '.join(languages) or 'none'}.")
        own = emulation.own_languages.get(number)
        if own == language:
            return ()
        position = languages.index(language)
        first = ("*",) if own in languages else ()
        return (*first, *[MORE_KEY] * (position // FIRST_PAGE), language_key(position))


def reached(emulation: Emulation) -> Target:
    """Return a hotline that answers; raises Refused where none does."""
    import httpx

    try:
        answer = httpx.get(f"{emulation.url}/healthz", timeout=5, trust_env=False)
        answer.raise_for_status()
    # UnicodeError: a host name that cannot be written as the network wants it.
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        reason = str(error).partition("\n")[0]
        what = printable(f"No hotline answers on {emulation.url} ({reason}).")
        raise Refused(f"{what} {START}") from None
    return Target(emulation, _languages(answer))


def _languages(answer: httpx.Response) -> tuple[str, ...]:
    """Return the languages a hotline says it offers; none where it says nothing of them."""
    try:
        told = answer.json()["languages"]
    except (ValueError, KeyError, TypeError):
        return ()
    return tuple(map(str, told)) if isinstance(told, list) else ()


def nearby(project: Path) -> Emulation:
    """Return the hotline that is running for a project; raises Refused when there is none."""
    emulation = Emulation.find(project)
    if emulation is None:
        fix = "Start it in another terminal: make run"
        raise Refused(f"No hotline is running in {project.resolve()}. {fix}")
    return emulation


def elsewhere(url: str, project: Path | None) -> Emulation:
    """Return the hotline at an address; ``project`` tells which numbers belong to a language.

    Raises Refused without a token, and for a project that cannot be read.
    """
    from ivr.environment import trimmed_text
    from ivr.serving.faults.secrets import token_faults

    token = trimmed_text(os.environ.get("TWILIO_AUTH_TOKEN", ""))
    if not token:
        raise Refused("--url needs TWILIO_AUTH_TOKEN in the environment, to sign the requests.")
    faults = [one for one in token_faults("TWILIO_AUTH_TOKEN", token) if not one.is_warning]
    if faults:
        raise Refused("\n".join(map(str, faults)))
    own: dict[str, str] = {}
    chosen: dict[str, list[str]] = {}
    if project is not None and (project / "config").is_dir():
        hotline = open_project(project, dict(os.environ)).hotline
        own, chosen = own_languages(hotline), chosen_languages(hotline)
    return Emulation(url.rstrip("/"), token, "Europe/Oslo", (), own, chosen)
