"""What prompts sound like: clips fetched, checked and measured, spoken text estimated."""

from collections.abc import Iterable
from urllib.parse import unquote

from ivr.phone.audio.wav import read_wav
from ivr.phone.callers.caller import Sound
from ivr.phone.errors import ClipError, FetchError, OverrideError, WavError
from ivr.phone.http.webhook import Answer, Ask, Webhook
from ivr.phone.twiml import verbs as twiml
from ivr.phone.twiml.urls import absolute

# The list in Twilio's reference of <Play>.
AUDIO_TYPES = frozenset(
    {"audio/mpeg", "audio/wav", "audio/wave", "audio/x-wav", "audio/aiff", "audio/x-aifc"}
    | {"audio/x-aiff", "audio/x-gsm", "audio/gsm", "audio/ulaw"}
)
BAD_TYPE = 13420
BAD_CLIP = 11200
MAX_CLIP_BYTES = 40 * 1024 * 1024

WORDS_PER_SECOND = 2.5
_LETTERS_A_WORD = 10


def spoken_seconds(text: str) -> float:
    """Estimate how long a text takes to say: 150 words a minute.

    A script written without spaces counts ten letters as a word.

    >>> spoken_seconds("For a doctor, press two.")
    2.0
    """
    words = max(len(text.split()), len(text) / _LETTERS_A_WORD)
    return words / WORDS_PER_SECOND


class ClipCache:
    """The clips one call has fetched; each is fetched once a call.

    Args:
        webhook: fetches them, unsigned.
        immutable: clips that never change, kept from call to call; None keeps none.
    """

    def __init__(self, webhook: Webhook, immutable: dict[str, Sound] | None = None) -> None:
        self._webhook = webhook
        self._immutable = {} if immutable is None else immutable
        self._sounds = dict[str, Sound]()

    def sounds(self, prompts: Iterable[twiml.Prompt], base: str) -> tuple[Sound, ...]:
        """Turn prompts into what is heard, repetitions included.

        Args:
            prompts: in order.
            base: the document's URL, which relative clip URLs start from.

        Raises:
            ClipError: a clip that cannot be fetched, has no audio type, or cannot be measured.
        """
        found: list[Sound] = []
        for prompt in prompts:
            match prompt:
                case twiml.Pause(length):
                    found.append(Sound("pause", float(length)))
                case twiml.Say(text, language):
                    said = Sound("say", spoken_seconds(text), text=text, language=language or "")
                    found.extend([said] * prompt.loop)
                case twiml.Play(url, loop):
                    found.extend([self._clip(absolute(base, url))] * loop)
        return tuple(found)

    def _clip(self, url: str) -> Sound:
        sound = self._immutable.get(url) or self._sounds.get(url)
        if sound is None:
            sound = self._sounds[url] = self._fetch(url)
        return sound

    def _fetch(self, url: str) -> Sound:
        ask = Ask(url, "clip", "GET", signed=False, limit=MAX_CLIP_BYTES)
        try:
            answer = self._webhook.ask(ask)
        except OverrideError as error:
            raise ClipError(BAD_CLIP, url, str(error)) from None
        except FetchError as error:
            raise ClipError(error.code, url, error.problem) from None
        sound = _measured(url, answer)
        if "immutable" in answer.headers.get("cache-control", ""):
            self._immutable[url] = sound
        return sound


def _measured(url: str, answer: Answer) -> Sound:
    if answer.content_type not in AUDIO_TYPES:
        named = answer.content_type or "none"
        raise ClipError(BAD_TYPE, url, f"Content-Type is {named}, which is no audio")
    if len(answer.body) > MAX_CLIP_BYTES:
        raise ClipError(BAD_CLIP, url, f"has more than {MAX_CLIP_BYTES} bytes")
    try:
        wav = read_wav(answer.body)
    except WavError as error:
        raise ClipError(BAD_CLIP, url, f"{error} ({answer.content_type})") from None
    return Sound(
        "clip",
        wav.seconds,
        url=url,
        text=unquote(str(answer.headers.get("x-transcript", ""))),
        language=str(answer.headers.get("content-language", "")).strip(),
        wav=wav,
    )
