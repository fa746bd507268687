"""`ivr rename`: every file follows, sentences and comments stay, renaming back undoes it all."""

from __future__ import annotations

import datetime as dt
import errno
import json
from pathlib import Path

import pytest

from ivr.cli.project import Refused
from ivr.cli.rename.renaming import Renaming
from ivr.definition import load
from ivr.definition.renaming.references import Kind, Rename
from ivr.definition.renaming.texts import renamed_texts
from ivr.speech.recordings.bindings import Binding, read_bindings, text_hash, write_bindings
from ivr.translation.approvals import approve, is_approved, read_approvals
from ivr.translation.catalogue import sentences
from ivr.translation.sources import made_from, to_look_at
from tests.support.commands import Ivr
from tests.support.hotline import ROOT, SMALL, VARIABLES, copied


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def own(tmp_path: Path) -> Ivr:
    """A copy of the small project, which a test may rename in."""
    return Ivr(copied(tmp_path, SMALL))


def told(ivr: Ivr, *words: str) -> str:
    done = ivr("rename", *words, **VARIABLES)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(ivr: Ivr, *words: str) -> str:
    before = files(ivr.project)
    done = ivr("rename", *words, **VARIABLES)
    assert (done.returncode, done.stdout) == (1, "")
    assert files(ivr.project) == before
    return done.stderr


def replace(ivr: Ivr, name: str, find: str, put: str) -> None:
    path = ivr.project / name
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1
    path.write_text(text.replace(find, put), encoding="utf-8")


def test_a_service_is_renamed_wherever_it_is_spoken_of_and_nowhere_else(own: Ivr) -> None:
    """The word in a sentence and in a comment stays; the number in braces follows."""
    replace(own, "config/services.yaml", "guidance:", "guidance:   # guidance, on weekdays")
    replace(
        own, "prompts/en.yaml", "Dial {guidance.number}.", "For guidance dial {guidance.number}."
    )
    assert told(own, "service", "guidance", "advice").startswith(
        "service guidance is called advice, in "
    )
    services = (own.project / "config/services.yaml").read_text("utf-8")
    assert "\nadvice:   # guidance, on weekdays\n" in services
    english = (own.project / "prompts/en.yaml").read_text("utf-8")
    assert "service.advice.instruction: For guidance dial {advice.number}.\n" in english
    hotline = load(own.project, VARIABLES).hotline
    assert [name for name, _ in hotline.person.cases] == ["advice"]
    assert "guidance" not in hotline.municipalities["asker"].services


def test_a_service_that_stands_in_for_places_is_renamed_in_their_list(own: Ivr) -> None:
    file = "config/municipalities/asker.yaml"
    replace(own, file, "  doctors:\n", "  doctors:\n    otherwise: guidance\n")
    replace(own, file, '"21 00 01 01"', '"21 00 01 01", otherwise: guidance')
    told(own, "service", "guidance", "advice")
    written = (own.project / file).read_text("utf-8")
    assert written.count("otherwise: advice") == 2
    places = load(own.project, VARIABLES).hotline.municipalities["asker"].services
    assert places["doctors.asen_legekontor"].otherwise == "advice"


def test_a_dry_run_shows_each_line_and_changes_nothing(own: Ivr) -> None:
    before = files(own.project)
    lines = told(own, "step", "fees", "prices", "--dry-run").splitlines()
    assert files(own.project) == before
    assert lines[-2:] == [
        "step fees would be called prices, in 1 file.",
        "As they are, for nothing ties them to it: prompt fees.ask, prompt fees.card.",
    ]
    menu = (own.project / "config/menu.yaml").read_text("utf-8").splitlines()
    for place, old, new in zip(lines[:-2:3], lines[1:-2:3], lines[2:-2:3], strict=True):
        name, number = place.split(":")
        assert name == "config/menu.yaml"
        assert menu[int(number) - 1].strip() == old.removeprefix("  - ")
        assert new == old.replace("  - ", "  + ", 1).replace("fees}", "prices}").replace(
            "- fees:", "- prices:"
        ).replace("+ fees:", "+ prices:")


