"""One version in the place of another, in the process that answers calls."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from ivr.definition import load
from ivr.problems import Refusal
from ivr.serving.publishing.content import content_version, stamps
from ivr.serving.settings import Settings
from ivr.speech.build.run import build
from ivr.speech.clips.clip import ClipRequest
from ivr.speech.tts.voice import Voice
from ivr.translation.approvals import approve
from ivr.translation.catalogue import sentences
from ivr.web import create_app
from ivr.web.takeover import Stage, successor, told, version_of
from tests.support.hand import Hand
from tests.support.hotline import BASE_URL, TOKEN, VARIABLES, copy_of, with_clips


@pytest.fixture
def root(small: Path, tmp_path: Path) -> Path:
    return copy_of(small, tmp_path / "project")


def settings_of(root: Path) -> Settings:
    return Settings(BASE_URL, (TOKEN,), root, VARIABLES, emulated=True, drafts=True)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refused(former: Flask, settings: Settings) -> str:
    with pytest.raises(Refusal) as refusal:
        successor(former, settings)
    return str(refusal.value)


def test_what_changes_is_told_in_a_few_lines(root: Path) -> None:
    """Numbers and hours are named, for a wrong one sends somebody nowhere; texts are counted."""
    settings = settings_of(root)
    former = create_app(settings)
    change(root / "prompts" / "nb.yaml", "Ha det bra.", "Ha det.")
    change(root / "prompts" / "pl.yaml", "Po {card_limit}", "Dopiero po {card_limit}")
    services = root / "config" / "services.yaml"
    change(services, "Mo-Fr 08:00-15:30", "Mo-Fr 08:00-16:00")
    change(root / "config" / "hotline.yaml", "wait_seconds: 8", "wait_seconds: 9")
    with_clips(root)
    lines = [*told(former, successor(former, settings))]
    assert lines[0] == "texts: 1 in nb, 1 in pl"
    assert any(line.startswith("hours: ") and line.endswith("16:00; PH off") for line in lines)
    assert lines[-1] == "elsewhere: hotline"


@pytest.mark.parametrize("name", ["config", "config/municipalities", "prompts"])
def test_a_change_behind_a_linked_folder_is_another_version(root: Path, name: str) -> None:
    """What is read is what makes the version: a link leads to it as well."""
    (root / name).rename(root / "elsewhere")
    (root / name).symlink_to(root / "elsewhere")
    before = content_version(root), stamps(root)
    change(root / "config/municipalities/halden.yaml", "+47 00 00 00 11", "+47 00 00 00 12")
    change(root / "prompts" / "nb.yaml", "Ha det bra.", "Ha det.")
    after = content_version(root), stamps(root)
    assert before[0] != after[0]
    assert {stamp[0] for stamp in after[1] - before[1]} == {
        "config/municipalities/halden.yaml",
        "prompts/nb.yaml",
    }


def test_another_content_of_the_same_size_and_date_is_seen(root: Path) -> None:
    """Copied with its date from elsewhere, or written while the clock was set back."""
    menu = root / "config" / "menu.yaml"
    was = menu.stat()
    before = stamps(root)
    change(menu, "topic: emergency", "topci: emergency")
    os.utime(menu, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert stamps(root) != before


def test_what_is_read_by_nobody_is_no_other_version(root: Path) -> None:
    before = content_version(root)
    (root / "prompts" / "2026").mkdir()
    (root / "prompts" / "2026" / "nb.yaml").write_text("language: nb\n", encoding="utf-8")
    (root / "config" / "old.yaml").mkdir()
    os.mkfifo(root / "config" / "pipe.yaml")  # which would never come to its end
    assert content_version(root) == before


def test_a_request_is_answered_to_its_end_by_the_version_it_began_with(root: Path) -> None:
    """The change comes while the first clip of an answer is looked up."""
    settings = settings_of(root)
    stage = Stage(create_app(settings))
    change(root / "prompts" / "nb.yaml", "Ha det bra.", "Ha det.")
    with_clips(root)
    former = stage.app
    after = successor(former, settings)

    @former.before_request
    def taken_over_meanwhile() -> None:
        stage.app = after

    asked = Client(stage)
    told = [json.loads(asked.get("/healthz").data)["content"] for _ in range(2)]
    assert told == [version_of(former), version_of(after)]


def test_a_call_gets_the_clips_it_was_told_of_before_the_change(root: Path) -> None:
    """Somebody else speaks a sentence now; the carrier fetches the former clip a minute later."""
    settings = settings_of(root)
    former = create_app(settings)
    text = "Ta deg god tid."
    listed = former.extensions["assembly"].clips.manifest
    clip = listed.clip("nb", text)
    change(root / "prompts" / "nb.yaml", "Ha det bra.", "Ha det.")
    with_clips(root)
    build([ClipRequest("nb", text, Voice("espeak", "nb"))], root / "audio" / "built", jobs=1)
    after = successor(former, settings)
    assert after.extensions["assembly"].clips.manifest.clip("nb", text).file != clip.file
    with after.test_client().get(f"/audio/{clip.file}") as fetched:
        assert fetched.status_code == 200


def test_counts_go_on_over_a_change(root: Path) -> None:
    settings = settings_of(root)
    former = create_app(settings)
    assert Hand(former).send("/voice", b"", None).status_code == 403
    change(root / "config" / "hotline.yaml", "wait_seconds: 8", "wait_seconds: 9")
    after = successor(former, settings)
    assert Hand(after).send("/voice", b"", None).status_code == 403
    page = after.test_client().get("/metrics").get_data(as_text=True)
    assert 'ivr_refusals_total{kind="signature"} 2.0' in page


def test_a_new_sentence_without_a_clip_is_not_taken_over(root: Path) -> None:
    """Callers would hear another voice in it, or another language."""
    settings = settings_of(root)
    former = create_app(settings)
    change(root / "prompts" / "en.yaml", "Call your doctor now.", "Call your own doctor now.")
    told = refused(former, settings)
    assert told.startswith("prompts/en.yaml: 1 new texts have no clip, such as [Call your own")
    assert told.endswith("Run: ivr audio build")
    with_clips(root)
    assert version_of(successor(former, settings)) != version_of(former)


def test_what_was_written_after_the_trial_is_not_refused_but_tried_again(root: Path) -> None:
    """It has no clips yet, or is half written: whoever edits it is not told of a mistake."""
    settings = settings_of(root)
    stage = Stage(create_app(settings))
    served = stage.version
    change(root / "config" / "hotline.yaml", "wait_seconds: 8", "wait_seconds: 9")
    tried = content_version(root)
    change(root / "prompts" / "en.yaml", "Call your doctor now.", "Call your own doctor now.")
    assert stage.take_over(settings, tried) is None
    (root / "config" / "menu.yaml").write_text("main: [", encoding="utf-8")
    assert stage.take_over(settings, tried) is None
    assert stage.version == served


def test_a_clip_that_was_lost_before_keeps_no_change_from_callers(root: Path) -> None:
    settings = settings_of(root)
    former = create_app(settings)
    lost = former.extensions["assembly"].clips.manifest.clip("en", "Call your doctor now.")
    (root / "audio" / "built" / lost.file).unlink()
    change(root / "config" / "hotline.yaml", "wait_seconds: 8", "wait_seconds: 9")
    assert version_of(successor(former, settings)) != version_of(former)


def test_a_language_is_not_lost_for_want_of_approval(root: Path) -> None:
    """A sentence of an approved language has changed, and nobody has approved it anew."""
    loaded = load(root, VARIABLES)
    for code in loaded.hotline.languages:
        written = sentences(loaded.files[f"prompts/{code}"])
        approve(root, code, written, "speaker", dt.date(2026, 11, 1))
    settings = replace(settings_of(root), drafts=False)
    former = create_app(settings)
    assert [*former.extensions["assembly"].hotline.languages] == ["nb", "en", "pl"]
    polish = (root / "prompts" / "pl.yaml").read_text(encoding="utf-8")
    change(root / "prompts" / "pl.yaml", "Po {card_limit}", "Dopiero po {card_limit}")
    with_clips(root)
    told = refused(former, settings)
    assert "pl would no longer be offered: a text is not approved as it is now." in told
    assert told.endswith("Run: ivr prompts approve pl --by ROLE")
    (root / "prompts" / "pl.yaml").write_text(polish, encoding="utf-8")
    assert version_of(successor(former, settings)) == version_of(former)


def test_a_language_that_is_taken_out_goes(root: Path) -> None:
    """Whoever takes it out of the list means it."""
    settings = settings_of(root)
    former = create_app(settings)
    change(root / "config" / "hotline.yaml", "[nb, en, pl]", "[nb, en]")
    change(root / "config" / "hotline.yaml", 'own_language_first: {"+48": pl}\n', "")
    change(root / "config" / "municipalities" / "asker.yaml", ", language: pl", "")
    lines = [*told(former, successor(former, settings))]
    assert lines[-1] == "no longer offered: pl"


@pytest.mark.parametrize(
    ("name", "is_other"),
    [
        ("config/menu.yaml", True),
        ("config/municipalities/new.yaml", True),
        ("prompts/pl.yaml", True),
        ("prompts/approved/pl.json", True),
        ("audio/recordings/pl.json", True),
        ("config/schema/menu.json", False),
        ("config/.menu.yaml.swp", False),
        ("config/menu.yaml~", False),
        ("prompts/.undo/pl.yaml", False),
    ],
)
def test_a_version_is_another_when_what_is_served_may_be(
    root: Path, name: str, is_other: Callable[[], bool]
) -> None:
    """What editors and editing programs leave beside the files changes nothing."""
    former = create_app(settings_of(root)).extensions["content"]
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")
    assert (content_version(root) != former) is is_other
