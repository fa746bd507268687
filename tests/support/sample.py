"""Some of many: where every one would only show the same again, a few of each kind do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Final, TypeVar

T = TypeVar("T")

FEW: Final = 3


def a_few_of_each(many: Iterable[T], kind: Callable[[T], Hashable]) -> list[T]:
    """Take the first, the last and one in the middle of every kind.

    >>> a_few_of_each(["a1", "b1", "a2", "a3", "a4", "a5"], lambda one: one[0])
    ['a1', 'a3', 'a5', 'b1']
    """
    kinds: dict[Hashable, list[T]] = defaultdict(list)
    for one in many:
        kinds[kind(one)].append(one)
    return [
        one
        for alike in kinds.values()
        for one in (alike if len(alike) <= FEW else (alike[0], alike[len(alike) // 2], alike[-1]))
    ]
