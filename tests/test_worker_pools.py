"""Processes beside one: a signal that comes while they begin ends all of it without a word."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEGINNING = """
import os, signal, sys, threading, time
from multiprocessing import util
from ivr.worker_pools import pools

class Over(BaseException): pass

def end(*_): raise Over

def launched(*args, launch=util.spawnv_passfds):
    number = launch(*args)
    if b"spawn_main" in b" ".join(map(os.fsencode, args[1])):
        os.kill(os.getpid(), int(sys.argv[1]))
        time.sleep(0.1)
    return number

if __name__ == "__main__":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    signal.signal(int(sys.argv[1]), end)
    util.spawnv_passfds = launched
    try:
        with pools(1, 1, bool):
            print("begun")
    except Over:
        print("over")
"""
"""A pool in a process that has another thread, with a signal right after its own is launched."""


@pytest.mark.parametrize("sign", ["2", "15"])
def test_a_signal_waits_until_what_is_begun_has_what_it_needs(sign: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING, sign],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "over\n", "")
