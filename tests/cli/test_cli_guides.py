"""The guides cannot lie: what editors and translators are shown is run in a folder of their own.

Each section of the editors' guide is a story of its own in a new folder, the translators' guide is
one from its first command to its last. A part of a file is laid over that file; a command is run as
it stands there, and must print the lines that are shown below it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polib
import pytest
import yaml

from tests.support.commands import Ivr
from tests.support.hotline import with_clips

DOCS: Final = Path(__file__).parents[2] / "docs"
BLOCK: Final = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(guide: str) -> dict[str, list[tuple[str, str]]]:
    """Return the examples of each section of a guide: of which kind, and what they say."""
    page = (DOCS / guide).read_text(encoding="utf-8")
    parts = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    found = {part.partition("\n")[0]: BLOCK.findall(part) for part in parts}
    return {name: examples for name, examples in found.items() if examples}


def laid_over(base: Any, change: Any) -> Any:  # noqa: ANN401 - whatever YAML may hold
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return {**base, **{name: laid_over(base.get(name), part) for name, part in change.items()}}


def commands(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each command of an example, and the lines that it is shown to print."""
    for block in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = block.splitlines()
        yield shlex.split(command, comments=True), [line for line in shown if line.strip()]


@dataclass
class Story:
    """A user who does what a guide says, in one folder; what still runs ends with the story."""

    ivr: Ivr
    ends: ExitStack

    def follow(self, examples: list[tuple[str, str]]) -> None:
        """Do everything that some examples say, in their order."""
        for kind, text in examples:
            if kind == "yaml":
                self.write(text)
            else:
                for command, shown in commands(text):
                    self.run(command, shown)

    def write(self, part: str) -> None:
        """Lay a part of a file over the file that it names in its first line."""
        path = self.ivr.project / part.splitlines()[0].removeprefix("# ")
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        whole = laid_over(_read(there), _read(part))
        path.parent.mkdir(parents=True, exist_ok=True)
        written = yaml.dump(whole, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        path.write_text(written.replace(": ''\n", ":\n"), encoding="utf-8")

    def run(self, command: list[str], shown: list[str]) -> None:
        """Run a command as it is written, and find what it prints as it is shown."""
        match command:
            case ["cd", folder]:
                self.ivr = Ivr(self.ivr.project / folder)
            case ["ivr", "run"]:
                self.ends.enter_context(self.ivr.running())
            case ["ivr", "audio", "build"]:
                with_clips(self.ivr.project)
            case ["ivr", "init", folder, *options]:
                self._ivr(["init", str(self.ivr.project / folder), *options], shown)
            case ["ivr", "hear", *arguments]:
                self._ivr(["hear", *arguments, "--quick", "--save", "heard.wav"], shown)
            case ["ivr", *arguments]:
                self._ivr(arguments, shown)
            case _:
                raise AssertionError(f"nothing here runs {command}")

    def _ivr(self, arguments: list[str], shown: list[str]) -> None:
        done = self.ivr(*arguments, OFFER_DRAFTS="yes")
        # Whoever is shown a mistake expects one.
        fails = any(re.match("[1-9][0-9]* mistake", line) for line in shown)
        assert done.returncode == int(fails), f"ivr {arguments}: {done.stdout}{done.stderr}"
        told = done.stdout.replace(f"{self.ivr.project}/", "")
        for line in shown:
            wanted = ".*".join(re.escape(part) for part in line.split("…"))
            assert re.search(f"^{wanted}$", told, re.MULTILINE), f"ivr {arguments}: {told}"


def _read(text: str) -> Any:  # noqa: ANN401 - as above
    return yaml.load(text, Loader=yaml.CBaseLoader) or {}  # noqa: S506 - it makes nothing but text


FIRST: Final = "From nothing to a call"


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    monkeypatch.chdir(tmp_path)
    with ExitStack() as ends:
        yield Story(Ivr(tmp_path), ends)


def test_a_municipality_comes_to_a_call_in_fewer_than_forty_lines(story: Story) -> None:
    examples = sections("editors.md")[FIRST]
    story.follow(examples)
    written = [line for kind, text in examples if kind == "yaml" for line in text.splitlines()[1:]]
    assert len(written) < 40


EDITING: Final = [name for name in sections("editors.md") if name != FIRST]


@pytest.mark.parametrize("section", EDITING)
def test_what_editors_are_shown_works_in_a_folder_of_their_own(section: str, story: Story) -> None:
    begun = [(kind, text) for kind, text in sections("editors.md")[FIRST] if kind == "yaml"]
    story.run(["ivr", "init", "own", "--name", "Nordre Follo"], [])
    story.run(["cd", "own"], [])
    examples = sections("editors.md")[section]
    story.follow([*begun, *examples])
    if not any("$ ivr check" in text for _, text in examples):
        story.run(["ivr", "check"], ["0 mistakes, …"])


def test_what_translators_are_shown_works_from_the_first_command_to_the_last(story: Story) -> None:
    story.run(["ivr", "init", "own", "--name", "Nordre Follo"], [])
    story.run(["cd", "own"], [])
    story.write("# config/hotline.yaml\nlanguages: [nb, en, pl]")
    for section, examples in sections("translators.md").items():
        if section == "Giving it back":
            _translate(Path("pl.po"))
        story.follow(examples)


def _translate(file: Path) -> None:
    """Translate one sentence anew, as a translator's program writes it."""
    po = polib.pofile(str(file))
    [entry] = [entry for entry in po if entry.msgctxt == "goodbye"]
    entry.msgstr = f"{entry.msgstr} Wszystkiego dobrego."
    po.save()
