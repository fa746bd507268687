"""The best voice from the command line: first where it matters, and while `ivr run` serves."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from ivr.speech.clips.manifest import Manifest
from tests.support.commands import Ivr, one_line
from tests.support.hotline import SMALL, copied, with_clips
from tests.support.processes import Process, command_line, free_port, is_running, wait_until

QUICK = "{engine: silent, voice: nb, words_per_minute: 160}"


def spoken(project: Path) -> set[str]:
    """The engines that speak Norwegian."""
    listed = Manifest.load(project / "audio" / "built" / "manifest.json")
    return {clip.engine for clip in listed if clip.language == "nb"}


def with_two_voices(folder: Path, best: str = "espeak") -> Ivr:
    """The small hotline, its Norwegian spoken by a quick voice until a better one has."""
    project = copied(folder, SMALL)
    path = project / "prompts" / "nb.yaml"
    both = f"{{engine: {best}, voice: nb, words_per_minute: 160, meanwhile: {QUICK}}}"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("speech: {engine: silent, voice: nb}", f"speech: {both}")
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    return Ivr(project)


def speaking(server: Process) -> list[int]:
    """The process beside a server, once it is there."""
    return [child for child in server.children() if "spawn_main" in command_line(child)]


@pytest.fixture
def two(tmp_path: Path) -> Ivr:
    return with_two_voices(tmp_path / "two")


def test_a_build_speaks_the_first_words_best_and_everything_quickly(two: Ivr) -> None:
    done = two("audio", "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert "first clips; the quick one speaks the rest." in done.stdout
    assert "ivr audio build --best" in done.stdout
    assert spoken(two.project) == {"espeak", "silent"}
    best = two("audio", "build", "--best")
    assert best.returncode == 0
    assert "best voice: nb all " in best.stdout
    assert "ivr audio clean removes the quick one's." in best.stdout
    assert spoken(two.project) == {"espeak"}
    cleaned = two("audio", "clean")
    assert not cleaned.stdout.startswith("0 files removed")
    again = two("audio", "build", "--best")
    assert again.stdout.splitlines()[0].startswith("0 clips built, ")


def test_a_check_of_the_clips_tells_who_speaks_for_whom(two: Ivr) -> None:
    with_clips(two.project)
    checked = two("audio", "check").stdout
    assert "the best voice has not spoken yet; the quick one does" in checked
    assert "stale" not in checked
    two("audio", "build", "--best")
    assert "the quick one does" not in two("audio", "check").stdout


def test_a_voice_that_is_not_installed_is_one_line_and_no_failure(tmp_path: Path) -> None:
    ivr = with_two_voices(tmp_path / "two", best="piper")
    done = ivr("audio", "build", PIPER_VOICES="/no/such/folder")
    assert (done.returncode, done.stderr) == (0, "")
    [warning] = [line for line in done.stdout.splitlines() if line.startswith("warning")]
    assert warning.startswith("warning: nb: the quick voice speaks instead of the best one: ")
    assert spoken(ivr.project) == {"silent"}
    assert ivr("check", OFFER_DRAFTS="yes").returncode == 0


def test_the_best_voices_are_those_of_the_catalogue(two: Ivr) -> None:
    assert one_line(two("audio", "build", "--best", "--engine", "silent")) == (
        "--best is for the voices of the catalogue: leave out --engine."
    )


def test_the_best_voice_may_be_had_for_some_languages_only(two: Ivr) -> None:
    assert two("audio", "build", "--best", "en").returncode == 0
    assert spoken(two.project) == {"silent"}
    assert two("audio", "build", "--best", "nb").returncode == 0
    assert spoken(two.project) == {"espeak"}
    assert one_line(two("audio", "build", "--best", "nn")).startswith("[nn] is not among")
    assert one_line(two("audio", "build", "nb")) == (
        "Every build makes the clips of all languages; name some with --best only."
    )


def test_a_running_hotline_has_the_best_voice_speak_on_and_says_when_it_is_done(two: Ivr) -> None:
    with_clips(two.project)
    with two.running() as server:
        server.wait_for("best voice: nb all ")
        server.until(lambda: spoken(two.project) == {"espeak"})
        server.send(signal.SIGTERM)
        done = server.finished()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("The hotline has stopped.")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_speaks_on_ends_with_the_server_however_that_ends(
    two: Ivr, sign: signal.Signals
) -> None:
    with_clips(two.project)
    with two.running() as server:
        crew = server.until(lambda: speaking(server))
        server.send(sign)
        done = server.finished()
        wait_until(lambda: not any(map(is_running, crew)))
    if sign != signal.SIGKILL:
        assert (done.returncode, done.stderr) == (0, "")
        assert "best voice: stopped" not in done.stdout
    assert not list(two.project.rglob("*.unfinished"))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_what_speaks_on_can_be_left_out_and_leaves_chosen_clips_alone(two: Ivr) -> None:
    with_clips(two.project)
    port = str(free_port())
    with two.started("run", "--no-best", "--port", port) as server:
        server.wait_for(f"http://127.0.0.1:{port}")
        assert server.children() == []
