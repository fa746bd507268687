"""`ivr audio listen`: what somebody gets who is to hear all that a language says."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.definition import load
from ivr.speech.build.run import build
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.recordings.script import script

SOUND: Final = Path(__file__).parents[1] / "definition" / "sound"
BUILT: Final = Path("audio/built")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A small hotline whose English is spoken."""
    project = Path(shutil.copytree(SOUND, tmp_path / "project"))
    english = project / "prompts" / "en.yaml"
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace("engine: silent", "engine: espeak"), encoding="utf-8")
    assert build(clip_requests(load(project, {})), project / BUILT, jobs=1).complete
    return project


def ivr(project: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["--project", str(project), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


def ids(page: str) -> list[str]:
    return re.findall(r"<h2>([^<]+)</h2>", page)


def test_every_text_is_there_beside_the_norwegian_with_its_sound(own: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = ivr(own, "audio", "listen", "en", "--out", str(out))
    assert done.exit_code == 0, done.output
    page = (out / "listen-en.html").read_text(encoding="utf-8")
    loaded = load(own, {})
    norwegian = {line.id: line.text for line in script(loaded, "nb")}
    lines = script(loaded, "en")
    assert ids(page) == [line.id for line in lines]
    assert f"{len(lines)} texts, 0 without a clip." in done.output
    clips = Manifest.load(own / BUILT / "manifest.json")
    shown = unescape(page)
    for line in lines:
        assert line.text in shown
        # A language's own line has the keys that this language can have, and no others.
        assert norwegian.get(line.id, "") in shown
        assert f'src="listen-en/{line.id}.wav"' in page
        heard, rate = soundfile.read(out / "listen-en" / f"{line.id}.wav", dtype="float32")
        clip = clips.clip("en", line.text)
        assert clip is not None
        assert (rate, len(heard) / rate) == (8000, pytest.approx(clip.seconds, abs=0.001))
        assert np.abs(heard).max() > 0.1
    assert soundfile.info(out / "listen-en" / "goodbye.wav").subtype == "PCM_16"


def test_nothing_on_the_page_comes_from_the_network(own: Path, tmp_path: Path) -> None:
    ivr(own, "audio", "listen", "en", "--out", str(tmp_path))
    assert "http" not in (tmp_path / "listen-en.html").read_text(encoding="utf-8")


def test_what_is_approved_already_can_be_left_out(own: Path, tmp_path: Path) -> None:
    done = ivr(own, "prompts", "approve", "en", "--by", "interpreter", "--only", "goodbye")
    assert done.exit_code == 0, done.output
    ivr(own, "audio", "listen", "en", "--drafts", "--out", str(tmp_path))
    listed = ids((tmp_path / "listen-en.html").read_text(encoding="utf-8"))
    every = [line.id for line in script(load(own, {}), "en")]
    assert listed == [one for one in every if one != "goodbye"]


def test_a_text_without_a_clip_says_so(own: Path, tmp_path: Path) -> None:
    clip = Manifest.load(own / BUILT / "manifest.json").clip("en", "Goodbye.")
    assert clip is not None
    (own / BUILT / clip.file).unlink()
    done = ivr(own, "audio", "listen", "en", "--out", str(tmp_path))
    assert "1 without a clip." in done.output
    page = (tmp_path / "listen-en.html").read_text(encoding="utf-8")
    [article] = [one for one in page.split("<article>") if "<h2>goodbye</h2>" in one]
    assert "<audio" not in article
    assert "No clip yet, or a damaged one: ivr audio build" in article


def test_before_the_first_build_there_is_one_line(own: Path, tmp_path: Path) -> None:
    shutil.rmtree(own / BUILT)
    done = ivr(own, "audio", "listen", "en", "--out", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert done.output.strip().endswith("there are no clips yet; run ivr audio build")
    assert not (tmp_path / "out").exists()


def test_a_language_that_is_none_is_one_line_with_those_there_are(own: Path) -> None:
    done = ivr(own, "audio", "listen", "de")
    assert done.exit_code == 1
    assert "Known here: en, nb, pl." in done.output