def test_a_prompt_takes_its_approvals_and_its_recordings_with_it(own: Ivr) -> None:
    root = own.project
    written = sentences(load(root, VARIABLES).files["prompts/en"])
    day = dt.date(2026, 11, 22)
    approve(root, "en", {"main.fees": written["main.fees"]}, "interpreter", day)
    sounds = root / "audio/recordings/en"
    sounds.mkdir(parents=True)
    for id_ in ("main.fees.3", "main.fees_more"):
        (sounds / f"{id_}.flac").write_bytes(b"sound")
    kept = {
        id_: Binding(f"{id_}.flac", text_hash(id_), "", 5, 1.0)
        for id_ in ("main.fees.3", "main.fees_more")
    }
    write_bindings(sounds.parent, "en", kept)
    before = files(root)
    told(own, "prompt", "main.fees", "main.prices")
    assert sorted(path.name for path in sounds.iterdir()) == [
        "main.fees_more.flac",
        "main.prices.3.flac",
    ]
    assert {one.file for one in read_bindings(sounds.parent, "en").values()} == {
        "main.fees_more.flac",
        "main.prices.3.flac",
    }
    now = sentences(load(root, VARIABLES).files["prompts/en"])
    assert is_approved("main.prices", now["main.prices"], read_approvals(root, "en"))
    told(own, "prompt", "main.prices", "main.fees")
    assert files(root) == before


def test_what_was_approved_stays_approved_when_a_name_in_braces_changes(own: Ivr) -> None:
    """Callers hear the same; a sentence that had changed since is still to be approved again."""
    root, name = own.project, "service.guidance.instruction"
    written = sentences(load(root, VARIABLES).files["prompts/en"])
    day = dt.date(2026, 11, 22)
    chosen = {key: written[key] for key in (name, "service.guidance.announce")}
    approve(root, "en", chosen, "interpreter", day)
    replace(own, "prompts/en.yaml", "Dial {guidance.number}.", "Please dial {guidance.number}.")
    told(own, "service", "guidance", "advice")
    now = sentences(load(root, VARIABLES).files["prompts/en"])
    approvals = read_approvals(root, "en")
    announce, instruction = "service.advice.announce", "service.advice.instruction"
    assert is_approved(announce, now[announce], approvals)
    assert not is_approved(instruction, now[instruction], approvals)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("service", "guidanse", "advice"), "[guidanse] is no service. Did you mean [guidance]?"),
        (
            ("service", "guidance", "doctor"),
            "There is a service called [doctor] already. Take another name.",
        ),
        (
            ("service", "guidance", "card_limit"),
            "There is a figure called [card_limit] already. Take another name.",
        ),
        (
            ("service", "guidance", "my.advice"),
            (
                "A service cannot be called [my.advice]. "
                "Begin with a letter or digit; use letters, digits, _ and -."
            ),
        ),
        (
            ("step", "fees", "goodbye"),
            (
                "A step cannot be called [goodbye]. "
                "Use another word: this one is a destination of its own."
            ),
        ),
        (
            ("prompt", "fees.card", "fees card"),
            (
                "A prompt cannot be called [fees card]. "
                "Begin with a letter or digit; use letters, digits, dots, _ and -."
            ),
        ),
        (
            ("prompt", "service.guidance.announce", "advice"),
            (
                "[service.guidance.announce] has its name from the service [guidance]. "
                "Rename the service: ivr rename service guidance …"
            ),
        ),
        (
            ("prompt", "goodbye", "bye"),
            (
                "[goodbye] is spoken by this very name: no [say] asks for it "
                "(config/hotline.yaml:1). It keeps its name."
            ),
        ),
    ],
)
def test_a_name_that_cannot_be_given_is_one_line(
    own: Ivr, words: tuple[str, ...], lines: str
) -> None:
    assert refused(own, *words) == f"{lines} Nothing was changed.\n"


def test_a_damaged_list_of_recordings_is_told_in_sentences(own: Ivr) -> None:
    listed = own.project / "audio/recordings/en.json"
    listed.parent.mkdir(parents=True, exist_ok=True)
    listed.write_text("{", encoding="utf-8")
    told = refused(own, "prompt", "fees.card", "fees.limit")
    assert told.endswith("; restore it from git. Nothing was changed.\n")


