"""Setting up from a clean clone: the lock files and the Makefile an operator meets."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ivr.cli.lazy import EXTRAS, extra_of
from ivr.serving.faults.values import SETTINGS as EVERY_SETTING
from tests.support.processes import ran

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
SETTINGS = [ROOT / name for name in ("pyproject.toml", "Makefile", ".ci/run")]

RUNNING = ("audio", "natural", "phone", "texts")
"""The extras that `make run` installs."""

WORKFLOW = ".github/workflows/test.yml"
PAGES = ["README.md", "CONTRIBUTING.md", ".ci/run", "docs/operators.md", "docs/operate.md"]

# A shell script in the place of Python: what it refuses, then Python itself.
PYTHON = '{}\nexec "' + sys.executable + '" "$@"'

HOST = re.compile(r"://|\b[a-z0-9-]+\.(?:com|dev|io|net|org)\b", re.IGNORECASE)
ONE_PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][a-z0-9.+]*)"  # one version, no range
    r"(?: ; [^\\]+)?"
    r"(?: --hash=sha256:[0-9a-f]{64})+",
)


def entries(lock: Path) -> list[str]:
    """One entry for each library, its continuation lines joined, without the comments."""
    lines = (line for line in lock.read_text().splitlines() if not line.strip().startswith("#"))
    joined = "\n".join(lines).replace("\\\n", " ")
    return [" ".join(entry.split()) for entry in joined.splitlines() if entry.strip()]


def pins(lock: Path) -> dict[str, str]:
    """The version each library is held at, by name."""
    matches = [ONE_PIN.fullmatch(entry) for entry in entries(lock)]
    return {match["name"]: match["version"] for match in matches if match}


def project() -> dict[str, list[str]]:
    """What pyproject.toml asks for: what serves calls, each extra and each group, by name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = settings["project"]
    extras = asked["optional-dependencies"]
    return {"serving": asked["dependencies"], **extras, **settings["dependency-groups"]}


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run make as from a fresh shell, which looks for programs in the folder first.

    The tests themselves may run under make, whose variables reach them.
    """
    ours = ("ARGS", "MAKE", "PORT", "PYTHON", "SIP_TRUNK", "WORKERS")
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    shell = {**inherited, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    return ran("make", *arguments, cwd=folder, env=shell)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout with no .venv yet, in a folder with a space in its name."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def checksum(path: Path) -> str:
    """The POSIX checksum and length, as cksum prints them."""
    return " ".join(ran("cksum", str(path)).stdout.split()[:2])


def stand_in(folder: Path, name: str, script: str) -> Path:
    """An interpreter that answers as the shell script says."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_there_are_five_locks() -> None:
    assert [lock.stem for lock in LOCKS] == ["dev", "lock", "production", "run", "serving"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_entry_of_a_lock_is_one_version_with_its_hashes(lock: Path) -> None:
    assert [entry for entry in entries(lock) if not ONE_PIN.fullmatch(entry)] == []
    assert entries(lock)


@pytest.mark.parametrize("path", [*LOCKS, *SETTINGS], ids=lambda path: path.name)
def test_where_packages_come_from_is_left_to_the_machine(path: Path) -> None:
    found = [line for line in path.read_text().splitlines() if HOST.search(line)]
    assert found == []
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host", path.read_text())


@pytest.mark.parametrize(
    ("group", "lock"),
    [
        *(("serving", "serving"), ("serving", "dev"), ("dev", "dev"), ("lock", "lock")),
        *((extra, "dev") for extra in EXTRAS),
        *((name, "run") for name in ("serving", "run", *RUNNING)),
        *((name, "production") for name in ("serving", "phone", "postgres")),
    ],
)
def test_every_dependency_is_locked_at_a_version_it_allows(group: str, lock: str) -> None:
    locked = pins(ROOT / "requirements" / f"{lock}.txt")
    # What is asked for by the name of another extra is asked for there.
    asked = [one for one in map(Requirement, project()[group]) if one.name != "ivr"]
    assert asked
    for requirement in asked:
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {lock}.txt: run make lock"
        assert version in requirement.specifier, f"{requirement} but {version}: run make lock"


def test_developers_run_the_versions_that_answer_calls() -> None:
    serving, production, run, dev = (
        pins(ROOT / "requirements" / f"{name}.txt")
        for name in ("serving", "production", "run", "dev")
    )
    assert serving.items() <= production.items() <= run.items() <= dev.items()


def test_running_needs_nothing_that_only_tests_need() -> None:
    run = pins(ROOT / "requirements" / "run.txt").keys()
    asked = [Requirement(line).name for name in ("dev", "ear", "piper") for line in project()[name]]
    assert {"mypy", "faster-whisper"} <= {*asked}
    assert run & {*map(canonicalize_name, asked)} == {"hatchling", "packaging"} & run


def test_what_serves_calls_holds_nothing_that_other_work_needs() -> None:
    serving = pins(ROOT / "requirements" / "serving.txt").keys()
    others = {Requirement(line).name for extra in EXTRAS for line in project()[extra]}
    assert serving.isdisjoint(map(canonicalize_name, others))


def test_a_command_that_lacks_a_library_can_say_which_extra_brings_it() -> None:
    """Every library of an extra is known to the command line, under the name it is imported by."""
    for extra in EXTRAS:
        libraries = {Requirement(line).name.partition("-yaml")[0] for line in project()[extra]}
        unknown = libraries - {"ivr"} - {module.replace("_", "-") for module in EXTRAS[extra]}
        assert {extra_of(name) for name in unknown} <= EXTRAS.keys()
    everything = Requirement(project()["all"][0])
    assert everything.extras == EXTRAS.keys()


def test_make_alone_lists_every_target_with_what_it_does() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    listed = dict(re.findall(r"^  ([a-z-]+) +(\S.*)$", make().stdout, re.MULTILINE))
    assert list(listed) == phony[1].split()
    assert make("help").stdout == make().stdout


def test_every_rule_of_the_makefile_is_a_listed_target() -> None:
    rules = re.findall(r"^([\w.-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    listed = re.findall(r"^  ([a-z-]+) ", make().stdout, re.MULTILINE)
    assert [rule for rule in rules if not rule.startswith(".")] == listed


@pytest.mark.parametrize("name", [*PAGES, WORKFLOW])
def test_every_target_that_a_page_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|\$ |run: |exec )make ([a-z-]+)", text))
    listed = re.findall(r"^  ([a-z-]+) ", make().stdout, re.MULTILINE)
    assert named <= set(listed)
    assert named


def test_the_forge_runs_what_everybody_runs_on_the_pythons_that_are_promised() -> None:
    """No program of a stranger's takes part, and the oldest Python is the oldest allowed."""
    workflow = yaml.safe_load((ROOT / WORKFLOW).read_text(encoding="utf-8"))
    job = workflow["jobs"]["test"]
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert [one.rpartition("@")[0] for one in used] == ["actions/checkout", "actions/setup-python"]
    assert all(re.fullmatch(r"v\d+", one.rpartition("@")[2]) for one in used)
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make test PYTHON=python"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tested = job["strategy"]["matrix"]["python"]
    assert project["requires-python"] == f">={tested[0]}"
    assert {f"Programming Language :: Python :: {one}" for one in tested} <= {
        *project["classifiers"]
    }


def test_a_python_that_is_too_old_or_missing_gives_one_line_with_the_way_out(clone: Path) -> None:
    too_old = stand_in(clone, "python3", "exit 1")
    for python in (str(too_old), str(clone / "no-such-python")):
        result = make("setup", f"PYTHON={python}", folder=clone)
        assert result.returncode != 0
        first, *rest = result.stderr.splitlines()
        assert first == (
            f"setup: no Python 3.11 or later among: {python}; install one, or say where it is:"
            " make setup PYTHON=/path/to/python3"
        )
        assert all(line.startswith("make: ***") for line in rest)
        assert not (clone / ".venv").exists()


def test_a_python_without_ensurepip_is_told_which_package_to_install(clone: Path) -> None:
    bare = stand_in(clone, "python3", PYTHON.format('case "$*" in *ensurepip*) exit 1 ;; esac'))
    result = make("setup", f"PYTHON={bare}", folder=clone)
    assert result.returncode != 0
    assert result.stderr.splitlines()[0] == (
        f"setup: {bare} cannot make a virtual environment (it has no ensurepip): install its venv"
        " package (Debian, Ubuntu: python3-venv), or choose another with PYTHON=..."
    )
    assert not (clone / ".venv").exists()


@pytest.fixture
def ready(clone: Path) -> Path:
    """A checkout that make has set up, but for an ivr that only says what it was asked to do.

    Its python3 does all that Python does, and refuses to make a second .venv.
    """
    refusal = 'case "$*" in *"-m venv"*) echo "a new .venv, please" >&2; exit 1 ;; esac'
    programs = clone / ".venv" / "bin"
    programs.mkdir(parents=True)
    stand_in(programs, "ivr", 'echo "ivr $* PORT=$PORT SIP_TRUNK=$SIP_TRUNK"')
    for folder in (clone, programs):
        stand_in(folder, "python" if folder is programs else "python3", PYTHON.format(refusal))
    sums = {name: checksum(clone / name) for name in ("requirements/dev.txt", "pyproject.toml")}
    (clone / ".venv/.libraries").write_text(f"{sums['requirements/dev.txt']} {clone.resolve()}\n")
    (clone / ".venv/.project").write_text(f"{sums['pyproject.toml']}\n")
    return clone


def test_a_second_setup_has_only_the_clips_to_look_at(ready: Path) -> None:
    result = make("setup", folder=ready)
    assert result.stderr == ""
    assert result.stdout.startswith("ivr audio build ")


def has_run_only(ready: Path) -> None:
    """Let the checkout have been set up to run, and no more."""
    lock = checksum(ready / "requirements/run.txt")
    (ready / ".venv/.libraries").write_text(f"{lock} {ready.resolve()}\n")


def test_what_was_set_up_to_run_runs_again_at_once(ready: Path) -> None:
    has_run_only(ready)
    result = make("setup", folder=ready)
    assert result.stderr == ""
    assert result.stdout.startswith("ivr audio build ")


def test_the_tests_add_what_they_need_to_what_runs(ready: Path) -> None:
    has_run_only(ready)
    python = ready / ".venv/bin/python"
    python.write_text(
        python.read_text().replace(
            "exec", 'case "$*" in *pip*|*compileall*) echo "$*"; exit ;; esac\nexec'
        )
    )
    result = make("install", folder=ready)
    assert result.stderr == ""
    assert "libraries into .venv" in result.stdout
    assert "install --no-compile --require-hashes -r requirements/dev.txt" in result.stdout
    lock = checksum(ready / "requirements/dev.txt")
    assert (ready / ".venv/.libraries").read_text() == f"{lock} {ready.resolve()}\n"


def test_a_moved_checkout_gets_a_new_venv(ready: Path) -> None:
    moved = ready.rename(ready.with_name("elsewhere"))
    result = make("setup", folder=moved)
    assert result.returncode != 0
    assert "a new .venv, please" in result.stderr


def test_a_changed_lock_gets_a_new_venv(ready: Path) -> None:
    lock = ready / "requirements" / "dev.txt"
    lock.write_text(lock.read_text() + "# changed\n")
    assert "a new .venv, please" in make("setup", folder=ready).stderr


def test_a_venv_whose_python_is_gone_is_made_anew(ready: Path) -> None:
    (ready / ".venv/bin/python").unlink()
    assert "a new .venv, please" in make("setup", folder=ready).stderr


def test_another_python_by_name_gets_a_new_venv(ready: Path) -> None:
    other = stand_in(
        ready, "other", 'case "$*" in *version,*) echo 3.99 ;; esac\nexec python3 "$@"'
    )
    assert "a new .venv, please" in make("setup", f"PYTHON={other}", folder=ready).stderr
    same = make("setup", f"PYTHON={ready / 'python3'}", folder=ready)
    assert same.stdout.startswith("ivr audio build ")


def test_run_answers_on_the_port_and_settings_given(ready: Path) -> None:
    (ready / ".env").write_text('PORT=8001\nSIP_TRUNK="trunk one"\n')
    from_file = make("run", "ARGS=--here", folder=ready)
    assert from_file.stdout.splitlines()[-1] == "ivr run --here PORT=8001 SIP_TRUNK=trunk one"
    given = make("run", "PORT=8002", folder=ready)
    assert given.stdout.splitlines()[-1] == "ivr run PORT=8002 SIP_TRUNK=trunk one"


def test_the_example_settings_are_read_somewhere_and_name_every_route_variable() -> None:
    example = (ROOT / ".env.example").read_text()
    offered = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    config = "".join(path.read_text() for path in (ROOT / "config").rglob("*.yaml"))
    source = "".join(path.read_text() for path in (ROOT / "ivr").rglob("*.py"))
    assert set(re.findall(r"\$\{([A-Z_]+)\}", config)) - {"VARIABLE"} <= offered
    assert {name for name in offered if name not in source + config} == set()


def test_the_operators_page_and_the_example_have_every_setting_in_one_order() -> None:
    """Whoever fills in the one finds each line explained in the other."""
    example = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    page = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    [settings] = re.findall(r"\n## Settings\n(.*?)\n## ", page, re.DOTALL)
    cells = re.findall(r"^\| (`[^|]*) \|", settings, re.MULTILINE)
    assert re.findall(r"[A-Z_]+", " ".join(cells)) == example
    assert [name for name in example if name in EVERY_SETTING] == [*EVERY_SETTING]


def test_git_ignores_what_make_and_a_running_hotline_make(clone: Path) -> None:
    made = [
        ".venv/bin/ivr",
        "audio/built/nb/clip.wav",
        ".env",
        ".run/calls",
        "ivr/__pycache__/a.pyc",
    ]
    kept = ["audio/recordings/nb/clip.wav", ".env.example", "requirements/dev.txt"]
    assert ran("git", "init", "--quiet", cwd=clone).returncode == 0
    shutil.copy(ROOT / ".gitignore", clone)
    ignored = ran("git", "check-ignore", *made, *kept, cwd=clone)
    assert ignored.stdout.split() == made
