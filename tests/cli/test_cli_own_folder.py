"""A municipality's own folder: only what differs is written, and the shipped content is beneath."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from ivr.definition import load
from ivr.definition.editor_schema.schema import DOCUMENTS
from ivr.model.alarms import Watched
from tests.support.commands import COMMAND, Ivr, one_line
from tests.support.hotline import ROOT, with_clips

NUMBER = "+47 21 93 00 00"


@pytest.fixture
def own(tmp_path: Path) -> Ivr:
    """The folder of a municipality, as it is begun."""
    ivr = Ivr(tmp_path)
    done = ivr("init", str(tmp_path / "own"), "--name", "Nordre Follo", "--number", NUMBER)
    assert (done.returncode, done.stderr) == (0, "")
    return Ivr(tmp_path / "own")


def written(ivr: Ivr, name: str, text: str) -> None:
    path = ivr.project / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_what_a_server_writes_is_ignored_in_a_new_folder(own: Ivr) -> None:
    ignored = (own.project / ".gitignore").read_text(encoding="utf-8").split()
    assert {"audio/built/", ".run/", "journal/", "studio/"} <= {*ignored}


def test_a_new_folder_is_sound_and_says_next_to_nothing(own: Ivr) -> None:
    with_clips(own.project)
    done = own("check", OFFER_DRAFTS="yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 mistakes" in done.stdout
    said = [
        line
        for path in own.project.rglob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert len(said) <= 8


def test_what_the_folder_does_not_say_is_as_it_is_shipped(own: Ivr) -> None:
    mine, shipped = load(own.project, {}).hotline, load(ROOT, {}).hotline
    assert list(mine.languages) == list(shipped.languages)
    assert list(mine.municipalities) == ["nordre_follo"]
    assert set(mine.entrances) == {"+4721930000"}
    ours, theirs = mine.municipalities["nordre_follo"], shipped.municipalities["halden"]
    assert ours.steps.keys() >= {"main", "emergency", "fees"}
    assert ours.services["ambulance"] == theirs.services["ambulance"]


def test_a_key_that_the_folder_says_counts_and_its_neighbours_stay(own: Ivr) -> None:
    written(own, "config/services.yaml", 'switchboard:\n  number: "69 17 45 00"\n')
    written(own, "prompts/pl.yaml", "prompts:\n  keys.take_your_time: Spokojnie.\n")
    written(own, "config/hotline.yaml", "builds_on: shipped\ndefault_municipality: nordre_follo\n"
                                        "languages: [nb, en, pl]\n")  # fmt: skip
    loaded, shipped = load(own.project, {}), load(ROOT, {})
    assert list(loaded.hotline.languages) == ["nb", "en", "pl"]
    here = loaded.hotline.municipalities["nordre_follo"]
    there = shipped.hotline.municipalities["halden"]
    assert here.services["switchboard"].number == "69 17 45 00"
    assert ("pl", "Spokojnie.") in loaded.texts
    assert here.prompts["pl"]["main.fees"] == there.prompts["pl"]["main.fees"]


def test_a_mistake_is_told_where_it_was_written(own: Ivr) -> None:
    written(own, "config/services.yaml",
            "switchboard:\n  number:\n\npoison:\n  numbr: '1'\n")  # fmt: skip
    written(own, "prompts/nb.yaml", "prompts:\n  main.fees: Ring {ambulanse.number}.\n")
    told = own("check").stdout.splitlines()
    assert told[0] == (
        "config/services.yaml:5: poison: [numbr] is not an option here. Did you mean [number]?"
    )
    assert told[1] == (
        "prompts/nb.yaml:2: [main.fees] names {ambulanse.number}, which no file defines. "
        "Did you mean [ambulance.number]?"
    )


def test_a_slip_in_what_the_folder_builds_on_is_one_mistake(own: Ivr) -> None:
    written(own, "config/hotline.yaml", "builds_on: shiped\ndefault_municipality: nordre_follo\n")
    told = [one for one in own("check").stdout.splitlines() if "builds_on" in one]
    assert told == ["config/hotline.yaml:1: [builds_on] should be 'shipped', not [shiped]."]


def test_a_need_of_the_shipped_files_is_told_with_their_name(own: Ivr) -> None:
    written(own, "config/services.yaml", "")
    told = own("check").stdout.splitlines()[0]
    assert told.startswith("shipped config/services.yaml:")
    assert "[number] is missing; shipped config/menu.yaml:" in told


def test_a_budget_that_is_shipped_is_told_with_its_file(own: Ivr) -> None:
    written(own, "config/budgets.yaml", "emergency_words: 5\n")
    budgets = load(own.project, {}).hotline.budgets
    assert (budgets["emergency_words"].file, budgets["emergency_words"].line) == (
        "config/budgets.yaml",
        1,
    )
    assert budgets["silent"].file == "shipped config/budgets.yaml"


def test_alarms_are_the_shipped_ones_but_for_what_the_folder_says(own: Ivr) -> None:
    shipped = load(ROOT, {}).hotline.alarms
    assert load(own.project, {}).hotline.alarms == shipped
    written(own, "config/alarms.yaml", "rules:\n  no_calls:\n  figure_expires: {days: 30}\n")
    alarms = load(own.project, {"ALARM_WEBHOOK": "https://chat.example/hook"}).hotline.alarms
    figures = alarms.rule(Watched.FIGURE_EXPIRES)
    assert figures is not None
    assert figures.limits == {"days": 30}
    assert alarms.rule(Watched.NO_CALLS) is None
    assert len(alarms.rules) == len(shipped.rules) - 1
    assert [*alarms.channels] == ["webhook"]


def test_only_sentences_of_the_folder_itself_are_called_unused(own: Ivr) -> None:
    written(own, "prompts/nb.yaml", "prompts:\n  goodbye.never: Ha det fint.\n")
    told = [line for line in own("check").stdout.splitlines() if "never spoken" in line]
    assert told == [
        "prompts/nb.yaml:2: warning: [goodbye.never] is never spoken. Remove it, or say it."
    ]


def test_only_services_of_the_folder_itself_are_called_unused(own: Ivr) -> None:
    services = own.project / "config/services.yaml"
    harbour = '\nharbour:\n  number: "69 17 45 00"\n  hours: 24/7\n'
    line = services.read_text(encoding="utf-8").count("\n") + 2
    services.write_text(services.read_text(encoding="utf-8") + harbour, encoding="utf-8")
    told = [line for line in own("check").stdout.splitlines() if "nothing leads to" in line]
    assert [line.partition(" nothing")[0] for line in told] == [
        f"config/services.yaml:{line}: warning: harbour:"
    ]


def test_a_shipped_step_that_the_folder_leads_nobody_to_is_told_with_its_remedy(own: Ivr) -> None:
    menu = "menu:\n  main:\n    choices:\n      4: {say: main.more, go: more}\n"
    book = own.project / "config/municipalities/nordre_follo.yaml"
    book.write_text(book.read_text(encoding="utf-8") + menu, encoding="utf-8")
    [told] = [line for line in own("check").stdout.splitlines() if "fees: nothing leads" in line]
    assert told.startswith("shipped config/menu.yaml:")
    assert "Lead a key to it, or take it away: write [fees:] in config/menu.yaml." in told
    written(own, "config/menu.yaml", "fees:\n")
    assert "fees: nothing leads" not in own("check").stdout


def test_what_breaks_in_the_shipped_files_is_told_with_their_name(own: Ivr) -> None:
    written(own, "config/services.yaml", "switchboard:\n  number:\npoison:\n")
    told = own("check").stdout.splitlines()
    assert any(line.startswith("shipped config/") and "[poison]" in line for line in told), told


def test_a_call_reaches_what_the_folder_says(own: Ivr) -> None:
    written(own, "prompts/pl.yaml", "prompts:\n  main.doctor: Przychodnia – naciśnij {key}.\n")
    with_clips(own.project)
    with own.running():
        done = own("call", "--language", "pl", "--keys", "0", "--json")
    heard = [one.get("text", "") for one in json.loads(done.stdout)["events"]]
    assert "Przychodnia – naciśnij trzy." in heard


def test_a_folder_that_is_there_is_left_alone(own: Ivr) -> None:
    kept = (own.project / "config" / "hotline.yaml").read_text(encoding="utf-8")
    told = one_line(own("init", str(own.project), "--name", "Nordre Follo"))
    assert told.endswith(
        "hotline.yaml is there already, and nothing was written. "
        "Name another folder, or remove what is there."
    )
    assert (own.project / "config" / "hotline.yaml").read_text(encoding="utf-8") == kept


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            ("--number", "113"),
            "--number: no telephone has this number. Write it as +47 00 00 00 01.",
        ),
        (("--name", "!"), "--name: this has no letter. Write the municipality's name."),
    ],
)  # fmt: skip
def test_what_makes_no_folder_is_told(tmp_path: Path, asked: tuple[str, str], told: str) -> None:
    assert one_line(Ivr(tmp_path)("init", str(tmp_path / "new"), *asked)) == told
    assert not (tmp_path / "new").exists()


def test_editing_programs_ask_for_nothing_in_a_folder_of_differences(own: Ivr) -> None:
    services = (own.project / "config/schema/services.json").read_text(encoding="utf-8")
    assert "required" not in services
    assert own("schema").stdout.count("as it was") == services.count('"$schema"') * len(DOCUMENTS)


def test_only_what_the_folder_adds_can_be_renamed_in_it(own: Ivr) -> None:
    """A shipped name would come back with the next update, and the two would part."""
    place = "config/municipalities/" + next(
        path.name for path in (own.project / "config/municipalities").glob("*.yaml")
    )
    service = 'services:\n  dentist:\n    hours: "24/7"\n'
    path = own.project / place
    kept = path.read_text("utf-8")
    assert "services:" not in kept.replace("#", "")
    path.write_text(kept + service, "utf-8")
    done = own("rename", "service", "poison", "another")
    assert (done.returncode, done.stderr) == (
        1,
        (
            "[poison] is a service of the shipped content, which has its own names. "
            "Only what this folder adds can be renamed in it. Nothing was changed.\n"
        ),
    )
    done = own("rename", "service", "dentist", "dental")
    assert done.stdout == "service dentist is called dental, in 1 file.\n"
    assert path.read_text("utf-8") == kept + service.replace("dentist", "dental")


def test_a_sentence_that_is_missing_is_asked_for_in_the_folder_itself(own: Ivr) -> None:
    """The shipped files are nobody's to write in, and their other names are not meant."""
    written(own, "config/menu.yaml", "fees:\n  say: pool.hours\n")
    written(own, "prompts/nb.yaml", "prompts:\n  hospital.choice:\n")
    written(own, "prompts/pl.yaml", "prompts:\n  emergency.connect:\n")
    written(own, "config/hotline.yaml", "builds_on: shipped\ndefault_municipality: nordre_follo\n"
                                        "languages: [nb, pl, de]\n")  # fmt: skip
    told = [line for line in own("check").stdout.splitlines() if "is missing; " in line]
    assert [line.partition(" is missing; ")[0] for line in told] == [
        "prompts/nb.yaml:1: The prompt [hospital.choice]",
        "prompts/nb.yaml:1: The prompt [pool.hours]",
        "prompts/nb.yaml:1: The prompt [whisper.speaks.de]",
        "prompts/pl.yaml:1: The prompt [emergency.connect]",
    ]
    assert not [line for line in told if "Did you mean" in line]


def test_a_language_of_the_shipped_answer_that_is_left_out_is_told_with_what_to_write(
    own: Ivr,
) -> None:
    written(own, "config/hotline.yaml", "builds_on: shipped\ndefault_municipality: nordre_follo\n"
                                        "languages: [nb, pl]\n")  # fmt: skip
    told = [line for line in own("check").stdout.splitlines() if "answer" in line]
    assert len(told) == 1
    assert told[0].endswith(
        ": answer: [en], which is shipped, is not among [languages]. "
        "Write in config/hotline.yaml: answer: [nb]"
    )


def test_a_folder_that_the_disk_has_no_room_for_can_be_begun_again(tmp_path: Path) -> None:
    begin = ["init", str(tmp_path / "own"), "--name", "Vestby"]
    full = subprocess.run(
        ["sh", "-c", 'ulimit -f 1; exec "$@"', "sh", *COMMAND, *begin],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (full.returncode, "Nothing was changed" in full.stderr) == (1, True)
    assert Ivr(tmp_path)(*begin).returncode == 0
