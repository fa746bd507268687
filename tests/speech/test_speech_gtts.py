"""The internet engine against a stand-in of the service, which answers as the real one does."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
import soundfile

from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.errors import EngineDownError, SpeechError
from ivr.speech.tts.engines import engine
from ivr.speech.tts.engines.gtts import Gtts
from ivr.speech.tts.voice import Voice

PATH = "/_/TranslateWebserverUi/data/batchexecute"
SECONDS_A_LETTER = 0.05


def mp3(text: str) -> bytes:
    """A tone as long as the text."""
    ticks = np.arange(round(len(text) * SECONDS_A_LETTER * 24000))
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(ticks * 0.2), 24000, format="MP3")
    return file.getvalue()


class Service(ThreadingHTTPServer):
    """The part of Google Translate that gTTS talks to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[list[Any]] = []
        # What to answer instead of audio, next first: a status and headers.
        self.refusals: deque[tuple[int, dict[str, str]]] = deque()
        self.audio: Callable[[str], bytes] = mp3

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        [[[rpc, arguments, _, kind]]] = json.loads(form["f.req"][0])
        assert (self.path, rpc, kind) == (PATH, "jQ1olc", "generic")
        self.server.asked.append(json.loads(arguments))
        if self.server.refusals:
            status, headers = self.server.refusals.popleft()
            self.answer(status, headers, b"")
            return
        audio = base64.b64encode(self.server.audio(json.loads(arguments)[0])).decode()
        envelope = [["wrb.fr", "jQ1olc", json.dumps([audio]), None, None, None, "generic"]]
        body = json.dumps(envelope, separators=(",", ":"))
        self.answer(200, {}, f")]}}'\n\n{len(body)}\n{body}\n".encode())

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def instead_at(address: str) -> Callable[..., str]:
    """Another address for the same path."""
    return lambda path, **_: f"{address}/{path}"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Put the stand-in where the package looks for the service's address."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with Service() as service:
        monkeypatch.setattr("gtts.tts._translate_url", instead_at(service.url))
        thread = threading.Thread(target=service.serve_forever, args=(0.01,))
        thread.start()
        yield service
        service.shutdown()
        thread.join()


@pytest.fixture
def waits() -> list[float]:
    """Seconds the engine would have waited."""
    return []


@pytest.fixture
def gtts(waits: list[float]) -> Gtts:
    return Gtts(sleep=waits.append)


def test_a_text_comes_back_as_sound(service: Service, gtts: Gtts) -> None:
    speech = gtts.synthesise("Dette er helsetelefonen.", Voice("gtts", "no"))
    assert service.asked == [["Dette er helsetelefonen.", "no", None, "null"]]
    assert speech.rate == 24000
    assert speech.samples.dtype == np.float32
    assert speech.seconds == pytest.approx(24 * SECONDS_A_LETTER, abs=0.15)
    assert np.abs(speech.samples).max() == pytest.approx(0.3, abs=0.05)


def test_a_long_text_is_asked_for_in_parts_and_joined(service: Service, gtts: Gtts) -> None:
    """The service takes a hundred letters at a time."""
    text = " ".join(["Dette er en lang setning som må deles opp."] * 6)
    speech = gtts.synthesise(text, Voice("gtts", "no"))
    parts = [asked[0] for asked in service.asked]
    assert len(parts) > 1
    assert all(len(part) <= 100 for part in parts)
    assert speech.seconds == pytest.approx(sum(map(len, parts)) * SECONDS_A_LETTER, abs=1.0)


def test_a_slow_voice_gets_the_slow_rate(service: Service, gtts: Gtts) -> None:
    gtts.synthesise("Hei.", Voice("gtts", "no", words_per_minute=100))
    assert service.asked == [["Hei.", "no", True, "null"]]
    quick, slow = (gtts.fingerprint(Voice("gtts", "no", rate)) for rate in (150, 100))
    assert quick != slow
    # Other rates do not change what the service says, so they must not rebuild anything.
    assert quick == gtts.fingerprint(Voice("gtts", "no", 160))


def test_a_hurried_service_is_asked_again_after_longer_and_longer_waits(
    service: Service, gtts: Gtts, waits: list[float]
) -> None:
    service.refusals += [(429, {})] * 3
    assert gtts.synthesise("Hei.", Voice("gtts", "no")).seconds > 0
    assert len(service.asked) == 4
    assert waits == [2, 4, 8]


def test_the_wait_the_service_asks_for_is_kept_up_to_two_minutes(
    service: Service, gtts: Gtts, waits: list[float]
) -> None:
    service.refusals += [(429, {"Retry-After": "30"}), (503, {"Retry-After": "9000"})]
    gtts.synthesise("Hei.", Voice("gtts", "no"))
    assert waits == [30, 120]


