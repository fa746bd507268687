"""What is said of a service: in its own prompts, or of a place in a directory around its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr.call.situation import Situation
from ivr.call.turn import Line, say
from ivr.model.directories import ADDRESS, DIGIT, PLACE, directory_of
from ivr.model.phone_numbers import compact
from ivr.model.services import Service

_WAIT: Final = say("directory.wait")
"""What whoever stays on the line is told: somebody else is rung."""


def announcement(situation: Situation, service: Service) -> tuple[Line, ...]:
    """Return the lines that say who is rung now."""
    if not directory_of(service.name):
        return say(f"service.{service.name}.announce")
    return *say("directory.announce"), named(situation, f"{PLACE}{service.name}")


def closing(situation: Situation, service: Service) -> tuple[Line, ...]:
    """Return the lines that say that a service is closed, before its stand-in is rung."""
    if not directory_of(service.name):
        return say(f"service.{service.name}.closed")
    name = named(situation, f"{PLACE}{service.name}")
    number = *say("directory.number"), *_digits(service)
    return name, *say("directory.closed"), *number, *_WAIT


def instruction(situation: Situation, service: Service) -> tuple[Line, ...]:
    """Return the lines that say which number a caller may dial themselves."""
    if not directory_of(service.name):
        return say(f"service.{service.name}.instruction")
    name, digits = named(situation, f"{PLACE}{service.name}"), tuple(_digits(service))
    number = *say("directory.number"), *digits, *say("directory.repeat"), *digits
    address: tuple[Line, ...] = ()
    if service.address is not None:
        address = *say("directory.address"), named(situation, f"{ADDRESS}{service.name}")
    return *say("directory.failed"), name, *number, *address, *_WAIT


def named(situation: Situation, prompt: str) -> Line:
    """Return the line that says a proper name, which has one language for all callers."""
    return Line(prompt, language=situation.hotline.fallback_language)


def _digits(service: Service) -> Iterator[Line]:
    for sign in compact(service.number or ""):
        yield Line(f"{DIGIT}{sign}")