@pytest.mark.parametrize("name", ["-", ".", "..", "_", "fees.", ".fees", "a..b", "-fees"])
@pytest.mark.parametrize(
    ("kind", "old"), [("service", "guidance"), ("step", "fees"), ("prompt", "fees.card")]
)
def test_a_name_is_a_word(own: Ivr, kind: str, old: str, name: str) -> None:
    assert refused(own, kind, old, "--", name).startswith(f"A {kind} cannot be called [{name}]. ")


@pytest.mark.parametrize("behind", ["4", "without", "2027-01-01", "asker"])
def test_a_prompt_is_not_called_as_a_recording_of_another_is(own: Ivr, behind: str) -> None:
    """A speaker's sound would be taken for either."""
    assert refused(own, "prompt", "fees.card", f"fees.ask.{behind}") == (
        f"A recording of a prompt called [fees.ask] would be called [fees.ask.{behind}] as well. "
        "Use another word behind the last dot. Nothing was changed.\n"
    )


def test_a_prompt_is_not_given_a_name_that_the_program_speaks(own: Ivr) -> None:
    """It would be heard in the midst of every long wait."""
    for path in (own.project / "prompts").glob("*.yaml"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(one for one in lines if "take_your_time" not in one), "utf-8")
    assert refused(own, "prompt", "fees.card", "keys.take_your_time") == (
        "[keys.take_your_time] would be spoken by its very name, without any [say] "
        "(config/hotline.yaml:1). Take another name. Nothing was changed.\n"
    )


def test_a_prompt_is_not_given_a_name_that_belongs_to_a_service(own: Ivr) -> None:
    """It could not be renamed back, and would be said as soon as the service may be closed."""
    path = own.project / "config/services.yaml"
    path.write_text(path.read_text("utf-8") + 'always:\n  hours: "24/7"\n', "utf-8")
    assert refused(own, "prompt", "fees.card", "service.always.closed") == (
        "[service.always.closed] would have its name from the service [always]. "
        "Take another name. Nothing was changed.\n"
    )


def test_a_prompt_named_like_those_of_a_service_is_renamed_there_and_back(own: Ivr) -> None:
    """Only what the program makes of a service's name goes with the service."""
    before = files(own.project)
    for name in ("service", "service.guidance", "service.guidance.card"):
        told(own, "prompt", "fees.card", name)
        told(own, "prompt", name, "fees.card")
    assert files(own.project) == before


def test_a_file_that_somebody_saves_meanwhile_is_not_written_over(own: Ivr) -> None:
    found = Renaming.of(own.project, "step", "fees", "prices")
    replace(own, "config/menu.yaml", "\nfees:\n", "\nfees:   # what it costs\n")
    before = files(own.project)
    with pytest.raises(Refused, match=r"config/menu\.yaml was changed meanwhile"):
        found.write()
    assert files(own.project) == before


def test_a_name_with_which_the_project_would_be_worse_is_refused_with_what_would_break(
    own: Ivr,
) -> None:
    """A letter of another alphabet, which nobody would see."""
    lines = refused(own, "step", "fees", "fe\N{CYRILLIC SMALL LETTER IE}s").splitlines()
    assert any("[feеs] is not what it looks like" in line for line in lines)
    assert all(line.startswith("config/menu.yaml:") for line in lines[:-1])
    assert lines[-1:] == [
        (
            "With the new name the project would have problems that it does not have now. "
            "Take another. Nothing was changed."
        ),
    ]


def test_a_project_with_problems_can_be_renamed_in_and_has_the_same_ones_after(own: Ivr) -> None:
    replace(own, "prompts/en.yaml", "  goodbye: ", "  godbye: ")
    told(own, "service", "guidance", "advice")
    assert "godbye" in own("check", **VARIABLES).stdout


def test_a_file_that_cannot_be_read_is_named_first(own: Ivr) -> None:
    with (own.project / "prompts/pl.yaml").open("a", encoding="utf-8") as file:
        file.write("\tx: [\n")
    assert refused(own, "service", "guidance", "advice").splitlines() == [
        (
            "prompts/pl.yaml: The file cannot be read, so that the name cannot be followed in it. "
            "Mend it first: ivr check says what is wrong. Nothing was changed."
        ),
    ]


