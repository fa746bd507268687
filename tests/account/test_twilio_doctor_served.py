"""`ivr twilio doctor`: what is served behind the address, and what stands before it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from ivr.account.doctor.clips import clip_problem
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from tests.support.doctor import Scene
from tests.support.hotline import copy_of
from tests.support.proxy import Passed


@pytest.mark.parametrize(
    ("status", "kind", "of", "told"),
    [
        (206, "audio/wav", 0, ""),
        (200, "audio/x-wav; x=1", 0, ""),
        (503, "text/html", 0, "is answered with 503. Run there: ivr audio build --verify"),
        (206, "text/html", 0, "comes as text/html, and is audio/wav. Look at the cache or proxy"),
        (206, "audio/wav", -1, "comes cut off or changed: {short} bytes, of {size}. Look at the"),
    ],
)
def test_a_clip_that_comes_otherwise_than_it_was_built(
    small: Path, status: int, kind: str, of: int, told: str
) -> None:
    folder = small / "audio" / "built"
    clip, *_ = Manifest.load(folder / MANIFEST_NAME)
    whole = (folder / clip.file).read_bytes()
    size = len(whole) + of
    headers = {"content-type": kind}
    if status == 206:
        headers["content-range"] = f"bytes 0-11/{size}"
    content = whole[:12] if status == 206 else whole
    answer = httpx.Response(status, headers=headers, content=content)
    problem = clip_problem(clip, "main.fees", answer)
    line = "" if problem is None else problem.sentence
    begin = f"{clip.language} [main.fees]: /audio/{clip.file} "
    expected = told.format(short=size, size=len(whole))
    assert line.startswith(begin + expected) if expected else not line


def test_a_proxy_that_changes_the_address(scene: Scene) -> None:
    def tidy(passed: Passed) -> None:
        if "%20" in passed.path:
            passed.answer(403)

    scene.served.way_in.change = tidy
    [line] = scene.look("--no-clips").of("wrong")
    assert line.startswith(
        "the proxy: A signed request to /voice/status?looked=a%20b&empty= is refused (403), and one"
    )


def test_whatever_takes_the_signature_of_anybody(scene: Scene) -> None:
    def take(passed: Passed) -> None:
        if passed.method == "POST":
            passed.answer(204)

    scene.served.way_in.change = take
    [line] = scene.look("--no-clips").of("wrong")
    assert line.startswith(f"a wrong signature: {scene.served.way_in.url}/voice/status takes a ")


def test_every_request_that_is_signed_is_marked_as_a_test(scene: Scene) -> None:
    scene.look("--no-clips")
    passed = scene.served.way_in.passed
    posted = [one for one in passed if one.method == "POST"]
    assert {one.path.partition("?")[0] for one in posted} == {"/voice/status"}
    assert {one.form["Probe"] for one in posted} == {"yes"}


def test_another_folder_than_the_one_that_is_served(scene: Scene, tmp_path: Path) -> None:
    """Its clips may be others, so none is missed."""
    scene.served = replace(scene.served, project=copy_of(scene.served.project, tmp_path / "own"))
    menu = scene.served.project / "config" / "menu.yaml"
    menu.write_text(menu.read_text(encoding="utf-8") + "\n# later\n", encoding="utf-8")
    found = scene.look()
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert "and this folder holds" in line
    assert not [line for line in found.lines if "clips" in line]


def test_a_folder_that_cannot_be_read_is_named_and_so_is_what_was_not_looked_at(
    scene: Scene, tmp_path: Path
) -> None:
    scene.served = replace(scene.served, project=copy_of(scene.served.project, tmp_path / "own"))
    (scene.served.project / "config" / "menu.yaml").write_text("steps: [", encoding="utf-8")
    found = scene.look()
    assert (found.code, found.of("wrong")) == (0, [])
    content, folder = found.of("unknown")
    assert content.startswith(
        "the content: This folder cannot be read (config/menu.yaml:1: This is"
    )
    assert folder == (
        "what the folder says: Neither the fallback, who would be rung, trunks nor numbers could "
        "be looked at. Mend the folder first: ivr check"
    )
