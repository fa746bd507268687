"""A translator begins a language that has no file yet, and gets everything to and fro."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.cli import main
from ivr.cli.prompts.import_ import voice_of
from ivr.definition import Loaded, load
from ivr.model.prompts import VoiceChoice, placeholders
from ivr.translation.catalogue import folded, sentences
from ivr.translation.formats.files import read_file
from ivr.translation.roundtrip import begin, change, review, rows_for_translator
from ivr.translation.rows import Row
from ivr.translation.words import NEEDED, OTHER_KEYS, is_word, words

SOUND = Path(__file__).parents[1] / "definition/sound"
ROOT = Path(__file__).parents[2]
VOICE = VoiceChoice("none", "none", 140)
DIGITS = ("nulla", "egy", "kettő", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc")
WORDS = {
    "language|name": "magyar",
    **{f"digit|{digit}": word for digit, word in enumerate(DIGITS)},
    "key|#": "kettőskereszt",
    "key|*": "csillag",
    "key|+": "plusz",
    "key|1": "az egyes",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project in Norwegian, English and Polish, to be changed."""
    return Path(shutil.copytree(SOUND, tmp_path / "project"))


@pytest.fixture
def ivr(project: Path) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--project", str(project), "prompts", *arguments])

    return run


def translated(row: Row) -> str:
    """Something in the other language, with the placeholders in another order."""
    if is_word(row):
        return WORDS.get(row.id, "")
    return " ".join(["Magyarul:", *(f"{{{name}}}" for name in reversed(placeholders(row.source)))])


def fill_po(path: Path, leave: frozenset[str] = frozenset()) -> None:
    """What a translator does in Poedit."""
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgctxt not in leave:
            entry.msgstr = translated(Row(entry.msgctxt or "", entry.msgid, ""))
    catalogue.save()


