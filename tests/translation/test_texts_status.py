"""`ivr prompts status`: each column counts what it says, on a small project."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.definition import load
from ivr.speech.build.run import build
from ivr.speech.clips.requests import clip_requests
from ivr.speech.tts.engines import engine
from ivr.speech.tts.voice import Voice
from ivr.translation.status import Status

SOUND = Path(__file__).parents[1] / "definition/sound"
GOODBYE = {"nb": "Ha det bra.", "en": "Goodbye.", "pl": "Do widzenia."}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "project"))


@pytest.fixture
def ivr(project: Path) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        done = CliRunner().invoke(main, ["--project", str(project), *arguments])
        assert done.exit_code == 0, done.output
        return done

    return run


@pytest.fixture
def status(ivr: Callable[..., Result]) -> Callable[[str], Status]:
    def of(language: str) -> Status:
        told = json.loads(ivr("prompts", "status", "--json").stdout)
        found = next(one for one in told if one["language"] == language)
        found.pop("safety")
        return Status(**found)

    return of


def make(project: Path, language: str) -> None:
    """Build the clip of one text, as `ivr audio build` would."""
    requests = clip_requests(load(project, {}), recordings=project / "audio/recordings")
    own = [one for one in requests if one.key[:2] == (language, GOODBYE[language])]
    assert len(own) == 2
    assert build(own, project / "audio/built", jobs=1).complete


def record(folder: Path, language: str) -> Path:
    """What a speaker hands in: the goodbye, in a voice and a quiet room."""
    speech = engine("espeak").synthesise(GOODBYE[language], Voice("espeak", language, 120))
    samples = 0.5 * speech.samples / np.abs(speech.samples).max()
    noise = 1e-5 * np.random.default_rng(1).standard_normal(len(samples) + speech.rate)
    noise[speech.rate // 2 : speech.rate // 2 + len(samples)] += samples
    folder.mkdir()
    soundfile.write(folder / "goodbye.wav", noise, speech.rate)
    return folder


def change(project: Path, language: str, find: str, replace: str) -> None:
    path = project / f"prompts/{language}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1
    path.write_text(text.replace(find, replace), encoding="utf-8")


def test_at_first_everything_is_written_and_nothing_more(
    status: Callable[[str], Status],
) -> None:
    for language in GOODBYE:
        one = status(language)
        assert one.complete == one.prompts > 20
        assert (one.approved, one.stale, one.recorded, one.built) == (0, 0, 0, 0)
        assert one.clips > one.prompts


def test_one_recorded_one_built_one_stale(
    ivr: Callable[..., Result],
    project: Path,
    tmp_path: Path,
    status: Callable[[str], Status],
) -> None:
    fresh = {code: status(code) for code in GOODBYE}
    make(project, "nb")
    ivr("audio", "import", "pl", str(record(tmp_path / "speaker", "pl")))
    make(project, "pl")
    ivr("prompts", "approve", "en", "--by", "speaker")
    change(project, "en", "goodbye: Goodbye.", "goodbye: Goodbye then.")
    norwegian, english, polish = (status(code) for code in GOODBYE)
    assert (norwegian.recorded, norwegian.built, norwegian.approved) == (0, 1, 0)
    assert (polish.recorded, polish.built, polish.approved) == (1, 0, 0)
    assert (english.recorded, english.built, english.stale) == (0, 0, 1)
    assert english.approved == english.prompts - 1
    for one in (norwegian, english, polish):
        first = fresh[one.language]
        assert (one.prompts, one.complete, one.clips) == (
            first.prompts,
            first.complete,
            first.clips,
        )


def test_a_changed_text_is_neither_recorded_nor_built(
    ivr: Callable[..., Result],
    project: Path,
    tmp_path: Path,
    status: Callable[[str], Status],
) -> None:
    ivr("audio", "import", "pl", str(record(tmp_path / "speaker", "pl")))
    make(project, "pl")
    make(project, "nb")
    change(project, "pl", "goodbye: Do widzenia.", "goodbye: Do usłyszenia.")
    change(project, "nb", "goodbye: Ha det bra.", "goodbye: Ha det.")
    assert (status("pl").recorded, status("nb").built) == (0, 0)


def test_a_clip_whose_file_is_gone_is_not_built(
    project: Path, status: Callable[[str], Status]
) -> None:
    make(project, "nb")
    for clip in (project / "audio/built/nb").iterdir():
        clip.unlink()
    assert status("nb").built == 0


def test_one_sentence_is_approved_beside_those_that_somebody_else_approved(
    ivr: Callable[..., Result], project: Path, status: Callable[[str], Status]
) -> None:
    """Approval of one text keeps everybody else's, with who gave it."""
    ivr("prompts", "approve", "pl", "--by", "interpreter")
    change(project, "pl", "goodbye: Do widzenia.", "goodbye: Do usłyszenia.")
    ivr("prompts", "approve", "pl", "--by", "nurse", "--only", "goodbye")
    assert status("pl").is_approved
    kept = json.loads((project / "prompts/approved/pl.json").read_text(encoding="utf-8"))
    by = {key: one["by"] for key, one in kept.items()}
    assert by.pop("goodbye") == "nurse"
    assert set(by.values()) == {"interpreter"}


