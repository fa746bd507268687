"""The document that answers when the server cannot, and whether two of them say the same."""

from __future__ import annotations

import hashlib
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring

from ivr.carrier import away_twiml
from ivr.serving.assembly import Assembly
from ivr.serving.away.words import Away, away

LARGEST: Final = 64 * 1024
"""Bytes of a document that the carrier reads."""


def fallback_document(assembly: Assembly, audio_base_url: str) -> str:
    """Return the TwiML that answers calls while the server is away; it asks nobody anything.

    In every language that callers are offered it says which numbers to dial, then a person is
    rung, then the numbers are said once more. Clips are named below ``audio_base_url``; where that
    is empty, the carrier reads aloud, and a language that it has no voice for is left out.
    """
    return written(away(assembly, audio_base_url))


def written(heard: Away) -> str:
    """Return what is heard as TwiML."""
    said = (*heard.heard, *heard.announced)
    sounds = {one.spoken: one.sound for one in said if one.sound is not None}
    service = heard.service
    return away_twiml(
        [said.spoken for said in heard.heard],
        [said.spoken for said in heard.announced],
        sounds.__getitem__,
        None if service is None else (service.routes[0], service.ring_seconds),
    )


def same_document(one: str | bytes, other: str | bytes) -> bool:
    """Tell whether two documents mean the same to the carrier; what is no XML means nothing.

    Line ends, indents, comments and the order of attributes mean nothing either.

    >>> same_document(
    ...     "<Response><Say voice='a' loop='1'>Hi</Say></Response>",
    ...     b'<?xml version="1.0"?><Response> <Say loop="1" voice="a">Hi </Say></Response>',
    ... )
    True
    >>> same_document("<Response/>", "<html>"), same_document("no", "no")
    (False, False)
    """
    meant = meaning(one)
    return meant is not None and meant == meaning(other)


def digest_of(document: str) -> str:
    """Return what tells a document from those of another meaning."""
    return hashlib.sha256(repr(meaning(document)).encode()).hexdigest()


def meaning(document: str | bytes) -> object:
    """Return what a document means: the same for two that differ in their writing alone.

    None is for one that is no XML, or larger than the carrier reads.
    """
    if len(document) > LARGEST:
        return None
    try:
        return _meaning(fromstring(document))  # noqa: S314 - small, and expat bounds what expands
    except (ParseError, ValueError, LookupError):
        return None


def _meaning(element: Element) -> object:
    texts = (element.text, *(child.tail for child in element))
    said = " ".join(" ".join(filter(None, texts)).split())
    return element.tag, sorted(element.attrib.items()), said, [_meaning(one) for one in element]
