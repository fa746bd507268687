"""Where a call stands between two turns; it travels in the action URL, not in a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from ivr.model import Hotline
from ivr.model.hotline import Municipality

Place = Literal["languages", "step", "announce", "dial", "instruction"]

MOST: Final = 99
"""The largest counter a state can carry; larger ones are forged or broken."""


@dataclass(frozen=True, slots=True)
class State:
    """One call between two turns.

    ``name`` is a step's or a service's, ``count`` the attempt (or, while dialling, the
    route, both from 1), ``page`` that of the language menu from 0, ``topic`` what a callee
    will be told. An empty language is one not chosen yet: the caller hears the fallback.

    >>> State("asker", "step", "pl", "fees").fields()
    {'m': 'asker', 'at': 'step', 'l': 'pl', 'n': 'fees'}
    """

    municipality: str
    place: Place
    language: str = ""
    name: str = ""
    count: int = 1
    page: int = 0
    topic: str = ""

    def fields(self) -> dict[str, str]:
        """Return the state as short ASCII fields; what is at its default is left out."""
        fields = {"m": self.municipality, "at": self.place, "l": self.language, "n": self.name}
        fields |= {"c": str(self.count) if self.count != 1 else ""}
        fields |= {"p": str(self.page) if self.page else "", "t": self.topic}
        return {name: value for name, value in fields.items() if value}

    @classmethod
    def read(cls, fields: Mapping[str, str], hotline: Hotline) -> State:
        """Return the state a hotline can go on from, whatever the fields hold.

        Fields come back signed, but perhaps from a configuration that has changed since:
        what no longer exists falls back to the nearest thing that does (the language menu,
        the main menu, the first attempt).
        """
        municipality = fields.get("m", "")
        if municipality not in hotline.municipalities:
            municipality = hotline.default_municipality
        language = fields.get("l", "")
        known = hotline.municipalities[municipality]
        state = cls(
            municipality,
            _place(fields.get("at", "")),
            language if language in hotline.languages else "",
            fields.get("n", ""),
            max(1, _count(fields.get("c", ""))),
            _count(fields.get("p", "")),
            fields.get("t", ""),
        )
        if state.topic not in {step.topic for step in known.steps.values()}:
            state = replace(state, topic="")
        if state.place == "languages":
            return state
        if _exists(state, known, hotline.fallback_language):
            return state
        if not state.language:
            return cls(municipality, "languages")
        return cls(municipality, "step", state.language, hotline.main_menu)


def _exists(state: State, municipality: Municipality, language: str) -> bool:
    """Tell whether a state's step is there, or its service one that callers are put through to."""
    if state.place == "step":
        return state.name in municipality.steps
    prompts, service = municipality.prompts[language], f"service.{state.name}"
    worded = f"{service}.announce" in prompts and f"{service}.instruction" in prompts
    return worded and state.name in municipality.services


def _place(text: str) -> Place:
    for place in get_args(Place):
        if text == place:
            return place  # type: ignore[no-any-return] # mypy sees get_args as Any
    return "languages"


def _count(text: str) -> int:
    return min(int(text), MOST) if text.isascii() and text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004 - MOST has two digits
