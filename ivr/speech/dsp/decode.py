"""Reading the sound files that microphones and telephones produce."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import SpeechError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_ONE_SIDED_DB: Final = 3.0
"""A mean this much weaker than the stronger channel has lost speech, so that channel is taken."""

_RATES_HZ: Final = (8_000, 192_000)
"""What microphones and telephones give."""


def decode(path: Path) -> Speech:
    """Read a sound file, at any rate: WAV, FLAC, MP3, Ogg, M4A, AMR, WebM and many more.

    libsndfile reads it if it can, else FFmpeg's libraries, which know what telephones save.
    Several channels become one: their mean, or the strongest where the others are silent or
    cancel it.

    Raises:
        SpeechError: The file cannot be read as sound, or holds none.

    Example:
        >>> decode(Path("/no/such/file.wav"))  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        SpeechError: the file cannot be read as sound; ...
    """
    import numpy as np

    channels, rate = _read(path)
    if len(channels) == 0:
        raise SpeechError("recording-unreadable", "the file holds no sound", "record it again")
    if not _RATES_HZ[0] <= rate <= _RATES_HZ[1]:
        raise SpeechError(
            "recording-unreadable", f"it has {rate} samples a second", "record at 8,000 to 192,000"
        )
    if not np.isfinite(channels).all():
        raise SpeechError(
            "recording-unreadable",
            "some of its samples are no numbers",
            "save it anew as WAV or FLAC",
        )
    return Speech(_one_channel(channels), int(rate))


def _read(path: Path) -> tuple[npt.NDArray[np.float32], int]:
    """Return the samples by time and channel, and how many there are a second."""
    import soundfile

    try:
        return soundfile.read(path, dtype="float32", always_2d=True)  # type: ignore[no-any-return]
    except (soundfile.LibsndfileError, OSError):
        pass
    import av

    try:
        return _decoded(path)
    except (av.FFmpegError, IndexError, OSError, ValueError):
        raise SpeechError(
            "recording-unreadable",
            "the file cannot be read as sound",
            "save it as WAV, FLAC or MP3",
        ) from None


def _decoded(path: Path) -> tuple[npt.NDArray[np.float32], int]:
    import av
    import numpy as np

    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        as_floats = av.AudioResampler(format="fltp")
        parts = [
            part.to_ndarray() for frame in file.decode(stream) for part in as_floats.resample(frame)
        ]
        rate = stream.rate
    if not parts:
        return np.zeros((0, 1), np.float32), rate
    return np.concatenate(parts, axis=1, dtype=np.float32, casting="same_kind").T, rate


def _one_channel(channels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    mean: npt.NDArray[np.float32] = channels.mean(axis=1)
    powers = np.square(channels, dtype=np.float64).mean(axis=0)
    if np.square(mean, dtype=np.float64).mean() < powers.max() / 10 ** (_ONE_SIDED_DB / 10):
        return np.ascontiguousarray(channels[:, int(powers.argmax())])
    return mean
