"""Editing programs and the loader agree on the shape of every file.

A schema knows one file and not its neighbours, so the two are held against each other so:
what the loader's shape refuses, the schema refuses; and what the schema refuses, `load`
refuses with a fault in that file. Names in other files are not a schema's business.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker

from ivr.cli import main
from ivr.definition import load
from ivr.definition.documents.shape import shape
from ivr.definition.editor_schema.schema import (
    DOCUMENTS,
    FOLDER,
    modeline,
    schema_of,
    schema_text,
    unmarked,
)
from ivr.definition.yaml.file import read_yaml
from ivr.problems import BrokenHotline

ROOT = Path(__file__).parents[2]
SOUND = Path(__file__).parent / "sound"
BROKEN = Path(__file__).parents[1] / "broken"
ENVIRON = {"SIP_TRUNK": "trunk.example"}
CASES = yaml.safe_load((Path(__file__).parent / "schema_cases.yaml").read_text(encoding="utf-8"))
SCHEMAS = {name: json.loads(schema_text(name)) for name in DOCUMENTS}
VALIDATORS = {
    name: Draft7Validator(schema, format_checker=FormatChecker(["date"]))
    for name, schema in SCHEMAS.items()
}


# --- how an editing program reads YAML ---------------------------------------------------------

CORE: dict[str, Callable[[str], Any]] = {
    r"|~|null|Null|NULL": lambda _: None,
    r"true|True|TRUE": lambda _: True,
    r"false|False|FALSE": lambda _: False,
    r"[-+]?[0-9]+": int,
    r"0o[0-7]+": lambda text: int(text, 8),
    r"0x[0-9a-fA-F]+": lambda text: int(text, 16),
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?": float,
}
"""The core schema of YAML 1.2 (chapter 10.3.2 of its specification), but for .inf and .nan."""


def _seen(node: yaml.Node | None) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(node, yaml.MappingNode):
        return {key.value: _seen(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_seen(one) for one in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return None
    for spelling, read in CORE.items():
        if not node.style and re.fullmatch(spelling, node.value):
            return read(node.value)
    return node.value


def editor_view(text: str) -> Any:  # noqa: ANN401 - any JSON value
    return _seen(yaml.compose(text, Loader=yaml.CBaseLoader))


def editor_faults(name: str, view: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    return [f"{error.json_path}: {error.message}" for error in VALIDATORS[name].iter_errors(view)]


def shape_faults(name: str, text: str) -> list[str]:
    file, faults = read_yaml("file.yaml", text)
    assert not faults, faults
    if file.content is None:
        return ["The file is empty."]
    return [str(fault) for fault in shape(file, DOCUMENTS[name])[1]]


def load_faults(root: Path, file: str) -> list[str]:
    try:
        load(root, ENVIRON)
    except BrokenHotline as broken:
        return [str(f) for f in broken.problems if f.file == file and not f.is_warning]
    return []


def check_agreement(root: Path, file: str, text: str) -> bool:
    """Hold the two against each other over one file of a project; return whether it is refused."""
    name = schema_of(Path(file))
    assert name is not None
    refused = editor_faults(name, editor_view(text))
    assert refused or not shape_faults(name, text), "the loader alone refuses this"
    if refused:
        (root / file).write_text(text, encoding="utf-8")
        assert load_faults(root, file), f"the schema alone refuses this: {refused}"
    return bool(refused)


def yaml_files(root: Path) -> Iterator[str]:
    for folder in ("config", "prompts"):
        for path in sorted((root / folder).rglob("*.yaml")):
            yield path.relative_to(root).as_posix()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path_factory.mktemp("schema") / "project"))


@pytest.fixture
def restored(project: Path) -> Path:
    """The small sound project as it is kept, whatever the last test did to it."""
    return _restore(project)


def _restore(project: Path) -> Path:
    shutil.rmtree(project)
    return Path(shutil.copytree(SOUND, project))


# --- the files themselves ----------------------------------------------------------------------


def test_the_schemas_are_what_the_command_writes() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / FOLDER).iterdir()}
    assert kept == {f"{name}.json": schema_text(name) for name in DOCUMENTS}, "run: make schema"


def test_every_yaml_file_names_a_schema_that_exists() -> None:
    assert list(unmarked(ROOT)) == [], "run: ivr schema --mark"
    for file in yaml_files(ROOT):
        assert schema_of(Path(file)), f"{file} has no schema"
        named = modeline(Path(file)).partition("$schema=")[2]
        assert (ROOT / file).parent.joinpath(named).resolve().parent == ROOT / FOLDER
        assert (ROOT / file).parent.joinpath(named).is_file()


def test_the_command_writes_the_schemas_and_says_what_changed(restored: Path) -> None:
    def said(*options: str) -> list[str]:
        done = CliRunner().invoke(main, ["--project", str(restored), "schema", *options])
        assert done.exit_code == 0
        return done.output.splitlines()

    assert "config/schema/menu.json: new" in said()
    (restored / FOLDER / "menu.json").write_text("{}", encoding="utf-8")
    (restored / FOLDER / "calls.json").write_text("{}", encoding="utf-8")
    again = said()
    assert {"config/schema/menu.json: changed", "config/schema/calls.json: removed"} <= set(again)
    assert "config/schema/facts.json: as it was" in again
    assert "prompts/pl.yaml:1: the first line names no schema. Run: ivr schema --mark" in again
    before = (restored / "prompts/pl.yaml").read_bytes()
    assert "prompts/pl.yaml: changed" in said("--mark")
    first = b"# yaml-language-server: $schema=../config/schema/prompts.json\n"
    assert (restored / "prompts/pl.yaml").read_bytes() == first + before
    assert {line.rpartition(": ")[2] for line in said("--mark")} == {"as it was"}


def test_outside_a_project_the_command_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--project", str(tmp_path), "schema"])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "has no config folder" in done.output


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_option_is_described(name: str) -> None:
    schema = SCHEMAS[name]
    Draft7Validator.check_schema(schema)
    for holder in (schema, *schema["definitions"].values()):
        assert holder["description"]
        for option, told in holder.get("properties", {}).items():
            assert told.get("description"), f"{name}: {option}"


@pytest.mark.parametrize("root", [ROOT, SOUND], ids=["shipped", "sound"])
def test_files_without_a_mistake_are_accepted(root: Path) -> None:
    for file in yaml_files(root):
        text = (root / file).read_text(encoding="utf-8")
        name = str(schema_of(Path(file)))
        assert (shape_faults(name, text), editor_faults(name, editor_view(text))) == ([], [])


@pytest.mark.parametrize("root", [ROOT, SOUND], ids=["shipped", "sound"])
def test_an_editing_program_with_the_rules_of_yaml_1_1_accepts_them_too(root: Path) -> None:
    """Where NO is false and 113 octal; dates, which JSON has not, it hands on as text."""
    for file in yaml_files(root):
        old = yaml.safe_load((root / file).read_text(encoding="utf-8"))
        # JSON writes every name as text: the key 1 becomes "1".
        view = json.loads(json.dumps(old, default=str))
        assert editor_faults(str(schema_of(Path(file))), view) == []


# --- what is refused ---------------------------------------------------------------------------


def _lay(project: Path, case: Path) -> None:
    """Break the project as a case of tests/broken says."""
    for folder in ("config", "prompts"):
        if (case / folder).is_dir():
            shutil.copytree(case / folder, project / folder, dirs_exist_ok=True)
    changes = case / "changes.yaml"
    for change in yaml.safe_load(changes.read_text("utf-8")) if changes.exists() else ():
        path = project / change["file"]
        if change.get("remove"):
            path.unlink()
            continue
        text = path.read_text(encoding="utf-8")
        if "append" in change:
            text += change["append"]
        else:
            text = text.replace(change["find"], change["replace"])
        path.write_text(text, encoding="utf-8")


def _changed(project: Path, file: str) -> str | None:
    """Return the text of a file that a case has changed, if it is YAML."""
    new, old = (project / file).read_bytes(), SOUND / file
    text = new.decode("utf-8", "replace")
    same = old.exists() and old.read_bytes() == new
    return None if same or "\ufffd" in text or read_yaml("", text)[1] else text


def test_the_broken_configurations_are_judged_alike(restored: Path) -> None:
    refused = set()
    for case in sorted(path for path in BROKEN.iterdir() if path.is_dir()):
        _lay(_restore(restored), case)
        for file in yaml_files(restored):
            text = _changed(restored, file)
            if text is not None and check_agreement(restored, file, text):
                refused.add(case.name)
    assert {"option_mistyped", "types_wrong", "key_zero", "route_113", "quiet_and_say"} <= refused


@pytest.mark.parametrize(("file", "find", "replace"), CASES["refused_by_both"])
def test_a_break_of_the_shape_is_refused_by_both(
    restored: Path, file: str, find: str, replace: str
) -> None:
    text = (restored / file).read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{file} has {text.count(find)} of {find!r}"
    assert check_agreement(restored, file, text.replace(find, replace))


# --- what is accepted --------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "find", "replace"), CASES["accepted_by_both"])
def test_each_way_of_writing_the_same_is_accepted_by_both(
    restored: Path, file: str, find: str, replace: str
) -> None:
    text = (restored / file).read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{file} has {text.count(find)} of {find!r}"
    name, changed = str(schema_of(Path(file))), text.replace(find, replace)
    assert (shape_faults(name, changed), editor_faults(name, editor_view(changed))) == ([], [])
    (restored / file).write_text(changed, encoding="utf-8")
    assert load_faults(restored, file) == []


@pytest.mark.parametrize(("file", "find", "replace"), CASES["refused_by_the_loader_alone"])
def test_some_mistakes_only_the_loader_can_see(
    restored: Path, file: str, find: str, replace: str
) -> None:
    text = (restored / file).read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{file} has {text.count(find)} of {find!r}"
    changed = text.replace(find, replace)
    assert editor_faults(str(schema_of(Path(file))), editor_view(changed)) == []
    (restored / file).write_text(changed, encoding="utf-8")
    assert load_faults(restored, file)


# --- anything ----------------------------------------------------------------------------------

VALUES = (
    *('""', '"a b"', "main", "5", '"5"', "-1", "1.5", "31", "1000", "true", "yes", "maybe", ""),
    *("2026-12-31", "2026-02-30", '"+47 00 00 00 03"', '"${LINE}"', "[]", "[a]", "[5]"),
    *("{}", "{else: main}", "{open doctor: main}", "{text: a}", "{number: 5}", "{1: {go: main}}"),
)
NAMES = ("0", "1", "10", "#", "a b", "person", "a.b", "else", "open x", "say", "text", "é", "key")


class Kept(str):
    """A value as it is written, quotes and all."""

    __slots__ = ()


def _kept(node: yaml.Node) -> Any:  # noqa: ANN401 - a tree
    if isinstance(node, yaml.MappingNode):
        return {key.value: _kept(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_kept(one) for one in node.value]
    assert isinstance(node, yaml.ScalarNode)
    quoted = node.style or re.search(r"[][{},:#]", node.value)
    return Kept(json.dumps(node.value) if quoted else node.value)


def _written(tree: Any) -> str:  # noqa: ANN401 - a tree
    """Write a tree in YAML's flow style."""
    if isinstance(tree, dict):
        return f"{{{', '.join(f'{json.dumps(k)}: {_written(v)}' for k, v in tree.items())}}}"
    if isinstance(tree, list):
        return f"[{', '.join(_written(one) for one in tree)}]"
    return json.dumps(tree) if isinstance(tree, str) and not isinstance(tree, Kept) else str(tree)


