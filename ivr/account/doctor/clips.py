"""The first bytes of every clip, fetched over the public address by a few connections at a time."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

import httpx

from ivr.account.doctor.address import LOOK_S
from ivr.problems import Problem
from ivr.problems.verdicts import Check, good, wrong
from ivr.proof.probe.sound import TYPES, type_of
from ivr.serving.assembly import Assembly
from ivr.serving.clip_store import AUDIO
from ivr.speech.clips.clip import Clip

CONNECTIONS: Final = 4
"""Connections at a time: callers use the same line."""

MOST_NAMED: Final = 20
"""Clips of which each has a line; more are counted."""

MOST_UNANSWERED: Final = 5
"""Requests without an answer after which no more are made."""

WHAT: Final = "the clips"
_FIRST: Final = 12
"""Bytes that tell a file of sound: RIFF, how long it is, WAVE."""

_WHOLE, _PART = 200, 206
_REBUILD: Final = "Run there: ivr audio build --verify"
_BETWEEN: Final = "Look at the cache or proxy before the server."

Progress = Callable[[int, int], object]
Answer = httpx.Response | httpx.TransportError


def clips(
    assembly: Assembly, url: str, trusted: ssl.SSLContext, progress: Progress
) -> Iterator[Check]:
    """Yield what is wrong with the clips of the languages that are offered, or that all are there.

    ``progress`` learns how many of how many have been fetched.
    """
    offered = assembly.hotline.languages
    listed = [clip for clip in assembly.clips.manifest if clip.language in offered]
    prompts = {
        (code, text): prompt
        for (code, prompt), texts in assembly.loaded.wordings.items()
        for text in texts
    }
    found, unanswered = [], 0
    with _fetching(url, listed, trusted) as answers:
        for number, (clip, answer) in enumerate(zip(listed, answers, strict=True), 1):
            progress(number, len(listed))
            if problem := clip_problem(clip, prompts.get((clip.language, clip.text), ""), answer):
                found.append(problem)
            unanswered += isinstance(answer, httpx.TransportError)
            if unanswered > MOST_UNANSWERED:
                break
    yield from (wrong("a clip", problem) for problem in found[:MOST_NAMED])
    if len(found) > MOST_NAMED:
        cause = f"{len(found) - MOST_NAMED} more clips do not come as they should."
        yield wrong(WHAT, Problem("probe-clip-lost", url, None, cause, _REBUILD))
    elif not found:
        yield good(WHAT, f"{len(listed)} begin as sound, in {len(offered)} languages")


@contextmanager
def _fetching(url: str, listed: list[Clip], trusted: ssl.SSLContext) -> Iterator[Iterator[Answer]]:
    """Fetch the beginning of each clip, in order; what is not begun in the end is left."""
    transport = httpx.HTTPTransport(
        verify=trusted, limits=httpx.Limits(max_connections=CONNECTIONS)
    )
    pool = ThreadPoolExecutor(CONNECTIONS)
    with httpx.Client(transport=transport, timeout=LOOK_S) as client:

        def fetched(clip: Clip) -> Answer:
            asked = {"Range": f"bytes=0-{_FIRST - 1}"}
            try:
                return client.get(f"{url}{AUDIO}/{clip.file}", headers=asked)
            except httpx.TransportError as error:
                return error

        try:
            yield pool.map(fetched, listed)
        finally:
            pool.shutdown(cancel_futures=True)


def clip_problem(clip: Clip, prompt: str, answer: Answer) -> Problem | None:
    """Return what is wrong with a clip by its first bytes, named by its ``prompt``; or None."""
    name = f"{clip.language} [{prompt}]" if prompt else f'{clip.language} "{clip.text}"'
    path = f"{AUDIO}/{clip.file}"
    if isinstance(answer, httpx.TransportError):
        cause = f"{name}: {path} does not come: {str(answer) or type(answer).__name__}."
        return Problem("probe-clip-lost", path, None, cause, _BETWEEN)
    if answer.status_code not in (_WHOLE, _PART):
        cause = f"{name}: {path} is answered with {answer.status_code}."
        return Problem("probe-clip-lost", path, None, cause, _REBUILD)
    kind = type_of(answer.headers)
    if kind not in TYPES:
        cause = f"{name}: {path} comes as {kind or 'no type'}, and is audio/wav."
        return Problem("probe-clip-damaged", path, None, cause, _BETWEEN)
    first, size = answer.content[:_FIRST], _size(answer)
    if first[:4] != b"RIFF" or first[8:] != b"WAVE" or size != clip.size:
        cause = f"{name}: {path} comes cut off or changed: {size} bytes, of {clip.size}."
        return Problem("probe-clip-damaged", path, None, cause, _BETWEEN)
    return None


def _size(answer: httpx.Response) -> int:
    """Return how long a file is of which a part, or all, was answered; -1 where nobody tells."""
    if answer.status_code == _WHOLE:
        return len(answer.content)
    told = answer.headers.get("content-range", "").rpartition("/")[2]
    return int(told) if told.isascii() and told.isdecimal() else -1
