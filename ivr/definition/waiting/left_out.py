"""Which keys a language leaves out for what it lacks, and which it never may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from ivr.definition.waiting.paths import Key, Paths
from ivr.model.menu import Destination

Words: TypeAlias = Mapping[Destination | Key, frozenset[str]]
"""What a step or service says by itself, and what offers a key."""


def door_keys(paths: Paths, danger: frozenset[Destination]) -> frozenset[Key]:
    """Return the keys that ring a door where somebody may be in danger, or has been silent.

    Where a step there tells nothing but its keys, they are all of them.
    """
    main, *aside = paths.starts
    there = paths.with_what_follows({*aside, *danger}) - {main}
    return frozenset(
        (step, key)
        for (step, key), led in paths.keys.items()
        if Destination("step", step) in there
        and (step in paths.menus or any(one.kind == "transfer" or one in danger for one in led))
    )


def needed_places(
    paths: Paths, vital: frozenset[Key], danger: frozenset[Destination]
) -> frozenset[Destination | Key]:
    """Return the places and keys that every language must say."""
    steps = {Destination("step", step) for step, _ in vital}
    led = {there for key in vital for there in paths.keys[key]}
    places = paths.with_what_follows({*paths.starts, *danger, *steps, *led})
    return frozenset({*places, *vital})


def left_out(
    paths: Paths, words: Words, lacks: frozenset[str], vital: frozenset[Key]
) -> frozenset[Key]:
    """Return the keys that lead to what a language lacks, but for the vital ones.

    That is: to words that are missing, to a menu that would offer nothing, or as the only key to a
    topic of which some is missing.
    """
    waiting: frozenset[Key] = frozenset()
    silent = {place for place, said in words.items() if said & lacks}
    while silent:
        waiting = _waiting(paths, words, silent) - vital
        menus = ((step, keys) for step, keys in paths.menus.items() if keys and keys <= waiting)
        empty = {Destination("step", step) for step, _ in menus}
        if empty <= silent:
            break
        silent |= empty
    return waiting


def _waiting(paths: Paths, words: Words, silent: AbstractSet[Destination | Key]) -> frozenset[Key]:
    mute = {place for place in words if isinstance(place, Destination)
            and not silent.isdisjoint(paths.with_what_follows([place]))}  # fmt: skip
    waiting = {key for key, led in paths.keys.items() if key in silent or not mute.isdisjoint(led)}
    own = {key for key in waiting if _is_of_its_topic(paths, key)}
    for place in mute | {Destination("step", step) for step, _ in own}:
        if place.kind == "step":
            topic = paths.topic_of(place.name)
            only = paths.only_ways_to(place)
            waiting |= {key for key in only if topic in _topics(paths, paths.keys[key])}
    return frozenset(waiting)


def _is_of_its_topic(paths: Paths, key: Key) -> bool:
    """Tell whether a key leads to more of what its step is about.

    One that rings somebody waits alone: it may be a municipality's own in a menu of all.
    """
    return paths.topic_of(key[0]) in _topics(paths, paths.keys[key])


def _topics(paths: Paths, places: Iterable[Destination]) -> set[str | None]:
    """Return what some steps are about; those that say nothing of it are about the same."""
    return {paths.topic_of(place.name) for place in places if place.kind == "step"}


def said_at(words: Words, places: Iterable[Destination | Key]) -> frozenset[str]:
    """Return the prompts that are said at some places, and to offer some keys."""
    return frozenset().union(*(words.get(place, frozenset()) for place in places))
