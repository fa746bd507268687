"""A build is killed half-way: whoever rings then is served all the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from flask import Flask

from ivr.definition import Loaded, load
from ivr.speech.build.best import build_best
from ivr.speech.build.run import build
from ivr.speech.clips.manifest import Manifest
from ivr.speech.clips.requests import clip_requests
from tests.support.hotline import SMALL, copied, served, with_clips
from tests.support.processes import started
from tests.support.ringing import Line

VARIABLES: Final = {"SIP_TRUNK": "trunk.example"}
PROGRAM: Final = """
import sys
from pathlib import Path
from ivr.definition import load
from ivr.speech.clips.requests import clip_requests
from ivr.speech.build.best import build_best
from ivr.speech.build.run import build

class StopHalfWay:
    done = 0
    def total(self, clips):
        pass
    def advance(self, clips):
        self.done += clips
        if self.done == 40:
            print("half way", flush=True)
            sys.stdin.read()

project = Path(sys.argv[1])
requests = clip_requests(load(project, {"SIP_TRUNK": "trunk.example"}), "silent")
build(requests, project / "audio" / "built", jobs=1, progress=StopHalfWay())
"""


def kill_half_way(project: Path) -> None:
    with started(sys.executable, "-c", PROGRAM, str(project), stdin=subprocess.PIPE) as running:
        running.wait_for("half way\n")


def test_every_call_works_and_the_next_build_makes_only_the_rest(
    shipped: Path,
    loaded: Loaded,
    tmp_path: Path,
    serve: Callable[..., Flask],
) -> None:
    project = Path(shutil.copytree(shipped, tmp_path / "project"))
    for catalogue in (project / "prompts").glob("*.yaml"):
        text = catalogue.read_text(encoding="utf-8")
        assert "words_per_minute: 1" in text
        # Another rate makes every clip of every language another one.
        changed = text.replace("words_per_minute: 1", "words_per_minute: 2")
        catalogue.write_text(changed, encoding="utf-8")
    kill_half_way(project)
    hurt = Line(serve(project), loaded.hotline)
    assert {one.kind for one in hurt.call().heard} == {"clip"}
    requests = clip_requests(load(project, VARIABLES), "silent")
    report = build(requests, project / "audio" / "built", jobs=1)
    assert report.complete
    assert report.reused >= 40
    assert report.built + report.reused == len(requests)
    assert len(Manifest.load(project / "audio" / "built" / "manifest.json")) == len(requests)
    mended = Line(serve(project), loaded.hotline)
    assert {one.kind for one in mended.call().heard} == {"clip"}


BEST: Final = """
import sys
from pathlib import Path
from ivr.definition import load
from ivr.speech.build.best import build_best
from ivr.speech.clips.requests import clip_requests

def stop_half_way(standing):
    if standing.all_done == 30:
        print("half way", flush=True)
        sys.stdin.read()

project = Path(sys.argv[1])
requests = clip_requests(load(project, {"SIP_TRUNK": "trunk.example"}))
folder = project / "audio" / "built"
build_best(requests, folder, jobs=1, tell=stop_half_way, saved_every_s=0)
"""


def test_while_the_best_voice_takes_over_every_call_works_and_nothing_is_spoken_twice(
    tmp_path: Path,
) -> None:
    project = copied(tmp_path / "project", SMALL)
    path = project / "prompts" / "nb.yaml"
    both = "{engine: espeak, voice: nb, meanwhile: {engine: silent, voice: nb}}"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{engine: silent, voice: nb}", both), encoding="utf-8")
    with_clips(project)
    with started(sys.executable, "-c", BEST, str(project), stdin=subprocess.PIPE) as running:
        running.wait_for("half way\n")
    built = project / "audio" / "built"
    hotline = load(project, VARIABLES)
    engines = [one.engine for one in Manifest.load(built / "manifest.json") if one.language == "nb"]
    assert {*engines} == {"espeak", "silent"}
    half = Line(served(project), hotline.hotline)
    assert {one.kind for one in half.call().heard} == {"clip"}
    report = build_best(clip_requests(hotline), built, jobs=1)
    assert report.built == len(engines) - engines.count("espeak")
    assert report.done == report.of == {"nb": len(engines)}
    whole = Line(served(project), hotline.hotline)
    assert {one.kind for one in whole.call().heard} == {"clip"}