def fill_csv(path: Path, leave: frozenset[str] = frozenset()) -> None:
    """What a translator does in a spreadsheet, which writes semicolons."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    for line in lines[1:]:
        if line[0] not in leave:
            line[2] = translated(Row(line[0], line[1], ""))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)


def offered(project: Path, code: str) -> Loaded:
    """Do what the command says is left to do before callers can choose a new language."""
    hotline = project / "config/hotline.yaml"
    listed = hotline.read_text(encoding="utf-8").replace("[nb, en, pl]", f"[nb, en, pl, {code}]")
    hotline.write_text(listed, encoding="utf-8")
    with (project / "prompts/nb.yaml").open("a", encoding="utf-8") as book:
        book.write(f"  whisper.speaks.{code}: Den som ringer, snakker et annet språk.\n")
    return load(project, {})


NORWEGIAN_ALONE = ("whisper.", "topic.", "language.wait")
"""What a callee hears, and what is said in the languages of the answer alone."""

FORMATS = [("po", fill_po), ("csv", fill_csv)]
Fill = Callable[..., None]


@pytest.mark.parametrize(("kind", "fill"), FORMATS)
def test_every_word_and_sentence_is_handed_out_empty(
    ivr: Callable[..., Result], project: Path, tmp_path: Path, kind: str, fill: Fill
) -> None:
    del fill
    file = tmp_path / f"hu.{kind}"
    done = ivr("export", "hu", "--format", kind, "--out", str(file))
    assert done.exit_code == 0
    given = read_file(file, None).rows
    norwegian = sentences(load(project, {}).files["prompts/nb"])
    own = {key for key in norwegian if key.startswith(NORWEGIAN_ALONE)}
    wanted = {
        f"{key}|without" if part == "without" else key
        for key, one in norwegian.items()
        if key not in own
        for part in one.parts()
    }
    assert {row.id for row in given} == {*NEEDED, *OTHER_KEYS, *wanted}
    assert [row.text for row in given] == [""] * len(given)
    assert all(row.source for row in given)
    told = f"hu is new here: {len(given)} words and sentences, {len(given) - 10} not translated yet"
    assert told in done.output


@pytest.mark.parametrize(("kind", "fill"), FORMATS)
def test_a_finished_file_makes_the_catalogue_and_nothing_is_lost(
    ivr: Callable[..., Result], project: Path, tmp_path: Path, kind: str, fill: Fill
) -> None:
    file, again = tmp_path / f"hu.{kind}", tmp_path / f"again.{kind}"
    ivr("export", "hu", "--format", kind, "--out", str(file))
    fill(file)
    done = ivr("import", "hu", str(file))
    assert done.exit_code == 0, done.output
    loaded = load(project, {})
    assert words(loaded.files["prompts/hu"]) == WORDS
    ivr("export", "hu", "--format", kind, "--out", str(again))
    assert [(r.id, r.source, r.text) for r in read_file(again, None).rows] == [
        (r.id, r.source, r.text) for r in read_file(file, None).rows
    ]
    assert "hu" not in loaded.hotline.languages


def test_a_language_that_an_import_began_is_taken_away_again(
    ivr: Callable[..., Result], project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "hu.po"
    ivr("export", "hu", "--out", str(file))
    fill_po(file)
    ivr("import", "hu", str(file))
    assert ivr("undo", "hu").output.startswith("prompts/hu.yaml: taken away, as it was before ")
    assert not (project / "prompts/hu.yaml").exists()


def test_the_new_language_can_be_offered_at_once(
    ivr: Callable[..., Result], project: Path, tmp_path: Path
) -> None:
    """What the command says is left to do is all there is."""
    file = tmp_path / "hu.po"
    ivr("export", "hu", "--out", str(file))
    fill_po(file)
    told = ivr("import", "hu", str(file)).output
    assert "prompts/hu.yaml: made" in told
    assert "add hu to [languages] in config/hotline.yaml" in told
    assert "prompts/nb.yaml: [whisper.speaks.hu: …]" in told
    loaded = offered(project, "hu")
    assert loaded.warnings == ()
    hungarian = loaded.hotline.languages["hu"]
    assert (hungarian.name, hungarian.voice) == ("magyar", VoiceChoice("espeak", "hu", 140))
    assert hungarian.key_words["1"] == "az egyes"
    assert ("hu", "Magyarul: az egyes") in loaded.texts
    assert ("hu", "Magyarul: egy egy három") in loaded.texts


RUSSIAN = VoiceChoice("kokoro", "ru", 140, VoiceChoice("espeak", "ru", 140))


@pytest.mark.parametrize(
    ("code", "voice", "told"),
    [("hu", VoiceChoice("espeak", "hu", 140), "espeak's voice hu"),
     ("yo", VoiceChoice("none", "none", 140), "ivr audio script yo"),
     ("ru", RUSSIAN, "kokoro's voice ru speaks it, and espeak's voice ru until it has, 140 words")],
)  # fmt: skip
def test_it_is_said_who_will_speak_it(
    ivr: Callable[..., Result],
    project: Path,
    tmp_path: Path,
    code: str,
    voice: VoiceChoice,
    told: str,
) -> None:
    file = tmp_path / "file.po"
    ivr("export", code, "--out", str(file))
    fill_po(file)
    assert told in ivr("import", code, str(file)).output
    begins = (project / f"prompts/{code}.yaml").read_text(encoding="utf-8").splitlines()
    [line] = [line for line in begins[:8] if line.startswith("speech: {engine: ")]
    assert line.count("meanwhile: {engine: espeak") == (voice.meanwhile is not None)
    assert offered(project, code).hotline.languages[code].voice == voice


def test_a_language_begins_with_the_voices_that_the_shipped_catalogues_name() -> None:
    """Only how fast they speak is left to whoever listens."""
    for code, language in load(ROOT, {}).hotline.languages.items():
        shipped, begun = language.voice, voice_of(code)
        assert names(begun) == names(shipped)
        assert names(begun.meanwhile) == names(shipped.meanwhile)


def names(voice: VoiceChoice | None) -> tuple[str, str] | None:
    return None if voice is None else (voice.engine, voice.voice)


def test_sentences_may_follow_later_and_words_may_not(
    ivr: Callable[..., Result], project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "hu.po"
    ivr("export", "hu", "--out", str(file))
    fill_po(file, frozenset({"digit|3", "key|#"}))
    refused = ivr("import", "hu", str(file))
    assert refused.exit_code == 1
    lines = refused.output.splitlines()
    assert [line.partition(": ")[2] for line in lines[:-1]] == [
        "[digit|3] is not translated yet. A new language cannot begin without this word.",
        "[key|#] is not translated yet. A new language cannot begin without this word.",
    ]
    assert lines[-1] == "Nothing was changed: 2 mistakes."
    assert not (project / "prompts/hu.yaml").exists()
    fill_po(file, frozenset({"goodbye", "apology"}))
    catalogue = polib.pofile(str(file))
    for entry in catalogue:
        if entry.msgctxt in ("goodbye", "apology"):
            entry.msgstr = ""
    catalogue.save()
    assert ivr("import", "hu", str(file)).exit_code == 0
    assert "goodbye" not in sentences(load(project, {}).files["prompts/hu"])
    fill_po(file)
    done = ivr("import", "hu", str(file))
    assert "prompts/hu.yaml: 2 texts changed" in done.output
    assert list(sentences(load(project, {}).files["prompts/hu"])) == [
        key for key in sentences(load(project, {}).files["prompts/nb"])
        if not key.startswith(NORWEGIAN_ALONE)
    ]  # fmt: skip


def test_a_dry_run_makes_no_file(ivr: Callable[..., Result], project: Path, tmp_path: Path) -> None:
    file = tmp_path / "hu.po"
    ivr("export", "hu", "--out", str(file))
    fill_po(file)
    assert "prompts/hu.yaml: would be made" in ivr("import", "hu", str(file), "--dry-run").output
    assert not (project / "prompts/hu.yaml").exists()


@pytest.mark.parametrize("code", ["Hungarian", "h", "../nb", "HU", "hu/x"])
@pytest.mark.parametrize("command", ["export", "import"])
def test_what_is_no_code_is_refused(
    ivr: Callable[..., Result], tmp_path: Path, code: str, command: str
) -> None:
    file = tmp_path / "some.po"
    file.write_text("", encoding="utf-8")
    done = ivr(command, code, *([str(file)] if command == "import" else []))
    assert done.exit_code == 1
    assert done.output.startswith(f"[{code}] is no language code: write two or three small letters")


def test_the_digits_of_a_language_can_be_mended_on_the_way(project: Path) -> None:
    path = project / "prompts/pl.yaml"
    before = path.read_text(encoding="utf-8").splitlines()
    given = [Row("digit|7", "sju", "siódemka", line=3), Row("key|1", "én", "jedynkę", line=4)]
    loaded = load(project, {})
    assert review(loaded, "pl", given, "pl.po").changed == tuple(given)
    change(loaded, project, "pl", given)
    after = load(project, {})
    assert after.hotline.languages["pl"].key_words["7"] == "siódemka"
    assert after.hotline.languages["pl"].key_words["1"] == "jedynkę"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum(line not in before for line in lines) == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([Row("digit|10", "", "x", line=7)], "hu.po:7: [digit|10] is no word."),
        (
            [Row("key|#", "", "x", line=7), Row("key|#", "", "y", line=9)],
            "hu.po:9: [key|#] stands here twice. It is already on line 7.",
        ),
        ([Row("digit|1", "", "{key}", line=7)], "hu.po:7: [digit|1] has a brace or"),
        ([Row("goodbye", "", "a\x07b", line=7)], "hu.po:7: [goodbye] holds a control character."),
    ],
)
def test_a_word_that_cannot_be_taken_in_is_named_with_its_line(
    project: Path, given: list[Row], told: str
) -> None:
    faults = review(load(project, {}), "pl", given, "hu.po").problems
    assert any(str(fault).startswith(told) for fault in faults), faults


spoken = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1)


@pytest.fixture(scope="module")
def sound() -> Loaded:
    return load(SOUND, {})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(spoken.map(lambda t: folded(t.translate({123: "", 125: ""}))).filter(bool)))
def test_whatever_is_written_is_read_back_from_a_new_catalogue(
    sound: Loaded, tmp_path: Path, texts: list[str]
) -> None:
    """Colons, quotes, dashes and signs that mean something in YAML are words here."""
    given = [Row(id_, "", text) for id_, text in WORDS.items()]
    keys = [row.id for row in rows_for_translator(sound, "hu") if not is_word(row)]
    given += [Row(key, "", text) for key, text in zip(keys, texts, strict=False)]
    root = tmp_path / "made"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(SOUND, root)
    begin(sound, root, "hu", given, VOICE)
    book = load(root, {}).files["prompts/hu"]
    back = words(book)
    for key, one in sentences(book).items():
        back |= {key if part == "text" else f"{key}|{part}": t for part, t in one.parts().items()}
    assert back == {row.id: row.text for row in given}
