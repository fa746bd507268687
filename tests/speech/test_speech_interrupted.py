"""A build that is cut short loses nothing, and leaves nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import ivr
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.clips.manifest import Manifest
from ivr.speech.tts.voice import Voice

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
def half_way(
    tmp_path: Path, out_dir: Path, jobs: int, clips: int = 400
) -> Iterator[subprocess.Popen[str]]:
    """Run a build in a process of its own until ten clips are made."""
    program = tmp_path / "build_clips.py"
    program.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, str(program), str(out_dir), str(jobs), str(clips)],
        env={**os.environ, "PYTHONPATH": str(Path(ivr.__path__[0]).parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "half way\n"
        try:
            yield running
        finally:
            running.kill()


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "still waiting after a minute"
        time.sleep(0.02)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_build_leaves_the_old_clips_and_the_next_one_goes_on(
    tmp_path: Path, out_dir: Path, jobs: int
) -> None:
    old = ClipRequest("nb", "Trykk 1.", Voice("silent", "nb"))
    build([old], out_dir)
    manifest = out_dir / "manifest.json"
    before = manifest.read_bytes()
    with half_way(tmp_path, out_dir, jobs) as running:
        running.kill()
        running.wait()
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
        crew = children(running.pid)
        assert len(crew) >= 2
        running.kill()
        running.wait()
        wait_until(lambda: not any(_runs(pid) for pid in crew))


@pytest.mark.parametrize(("jobs", "clips"), [(1, 400), (2, 10), (2, 400)])
def test_ctrl_c_stops_every_process_with_one_message(
    tmp_path: Path, out_dir: Path, jobs: int, clips: int
) -> None:
    """With ten clips the other processes wait for work, with more they are in the middle of it."""
    with half_way(tmp_path, out_dir, jobs, clips) as running:
        os.killpg(running.pid, signal.SIGINT)
        _, errors = running.communicate(timeout=60)
    assert running.returncode != 0
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")
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
        for pid in children(running.pid):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
        out, errors = running.communicate(input="", timeout=60)
    assert (running.returncode, errors) == (0, "")
    made = len(list((out_dir / "en").glob("*.wav")))
    assert 400 - 6 <= made <= 400
    causes = out.splitlines()
    assert set(causes) <= {"a process of the build ended unexpectedly"}
    assert made + len(causes) >= 400


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
