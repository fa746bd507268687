"""Clips that are lost before the hotline starts: it starts all the same, and says what is lost.

The commands are the Procfile's own, without the build, which would make the clips again.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx
import pytest

from ivr.definition import load
from ivr.speech.clips.manifest import Manifest
from tests.support.commands import Ivr
from tests.support.hand import signature
from tests.support.hotline import BASE_URL, ROOT, TOKEN, VARIABLES, rented, with_clips
from tests.support.processes import environment, free_port, ran, started

SOUND: Final = Path(__file__).parents[1] / "definition" / "sound"
SERVING: Final = {
    "OFFER_DRAFTS": "yes",
    "PUBLIC_BASE_URL": BASE_URL,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "WEB_CONCURRENCY": "1",
    **VARIABLES,
}
LESSER: Final = "fees.card"
CRITICAL: Final = "answer.emergency"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small sound project with rented numbers, as production wants them."""
    project = Path(shutil.copytree(SOUND, tmp_path_factory.mktemp("sound") / "project"))
    return with_clips(rented(project))


@pytest.fixture
def own(sound: Path, tmp_path: Path) -> Ivr:
    """A hotline of this test's own, in three languages, with every clip in place."""
    return Ivr(Path(shutil.copytree(sound, tmp_path / "project", copy_function=os.link)))


def clip_of(project: Path, language: str, prompt: str) -> Path:
    folder = project / "audio" / "built"
    [text, *_] = load(project, VARIABLES).wordings[language, prompt]
    clip = Manifest.load(folder / "manifest.json").clip(language, text)
    assert clip is not None
    return folder / clip.file


def lost(path: Path) -> None:
    path.unlink()


def damaged(path: Path) -> None:
    half = path.read_bytes()[:3000]
    path.unlink()  # the file is shared with the other tests
    path.write_bytes(half)


def answer(project: Path) -> str:
    """Check and serve as the Procfile does, and return what the carrier is told at an answer."""
    line = "ivr check --production && exec python -m ivr.web.server"
    assert line in (ROOT / "Procfile").read_text(encoding="utf-8")
    port = free_port()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = environment(HOTLINE_ROOT=str(project), PORT=str(port), PATH=path, **SERVING)
    with started("sh", "-c", line, env=env, cwd=project) as server:
        server.until(lambda: _is_up(port))
        form = {"CallSid": "CA" + "1" * 32, "To": "+4721000001"}
        signed = {"X-Twilio-Signature": signature("/voice", form)}
        url = f"http://127.0.0.1:{port}/voice"
        return httpx.post(url, data=form, headers=signed, timeout=60).raise_for_status().text


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=60).is_success
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("fault", [lost, damaged])
def test_a_lesser_clip_is_a_warning_and_calls_are_answered(
    own: Ivr, fault: Callable[[Path], None]
) -> None:
    fault(clip_of(own.project, "pl", LESSER))
    checked = own("check", "--production", **SERVING)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.splitlines()[-2].startswith("0 mistakes, ")
    assert "warning: pl: 1 prompts have no clip and are read aloud by the carrier" in checked.stdout
    assert "<Gather" in answer(own.project)


def test_a_language_that_lost_a_critical_clip_is_not_offered_and_the_others_are(own: Ivr) -> None:
    whole = answer(own.project)
    clip_of(own.project, "pl", "language.option").unlink()
    checked = own("check", "--production", **SERVING)
    assert checked.returncode == 0, checked.stdout
    assert "warning: pl is not offered" in checked.stdout
    told = answer(own.project)
    assert "/audio/pl/" in whole
    assert "/audio/nb/" in told
    assert "/audio/en/" in told
    assert "/audio/pl/" not in told


@pytest.mark.parametrize("fault", [lost, damaged])
def test_without_a_critical_clip_of_the_fallback_language_nothing_is_served(
    own: Ivr, fault: Callable[[Path], None]
) -> None:
    """Nobody could be told of danger: the start is refused, and the reason is said."""
    fault(clip_of(own.project, "nb", CRITICAL))
    checked = own("check", "--production", **SERVING)
    assert checked.returncode == 1
    assert "nb: callers need this language" in checked.stdout
    served = ran(
        *(sys.executable, "-m", "ivr.web.server"),
        env=environment(HOTLINE_ROOT=str(own.project), PORT=str(free_port()), **SERVING),
    )
    assert served.returncode == 1
    assert "nb: callers need this language" in served.stdout + served.stderr