def test_a_disk_that_fills_up_half_way_changes_nothing(
    own: Ivr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fourth file cannot be put in its place: the three before it are as they were."""
    replaced: list[Path] = []
    whole = Path.replace

    def full(self: Path, target: Path) -> Path:
        replaced.append(target)
        if len(replaced) == 4:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", full)
    assert "No space left on device" in refused(own, "service", "guidance", "advice")
    assert replaced[:3] == replaced[4:]


@pytest.fixture(scope="module")
def shipped_names() -> dict[str, list[str]]:
    hotline = load(ROOT, VARIABLES).hotline
    steps: dict[str, None] = {}
    services: dict[str, None] = {}
    for town in hotline.municipalities.values():
        steps |= dict.fromkeys(town.steps)
        services |= dict.fromkeys(town.services)
    asked = [
        name
        for step in hotline.municipalities["asker"].steps.values()
        for name in (*step.say, *(choice.say for choice in step.choices.values()), *step.after)
        if name
    ]
    prompts = list(dict.fromkeys(asked))
    return {
        "service": list(services),
        "step": ["main", "emergency", *list(steps)[2::6]],
        "prompt": prompts[:: len(prompts) // 12],
    }


@pytest.mark.parametrize("kind", ["service", "step", "prompt"])
def test_renaming_back_gives_every_file_back_to_the_byte(
    kind: Kind, shipped_names: dict[str, list[str]], tmp_path: Path
) -> None:
    """Of every service, a dozen steps and a dozen prompts of the shipped hotline."""
    root = copied(tmp_path)
    before = files(root)
    names = shipped_names[kind]
    assert len(names) >= 12
    for name in names:
        for old, new in ((name, f"{name}_x"), (f"{name}_x", name)):
            texts = renamed_texts(root, Rename.of(kind, old, new))
            assert any(text.before != text.after for text in texts), name
            for text in texts:
                (root / text.name).write_bytes(text.after.encode())
            if kind == "service" and new != name:
                assert not any(f"{{{name}.number}}" in text.after for text in texts)
        assert files(root) == before, name


@pytest.mark.parametrize(
    ("kind", "name"),
    [("service", "out_of_hours"), ("step", "pregnancy_care"), ("prompt", "guidance.ask")],
)
def test_the_shipped_hotline_is_as_sound_and_says_the_same_under_other_names(
    kind: Kind, name: str, tmp_path: Path
) -> None:
    root = copied(tmp_path)
    before, sound = files(root), load(root, VARIABLES)
    ivr = Ivr(root)
    assert told(ivr, kind, name, "another").startswith(f"{kind} {name} is called another, in ")
    renamed = load(root, VARIABLES)
    assert renamed.texts == sound.texts
    assert len(renamed.warnings) == len(sound.warnings)
    # What a translation was made from is known under the new names too.
    assert len(to_look_at(renamed, root, "en")) == len(to_look_at(sound, ROOT, "en"))
    made = made_from(renamed, root, "en").keys()
    assert len(made) == len(made_from(sound, ROOT, "en"))
    assert made <= sentences(renamed.files["prompts/nb"]).keys()
    told(ivr, kind, "another", name)
    assert files(root) == before


def test_line_ends_marks_and_quotes_stay_as_an_editing_program_wrote_them(own: Ivr) -> None:
    menu = own.project / "config/menu.yaml"
    text = menu.read_text("utf-8").replace("go: fees}", 'go: "fees"}  # to the fees')
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    menu.write_bytes(windows)
    told(own, "step", "fees", "prices")
    now = menu.read_bytes()
    assert b'go: "prices"}  # to the fees\r\n' in now
    assert b"\r\nprices:\r\n" in now
    assert now.count(b"\r\n") == windows.count(b"\r\n")
    told(own, "step", "prices", "fees")
    assert menu.read_bytes() == windows


def test_the_list_for_programs_is_still_json(own: Ivr) -> None:
    root = own.project
    written = sentences(load(root, VARIABLES).files["prompts/en"])
    approve(root, "en", {"fees.card": written["fees.card"]}, "interpreter", dt.date(2026, 11, 22))
    told(own, "prompt", "fees.card", "fees.limit")
    kept = json.loads((root / "prompts/approved/en.json").read_text("utf-8"))
    assert list(kept) == ["fees.limit"]
