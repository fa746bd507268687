"""The menus: steps, their keys, and where a key or silence leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ivr.model.directories import STEPS

Kind = Literal["step", "transfer", "person", "languages", "goodbye"]

RESERVED: Final = ("person", "languages", "goodbye")
"""Destinations that are no step of the menu, and so no step may be called."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One place a call can go to; ``name`` is the step's or the service's."""

    kind: Kind
    name: str = ""

    @classmethod
    def read(cls, text: str) -> Destination:
        """Read a destination as editors write it.

        >>> Destination.read("fees")
        Destination(kind='step', name='fees')
        >>> Destination.read("transfer ambulance")
        Destination(kind='transfer', name='ambulance')
        >>> Destination.read("directory doctors")
        Destination(kind='step', name='directory.doctors')
        >>> Destination.read("person")
        Destination(kind='person', name='')
        """
        match text.split():
            case ["transfer", name]:
                return cls("transfer", name)
            case ["directory", name]:
                return cls("step", f"{STEPS}{name}")
            case ["person"]:
                return cls("person")
            case ["languages"]:
                return cls("languages")
            case ["goodbye"]:
                return cls("goodbye")
            case _:
                return cls("step", text)


@dataclass(frozen=True, slots=True)
class Go:
    """A destination that may depend on which services are open, first match first."""

    cases: tuple[tuple[str, Destination], ...]
    otherwise: Destination

    @classmethod
    def read(cls, cases: Mapping[str, str]) -> Go:
        """Read ``{"open guidance": "person", "else": "languages"}``; the shape is checked before.

        >>> Go.read({"open guidance": "person", "else": "languages"}).cases[0][0]
        'guidance'
        """
        opened = tuple(
            (condition.removeprefix("open ").strip(), Destination.read(text))
            for condition, text in cases.items()
            if condition != "else"
        )
        return cls(opened, Destination.read(cases["else"]))

    def destinations(self) -> Iterator[Destination]:
        """Yield every destination this can lead to."""
        for _, destination in self.cases:
            yield destination
        yield self.otherwise


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a step: the prompt that offers it (none when quiet), and where it leads.

    ``languages`` are those in which it is offered, and does something; None is all.
    ``named`` is the proper name that is heard before it, where a place or an area is offered.
    """

    key: str
    say: str | None
    go: Go
    languages: frozenset[str] | None = None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One menu or message: ``say``, then each choice's offer, then ``after``.

    ``on_silence`` is where the first silence leads at once; ``wait_seconds`` overrides the
    hotline's own. ``topic`` is what the callee is told a call put through from here is about.
    ``languages`` are those in which callers come to it; None is all.
    """

    name: str
    say: tuple[str, ...]
    choices: Mapping[str, Choice]
    after: tuple[str, ...]
    on_silence: Go | None
    wait_seconds: int | None
    topic: str | None
    languages: frozenset[str] | None = None

    def offered(self, language: str) -> dict[str, Choice]:
        """Return the choices that callers in a language have, by key.

        >>> local = Choice("3", "main.local", Go.read({"else": "local"}), frozenset({"nb", "pl"}))
        >>> step = Step("main", (), {"3": local}, (), None, None, None)
        >>> list(step.offered("pl")), list(step.offered("uk"))
        (['3'], [])
        """
        return {
            key: choice
            for key, choice in self.choices.items()
            if choice.languages is None or language in choice.languages
        }
