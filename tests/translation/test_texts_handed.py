"""A translator's file comes back: nothing that was written meanwhile is lost, here or there."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import polib
import pytest
from openpyxl import load_workbook

from ivr.definition import Loaded, load
from ivr.translation.catalogue import Part, sentences
from ivr.translation.formats.columns import from_cells
from ivr.translation.formats.delimited import as_csv, read_csv
from ivr.translation.formats.encodings import decoded
from ivr.translation.formats.handed import BadTranslation
from ivr.translation.roundtrip import letters, review, rows_for_translator
from tests.support.commands import Ivr, one_line

ROOT = Path(__file__).parents[2]
SOUND = Path(__file__).parents[1] / "definition/sound"

Prompts = Callable[..., CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project in Norwegian, English and Polish, to be changed."""
    return Path(shutil.copytree(SOUND, tmp_path / "project"))


@pytest.fixture
def prompts(project: Path) -> Prompts:
    def run(*arguments: str | Path) -> CompletedProcess[str]:
        return Ivr(project)("prompts", *map(str, arguments))

    return run


@pytest.fixture
def handed(prompts: Prompts, tmp_path: Path) -> Callable[[str], Path]:
    """Hand out Polish as a file of a name."""

    def one(name: str) -> Path:
        assert prompts("export", "pl", "--out", tmp_path / name).returncode == 0
        return tmp_path / name

    return one


def translate(file: Path, **texts: str) -> None:
    """What a translator does in a program for PO."""
    catalogue = polib.pofile(str(file))
    for entry in catalogue:
        if entry.msgctxt in texts:
            entry.msgstr = texts.pop(entry.msgctxt)
    assert not texts
    catalogue.save()


def edit(project: Path, old: str, new: str, language: str = "pl") -> None:
    """What an editor does here meanwhile."""
    path = project / f"prompts/{language}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def text(project: Path, key: str) -> str:
    return sentences(load(project, {}).files["prompts/pl"])[key].text


def table(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline="")))


def as_saved(lines: list[list[str]], delimiter: str = ";") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue()


def with_text(lines: list[list[str]], id_: str, new: str) -> list[list[str]]:
    return [[*line[:2], new, *line[3:]] if line[0] == id_ else line for line in lines]


@pytest.mark.parametrize(
    ("name", "line"), [("pl.po", 1), ("pl.csv", 2), ("pl.xlsx", 2)], ids=["po", "csv", "xlsx"]
)
def test_a_file_in_another_language_is_refused_in_one_line(
    prompts: Prompts, handed: Callable[[str], Path], project: Path, name: str, line: int
) -> None:
    file = handed(name)
    before = (project / "prompts/en.yaml").read_bytes()
    assert one_line(prompts("import", "en", file)) == (
        f"{file}:{line}: The file says that it is in [pl], and it was to be taken in as [en]. "
        f"Nothing was changed. If the file is right: ivr prompts import pl {name}"
    )
    assert (project / "prompts/en.yaml").read_bytes() == before


