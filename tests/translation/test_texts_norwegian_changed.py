"""A translation knows the Norwegian it was made from, and asks for a look when that changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import polib
import pytest
import yaml
from openpyxl import load_workbook

from ivr.definition import load
from ivr.serving.assembly import Site, assemble
from ivr.serving.settings import Settings
from ivr.translation.catalogue import sentences
from ivr.translation.sources import own_lines, to_look_at
from tests.support.commands import Ivr, one_line
from tests.support.hotline import BASE_URL, TOKEN, copy_of

ROOT = Path(__file__).parents[2]
SOUND = Path(__file__).parents[1] / "definition/sound"

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose translations are all up to date; then one Norwegian text changes."""
    root = Path(shutil.copytree(SOUND, tmp_path / "project"))
    assert Ivr(root)("prompts", "looked-at", "nb").returncode == 0
    edit(root, "goodbye: Ha det bra.", "goodbye: Ha det godt.")
    return root


@pytest.fixture
def prompts(project: Path) -> Run:
    return lambda *arguments: Ivr(project)("prompts", *map(str, arguments))


def edit(project: Path, old: str, new: str, language: str = "nb") -> None:
    path = project / f"prompts/{language}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def doubted(project: Path, language: str = "pl") -> list[str]:
    return list(to_look_at(load(project, {}), project, language))


def entry(file: Path, key: str = "goodbye") -> tuple[polib.POFile, polib.POEntry]:
    catalogue = polib.pofile(str(file))
    return catalogue, next(one for one in catalogue if one.msgctxt == key)


def test_the_shipped_project_keeps_what_its_translations_were_made_from() -> None:
    """Of every sentence, once for all languages; or no change of it would ever be noticed."""
    written = sentences(load(ROOT, {}).files["prompts/nb"])
    assert written.keys() - own_lines(ROOT, "nb").keys() == set(), "run: ivr prompts looked-at nb"


def test_the_check_warns_at_the_translation(project: Path) -> None:
    told = json.loads(Ivr(project)("check", "--json").stdout)["problems"]
    found = [one for one in told if one["code"] == "norwegian-changed"]
    assert [one["file"] for one in found] == ["prompts/en.yaml", "prompts/pl.yaml"]
    assert found[1] == {
        "code": "norwegian-changed",
        "severity": "warning",
        "file": "prompts/pl.yaml",
        "line": 27,
        "cause": "[goodbye] was made from older words in nb: [Ha det bra.] became [Ha det godt.].",
        "fix": "Look at it, then: ivr prompts looked-at pl",
    }


def test_the_status_counts_it(project: Path, prompts: Run) -> None:
    told = json.loads(prompts("status", "--json").stdout)
    counts = {one["language"]: one["outdated"] for one in told}
    assert counts == {"nb": 0, "en": 1, "pl": 1}
    assert doubted(project) == ["goodbye"]


def test_an_export_marks_it_with_the_older_norwegian(prompts: Run, tmp_path: Path) -> None:
    done = prompts("export", "pl", "--out", tmp_path / "pl.po")
    assert done.stdout.endswith(", 1 to be looked at: the Norwegian has changed.\n")
    catalogue, goodbye = entry(tmp_path / "pl.po")
    assert [one.msgctxt for one in catalogue if one.fuzzy] == ["goodbye"]
    assert (goodbye.previous_msgid, goodbye.msgid) == ("Ha det bra.", "Ha det godt.")


def test_what_comes_back_without_the_mark_was_looked_at(
    project: Path, prompts: Run, tmp_path: Path
) -> None:
    """The same text: it was right all the time."""
    file = tmp_path / "pl.po"
    prompts("export", "pl", "--out", file)
    assert prompts("import", "pl", file).returncode == 0
    assert doubted(project) == ["goodbye"]
    catalogue, goodbye = entry(file)
    goodbye.flags.remove("fuzzy")
    catalogue.save()
    assert prompts("import", "pl", file).returncode == 0
    assert doubted(project) == []
    assert doubted(project, "en") == ["goodbye"]
    assert prompts("undo", "pl").returncode == 0
    assert doubted(project) == ["goodbye"]


@pytest.mark.parametrize("answer", ["emptied", "translated anew"])
def test_in_a_spreadsheet_the_cell_is_emptied_or_the_text_is_new(
    project: Path, prompts: Run, tmp_path: Path, answer: str
) -> None:
    file = tmp_path / "pl.xlsx"
    prompts("export", "pl", "--out", file)
    assert "marked as fuzzy" in prompts("import", "pl", file).stderr
    book = load_workbook(file)
    [row] = [row for row in book.worksheets[0].iter_rows() if row[0].value == "goodbye"]
    assert row[6].value == "Ha det bra."
    if answer == "emptied":
        row[6].value = None
    else:
        row[2].value = "Wszystkiego dobrego."
    book.save(file)
    assert prompts("import", "pl", file).stderr == ""
    assert doubted(project) == []


def test_a_text_made_from_the_norwegian_of_then_is_still_to_be_looked_at(
    project: Path, prompts: Run, tmp_path: Path
) -> None:
    """It was handed out, and the Norwegian changed while the translator worked."""
    file = tmp_path / "pl.po"
    prompts("export", "pl", "--out", file)
    catalogue, waiting = entry(file, "waiting")
    waiting.msgstr = "Proszę czekać."
    catalogue.save()
    edit(project, "waiting: Bli på linjen.", "waiting: Bli på linjen, vi ringer.")
    done = prompts("import", "pl", file)
    assert "[waiting] was translated from an older Norwegian; look at it again.\n" in done.stderr
    assert doubted(project) == ["waiting", "goodbye"]


