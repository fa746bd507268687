"""What callers in danger hear, from the answer to the door: found in the menus, named nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.definition.load import Loaded
from ivr.definition.usage import (
    ANSWER,
    ENDING,
    LANGUAGE_OPTION,
    LANGUAGE_SHORT,
    LANGUAGE_WAIT,
    SPOKEN_ALWAYS,
)
from ivr.definition.ways import Ways, is_in_danger, services_of, way_to, with_stand_ins
from ivr.model.hotline import Hotline

FIRST_WORDS: Final = "The first words"
PUT_THROUGH: Final = "Being put through"
SILENCE: Final = "Silence, apologies and the goodbye"
LANGUAGE_LINE: Final = "The line of this language"
ON_THE_WAY: Final = "The menus on the way"
AT_A_LIMIT: Final = "More: Where a limit ends a call"

Said = tuple[str, str | None]
"""A prompt, and the key it names; None for every key that it may have to name."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Prompts that are heard together, and are best said in one breath.

    ``step`` is set where they tell more than the way to a door needs: it is the step, or prompt,
    that says them, and ``before`` the one from which callers come to it.
    """

    heading: str
    municipality: str
    said: tuple[Said, ...]
    step: str = ""
    before: str = ""


def passages(hotline: Hotline) -> tuple[Passage, ...]:
    """Return what callers in danger hear: first all that leads to a door, then what tells more.

    What leads to a door: the first words; the first step of each topic in danger, and the first
    that leads to each door; being put through there and to a person; silence, apologies and the
    goodbye; the language's own line; the menus on the way. What tells more comes with the most
    urgent topic first, and the nearest step.
    """
    ways = [Ways.of(hotline, municipality) for municipality in hotline.municipalities.values()]
    default = hotline.default_municipality
    needed = [(way, step, is_in_danger(hotline, way.here.steps[step]))
              for way in ways for step in way.needed]  # fmt: skip
    rest = [prompt for prompt in SPOKEN_ALWAYS if prompt != ANSWER]
    own = (LANGUAGE_OPTION, LANGUAGE_SHORT, LANGUAGE_WAIT)
    further = [(way, step) for way in ways for step in way.further]
    further.sort(key=lambda one: (-one[0].urgency(one[1]), _depth(*one)))
    return (
        Passage(FIRST_WORDS, default, ((ANSWER, ""),)),
        *(_passage(way, step, _topic(way, step)) for way, step, danger in needed if danger),
        *(Passage(PUT_THROUGH, way.here.key, (*_services(way.doors),)) for way in ways),
        *(_passage(way, step, SILENCE) for way in ways for step in way.aside),
        Passage(SILENCE, default, tuple((prompt, "") for prompt in rest)),
        Passage(LANGUAGE_LINE, default, tuple((prompt, None) for prompt in own)),
        *(_passage(way, step, ON_THE_WAY) for way, step, danger in needed if not danger),
        *(_more(way, step) for way, step in further),
        # No door needs it: whoever does not hear it hears the apology, with the same numbers.
        Passage(AT_A_LIMIT, default, ((ENDING, ""),), ENDING),
    )


def texts_of(loaded: Loaded, language: str, passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield each prompt of a passage with every text that a language may say for it."""
    prompts = loaded.hotline.municipalities[passage.municipality].prompts[language]
    words = loaded.hotline.languages[language].key_words
    for prompt, named in passage.said:
        keys = _keys(loaded, language, prompt) if named is None else (named,)
        wordings = prompts[prompt].wordings() if prompt in prompts else ()
        spoken = loaded.wordings.get((language, prompt), frozenset())
        for wording in wordings:
            texts = dict.fromkeys(wording.with_key(words.get(key, "")) for key in keys)
            yield from ((prompt, text) for text in texts if text in spoken)


def needed_in_danger(loaded: Loaded, language: str) -> Mapping[str, frozenset[str]]:
    """Return the texts, by prompt, without which a language would not lead to a door."""
    found: dict[str, frozenset[str]] = {}
    for passage in passages(loaded.hotline):
        if not passage.step:
            for prompt, text in texts_of(loaded, language, passage):
                found[prompt] = found.get(prompt, frozenset()) | {text}
    return found


def _keys(loaded: Loaded, language: str, prompt: str) -> list[str]:
    asked = (one for one in loaded.usages if one.prompt == prompt)
    return sorted({one.key or "" for one in asked if one.language in (None, language)})


def _passage(way: Ways, name: str, heading: str) -> Passage:
    step = way.here.steps[name]
    offers = ((choice.say, choice.key) for choice in step.choices.values() if choice.say)
    first, last = (((prompt, "") for prompt in prompts) for prompts in (step.say, step.after))
    return Passage(heading, way.here.key, (*first, *offers, *last))


def _more(way: Ways, step: str) -> Passage:
    """Return what a further step says, and the doors that it alone may ring."""
    rung = with_stand_ins(way.here, services_of(way.here.steps[step]))
    said = (*_passage(way, step, "").said, *_services(rung))
    return Passage(f"More: {_topic(way, step)}", way.here.key, said, step, way.behind[step])


def _services(names: Iterable[str]) -> Iterator[Said]:
    for name in names:
        for part in ("announce", "instruction", "closed"):
            yield f"service.{name}.{part}", ""


def _topic(way: Ways, step: str) -> str:
    return (way.here.steps[step].topic or step).replace("_", " ").capitalize()


def _depth(way: Ways, step: str) -> int:
    return sum(1 for _ in way_to(way.behind, step))
