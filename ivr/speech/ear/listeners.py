"""Many clips heard by several recognisers side by side, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from ivr.speech.ear.hearing import Hearing, Spoken, hear
from ivr.worker_pools import pools

_MOST: Final = 4
"""Each takes 360 MB."""
_WORTH_A_PROCESS: Final = 8


def hear_all(
    clips: Sequence[Spoken],
    sheets: Mapping[str, Sequence[str]],
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> list[Hearing]:
    """Listen to clips, in their order.

    Args:
        clips: Each at most half a minute.
        sheets: By language, every text that a clip may say instead of its own.
        jobs: Processes to use; None for as many as pay off on this machine's cores.
        progress: Told how many are heard, of how many.

    Raises:
        EngineDownError: The recogniser is not installed.
        SpeechError: It does not know a language.
    """
    processes = jobs or min(_cores(), _MOST, len(clips) // _WORTH_A_PROCESS)
    found: list[Hearing] = []
    for hearing in _heard(clips, sheets, processes):
        found.append(hearing)
        if progress is not None:
            progress(len(found), len(clips))
    return found


def _heard(
    clips: Sequence[Spoken], sheets: Mapping[str, Sequence[str]], processes: int
) -> Iterator[Hearing]:
    if processes <= 1:
        yield from (hear(clip, sheets.get(clip.language, ())) for clip in clips)
        return
    # One recogniser a core: threads of theirs would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with pools(1, processes, bool) as [pool]:
        asked = [pool.submit(hear, clip, sheets.get(clip.language, ())) for clip in clips]
        yield from (future.result() for future in asked)


def _cores() -> int:
    # A container may be allowed fewer cores than the machine has.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
