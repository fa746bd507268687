"""A file is there whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ivr.files import UNFINISHED, write_whole
from tests.support.processes import started


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
from ivr import files

class Lock:
    def __init__(self):
        self.lock = threading.Lock()
    def __enter__(self):
        if self.lock.locked():
            print("waits to leave", flush=True)
        self.lock.acquire()
    def __exit__(self, *_):
        self.lock.release()

files._writing = Lock()
path = Path(sys.argv[1])
# Opening a pipe waits for a reader: the file stays unfinished for as long as the test wants.
os.mkfifo(path.with_name(f"{path.name}.{os.getpid()}{files.UNFINISHED}"))
writing = threading.Thread(target=files.write_whole, args=(path, b"new"), daemon=True)
writing.start()
while not files._writing.lock.locked():
    time.sleep(0.001)
files.leave_when_written()
"""


def test_a_process_that_is_told_to_leave_finishes_the_file_it_is_writing(tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    with started(sys.executable, "-c", PROGRAM, str(path)) as process:
        process.wait_for("waits to leave")
        [unfinished] = tmp_path.glob(f"*{UNFINISHED}")
        assert unfinished.read_bytes() == b"new"
        assert process.finished().returncode == 1
    assert list(tmp_path.iterdir()) == [path]
