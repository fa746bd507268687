"""Reading the sound files that microphones and telephones produce."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ivr.speech.errors import SpeechError
from ivr.speech.sound import Speech

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_ONE_SIDED_DB: Final = 3.0
"""A mean this much weaker than the stronger channel has lost speech, so that channel is taken."""

_RATES_HZ: Final = (8_000, 192_000)
"""What microphones and telephones give."""


def listen(path: Path) -> Speech:
    """Read a sound file: WAV, FLAC, MP3, Ogg and whatever else libsndfile knows, at any rate.

    Several channels become one: their mean, or the strongest where the others are silent or
    cancel it.

    Raises:
        SpeechError: The file cannot be read as sound, or holds none.

    Example:
        >>> listen(Path("/no/such/file.wav"))  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        SpeechError: the file cannot be read as sound; ...
    """
    import numpy as np
    import soundfile

    try:
        channels, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError):
        raise SpeechError(
            "the file cannot be read as sound", "save it as WAV, FLAC or MP3"
        ) from None
    if len(channels) == 0:
        raise SpeechError("the file holds no sound", "record it again")
    if not _RATES_HZ[0] <= rate <= _RATES_HZ[1]:
        raise SpeechError(f"it has {rate} samples a second", "record at 8,000 to 192,000")
    if not np.isfinite(channels).all():
        raise SpeechError("some of its samples are no numbers", "save it anew as WAV or FLAC")
    return Speech(_one_channel(channels), int(rate))


def _one_channel(channels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    mean: npt.NDArray[np.float32] = channels.mean(axis=1)
    powers = np.square(channels, dtype=np.float64).mean(axis=0)
    if np.square(mean, dtype=np.float64).mean() < powers.max() / 10 ** (_ONE_SIDED_DB / 10):
        return np.ascontiguousarray(channels[:, int(powers.argmax())])
    return mean
