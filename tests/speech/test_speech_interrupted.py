"""A build that is cut short loses nothing, and leaves nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.tts.voice import Voice
from tests.support.processes import Process, command_line, is_running, started, wait_until

PROGRAM = """
import sys
from pathlib import Path
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.tts.voice import Voice

class StopHalfWay:
    def __init__(self):
        self.done = 0
    def total(self, clips):
        pass
    def advance(self, clips):
        self.done += clips
        if self.done == 10:
            print("half way", flush=True)
            sys.stdin.read()

if __name__ == "__main__":
    jobs, clips = int(sys.argv[2]), int(sys.argv[3])
    wanted = [ClipRequest("en", f"Press {key}.", Voice("espeak", "en")) for key in range(clips)]
    report = build(wanted, Path(sys.argv[1]), jobs=jobs, progress=StopHalfWay())
    for failure in report.failures:
        print(failure.cause)
"""


def wanted(clips: int = 400) -> list[ClipRequest]:
    return [ClipRequest("en", f"Press {key}.", Voice("espeak", "en")) for key in range(clips)]


@contextmanager
def half_way(tmp_path: Path, out_dir: Path, jobs: int, clips: int = 400) -> Iterator[Process]:
    """Run a build in a process of its own until ten clips are made."""
    program = tmp_path / "build_clips.py"
    program.write_text(PROGRAM)
    command = (sys.executable, str(program), str(out_dir), str(jobs), str(clips))
    with started(*command, stdin=subprocess.PIPE) as running:
        running.wait_for("half way\n")
        yield running


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_build_leaves_the_old_clips_and_the_next_one_goes_on(
    tmp_path: Path, out_dir: Path, jobs: int
) -> None:
    old = ClipRequest("nb", "Trykk 1.", Voice("silent", "nb"))
    build([old], out_dir)
    manifest = out_dir / "manifest.json"
    before = manifest.read_bytes()
    with half_way(tmp_path, out_dir, jobs) as running:
        running.send(signal.SIGKILL)
        running.finished()
    assert manifest.read_bytes() == before
    finished = len(list((out_dir / "en").glob("*.wav")))
    assert finished >= 10
    report = build(wanted(60), out_dir)
    assert report.reused >= 10
    assert report.built + report.reused == 60
    assert report.complete
    listed = Manifest.load(manifest)
    assert len(listed) == 61
    for clip in listed:
        assert (out_dir / clip.file).stat().st_size == clip.size


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_killed_build_leaves_no_process_behind(tmp_path: Path, out_dir: Path) -> None:
    with half_way(tmp_path, out_dir, jobs=2) as running:
        crew = running.children()
        assert len(crew) >= 2
        running.send(signal.SIGKILL)
        running.finished()
        wait_until(lambda: not any(map(is_running, crew)))


@pytest.mark.parametrize(("jobs", "clips"), [(1, 400), (2, 10), (2, 400)])
def test_ctrl_c_stops_every_process_with_one_message(
    tmp_path: Path, out_dir: Path, jobs: int, clips: int
) -> None:
    """With ten clips the other processes wait for work, with more they are in the middle of it."""
    with half_way(tmp_path, out_dir, jobs, clips) as running:
        running.send_all(signal.SIGINT)
        done = running.finished()
    assert done.returncode != 0
    assert done.stderr.count("Traceback") == 1
    assert done.stderr.rstrip().endswith("KeyboardInterrupt")
    assert not (out_dir / "manifest.json").exists()
    assert not list(out_dir.rglob("*.unfinished"))
    if clips > 10:
        # It stopped, rather than make all the other clips first.
        assert len(list((out_dir / "en").glob("*.wav"))) < clips


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_process_that_dies_costs_the_clips_it_held_and_no_others(
    tmp_path: Path, out_dir: Path
) -> None:
    """Short of memory, for instance, the kernel kills one; this process makes what is left."""
    with half_way(tmp_path, out_dir, jobs=2) as running:
        for pid in running.children():
            if "spawn_main" in command_line(pid):
                os.kill(pid, signal.SIGKILL)
        running.close_input()
        done = running.finished()
    assert (done.returncode, done.stderr) == (0, "")
    made = len(list((out_dir / "en").glob("*.wav")))
    assert 400 - 6 <= made <= 400
    _, *causes = done.stdout.splitlines()
    assert set(causes) <= {"a process of the build ended unexpectedly"}
    assert made + len(causes) >= 400
