"""Reading the sound files that microphones and telephones produce."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import SpeechError

if TYPE_CHECKING:
    import av
    import numpy as np
    import numpy.typing as npt

_ONE_SIDED_DB: Final = 3.0
"""A mean this much weaker than the stronger channel has lost speech, so that channel is taken."""

_RATES_HZ: Final = (8_000, 192_000)
"""What microphones and telephones give."""

_FORMATS: Final = "aac,aiff,amr,amrnb,amrwb,asf,au,caf,flac,matroska,mov,mp3,mp4,ogg,w64,wav,webm"
"""FFmpeg knows lists of other files, too, and would open whatever a stranger's file names."""


def decode(source: Path | BinaryIO, longest_s: float | None = None) -> Speech:
    """Read a sound file, at any rate: WAV, FLAC, MP3, Ogg, M4A, AMR, WebM and many more.

    libsndfile reads it if it can, else FFmpeg's libraries, which know what telephones save.
    Several channels become one: their mean, or the strongest where the others are silent or
    cancel it.

    Args:
        source: The file.
        longest_s: Seconds that it may last, whatever it says of itself; None for any length.

    Raises:
        SpeechError: The file cannot be read as sound, holds none, or lasts too long.

    Example:
        >>> decode(Path("/no/such/file.wav"))  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        SpeechError: the file cannot be read as sound; ...
    """
    import numpy as np

    channels, rate = _read(source, longest_s)
    if len(channels) == 0:
        raise SpeechError("recording-unreadable", "the file holds no sound", "record it again")
    if not np.isfinite(channels).all():
        raise SpeechError(
            "recording-unreadable",
            "some of its samples are no numbers",
            "save it anew as WAV or FLAC",
        )
    return Speech(_one_channel(channels), int(rate))


def _read(source: Path | BinaryIO, longest_s: float | None) -> tuple[npt.NDArray[np.float32], int]:
    """Return the samples by time and channel, and how many there are a second."""
    import soundfile

    try:
        with soundfile.SoundFile(source) as file:
            most = _most(file.samplerate, longest_s)
            channels = file.read(-1 if most is None else most + 1, dtype="float32", always_2d=True)
            _refuse_longer(len(channels), most)
            return channels, file.samplerate
    except (soundfile.LibsndfileError, OSError):
        pass
    import av

    try:
        if not isinstance(source, Path):
            source.seek(0)
        return _decoded(source, longest_s)
    # A kind of sound that FFmpeg only knows by name has no rate.
    except (av.FFmpegError, AttributeError, IndexError, OSError, ValueError):
        raise SpeechError(
            "recording-unreadable",
            "the file cannot be read as sound",
            "save it as WAV, FLAC or MP3",
        ) from None


def _decoded(
    source: Path | BinaryIO, longest_s: float | None
) -> tuple[npt.NDArray[np.float32], int]:
    import av
    import numpy as np

    opened = str(source) if isinstance(source, Path) else source
    with av.open(opened, "r", options={"format_whitelist": _FORMATS}) as file:
        stream = file.streams.audio[0]
        rate = stream.rate
        most, so_far = _most(rate, longest_s), 0
        parts = []
        for part in _samples(file.decode(stream)):
            parts.append(part)
            so_far += part.shape[1]
            _refuse_longer(so_far, most)
    if not parts:
        return np.zeros((0, 1), np.float32), rate
    return np.concatenate(parts, axis=1).T, rate


def _samples(frames: Iterable[av.AudioFrame]) -> Iterator[npt.NDArray[np.float32]]:
    import av
    import numpy as np

    as_floats = av.AudioResampler(format="fltp")
    for frame in frames:
        for part in as_floats.resample(frame):
            yield np.asarray(part.to_ndarray(), np.float32)


def _most(rate: int, longest_s: float | None) -> int | None:
    """Return how many samples of a rate there may be; raises SpeechError for an odd rate."""
    if not _RATES_HZ[0] <= rate <= _RATES_HZ[1]:
        raise SpeechError(
            "recording-unreadable", f"it has {rate} samples a second", "record at 8,000 to 192,000"
        )
    return None if longest_s is None else int(longest_s * rate)


def _refuse_longer(samples: int, most: int | None) -> None:
    if most is not None and samples > most:
        raise SpeechError(
            "recording-too-long", "it lasts far longer than a text", "record one text at a time"
        )


def _one_channel(channels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    mean: npt.NDArray[np.float32] = channels.mean(axis=1)
    powers = np.square(channels, dtype=np.float64).mean(axis=0)
    if np.square(mean, dtype=np.float64).mean() < powers.max() / 10 ** (_ONE_SIDED_DB / 10):
        return np.ascontiguousarray(channels[:, int(powers.argmax())])
    return mean
