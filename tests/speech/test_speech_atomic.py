"""A file is there whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import ivr
from ivr.files import UNFINISHED, write_whole


@pytest.mark.parametrize("lasting", [False, True])
def test_new_content_takes_the_place_of_the_old(tmp_path: Path, *, lasting: bool) -> None:
    path = tmp_path / "clip.wav"
    for content in (b"old", b"new and longer", b""):
        write_whole(path, content, lasting=lasting)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match=r"clip\.wav"):
        write_whole(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


PROGRAM = """
import os, sys, threading, time
from pathlib import Path
from ivr.files import UNFINISHED, leave_when_written, write_whole

path = Path(sys.argv[1])
# Opening a pipe waits for a reader: the file stays unfinished for as long as the test wants.
os.mkfifo(path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}"))
writing = threading.Thread(target=write_whole, args=(path, b"new"), daemon=True)
writing.start()
time.sleep(0.5)
threading.Thread(target=leave_when_written).start()
print("asked to leave", flush=True)
time.sleep(60)
"""


def test_a_process_that_is_told_to_leave_finishes_the_file_it_is_writing(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)],
        env={**os.environ, "PYTHONPATH": str(Path(ivr.__path__[0]).parent)},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "asked to leave\n"
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(timeout=0.5)
        [unfinished] = tmp_path.glob(f"*{UNFINISHED}")
        assert unfinished.read_bytes() == b"new"
        running.wait(timeout=30)
    assert list(tmp_path.iterdir()) == [path]
