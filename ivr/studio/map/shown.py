"""What the page shows of a place: what is heard there, where silence leads, who leads there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ivr.call import InLanguageMenu, Spoken, State
from ivr.map.asked import AskedHotline
from ivr.map.drawing.boxes import Boxes
from ivr.map.graph import Map, Node, heard_at
from ivr.map.places import Place
from ivr.map.silence import Silent, played_out
from ivr.map.survey import Survey
from ivr.model.directories import NAMES


@dataclass(frozen=True, slots=True)
class Sentence:
    """One prompt as it is heard; ``file`` is its clip's, None where there is none.

    ``norwegian`` is the same prompt in the fallback language, empty for that one itself.
    """

    spoken: Spoken
    norwegian: str
    file: str | None
    seconds: float | None
    is_name: bool


EVERYWHERE: Final = ("0", "*", "#")
"""The keys that work everywhere by themselves."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A place with what the page tells of it.

    ``reached_from`` names the places that offer it, or whose silence leads there; ``everywhere``
    counts those from which key 0 or * does.
    """

    node: Node
    title: str
    sentences: tuple[Sentence, ...]
    languages: tuple[str, ...]
    silence: tuple[Silent, ...]
    reached_from: tuple[tuple[Place, tuple[str, ...]], ...]
    everywhere: int


def place_named(map_: Map, name: str) -> Place | None:
    """Return the place of a name, as the menu's files write destinations; None for none."""
    return next((place for place in map_.nodes if str(place) == name), None)


def shown(survey: Survey, boxes: Boxes, place: Place, language: str) -> Shown:
    """Return what is told of a place, heard in a language."""
    map_ = survey.map
    node = map_.nodes[place]
    languages = tuple(_heard_in(map_, node))
    language = language if language in languages else map_.asked.language
    asked = map_.asked
    silence = played_out(asked.hotline, node.turn, asked.at, asked.can_be_heard, survey.lengths)
    leading: dict[Place, dict[str, None]] = {}
    everywhere: dict[Place, None] = {}
    for source, edge in map_.reached_from(place):
        if edge.key in EVERYWHERE:
            everywhere[source.place] = None
        else:
            leading.setdefault(source.place, {})[edge.key] = None
    return Shown(
        node,
        boxes.box(place).title,
        tuple(_sentences(survey, node, language)),
        languages,
        tuple(silence),
        tuple((source, tuple(keys)) for source, keys in leading.items()),
        len(everywhere),
    )


def _heard_in(map_: Map, node: Node) -> Iterator[str]:
    """Yield the languages in which callers come to a place."""
    here = map_.asked.municipality
    step, service = here.steps.get(node.place.name), here.services.get(node.place.name)
    kept = [one.languages for one in (step, service) if one is not None]
    for code in map_.asked.hotline.languages_in(here.key):
        if all(languages is None or code in languages for languages in kept):
            yield code


def _sentences(survey: Survey, node: Node, language: str) -> Iterator[Sentence]:
    fallback = survey.map.asked.hotline.fallback_language
    said, norwegian = (_said(survey.map, node, code) for code in (language, fallback))
    beside = {(one.prompt, number): one.text for number, one in enumerate(norwegian)}
    for number, one in enumerate(said):
        clip = survey.assembly.clips.playable(one) if survey.assembly.can_be_heard(one) else None
        other = beside.get((one.prompt, number), "")
        yield Sentence(
            one,
            "" if one.language == fallback or node.place.kind == "languages" else other,
            None if clip is None else clip.file,
            None if clip is None else clip.seconds,
            one.prompt.startswith(NAMES),
        )


def _said(map_: Map, node: Node, language: str) -> tuple[Spoken, ...]:
    """Return what is said of a place in a language."""
    state: State | None = node.states[0] if node.states else None
    if state is None:
        prompts = map_.asked.municipality.prompts[language]
        day = map_.asked.at.astimezone(map_.asked.hotline.timezone).date()
        return tuple(
            replace(one, language=language, text=prompts[one.prompt].wording(day).with_key(""))
            for one in node.spoken
        )
    if isinstance(state, InLanguageMenu):
        return node.spoken
    asked = map_.asked
    hotline = AskedHotline.of(asked.hotline, asked.municipality.key, asked.at)
    return heard_at(hotline, asked, replace(state, language=language)).spoken
