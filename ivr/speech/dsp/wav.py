"""The clip's file: RIFF WAVE holding 8 kHz mono µ-law and nothing else.

Layout from "Multimedia Programming Interface and Data Specifications 1.0" and RFC 2361: a format
chunk (tag 7), the fact chunk every compressed format needs, the data.
"""

from __future__ import annotations

import struct
from typing import Final

from ivr.speech.dsp.targets import RATE_HZ
from ivr.speech.errors import SpeechError

_MULAW: Final = 7
_HEAD: Final = struct.Struct("<4sI4s 4sIHHIIHHH 4sII 4sI")
_FORMAT: Final = (_MULAW, 1, RATE_HZ, RATE_HZ, 1, 8, 0)


def wrap(mulaw: bytes) -> bytes:
    r"""Put µ-law samples into a WAV file.

    Example:
        >>> file = wrap(b"\xff" * 80)
        >>> len(file), file[:4], file[8:12]
        (138, b'RIFF', b'WAVE')
    """
    padding = b"\0" * (len(mulaw) % 2)
    head = _HEAD.pack(
        *(b"RIFF", _HEAD.size - 8 + len(mulaw) + len(padding), b"WAVE"),
        *(b"fmt ", 18, *_FORMAT),
        *(b"fact", 4, len(mulaw)),
        *(b"data", len(mulaw)),
    )
    return head + mulaw + padding


def unwrap(file: bytes) -> bytes:
    r"""Take the µ-law samples out of a clip's file.

    Raises:
        SpeechError: The file is no clip, or part of one.

    Example:
        >>> unwrap(wrap(b"\xff\x80\xff"))
        b'\xff\x80\xff'
    """
    mulaw = file[_HEAD.size :]
    if len(file) >= _HEAD.size:
        mulaw = mulaw[: _HEAD.unpack_from(file)[-1]]
    if wrap(mulaw) != file:
        raise SpeechError("clip-corrupt", "not a whole 8 kHz µ-law clip", "build the clips again")
    return mulaw