def _places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in inner if isinstance(tree, dict | list) else ():
        yield (*path, key)
        yield from _places(value, (*path, key))


def _holder(tree: Any, path: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a mapping or list
    for part in path[:-1]:
        tree = tree[part]
    return tree


MORE = {
    "config/alarms.yaml": 'quiet_hours: "22:00-07:00"\nrules:\n'
    "  unanswered_in_a_row: {times: 3, urgent: yes, watched: yes, repeat_after_hours: 4}\n"
    "  unanswered_share: {percent: 50, at_least: 6}\n  refused_signatures: {times: 20}\n"
    '  no_calls: {hours: "Mo-Fr 08:00-15:30; PH off", after_hours: 7}\n'
    "  figure_expires: {days: 14}\n  journal_behind: {kilobytes: 100}\n"
    "  fallback_played: {}\n  clip_lost: {}\n  probe_failed: {}\n  language_lost: {}\n"
    'channels:\n  webhook: {url: "${WEBHOOK}", urgent_only: yes}\n'
    "  command: {run: [page, hotline]}\n"
    "  email:\n    to: [vakt@kommune.example]\n    sender: hotline@kommune.example\n"
    "    server: mail.example\n    port: 587\n    security: tls\n    user: ivr\n"
    '    password: "${WORD}"\n',
    "config/budgets.yaml": "directory: 180\n",
    "config/municipalities/asker.yaml": "directories:\n  doctors:\n    hours: unknown\n"
    "    otherwise: guidance\n    ring_seconds: 20\n    answered_after_seconds: 8\n"
    "    accept: yes\n    source: so\n    checked: 2026-11-22\n    places:\n"
    '      - {name: Lia, number: "00 00 00 51", area: Nord, address: Lia 2, hours: "24/7",\n'
    '         routes: ["+4700000051"], otherwise: doctor, ring_seconds: 30,\n'
    "         answered_after_seconds: 0, accept: no, source: so, checked: 2026-11-22}\n"
    "menu:\n  fees:\n    choices:\n      1: {say: main.fees, go: directory doctors}\n",
    "config/hotline.yaml": "room_tone: off\ncalls_from_one_number: 5\n"
    "longest_call_minutes: 20\nlongest_talk_minutes: 90\n",
    "config/menu.yaml": "  choices:\n    1: {say: main.fees, go: fees}\n  topic: fees\n",
    "config/services.yaml": "  address: the square\n  ring_seconds: 20\n  source: a list\n"
    "  checked: 2026-11-22\n  at_once: 3\n",
    "config/municipalities/halden.yaml": "services:\n  guidance:\n    number: 113\n"
    '    hours: "24/7"\n    routes: ["${LINE}", {to: "+4700000041", because: so}]\n'
    "    otherwise: out_of_hours\n"
    "menu:\n  fees:\n    say: [fees.card, keys]\n    choices:\n      1: {go: fees, quiet: true}\n"
    "      2:\n    after: keys\n    on_silence: {open doctor: fees, else: person}\n"
    "    wait_seconds: 5\n    topic: fees\n",
    "config/facts.yaml": "  begins: 2026-01-01\n  unsure: so\n  later:\n    - value: 3400\n"
    "      year: 2027\n      begins: 2027-01-01\n      expires: 2027-12-31\n"
    "      checked: 2026-11-22\n      source: so\n      unsure: so\n",
}
"""What the sound project has no need to say, so that every option of every file is changed."""


def _tree(file: str) -> Any:  # noqa: ANN401 - a tree
    text = MORE.get(file, "")
    if (SOUND / file).exists():
        text = (SOUND / file).read_text(encoding="utf-8") + text
    quick = "meanwhile: {engine: espeak, voice: nb, words_per_minute: 150}"
    text = text.replace("speech: {", f"speech: {{words_per_minute: 120, {quick}, ")
    node = yaml.compose(text, Loader=yaml.CBaseLoader)
    assert node is not None
    return _kept(node)


TREES = {file: _tree(file) for file in sorted({*yaml_files(SOUND), *MORE})}


@pytest.mark.parametrize("file", TREES)
def test_what_is_changed_at_random_is_sound_before(restored: Path, file: str) -> None:
    text = _written(TREES[file])
    assert not check_agreement(restored, file, text)
    (restored / file).write_text(text, encoding="utf-8")
    assert load_faults(restored, file) == []


def test_every_option_is_changed_at_random() -> None:
    options = {
        option
        for schema in SCHEMAS.values()
        for holder in (schema, *schema["definitions"].values())
        for option in holder.get("properties", {})
    }
    # What lies underneath would make another project of it.
    assert options - {"builds_on"} <= {
        path[-1] for tree in TREES.values() for path in _places(tree)
    }


@st.composite
def changed_files(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the sound project with a few places changed."""
    file = draw(st.sampled_from(sorted(TREES)))
    tree = copy.deepcopy(TREES[file])
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(tree))
        assume(places)
        path = draw(st.sampled_from(places))
        holder, value = _holder(tree, path), Kept(draw(st.sampled_from(VALUES)))
        # A list in flow style has no way to write an entry that is empty.
        assume(value or not isinstance(holder, list))
        what = draw(st.sampled_from(["replace", "take away", "add", "rename"]))
        if what == "replace":
            holder[path[-1]] = value
        elif what == "take away":
            del holder[path[-1]]
        elif isinstance(holder, list):
            holder.append(value)
        else:
            name = draw(st.sampled_from(NAMES))
            holder[name] = holder.pop(path[-1]) if what == "rename" else value
    return file, _written(tree)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(changed=changed_files())
def test_files_changed_at_random_are_judged_alike(project: Path, changed: tuple[str, str]) -> None:
    file, text = changed
    try:
        check_agreement(project, file, text)
    finally:
        (project / file).unlink(missing_ok=True)
        if (SOUND / file).exists():
            shutil.copy(SOUND / file, project / file)