def test_whoever_approves_is_told_and_has_looked_at_it(project: Path, prompts: Run) -> None:
    done = prompts("approve", "pl", "--by", "interpreter")
    assert done.stderr == "[goodbye] was made from older Norwegian; it counts as looked at now.\n"
    assert doubted(project) == []


def test_an_editor_notes_what_is_right(project: Path, prompts: Run) -> None:
    told = prompts("looked-at", "pl", "--only", "goodbye").stdout
    assert told == "1 sentence in pl looked at.\n"
    assert (doubted(project), doubted(project, "en")) == ([], ["goodbye"])
    assert prompts("looked-at", "nb").returncode == 0
    assert doubted(project, "en") == []
    assert not (project / "prompts/made_from/pl.json").exists()
    told = one_line(prompts("looked-at", "pl", "--only", "godbye"))
    assert told == "[godbye] is no prompt. Did you mean [goodbye]?"


def test_an_approved_text_is_spoken_until_it_is_looked_at_unless_the_operator_says_no(
    small: Path, tmp_path: Path
) -> None:
    root = copy_of(small, tmp_path / "small")
    ivr = Ivr(root)
    ivr("prompts", "looked-at", "nb")
    for language in ("nb", "pl"):
        assert ivr("prompts", "approve", language, "--by", "speaker").returncode == 0
    edit(root, "Ha det bra.", "Ha det godt.")
    assert ivr("prompts", "approve", "nb", "--by", "speaker").returncode == 0
    environ = {"PUBLIC_BASE_URL": BASE_URL, "TWILIO_AUTH_TOKEN": TOKEN, "HOTLINE_ROOT": str(root)}

    def allowed(**more: str) -> tuple[str, ...]:
        settings = Settings.from_environ(environ | more)
        site = Site(root, {}, drafts=settings.drafts, outdated=settings.outdated)
        return assemble(site).allowed

    assert allowed() == allowed(OFFER_OUTDATED="yes") == ("nb", "pl")
    assert allowed(OFFER_OUTDATED="no") == ("nb",)
    assert ivr("prompts", "looked-at", "pl").returncode == 0
    assert allowed(OFFER_OUTDATED="no") == ("nb", "pl")


@pytest.mark.parametrize(
    "words", [("status",), ("export", "pl"), ("approve", "pl", "--by", "x"), ("undo", "pl")]
)
def test_what_was_kept_and_is_damaged_is_told_with_what_to_do(
    project: Path, prompts: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = project / "prompts/made_from/pl.json"
    if words[0] == "undo":
        prompts("export", "pl", "--out", tmp_path / "pl.po")
        catalogue, goodbye = entry(tmp_path / "pl.po")
        goodbye.flags.remove("fuzzy")
        catalogue.save()
        prompts("import", "pl", tmp_path / "pl.po")
    file.write_text("{", encoding="utf-8")
    told = one_line(prompts(*words))
    assert told.startswith(f"{file}: what the translations were made from cannot be read (")
    assert told.endswith("Restore it from git, or take the file away.")


def test_a_folder_of_ones_own_knows_what_the_shipped_translations_were_made_from(
    tmp_path: Path,
) -> None:
    """It says one sentence in its own words, and in no other language."""
    root = tmp_path / "own"
    made = Ivr(tmp_path)("init", str(root), "--name", "Asker", "--number", "+47 00 00 00 01")
    assert made.returncode == 0, made.stderr
    (root / "prompts").mkdir(exist_ok=True)
    own = "prompts:\n  keys.take_your_time: Bare ta deg tid.\n"
    (root / "prompts/nb.yaml").write_text(own, encoding="utf-8")
    assert doubted(root) == ["keys.take_your_time"]
    assert Ivr(root)("prompts", "looked-at", "nb", "--only", "keys.take_your_time").returncode == 0
    assert doubted(root) == []


def test_a_text_comes_into_a_folder_of_ones_own_and_goes_again(tmp_path: Path) -> None:
    """The shipped catalogue lies underneath: only what comes in is written, and all ten digits."""
    root, file = tmp_path / "own", tmp_path / "pl.po"
    Ivr(tmp_path)("init", str(root), "--name", "Asker", "--number", "+47 00 00 00 01")
    ivr = Ivr(root)
    assert ivr("prompts", "export", "pl", "--out", str(file)).returncode == 0
    catalogue, hint = entry(file, "keys.take_your_time")
    hint.msgstr = "Spokojnie."
    next(one for one in catalogue if one.msgctxt == "digit|7").msgstr = "siódemka"
    catalogue.save()
    done = ivr("prompts", "import", "pl", str(file))
    assert done.returncode == 0, done.stderr
    own = yaml.safe_load((root / "prompts/pl.yaml").read_text(encoding="utf-8"))
    assert own["prompts"] == {"keys.take_your_time": "Spokojnie."}
    assert (len(own["digits"]), own["digits"][7]) == (10, "siódemka")
    assert load(root, {}).hotline.languages["pl"].number_words[7] == "siódemka"
    assert ivr("prompts", "undo", "pl").returncode == 0
    assert not (root / "prompts/pl.yaml").exists()