def test_an_approved_language_is_one_with_every_sentence_approved(
    ivr: Callable[..., Result], status: Callable[[str], Status]
) -> None:
    ivr("prompts", "approve", "pl", "--by", "speaker")
    assert status("pl").is_approved
    ivr("prompts", "approve", "pl", "--by", "speaker", "--withdraw", "--only", "goodbye")
    assert not status("pl").is_approved
    assert (status("pl").stale, status("pl").approved) == (0, status("pl").prompts - 1)


def test_a_language_in_the_making_shows_how_far_it_is(
    project: Path, status: Callable[[str], Status], ivr: Callable[..., Result]
) -> None:
    """Not listed in config/hotline.yaml yet, and a sentence is missing."""
    book = (project / "prompts/pl.yaml").read_text(encoding="utf-8")
    lines = [line for line in book.splitlines() if not line.startswith("  goodbye:")]
    (project / "prompts/cs.yaml").write_text("\n".join(lines), encoding="utf-8")
    czech, polish = status("cs"), status("pl")
    assert (czech.listed, polish.listed) == (False, True)
    assert (czech.prompts, czech.complete) == (polish.prompts, polish.prompts - 1)
    assert (czech.clips, czech.is_approved) == (0, False)
    table = ivr("prompts", "status").stdout
    assert "not listed" in next(line for line in table.splitlines() if "cs polski" in line)


def test_an_announcement_it_lacks_does_not_hold_a_language_up(
    ivr: Callable[..., Result], project: Path, status: Callable[[str], Status]
) -> None:
    """Polish stays approved when tonight's outbreak is announced in Norwegian."""
    ivr("prompts", "approve", "pl", "--by", "speaker")
    with (project / "config/announcements.yaml").open("a", encoding="utf-8") as file:
        file.write("outbreak: {say: announcement.outbreak, begins: 2026-12-01 08:00, ")
        file.write("ends: 2026-12-15 00:00}\n")
    with (project / "prompts/nb.yaml").open("a", encoding="utf-8") as book:
        book.write("  announcement.outbreak: Det er utbrudd.\n")
    assert status("pl").is_approved
    assert status("nb").prompts == status("nb").complete
    with (project / "prompts/pl.yaml").open("a", encoding="utf-8") as book:
        book.write("  announcement.outbreak: Jest ognisko.\n")
    polish = status("pl")
    assert (polish.prompts, polish.approved, polish.is_approved) == (
        polish.complete,
        polish.prompts - 1,
        False,
    )


def test_the_table_shows_the_columns_in_words(ivr: Callable[..., Result], project: Path) -> None:
    make(project, "nb")
    ivr("prompts", "approve", "pl", "--by", "speaker")
    lines = ivr("prompts", "status").stdout.splitlines()
    columns = lines[0].split()
    assert columns[:6] == ["language", "complete", "approved", "recorded", "built", "stale"]
    assert columns[6:] == ["outdated", "safety", "left", "state"]
    rows = (re.split(r" {2,}", line) for line in lines[2:])
    cells = {first: rest for first, *rest in rows}
    assert cells["nb norsk"][-1] == "draft"
    assert cells["nb norsk"][3].startswith("1 of ")
    assert cells["pl polski"][-1] == "approved"
