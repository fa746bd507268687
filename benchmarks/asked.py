"""What the load asks for: signed turns and clips of the real hotline, made ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from ivr.call import State
from ivr.carrier import ANSWER, Addresses
from ivr.definition import load
from ivr.model import Hotline
from ivr.phone.http.forms import sign
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest

BASE_URL: Final = "https://hotline.example"
TOKEN: Final = "a token for measurements"  # noqa: S105 - it opens nothing

CALLER: Final = "+266696687"
"""What Twilio says of a caller whose number is withheld; no log may hold it."""

KEYS: Final = ("1", "2", "3", "9", "*", "#", "")
PLACES: Final = ("City", "State", "Zip", "Country")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whole HTTP/1.1 requests: first answers, later turns, and clips."""

    answers: tuple[bytes, ...]
    turns: tuple[bytes, ...]
    clips: tuple[bytes, ...]

    @property
    def calls(self) -> tuple[bytes, ...]:
        """Answers and turns as they come in: a call is answered once and goes on three times."""
        mixed: list[bytes] = []
        for number, answer in enumerate(self.answers):
            later = (self.turns[(3 * number + more) % len(self.turns)] for more in range(3))
            mixed += [answer, *later]
        return tuple(mixed)


def made_ahead(project: Path, answers: int = 50) -> Asked:
    """Return the requests of a project's every state and clip.

    Raises:
        BrokenHotline: The project cannot be served.
        SpeechError: Its clips were not built.
    """
    hotline = load(project, {}).hotline
    called = next(iter(hotline.entrances), "+4700000000")
    first = tuple(
        posted(ANSWER, call_form(f"CA{number:032x}", called)) for number in range(answers)
    )
    clips = Manifest.load(project / "audio" / "built" / MANIFEST_NAME)
    return Asked(first, _turns(hotline, called), tuple(fetched(f"/audio/{c.file}") for c in clips))


def _turns(hotline: Hotline, called: str) -> tuple[bytes, ...]:
    addresses = Addresses("")
    steps = hotline.municipalities[hotline.default_municipality].steps
    return tuple(
        posted(
            addresses.turn(State(hotline.default_municipality, "step", language, step)),
            call_form(f"CA{number:032x}", called) | ({"Digits": key} if key else {}),
        )
        for language in hotline.languages
        for step in steps
        for number, key in enumerate(KEYS)
    )


def call_form(sid: str, called: str) -> dict[str, str]:
    """Return the parameters of a voice webhook, as many and as long as Twilio's."""
    ends = {"From": CALLER, "Caller": CALLER, "To": called, "Called": called}
    towns = {f"{end}{place}": "" for end in ends for place in PLACES}
    account = {"AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "Direction": "inbound"}
    return account | {"CallSid": sid, "CallStatus": "in-progress"} | ends | towns


def posted(target: str, form: Mapping[str, str]) -> bytes:
    """Return a signed POST of a form to a raw request target."""
    body = urlencode(form).encode("ascii")
    head = (
        f"POST {target} HTTP/1.1\r\nHost: hotline.example\r\nUser-Agent: TwilioProxy/1.1\r\n"
        f"X-Twilio-Signature: {sign(TOKEN, BASE_URL + target, form)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def fetched(target: str) -> bytes:
    """Return a GET of a raw request target."""
    return f"GET {target} HTTP/1.1\r\nHost: hotline.example\r\n\r\n".encode("ascii")
