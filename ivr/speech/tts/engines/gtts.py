"""Google Translate's voices through the gTTS package: only where there is internet."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Final

from ivr.did_you_mean import SHORT_LIKENESS, nearest
from ivr.speech.dsp.sound import Speech
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import installed_version
from ivr.speech.tts.offers import Offer, OfferedVoice
from ivr.speech.tts.voice import Voice

if TYPE_CHECKING:
    from gtts import gTTSError

_TIMEOUT_S: Final = 15.0
_LONGEST_WAIT_S: Final = 120.0
_WAITS_S: Final = (2.0, 4.0, 8.0, 16.0, 32.0)
_WAITS_UNREACHABLE: Final = 2
_SLOW_BELOW_WPM: Final = 120
"""The service knows two rates only; a voice slower than this gets the slow one."""


_SERVICE: Final = "https://translate.google.com/"
_REACHED_S: Final = 3.0
_CODES: Final = ("en", "uk", "ar", "pl", "ru", "lt", "ur", "tr", "vi")
"""Languages that it calls as the hotline does."""


def _offered(name: str, better: str = "") -> tuple[OfferedVoice, ...]:
    return (
        OfferedVoice(
            name,
            "Google's terms; none are published for this use",
            "ask Google before callers hear it; every text is sent to Google",
            0,
            better=better,
        ),
    )


class Gtts:
    """Asks the web service behind Google Translate, gently, and decodes the MP3 it answers with.

    The service is undocumented and answers 429 when hurried: one clip at a time, with growing
    waits, and once it keeps refusing, the engine counts as down. The package connects without
    checking the service's certificate, so listen to what was built before using it.

    Args:
        sleep: Waits a number of seconds.
        waits_s: Seconds to wait before each further try.

    Example:
        >>> Gtts().fingerprint(Voice("gtts", "no")).split()[2:]
        ['no', 'normal']
    """

    name = "gtts"
    at_once = 1
    stretches = False
    offer = Offer(
        "MIT",
        {
            "nb": _offered(
                "no",
                "Where there is internet, the better choice for Norwegian: a Norwegian voice of "
                "its own.",
            ),
            **{code: _offered(code) for code in _CODES},
        },
    )

    def __init__(
        self, *, sleep: Callable[[float], None] = time.sleep, waits_s: Sequence[float] = _WAITS_S
    ) -> None:
        self._sleep = sleep
        self._waits_s = tuple(waits_s)

    def fingerprint(self, voice: Voice) -> str:
        """Name the package, the language and the rate; what the service changes is unknown."""
        rate = "slow" if _is_slow(voice) else "normal"
        return f"gtts {installed_version('gTTS')} {voice.name} {rate}"

    def reachable(self) -> bool:
        """Tell within a few seconds whether the service can be reached from here."""
        answers: list[bool] = []
        # Looking up a name has no time limit of its own, and would hold up the command.
        asking = threading.Thread(target=lambda: answers.append(_answers()), daemon=True)
        asking.start()
        asking.join(_REACHED_S + 1)
        return answers == [True]

    def synthesise(self, text: str, voice: Voice) -> Speech:
        """Speak a text.

        Raises:
            SpeechError: The service has no such language, or does not answer with audio.
            EngineDownError: The service cannot be reached or keeps refusing.
        """
        _check_language(voice.name)
        return _decode(self._ask(text, voice))

    def _ask(self, text: str, voice: Voice) -> list[bytes]:
        from gtts import gTTS, gTTSError

        tries = 0
        while True:
            try:
                slow = _is_slow(voice)
                return list(gTTS(text, lang=voice.name, slow=slow, timeout=_TIMEOUT_S).stream())
            except AssertionError:
                raise SpeechError(
                    "nothing-to-say", "the text has nothing to say", "write words"
                ) from None
            except gTTSError as error:
                self._sleep(self._wait_after(error, tries))
                tries += 1

    def _wait_after(self, error: gTTSError, tries: int) -> float:
        status = None if error.rsp is None else error.rsp.status_code
        _give_up_on_answer(error, status)
        waits_s = self._waits_s[:_WAITS_UNREACHABLE] if status is None else self._waits_s
        if tries >= len(waits_s):
            raise _down(status, tries + 1)
        return max(waits_s[tries], _asked_wait_s(error))


def _answers() -> bool:
    try:
        # An opener of its own takes the proxy that the machine names now.
        with urllib.request.build_opener().open(_SERVICE, timeout=_REACHED_S):
            return True
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code == HTTPStatus.TOO_MANY_REQUESTS
    except (OSError, ValueError, HTTPException):
        return False


def _is_slow(voice: Voice) -> bool:
    return voice.slow or voice.words_per_minute < _SLOW_BELOW_WPM


def _check_language(name: str) -> None:
    from gtts.lang import tts_langs

    known = tts_langs()
    if name not in known:
        # The service has its own codes; those are what people get wrong most.
        own = {"nb": "no", "nn": "no", "zh": "zh-CN", "he": "iw"}.get(name)
        near = nearest(name, known, likeness=SHORT_LIKENESS)
        advice = f"Did you mean [{own}]?" if own in known else near
        raise SpeechError("unknown-voice", f"gtts has no language {name!r}", advice)


def _give_up_on_answer(error: gTTSError, status: int | None) -> None:
    if status is None or status == HTTPStatus.TOO_MANY_REQUESTS:
        return
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        what = "no audio" if status == HTTPStatus.OK else f"status {status}"
        raise SpeechError(
            "engine-failed",
            f"gtts: the service answered with {what}",
            "see whether a newer gTTS exists, or take an espeak voice",
        ) from error


def _down(status: int | None, tries: int) -> EngineDownError:
    if status is None:
        return EngineDownError(
            "engine-down",
            f"gtts: the service cannot be reached ({tries} tries)",
            "check the internet connection, or take an espeak voice",
        )
    return EngineDownError(
        "engine-down",
        f"gtts: the service refuses with status {status} ({tries} tries)",
        "build again in an hour: finished clips are kept; or take an espeak voice",
    )


def _asked_wait_s(error: gTTSError) -> float:
    asked = "" if error.rsp is None else error.rsp.headers.get("Retry-After", "")
    return min(float(asked), _LONGEST_WAIT_S) if asked.isdecimal() else 0.0


def _decode(parts: list[bytes]) -> Speech:
    import io

    import numpy as np
    import soundfile

    if not parts:
        raise SpeechError(
            "engine-failed",
            "gtts: the service answered with no audio",
            "see whether a newer gTTS exists, or take an espeak voice",
        )
    try:
        decoded = [soundfile.read(io.BytesIO(part), dtype="float32") for part in parts]
    except soundfile.LibsndfileError as error:
        raise SpeechError(
            "engine-failed", f"gtts: the answer is no MP3: {error}", "build again"
        ) from None
    channels = [samples if samples.ndim == 1 else samples.mean(axis=1) for samples, _ in decoded]
    return Speech(np.concatenate(channels), decoded[0][1])


ENGINE: Final = Gtts()