def test_a_service_that_goes_on_refusing_is_given_up_with_advice(
    service: Service, gtts: Gtts, waits: list[float]
) -> None:
    service.refusals += [(429, {})] * 100
    with pytest.raises(EngineDownError) as refused:
        gtts.synthesise("Hei.", Voice("gtts", "no"))
    assert str(refused.value) == (
        "gtts: the service refuses with status 429 (6 tries); build again in an hour: "
        "finished clips are kept; or take an espeak voice"
    )
    assert len(service.asked) == 6
    assert waits == [2, 4, 8, 16, 32]


def test_without_internet_the_error_says_so(
    monkeypatch: pytest.MonkeyPatch, service: Service, gtts: Gtts, waits: list[float]
) -> None:
    # Port 1 of this machine: nobody listens there.
    monkeypatch.setattr("gtts.tts._translate_url", instead_at("http://127.0.0.1:1"))
    with pytest.raises(EngineDownError, match=r"cannot be reached \(3 tries\); check the internet"):
        gtts.synthesise("Hei.", Voice("gtts", "no"))
    assert waits == [2, 4]
    assert service.asked == []


@pytest.mark.parametrize(
    ("name", "advice"), [("nb", "[no]"), ("nn", "[no]"), ("pll", "[pl]"), ("so", "")]
)
def test_a_language_the_service_lacks_is_not_asked_for(
    service: Service, gtts: Gtts, name: str, advice: str
) -> None:
    with pytest.raises(SpeechError) as wrong:
        gtts.synthesise("Hei.", Voice("gtts", name))
    assert wrong.value.cause == f"gtts has no language {name!r}"
    assert advice in wrong.value.fix
    assert service.asked == []


@pytest.mark.parametrize("status", [403, 404])
def test_a_changed_service_is_not_asked_again(
    service: Service, gtts: Gtts, waits: list[float], status: int
) -> None:
    service.refusals += [(status, {})]
    with pytest.raises(SpeechError, match=f"status {status}; see whether a newer gTTS exists"):
        gtts.synthesise("Hei.", Voice("gtts", "no"))
    assert len(service.asked) == 1
    assert waits == []


def test_an_answer_without_audio_is_an_error(service: Service, gtts: Gtts) -> None:
    service.refusals += [(200, {})]
    with pytest.raises(SpeechError, match="answered with no audio"):
        gtts.synthesise("Hei.", Voice("gtts", "no"))


def test_an_answer_that_is_no_mp3_is_an_error(service: Service, gtts: Gtts) -> None:
    service.audio = lambda _: b"<html>sorry</html>"
    with pytest.raises(SpeechError, match="the answer is no MP3"):
        gtts.synthesise("Hei.", Voice("gtts", "no"))


def test_a_text_without_words_is_an_error(service: Service, gtts: Gtts) -> None:
    with pytest.raises(SpeechError, match="the text has nothing to say"):
        gtts.synthesise("...", Voice("gtts", "no"))
    assert service.asked == []


@pytest.mark.usefixtures("service")
def test_its_clips_are_mastered_like_all_others(out_dir: Path) -> None:
    report = build([ClipRequest("nb", "Trykk 1.", Voice("gtts", "no"))], out_dir)
    assert report.complete
    [clip] = Manifest.load(out_dir / "manifest.json")
    assert clip.level_dbov == pytest.approx(-22, abs=0.3)
    assert (clip.engine, clip.voice, clip.language) == ("gtts", "no", "nb")


def test_a_build_stops_asking_a_service_that_refuses_and_makes_the_rest(
    monkeypatch: pytest.MonkeyPatch, service: Service, waits: list[float], out_dir: Path
) -> None:
    monkeypatch.setattr(engine("gtts"), "_sleep", waits.append)
    service.refusals += [(429, {})] * 100
    wanted = [ClipRequest("nb", f"Trykk {key}.", Voice("gtts", "no")) for key in range(9)]
    wanted += [ClipRequest("en", f"Press {key}.", Voice("silent", "en")) for key in range(9)]
    report = build(wanted, out_dir)
    assert len(service.asked) == 6
    assert report.built == 9
    assert [failure.text for failure in report.failures] == [f"Trykk {key}." for key in range(9)]
    assert {failure.cause for failure in report.failures} == {
        "gtts: the service refuses with status 429 (6 tries)"
    }
    # An hour later the service answers again.
    service.refusals.clear()
    assert (build(wanted, out_dir).built, len(service.asked)) == (9, 15)
