"""The Dockerfile and compose.yaml, as far as can be seen without an engine to run them."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
import yaml

from ivr.serving.faults.values import SETTINGS
from tests.support.container import Image, context_of, is_left_out, made
from tests.support.debian import libraries, needs, program
from tests.support.deployment import Deployment, answers
from tests.support.furnished import AS_NOBODY, NOBODY
from tests.support.hotline import BASE_URL, ROOT, TOKEN
from tests.support.outside import no_index
from tests.support.page import file_of
from tests.support.processes import environment, free_port, ran, started

__all__ = ["no_index"]

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
DOCKERFILE: Final = (ROOT / "Dockerfile").read_text(encoding="utf-8")
NEWER: Final = {
    "buffer_requests": "request_buffers 64KB",
    "buffer_responses": "response_buffers 1MB",
}
"""What Debian's Caddy understands, and how a newer one has it."""


def test_the_dockerfile_keeps_to_what_engines_advise() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint is for Linux")
    done = ran(str(hadolint), str(ROOT / "Dockerfile"))
    assert (done.returncode, done.stdout) == (0, "")


def test_nothing_secret_and_no_state_goes_into_an_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    for kept in (
        ".env",
        "hotline.env",
        "secrets/database-password",
        "journal/keys/1",
        "our/journal/keys/1",
    ):
        assert is_left_out(kept, ignored), kept
    there = {str(path) for path in context_of()}
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "ivr").rglob("*.py")} <= there
    assert {"pyproject.toml", "config/menu.yaml", "LICENSE"} <= there
    assert not any(name.startswith(("tests/", "docs/", ".github/")) for name in there)
    assert "TOKEN" not in DOCKERFILE


def test_every_library_of_an_image_is_a_locked_one() -> None:
    installs = re.findall(r"pip install (.*?)(?: \\)?$", DOCKERFILE, re.MULTILINE)
    assert len(installs) == 4
    assert all("--require-hashes" in one or "--no-deps --no-index" in one for one in installs)


def test_what_compose_names_is_there_and_kept_out_of_git() -> None:
    services = COMPOSE["services"]
    secret = COMPOSE["secrets"]["database-password"]["file"]
    for name in (services["hotline"]["env_file"], secret):
        assert ran("git", "check-ignore", name, cwd=ROOT).returncode == 0, name
        assert name in (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    assert {*services["hotline"]["environment"]} <= {*SETTINGS}
    for service in services.values():
        mounted = [volume.partition(":")[0] for volume in service.get("volumes", ())]
        assert {*mounted} <= {*COMPOSE["volumes"]}
        assert {*service["networks"]} <= {*COMPOSE["networks"]}
        assert service["read_only"]


def test_the_containers_user_owns_what_it_writes_to() -> None:
    [user] = re.findall(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    hotline = COMPOSE["services"]["hotline"]
    assert f"--chown={user}:{user} /var/lib/hotline" in DOCKERFILE
    assert "waiting:/var/lib/hotline" in hotline["volumes"]
    assert f"/srv/hotline/.run:uid={user},gid={user},mode=0700" in hotline["tmpfs"]


def compose_caddyfile() -> str:
    """Caddy's file in compose.yaml, in the words of Debian's."""
    text: str = COMPOSE["configs"]["caddyfile"]["content"]
    for older, newer in NEWER.items():
        text = text.replace(newer, older)
    text = re.sub(r"\$\{HOST:[^}]*\}", "hotline.example", text)
    return text.replace("hotline:8000", "127.0.0.1:8000")


def test_caddy_is_the_same_in_a_container() -> None:
    page = file_of("/etc/caddy/Caddyfile").text
    assert compose_caddyfile().split() == page.split()


@needs("caddy")
def test_caddy_understands_the_file_in_compose(tmp_path: Path) -> None:
    (tmp_path / "Caddyfile").write_text(compose_caddyfile(), encoding="utf-8")
    caddy = program("caddy")
    assert caddy is not None
    adapt = (caddy, "adapt", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile"))
    done = ran(*adapt, env=environment(**libraries(), HOME=str(tmp_path)))
    assert done.returncode == 0, done.stderr


def serves(image: Image) -> None:
    """Start what the image starts, without rights and with nothing to write to but its volumes."""
    port = free_port()
    settings = {"PUBLIC_BASE_URL": BASE_URL, "TWILIO_AUTH_TOKEN": TOKEN, "OFFER_DRAFTS": "yes"}
    env = image.environment | settings | {"PORT": str(port), "LISTEN_ADDRESS": "127.0.0.1"}
    project = image.root / "srv/hotline"
    if AS_NOBODY:
        for folder in (project / ".run", image.root / "var/lib/hotline"):
            os.chown(folder, NOBODY, NOBODY)
    with started(*AS_NOBODY, *image.command, env=env, cwd=project) as process:
        deployment = Deployment(process, port)
        process.until(lambda: answers(deployment.url))
        assert "<Gather" in deployment.post().text
        health = [word.replace("8000", str(port)) for word in image.health]
        assert ran(*AS_NOBODY, *health, env=env, cwd=project).returncode == 0
        assert (image.root / "var/lib/hotline/journal.sqlite").is_file()
    assert ran(*AS_NOBODY, *health, env=env, cwd=project).returncode != 0


def test_the_steps_of_the_image_leave_a_hotline_that_answers(
    shipped: Path, no_index: dict[str, str]
) -> None:
    """Carried out in a folder: there is no engine, nor the system that it begins with."""
    # Outside pytest's own folder, which nobody but its owner may enter.
    with TemporaryDirectory(prefix="image-") as name:
        Path(name).chmod(0o755)
        image = made(Path(name), shipped / "audio/built", **no_index)
        assert image.user != "0"
        assert not (image.root / "srv/hotline/tests").exists()
        serves(image)
