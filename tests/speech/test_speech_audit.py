"""`ivr audio check` as an operator meets it: what is wrong is named, from the files themselves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.definition import load
from ivr.speech.build.run import build
from ivr.speech.clips.checksum import digest_of
from ivr.speech.clips.clip import Clip
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.requests import clip_requests
from ivr.speech.dsp.level import active_level
from ivr.speech.dsp.mulaw import decode, encode
from ivr.speech.dsp.wav import unwrap, wrap

SOUND: Final = Path(__file__).parents[1] / "definition" / "sound"
BUILT: Final = Path("audio/built")


def rewrite(project: Path, language: str, old: str, new: str) -> None:
    path = project / "prompts" / f"{language}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small hotline whose clips are spoken, not silent; look, but do not change it."""
    project = tmp_path_factory.mktemp("spoken") / "project"
    shutil.copytree(SOUND, project)
    for language in ("nb", "en", "pl"):
        rewrite(project, language, "engine: silent", "engine: espeak")
    assert build(clip_requests(load(project, {})), project / BUILT, jobs=1).complete
    return project


@pytest.fixture
def own(spoken: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copytree(spoken, tmp_path / "project"))


def ivr(project: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["--project", str(project), "audio", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done


def findings(project: Path) -> dict[str, str]:
    """The code of each finding by what it is about."""
    found = json.loads(ivr(project, "check", "--json").stdout)["findings"]
    return {f"{one['language']} {one['what']}": one["code"] for one in found}


def clip_of(project: Path, language: str, text: str) -> Clip:
    clip = Manifest.load(project / BUILT / "manifest.json").clip(language, text)
    assert clip is not None
    return clip


def test_a_whole_stock_is_clean_and_every_clip_equally_loud(spoken: Path) -> None:
    done = ivr(spoken, "check")
    assert done.exit_code == 0, done.output
    assert "0 mistakes, 0 warnings." in done.output
    levels = []
    for path in (spoken / BUILT).glob("*/*.wav"):
        samples, rate = soundfile.read(path)
        level = active_level(samples, rate)
        assert level is not None
        levels.append(level.dbov)
        assert np.abs(samples).max() <= 10 ** (-2.95 / 20)
    assert len(levels) == len(Manifest.load(spoken / BUILT / "manifest.json"))
    assert max(levels) - min(levels) <= 2.0


def damaged(damage: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(damage(path.read_bytes()))


def louder(content: bytes, times: float) -> bytes:
    return wrap(encode(decode(unwrap(content)) * times))


def as_pcm(path: Path) -> None:
    size = path.stat().st_size
    soundfile.write(path, np.zeros((size - 44) // 2), 8000, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[:size].ljust(size, b"\0"))


def test_each_fault_of_a_damaged_stock_is_named(own: Path) -> None:
    texts = [text for language, text in sorted(load(own, {}).texts) if language == "nb"]
    ways: list[tuple[str, Callable[[Path], object]]] = [
        ("clip-missing", Path.unlink),
        ("clip-corrupt", damaged(lambda content: content[: len(content) // 2])),
        ("clip-corrupt", damaged(lambda _: b"")),
        ("clip-corrupt", damaged(lambda content: louder(content, 0.3))),
        ("clip-wrong-format", as_pcm),
    ]
    faults = dict(zip(texts, ways, strict=False))
    expected = {}
    for text, (kind, damage) in faults.items():
        damage(own / BUILT / clip_of(own, "nb", text).file)
        expected[text] = kind
    orphan = own / BUILT / "nb" / f"{'0' * 20}.wav"
    orphan.write_bytes(wrap(b"\xff" * 800))
    done = ivr(own, "check", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    kinds = sorted(one["code"] for one in told["findings"])
    assert kinds == sorted([*expected.values(), "clip-orphaned"])
    [norwegian] = [one for one in told["coverage"] if one["language"] == "nb"]
    # A clip that cannot be played is read aloud by the carrier, which has a Norwegian voice.
    assert (norwegian["human"], norwegian["live"], norwegian["missing"]) == (0, 5, 0)
    assert norwegian["built"] == norwegian["texts"] - 5


@pytest.mark.parametrize(
    ("times", "kind"), [(1.6, "clip-too-loud"), (0.5, "clip-too-quiet"), (2.4, "clip-clipped")]
)
def test_a_clip_that_was_listed_loud_or_quiet_is_named(own: Path, times: float, kind: str) -> None:
    """Even when the list agrees with the file: the file is held against the standard."""
    manifest = Manifest.load(own / BUILT / "manifest.json")
    clip = next(iter(manifest))
    path = own / BUILT / clip.file
    path.write_bytes(louder(path.read_bytes(), times))
    samples, rate = soundfile.read(path)
    level = active_level(samples, rate)
    assert level is not None
    peak = 20 * np.log10(np.abs(samples).max())
    altered = replace(
        clip,
        level_dbov=round(level.dbov, 2),
        peak_dbfs=round(float(peak), 2),
        digest=digest_of(path.read_bytes()),
    )
    Manifest.of([*manifest, altered]).save(own / BUILT / "manifest.json")
    assert kind in {
        one["code"] for one in json.loads(ivr(own, "check", "--json").stdout)["findings"]
    }


def test_a_changed_voice_is_stale_and_a_changed_text_missing_and_orphaned(own: Path) -> None:
    rewrite(own, "pl", "voice: pl", "voice: pl+f3")
    rewrite(own, "en", "goodbye: ", "goodbye: Well then. ")
    done = ivr(own, "check", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)["findings"]
    assert {one["code"] for one in told if one["language"] == "pl"} == {"clip-stale"}
    assert [(one["what"], one["code"]) for one in told if one["language"] == "en"][:2] == [
        ("goodbye", "clip-missing"),
        ("goodbye (slow)", "clip-missing"),
    ]
    [orphaned] = [one for one in told if one["code"] == "clip-orphaned"]
    assert (orphaned["language"], orphaned["what"]) == ("en", "2 clips")
    assert ivr(own, "build", "--jobs", "1").exit_code == 0
    assert "would be removed" in ivr(own, "clean", "--dry-run").output
    assert "clip-orphaned" in findings(own).values()
    assert ivr(own, "clean").exit_code == 0
    assert findings(own) == {}


def test_a_clip_much_longer_than_its_text_is_named(own: Path) -> None:
    clip = next(iter(Manifest.load(own / BUILT / "manifest.json").clips.values()))
    path = own / BUILT / clip.file
    long = wrap(unwrap(path.read_bytes()) * 12)
    path.write_bytes(long)
    manifest = Manifest.load(own / BUILT / "manifest.json")
    seconds = clip.seconds * 12
    listed = replace(clip, seconds=seconds, size=len(long), digest=digest_of(long))
    Manifest.of([*manifest, listed]).save(own / BUILT / "manifest.json")
    assert "clip-too-long" in findings(own).values()


def test_a_text_that_takes_longer_than_twenty_seconds_is_named(own: Path) -> None:
    """Callers are served all the same: a warning says to split it."""
    goodbye = "Dziękujemy za telefon i życzymy dużo zdrowia. " * 8
    rewrite(own, "pl", "goodbye: ", f"goodbye: {goodbye}")
    assert ivr(own, "build", "--jobs", "1").exit_code == 0
    found = json.loads(ivr(own, "check", "--json").stdout)["findings"]
    [long] = [one for one in found if one["code"] == "clip-too-long"]
    assert (long["language"], long["what"], long["severity"]) == ("pl", "goodbye", "warning")
    assert "after 20 s the beginning is forgotten" in long["cause"]


def test_a_language_no_engine_speaks_shows_how_much_is_missing(own: Path) -> None:
    rewrite(own, "pl", "engine: espeak", "engine: none")
    shutil.rmtree(own / BUILT / "pl")
    built = ivr(own, "build", "--jobs", "1")
    assert built.exit_code == 0
    assert "clips need a person's recording" in built.output
    # The clips of the former engine are gone, and Twilio has a Polish voice.
    [polish] = [
        one
        for one in json.loads(ivr(own, "check", "--json").stdout)["coverage"]
        if one["language"] == "pl"
    ]
    assert polish["live"] == polish["texts"] > 0


def test_a_script_goes_out_and_recordings_come_back(own: Path, tmp_path: Path) -> None:
    """The whole way of a speaker: sheet, folder, import, build, check; then the text changes."""
    done = ivr(own, "script", "pl", "--out", str(tmp_path))
    assert done.exit_code == 0
    sheet = (tmp_path / "script-pl.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sheet[0] == "id,text,heard,seconds,about,total,group"
    [goodbye] = [line for line in sheet if line.startswith("goodbye,")]
    assert "Heard in every call." in goodbye
    page = (tmp_path / "script-pl.html").read_text(encoding="utf-8")
    assert page.count("<article>") == len(sheet) - 1
    folder = tmp_path / "speaker"
    folder.mkdir()
    clip = clip_of(own, "pl", "Do widzenia.")
    shutil.copy(own / BUILT / clip.file, folder / "goodbye.wav")
    shutil.copy(own / BUILT / clip.file, folder / "godbye.wav")
    imported = ivr(own, "import", "pl", str(folder))
    assert imported.exit_code == 1
    assert "godbye.wav: unknown id: no text has the id 'godbye'. Did you mean" in imported.output
    assert "1 recordings taken in, 1 files refused" in imported.output
    assert ivr(own, "build", "--jobs", "1").exit_code == 0
    assert clip_of(own, "pl", "Do widzenia.").engine == "recording"
    [polish] = [
        one
        for one in json.loads(ivr(own, "check", "--json").stdout)["coverage"]
        if one["language"] == "pl"
    ]
    assert polish["human"] == 1
    kept = own / "audio" / "recordings" / "pl"
    (kept / "loose.wav").write_bytes(b"")
    assert findings(own)["pl loose.wav"] == "loose-recording"
    (kept / "loose.wav").unlink()
    rewrite(own, "pl", "goodbye: Do widzenia.", "goodbye: Do usłyszenia.")
    assert findings(own)["pl goodbye"] in {"clip-missing", "stale-recording"}
    assert ivr(own, "build", "--jobs", "1").exit_code == 0
    assert findings(own)["pl goodbye"] == "stale-recording"
    assert clip_of(own, "pl", "Do usłyszenia.").engine == "espeak"
    rewrite(own, "pl", "goodbye: Do usłyszenia.", "goodbye: Do widzenia.")
    flac = kept / "goodbye.flac"
    flac.write_bytes(bytes(flac.stat().st_size))
    assert findings(own)["pl goodbye"] == "lost-recording"
    # Nobody is left without the words: an engine speaks them until the recording is back.
    shutil.rmtree(own / BUILT / "pl")
    mended = ivr(own, "build", "--jobs", "1")
    assert mended.exit_code == 0
    said = "goodbye.flac is not the recording that was taken in; restore it from git"
    assert mended.output.count("warning: an engine speaks instead of a person: pl") == 2
    assert said in mended.output
    assert clip_of(own, "pl", "Do widzenia.").engine == "espeak"


@pytest.mark.parametrize("command", [["script", "xx"], ["import", "xx", "."]], ids=" ".join)
def test_an_unknown_language_is_one_line(own: Path, command: list[str]) -> None:
    done = ivr(own, *command)
    assert done.exit_code == 1
    assert "[xx] is not among the languages of config/hotline.yaml." in done.output


def test_a_damaged_list_of_recordings_is_one_line_everywhere(own: Path, tmp_path: Path) -> None:
    (own / "audio" / "recordings").mkdir()
    (own / "audio" / "recordings" / "pl.json").write_text("{")
    for command in (["build"], ["check"], ["clean"], ["script", "pl"], ["import", "pl", "."]):
        out = ["--out", str(tmp_path)] if command[0] == "script" else []
        done = ivr(own, *command, *out)
        assert done.exit_code == 1
        assert done.output.count("\n") == 1
        assert "the list of recordings cannot be read" in done.output