def test_a_country_behind_the_language_is_no_other_language(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    """Translation tools write one of their own accord."""
    file = handed("pl.po")
    catalogue = polib.pofile(str(file))
    catalogue.metadata["Language"] = "pl_PL"
    catalogue.save()
    assert prompts("import", "pl", file).returncode == 0


def test_what_was_changed_here_meanwhile_stays_and_is_listed(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    edit(project, "goodbye: Do widzenia.", "goodbye: Do usłyszenia.")
    translate(file, goodbye="Na razie.", waiting="Proszę czekać.")
    assert prompts("import", "pl", file, "--dry-run").returncode == 3
    done = prompts("import", "pl", file)
    assert done.returncode == 3, "a script would take it for done"
    assert done.stderr == (
        "[goodbye] was changed here meanwhile and stays: handed out as [Do widzenia.], now "
        "[Do usłyszenia.], comes in as [Na razie.]. To take what comes in: --theirs goodbye\n"
        "1 conflict left, for you to decide: see above.\n"
    )
    assert done.stdout.startswith("prompts/pl.yaml: 1 text changed, ")
    assert text(project, "goodbye") == "Do usłyszenia."
    assert text(project, "waiting") == "Proszę czekać."
    taken = prompts("import", "pl", file, "--theirs", "goodbye")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert text(project, "goodbye") == "Na razie."


def test_what_only_the_editor_changed_stays(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    edit(project, "goodbye: Do widzenia.", "goodbye: Do usłyszenia.")
    done = prompts("import", "pl", file)
    assert done.stderr == (
        "[goodbye] was changed here meanwhile, and not by the translator; it stays.\n"
    )
    assert text(project, "goodbye") == "Do usłyszenia."


def test_a_text_to_take_that_the_file_lacks_is_told_with_the_nearest(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    told = one_line(prompts("import", "pl", handed("pl.po"), "--theirs", "godbye"))
    assert told == "--theirs: [godbye] is not in the file. Did you mean [goodbye]?"


def test_what_is_fuzzy_is_left_out_and_said(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    translate(file, goodbye="Na razie.")
    catalogue = polib.pofile(str(file))
    next(entry for entry in catalogue if entry.msgctxt == "goodbye").flags.append("fuzzy")
    catalogue.save()
    done = prompts("import", "pl", file)
    assert done.stderr == (
        "[goodbye] is marked as fuzzy and left out; take the mark away when it is right.\n"
    )
    assert text(project, "goodbye") == "Do widzenia."


def test_a_dry_run_shows_each_change_and_changes_nothing(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    translate(file, goodbye="Na razie.")
    before = (project / "prompts/pl.yaml").read_bytes()
    shown = prompts("import", "pl", file, "--dry-run").stdout.splitlines()
    assert shown[0] == "goodbye: [Do widzenia.] → [Na razie.]"
    assert shown[1].startswith("prompts/pl.yaml: 1 text would change, ")
    assert (project / "prompts/pl.yaml").read_bytes() == before


def test_a_file_of_an_older_export_is_taken_in_with_a_note(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    """It has the columns of then, and tells neither its language nor how it was handed out."""
    file = handed("pl.csv")
    lines = with_text(table(file.read_text(encoding="utf-8-sig")), "goodbye", "Na razie.")
    file.write_text(as_saved([line[:4] for line in lines]), encoding="utf-8")
    done = prompts("import", "pl", file)
    assert done.stderr == (
        "This file does not tell how it was handed out, so what was changed here meanwhile cannot "
        "be seen: look at the changes with --dry-run.\n"
    )
    assert text(project, "goodbye") == "Na razie."


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250"]
)
def test_a_table_is_read_as_a_spreadsheet_saves_it(
    prompts: Prompts,
    handed: Callable[[str], Path],
    project: Path,
    encoding: str,
    delimiter: str,
) -> None:
    """The Polish page of Windows has no Norwegian letters: a spreadsheet writes ? for them."""
    file = handed("pl.csv")
    lines = with_text(table(file.read_text(encoding="utf-8-sig")), "goodbye", "Żegnamy, dziękuję.")
    file.write_bytes(as_saved(lines, delimiter).encode(encoding, errors="replace"))
    done = prompts("import", "pl", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert text(project, "goodbye") == "Żegnamy, dziękuję."


def test_norwegian_is_read_from_the_western_page(
    prompts: Prompts, project: Path, tmp_path: Path
) -> None:
    """English has no letters of its own; those of the Norwegian beside it tell the page."""
    file = tmp_path / "en.csv"
    prompts("export", "en", "--out", file)
    lines = with_text(table(file.read_text(encoding="utf-8-sig")), "goodbye", "Bye – ring legen.")
    file.write_bytes(as_saved(lines).encode("cp1252"))
    done = prompts("import", "en", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "goodbye: Bye – ring legen." in (project / "prompts/en.yaml").read_text("utf-8")


def test_letters_that_a_spreadsheet_has_lost_are_refused(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    """Western Windows has no Polish letters: the file has ? for them, and is sound otherwise."""
    file = handed("pl.csv")
    before = (project / "prompts/pl.yaml").read_bytes()
    content = file.read_text(encoding="utf-8-sig")
    file.write_bytes(content.encode("cp1252", errors="replace"))
    done = prompts("import", "pl", file)
    told, count = done.stderr.splitlines()
    assert (done.returncode, count) == (1, "Nothing was changed: 1 mistake.")
    assert " has lost the letters " in told
    assert told.endswith("Have the translator save the table as [CSV UTF-8], or as .xlsx.")
    assert (project / "prompts/pl.yaml").read_bytes() == before


def test_letters_that_could_be_others_are_not_guessed(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    file = handed("pl.csv")
    file.write_bytes("id;norwegian;translation\ngoodbye;Ha det;Prosz\xea\xe6\n".encode("latin-1"))
    assert one_line(prompts("import", "pl", file)) == (
        f"{file}: cannot be read as CSV: which letters it holds is not certain. "
        "Have the translator save it as [CSV UTF-8], or as .xlsx: here it may show others."
    )


def test_a_norwegian_letter_that_the_page_lacks_is_named_with_its_text(loaded: Loaded) -> None:
    """The Polish page has every Polish letter, and not the ø of the Norwegian words left in."""
    content = as_csv("pl", rows_for_translator(loaded, "pl")).decode("utf-8-sig")
    text = decoded(content.encode("cp1250", errors="replace"), letters(loaded, "pl"))
    assert text is not None
    given = from_cells("pl.csv", enumerate(table(text), 1)).rows
    [problem] = review(loaded, "pl", given, "pl.csv").problems
    assert problem.code == "letters-lost"
    assert problem.cause.startswith("[rights.next_of_kin] has lost the letters ø: ")


PAGES = (*(f"cp125{number}" for number in range(9)), "mac_roman", "cp850")


def test_no_page_of_any_machine_changes_a_letter(loaded: Loaded, tmp_path: Path) -> None:
    """Every shipped language, saved untouched on any machine: the same comes back, or nothing."""
    whole = set()
    for language in loaded.hotline.languages:
        content = as_csv(language, rows_for_translator(loaded, language)).decode("utf-8-sig")
        for page in PAGES:
            (tmp_path / "saved.csv").write_bytes(content.encode(page, errors="replace"))
            try:
                given = read_csv(tmp_path / "saved.csv", letters(loaded, language)).rows
            except BadTranslation:
                continue
            found = review(loaded, language, given, "saved.csv")
            if found.problems:
                assert [one.code for one in found.problems] == ["letters-lost"]
            else:
                assert (found.changed, found.outdated, found.kept) == ((), (), ())
                whole.add((language, page))
    assert {("en", "cp1252"), ("uk", "cp1251"), ("tr", "cp1254"), ("lt", "cp1257")} <= whole


def test_a_workbook_goes_out_and_comes_back(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.xlsx")
    book = load_workbook(file)
    sheet = book.worksheets[0]
    [row] = [row for row in sheet.iter_rows(min_row=2) if row[0].value == "goodbye"]
    row[2].value = "Żegnamy."
    book.save(file)
    edit(project, "apology: ", "apology: Ojej. ")
    assert prompts("import", "pl", file).returncode == 0
    assert text(project, "goodbye") == "Żegnamy."
    assert text(project, "apology").startswith("Ojej. ")


def test_a_sheet_of_notes_before_the_texts_is_passed_over(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    file = handed("pl.xlsx")
    book = load_workbook(file)
    book.create_sheet("Notes", 0)["A1"] = "Good work."
    book.save(file)
    assert prompts("import", "pl", file).returncode == 0


def test_texts_in_two_sheets_are_refused_and_neither_is_passed_over(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    file = handed("pl.xlsx")
    book = load_workbook(file)
    book.copy_worksheet(book.worksheets[0])
    book.save(file)
    assert one_line(prompts("import", "pl", file)) == (
        f"{file}: holds the texts in 2 sheets: [pl], [pl Copy]. Keep the one that counts."
    )


@pytest.mark.parametrize("typed", ["= Proszę", "#NAME?"])
def test_a_formula_in_the_place_of_a_text_is_named_with_its_cell(
    prompts: Prompts, handed: Callable[[str], Path], typed: str
) -> None:
    file = handed("pl.xlsx")
    book = load_workbook(file)
    [row] = [row for row in book.worksheets[0].iter_rows() if row[0].value == "goodbye"]
    row[2].value = typed
    book.save(file)
    assert one_line(prompts("import", "pl", file)) == (
        f"{file}:{row[2].row}: the cell {row[2].coordinate} holds a formula without a text. "
        "Type the text itself; before a = that it begins with, type an apostrophe."
    )


def test_a_table_of_something_else_is_told_in_a_few_lines(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    file = handed("pl.csv")
    with file.open("a", encoding="utf-8") as table_:
        table_.writelines(f"row.{number},a,b,,pl,,\n" for number in range(5000))
    *named, rest, _ = prompts("import", "pl", file).stderr.splitlines()
    assert len(named) == 12
    assert rest.endswith(
        "4988 more lines, from here on, are of no prompt. Is it the file that came back?"
    )


def test_a_language_that_is_no_code_asks_for_no_command_that_cannot_be_run(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    file = handed("pl.po")
    catalogue = polib.pofile(str(file))
    catalogue.metadata["Language"] = "Polish"
    catalogue.save()
    told = one_line(prompts("import", "pl", file))
    assert told.endswith("Have it say [pl] there, if that is what it is in.")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "pl.ods",
            "is neither PO nor a spreadsheet that can be read. Save it as .xlsx, .csv or .po.",
        ),
        ("pl.xlsx", "cannot be read as XLSX: it is no workbook. Save it again as .xlsx."),
    ],
)
def test_a_file_of_another_kind_is_refused(
    prompts: Prompts, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / name).write_bytes(b"PK")
    assert one_line(prompts("import", "pl", tmp_path / name)) == f"{tmp_path / name}: {told}"


def test_an_import_is_undone_to_the_last_byte(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    before = (project / "prompts/pl.yaml").read_bytes()
    translate(file, goodbye="Na razie.", waiting="Proszę " + "bardzo " * 12 + "czekać.")
    assert prompts("import", "pl", file).returncode == 0
    assert (project / "prompts/pl.yaml").read_bytes() != before
    told = prompts("undo", "pl").stdout
    assert told.startswith("prompts/pl.yaml: put back, as it was before pl.po came in (")
    assert (project / "prompts/pl.yaml").read_bytes() == before
    assert one_line(prompts("undo", "pl")) == (
        "prompts/pl.yaml: No import of this language is kept. It may be in git."
    )


def test_undoing_leaves_what_was_written_since(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    """Another text, and a note: the imported texts go back, and one that was new goes."""
    with (project / "prompts/nb.yaml").open("a", encoding="utf-8") as book:
        book.write("  keys.take_your_time: Ta den tiden du trenger.\n")
    file = handed("pl.po")
    new = {"digit|7": "siódemka", "keys.take_your_time": "Proszę się nie spieszyć."}
    translate(file, goodbye="Na razie.", **new)
    before = (project / "prompts/pl.yaml").read_text("utf-8")
    assert prompts("import", "pl", file).returncode == 0
    edit(project, "  retry.silence:", "  # Calm.\n  retry.silence:")
    edit(project, "doctor.open: Zadzwoń teraz", "doctor.open: Zadzwoń dziś")
    assert prompts("undo", "pl").returncode == 0
    expected = before.replace("  retry.silence:", "  # Calm.\n  retry.silence:")
    expected = expected.replace("Zadzwoń teraz", "Zadzwoń dziś")
    assert (project / "prompts/pl.yaml").read_text("utf-8") == expected


def test_what_was_edited_since_is_listed_and_nothing_is_undone(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    translate(file, goodbye="Na razie.", waiting="Proszę czekać.")
    prompts("import", "pl", file)
    edit(project, "Na razie.", "Na razie!")
    after = (project / "prompts/pl.yaml").read_bytes()
    assert one_line(prompts("undo", "pl")) == (
        "prompts/pl.yaml: [goodbye] was changed since. "
        "Put its text back by hand, or take it from git."
    )
    assert (project / "prompts/pl.yaml").read_bytes() == after


def test_imports_are_undone_one_by_one_the_last_first(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    for new in ("Na razie.", "Pa."):
        file = handed("pl.po")
        translate(file, goodbye=new)
        assert prompts("import", "pl", file).returncode == 0
    for old in ("Na razie.", "Do widzenia."):
        assert prompts("undo", "pl").returncode == 0
        assert text(project, "goodbye") == old


def test_what_is_kept_for_undoing_is_not_for_git(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    translate(file, goodbye="Na razie.")
    prompts("import", "pl", file)
    subprocess.run(["git", "init", "-q", project], check=True)
    status = ["git", "-C", str(project), "status", "--porcelain", "-uall", "prompts"]
    seen = subprocess.run(status, check=True, capture_output=True, text=True).stdout
    assert "prompts/pl.yaml" in seen
    assert ".undo" not in seen


def test_an_import_is_undone_where_the_hotline_cannot_be_read_any_more(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    """Undoing is needed most then, and other files may be half written."""
    file = handed("pl.po")
    before = (project / "prompts/pl.yaml").read_bytes()
    translate(file, goodbye="Na razie.")
    assert prompts("import", "pl", file).returncode == 0
    (project / "config/menu.yaml").write_text("main: [", encoding="utf-8")
    done = prompts("undo", "pl")
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / "prompts/pl.yaml").read_bytes() == before


def test_a_catalogue_that_is_no_text_any_more_is_not_undone(
    prompts: Prompts, handed: Callable[[str], Path], project: Path
) -> None:
    file = handed("pl.po")
    translate(file, goodbye="Na razie.")
    assert prompts("import", "pl", file).returncode == 0
    spoilt = (project / "prompts/pl.yaml").read_bytes() + b"# \xff\n"
    (project / "prompts/pl.yaml").write_bytes(spoilt)
    assert one_line(prompts("undo", "pl")) == (
        "prompts/pl.yaml: The file is not UTF-8, so nothing can be put back into it. "
        "Take it from git."
    )
    assert (project / "prompts/pl.yaml").read_bytes() == spoilt


@pytest.mark.parametrize("id_", ["abortion.law", "abortion.law|without"])
def test_one_wording_of_two_brings_the_other_into_a_folder_of_ones_own(
    tmp_path: Path, id_: str
) -> None:
    """What such a folder says of a sentence is said in place of the whole of it."""
    root, file = tmp_path / "own", tmp_path / "pl.po"
    Ivr(tmp_path)("init", str(root), "--name", "Asker", "--number", "+47 00 00 00 01")
    ivr = Ivr(root)
    before = sentences(load(ROOT, {}).files["prompts/pl"])["abortion.law"]
    assert ivr("prompts", "export", "pl", "--out", str(file)).returncode == 0
    part: Part = "without" if id_.endswith("|without") else "text"
    translate(file, **{id_: f"{before.parts()[part]} Tak."})
    done = ivr("prompts", "import", "pl", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    after = sentences(load(root, {}).files["prompts/pl"])["abortion.law"].parts()
    assert after == before.parts() | {part: f"{before.parts()[part]} Tak."}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('msgstr "Do widzenia."', 'msgstr "Do widzenia.'),
        ('msgstr "Do widzenia."', 'msgstr Do widzenia."'),
        ('msgstr "Do widzenia."', 'msgstr "Do "widzenia"."'),
        ('msgstr "Do widzenia."', 'msgstr ""\n"Do widzenia.'),
    ],
)
def test_a_text_that_has_lost_a_quotation_mark_loses_no_letter(
    prompts: Prompts, handed: Callable[[str], Path], good: str, bad: str
) -> None:
    """Somebody has edited the file by hand, or the end of it is missing."""
    file = handed("pl.po")
    content = file.read_text(encoding="utf-8")
    assert content.count(good) == 1
    file.write_text(content.replace(good, bad), encoding="utf-8")
    line = content[: content.index(good)].count("\n") + 1 + bad.count("\n")
    assert one_line(prompts("import", "pl", file)) == (
        f"{file}:{line}: cannot be read as PO: a text does not stand between two quotation marks. "
        'Write " before and behind it, and \\" inside it.'
    )


def test_a_po_file_in_other_letters_is_refused_in_plain_words(
    prompts: Prompts, handed: Callable[[str], Path]
) -> None:
    file = handed("pl.po")
    file.write_bytes(file.read_text(encoding="utf-8").encode("cp1250", errors="replace"))
    assert one_line(prompts("import", "pl", file)) == (
        f"{file}: cannot be read as PO: it is not in UTF-8. "
        "Have the translator save it with the character set UTF-8."
    )


@pytest.mark.parametrize(
    ("name", "content"), [("pl.po", ""), ("pl.csv", "id,norwegian,translation\n")]
)
def test_a_file_without_a_text_is_refused(
    prompts: Prompts, tmp_path: Path, name: str, content: str
) -> None:
    """Nothing would come of it, and whoever sent it would not hear that."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert one_line(prompts("import", "pl", tmp_path / name)) == (
        f"{tmp_path / name}: holds no text. Is it the file that came back?"
    )
