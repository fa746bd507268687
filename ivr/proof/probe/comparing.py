"""The first thing in which an answer differs from the one that was to come, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit

from ivr.call import State, read_state
from ivr.model import Hotline
from ivr.phone.twiml import verbs as twiml
from ivr.proof.probe.expected import Expected

_TONE: Final = re.compile(r"/audio/tone/[0-9]+-([0-9]+)\.wav$")

Kind = Literal["words", "target", "way"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What was to come, and what came instead; empty for nothing at all.

    ``kind`` is what it is about: the words, whose telephone rings, or the way on. ``is_lost`` tells
    that the right words are read aloud by the carrier, for want of their clip; ``is_unlisted`` that
    a clip came which this folder's list does not have.
    """

    kind: Kind
    wanted: str
    came: str
    is_lost: bool = False
    is_unlisted: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of an answer: what it is about, what it is compared by, and how it is told."""

    kind: Kind
    same: object
    told: str
    text: str = ""
    is_unlisted: bool = False


def difference(
    expected: Expected, wanted: twiml.Document, came: twiml.Document
) -> Difference | None:
    """Return the first difference of two answers, or None.

    A state is compared as it is read, so that an address may hold more than the state, and room
    tone by how long it is.
    """
    pairs = zip_longest(_parts(expected, wanted.verbs), _parts(expected, came.verbs))
    for right, other in pairs:
        if right is not None and other is not None and right.same == other.same:
            continue
        first = right or other
        assert first is not None  # noqa: S101 - one of them is there
        texts = {part.text for part in (right, other) if part is not None}
        is_lost = first.text != "" and len(texts) == 1 and right is not None and other is not None
        kind = "target" if other is not None and other.kind == "target" else first.kind
        is_unlisted = other is not None and other.is_unlisted
        return Difference(kind, _told(right), _told(other), is_lost, is_unlisted)
    return None


def _told(part: _Part | None) -> str:
    return "" if part is None else part.told


def _parts(expected: Expected, verbs: tuple[twiml.Verb, ...]) -> Iterator[_Part]:
    for verb in verbs:
        match verb:
            case twiml.Gather():
                for prompt in verb.prompts:
                    yield _prompt(expected, prompt)
                yield _wait(expected.hotline, verb)
            case twiml.Dial():
                yield from _dial(expected.hotline, verb)
            case twiml.Redirect():
                place = _place(expected.hotline, verb.url)
                yield _Part("way", ("redirect", place), "the call goes on")
            case twiml.Hangup() | twiml.Reject():
                yield _Part("way", "end", "the call ends")
            case _:
                yield _prompt(expected, verb)


def _prompt(expected: Expected, prompt: twiml.Prompt) -> _Part:
    match prompt:
        case twiml.Play(url):
            if tone := _TONE.search(url):
                return _Part("words", ("tone", int(tone[1])), f"{int(tone[1]) / 1000:g} s of tone")
            spoken = expected.spoken(url)
            text = "" if spoken is None else " ".join(spoken.text.split())
            unlisted = expected.clip(url) is None
            return _Part("words", ("clip", url), expected.words(url), text, unlisted)
        case twiml.Say(text, language):
            said = " ".join(text.split())
            return _Part(
                "words", ("said", language, said), f'{language}, read aloud: "{said}"', said
            )
        case _:
            return _Part("words", prompt, "a pause")


def _wait(hotline: Hotline, verb: twiml.Gather) -> _Part:
    action = _place(hotline, verb.action or "")
    how = verb.timeout, verb.num_digits, verb.finish_on_key, verb.action_on_empty_result
    return _Part("way", (action, how), f"a key is waited for, {verb.timeout} s after the sound")


def _dial(hotline: Hotline, verb: twiml.Dial) -> Iterator[_Part]:
    for callee in verb.callees:
        yield _Part("target", callee.target, f"{callee.target} rings")
        whisper = _place(hotline, callee.url or "")
        yield _Part("way", ("whisper", whisper), "the callee is told who calls")
    how = verb.timeout, verb.caller_id, verb.answer_on_bridge
    after = _place(hotline, verb.action or "")
    yield _Part("way", (after, how), f"it rings for {verb.timeout} s")


def _place(hotline: Hotline, address: str) -> tuple[str, State]:
    """Return what an address means to the webhook: its own part and the state it holds."""
    parts = urlsplit(address)
    state = read_state(dict(parse_qsl(parts.query, keep_blank_values=True)), hotline)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", state
