"""Where each prompt is heard, in words for translators and speakers."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.definition import Loaded
from ivr.definition.usage import Usage


def heard(loaded: Loaded) -> dict[str, str]:
    """Return a sentence for every prompt on where it is heard.

    The same prompt may be heard in many places; the first three are named.
    """
    places: dict[str, dict[str, None]] = {}
    for usage in loaded.usages:
        places.setdefault(usage.prompt, {})[_place(usage)] = None
    return {prompt: _sentence(list(found)) for prompt, found in places.items()}


def _sentence(places: list[str]) -> str:
    more = f", and {len(places) - 3} more" if len(places) > 3 else ""  # noqa: PLR2004 - a line's worth
    return f"Heard {', '.join(places[:3])}{more}."


def _place(usage: Usage) -> str:
    return next(_words(usage))


def _words(usage: Usage) -> Iterator[str]:
    match [str(part) for part in usage.place if str(part) != "menu"]:
        case [*_, step, "choices", key, "say"]:
            yield f"in {step}, offering key {key}"
        case ["announcements", name, "say"]:
            yield f"as the announcement {name}, right after the language is chosen"
        case [*_, step, "say"]:
            yield f"at the beginning of {step}"
        case [*_, step, "after"]:
            yield f"at the end of {step}"
        case [*_, _, "topic"]:
            yield "by the one who answers a transfer"
        case ["services", service, *_]:
            yield f"when callers are put through to {service}"
        case _ if usage.prompt.startswith("whisper."):
            yield "by the one who answers a transfer"
        case _ if usage.prompt == "language.option":
            yield "in the language menu, in every language"
        case _:
            yield "in every call"
