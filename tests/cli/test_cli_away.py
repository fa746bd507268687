"""`ivr export fallback` and `ivr audio publish`: what is handed out, told, kept and compared."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import pytest

from ivr.phone import parse
from ivr.phone.twiml import verbs as twiml
from tests.support.commands import Ivr, one_line
from tests.support.deployment import deployed
from tests.support.hotline import SMALL, copied, copy_of, rented, with_clips

DRAFTS: Final = {"OFFER_DRAFTS": "yes"}
SECOND: Final = DRAFTS | {"AUDIO_BASE_URL": "https://clips.example/hotline"}


@pytest.fixture
def own(small: Path, tmp_path: Path) -> Ivr:
    return Ivr(copy_of(small, tmp_path / "project"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "second"


def stamps(folder: Path) -> dict[str, int]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in files}


def test_what_is_printed_is_the_document_and_what_is_told_is_beside_it(own: Ivr) -> None:
    done = own("export", "fallback", **DRAFTS)
    assert done.returncode == 0
    assert isinstance(parse(done.stdout.encode()).verbs[-1], twiml.Hangup)
    lines = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines[:3]] == ["nb", "en", "pl"]
    assert lines[0].startswith("nb:  after   0 s, for ")
    assert lines[2].endswith("read aloud by Polly.Ewa")
    assert "guidance, +4723327000, rings for 30 s" in lines[3]
    assert len(lines) == 4


def test_it_goes_into_a_file_whole(own: Ivr, tmp_path: Path) -> None:
    printed = own("export", "fallback", **DRAFTS).stdout
    file = tmp_path / "fallback.xml"
    assert own("export", "fallback", "--output", str(file), **DRAFTS).stdout == ""
    assert file.read_text(encoding="utf-8") == printed
    nowhere = own("export", "fallback", "--output", str(tmp_path / "no" / "f.xml"), **DRAFTS)
    assert one_line(nowhere).endswith("Nothing was changed: make room, or allow writing there.")


def test_a_language_without_a_voice_is_told_of(shipped: Path, tmp_path: Path) -> None:
    own = Ivr(copy_of(shipped, tmp_path / "project"))
    told = own("export", "fallback", **DRAFTS).stderr
    assert "Not heard when this server is away: so, ti, fa, lt, ur, ku, ps, se. " in told
    told = own("export", "fallback", **SECOND).stderr
    assert "Not heard" not in told
    assert told.count("its clip") == 16


def test_what_offers_nothing_or_has_broken_settings_is_refused(own: Ivr) -> None:
    unapproved = own("export", "fallback")
    assert unapproved.returncode == 1
    assert "OFFER_DRAFTS=yes" in unapproved.stderr
    broken = own("export", "fallback", AUDIO_BASE_URL="http://clips.example", **DRAFTS)
    assert broken.returncode == 1
    assert broken.stderr.startswith("AUDIO_BASE_URL: [http://clips.example] is not encrypted.")
    assert not (own.project / ".run").exists()


def test_a_folder_gets_the_clips_and_the_document_and_only_what_changes(
    own: Ivr, folder: Path
) -> None:
    dry = own("audio", "publish", str(folder), "--dry-run", **SECOND)
    assert dry.returncode == 0
    assert "6 files would be written, 0 as they were." in dry.stdout
    assert not folder.exists()
    assert own("audio", "publish", str(folder), **SECOND).returncode == 0
    before = stamps(folder)
    document = (folder / "fallback.xml").read_bytes()
    played = {one.url for one in parse(document).verbs if isinstance(one, twiml.Play)}
    address = SECOND["AUDIO_BASE_URL"]
    assert {f"{address}/{file}" for file in before} == played | {f"{address}/fallback.xml"}
    for file in before.keys() - {"fallback.xml"}:
        built = own.project / "audio" / "built" / file
        assert (folder / file).read_bytes() == built.read_bytes()
    again = own("audio", "publish", str(folder), **SECOND)
    assert again.stdout == "0 files written, 6 as they were.\n"
    assert stamps(folder) == before
    (folder / "fallback.xml").write_text("<Response/>", encoding="utf-8")
    assert own("audio", "publish", str(folder), **SECOND).stdout.startswith("new: fallback.xml\n")
    assert (folder / "fallback.xml").read_bytes() == document


def test_what_is_no_longer_needed_stays_until_it_is_asked_away(own: Ivr, folder: Path) -> None:
    assert own("audio", "publish", str(folder), **SECOND).returncode == 0
    old = folder / "pl" / f"{'0' * 20}.wav"
    others = [folder / "pl" / "mine.wav", folder / "index.html", folder / f"{'0' * 20}.wav"]
    for path in (old, *others):
        path.write_bytes(b"RIFF")
    for more in ([], ["--dry-run", "--delete"]):
        told = own("audio", "publish", str(folder), *more, **SECOND).stdout
        assert told.startswith(f"no longer needed: pl/{old.name}\n0 files ")
        assert old.exists()
    told = own("audio", "publish", str(folder), "--delete", **SECOND).stdout
    assert told.startswith(f"deleted: pl/{old.name}\n")
    assert not old.exists()
    assert all(path.exists() for path in others)


def test_a_folder_that_cannot_be_written_is_as_it_was(own: Ivr, folder: Path) -> None:
    folder.mkdir()
    (folder / "pl").write_text("no folder", encoding="utf-8")
    (folder / "fallback.xml").write_text("<Response/>", encoding="utf-8")
    before = stamps(folder)
    refused = own("audio", "publish", str(folder), **SECOND)
    assert one_line(refused).startswith(f"{folder}: cannot be written: ")
    assert stamps(folder) == before


def test_without_an_address_there_is_no_document(own: Ivr, folder: Path) -> None:
    told = one_line(own("audio", "publish", str(folder), **DRAFTS))
    assert told.startswith("AUDIO_BASE_URL is not set, so no document can name a clip.")
    assert not folder.exists()


def test_production_without_anybody_to_answer_is_warned_of(own: Ivr) -> None:
    def codes(**variables: str) -> list[str]:
        told = json.loads(own("check", "--production", "--json", **DRAFTS, **variables).stdout)
        return [one["code"] for one in told["problems"] if one["severity"] == "warning"]

    assert "no-fallback" in codes()
    for name in ("FALLBACK_URL", "AUDIO_BASE_URL"):
        assert "no-fallback" not in codes(**{name: "https://clips.example/a"})
        here = {"PUBLIC_BASE_URL": "https://hotline.example", name: "https://HOTLINE.example/a"}
        assert "fallback-here" in codes(**here)
        assert "fallback-here" not in codes(**here | {name: "https://clips.example/a"})


def test_a_change_that_the_document_does_not_know_is_told_when_it_is_published(
    tmp_path: Path, folder: Path
) -> None:
    own = Ivr(with_clips(rented(copied(tmp_path / "project", SMALL))))
    with deployed(own.project, sys.executable, "-m", "ivr.web.server"):
        assert own("export", "fallback", **DRAFTS).returncode == 0
        assert own("audio", "publish", str(folder), **SECOND).returncode == 0
        change(own, "Ha det bra.", "Ha det.")
        assert "no longer fits" not in own("publish").stdout
        change(own, "Ved fare, ring", "I fare, ring")
        done = own("publish")
        assert done.returncode == 0
        away = [line for line in done.stdout.splitlines() if "no longer fits" in line]
        assert "Run: ivr export fallback, and put it where FALLBACK_URL leads." in away[0]
        assert f"Run: ivr audio publish {folder}, and bring it to AUDIO_BASE_URL." in away[1]
        again = own("publish").stdout
        assert again.startswith("Nothing to publish")
        assert again.count("no longer fits") == 2
        assert own("export", "fallback", **DRAFTS).returncode == 0
        change(own, "I fare, ring", "Er det fare, ring")
        told = json.loads(own("publish", "--json").stdout)
    found = [one["code"] for one in told["problems"]]
    assert found.count("fallback-outdated") == 2


def change(own: Ivr, old: str, new: str) -> None:
    path = own.project / "prompts" / "nb.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
