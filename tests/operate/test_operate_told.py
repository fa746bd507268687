"""What docs/operate.md says is there: alarms, settings, anchors, the proxies' limits."""

from __future__ import annotations

import re
from typing import Final

import pytest
import yaml

from ivr.carrier.overrides import DEFAULT, read_timeout_of
from ivr.serving.faults.values import SETTINGS
from ivr.web.server import KEEP_ALIVE_SECONDS
from tests.support.hotline import ROOT
from tests.support.page import PAGE, Commands, blocks, file_of
from tests.support.processes import ran

PAGES: Final = ("operate.md", "operators.md", "monitoring.md", "several-machines.md")


def test_the_page_says_what_to_do_about_every_alarm() -> None:
    alarms = yaml.safe_load((ROOT / "config/alarms.yaml").read_text(encoding="utf-8"))["rules"]
    for page in (PAGE, ROOT / "docs/monitoring.md"):
        [table] = re.findall(
            r"^\| Alarm \|.*\n((?:\|.*\n)+)", page.read_text("utf-8"), re.MULTILINE
        )
        assert re.findall(r"^\| `(\w+)` \| \S", table, re.MULTILINE) == [*alarms], page.name


def test_every_setting_of_the_page_is_one() -> None:
    config = (ROOT / "config/alarms.yaml").read_text(encoding="utf-8")
    known = {*SETTINGS, "SIP_TRUNK", *re.findall(r"\$\{(\w+)\}", config)}
    named = re.findall(r"^(\w+)=", file_of("/etc/hotline/settings").text, re.MULTILINE)
    assert {*named} <= known
    assert {"PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN"} <= {*named}


def test_secrets_are_for_root_alone() -> None:
    assert file_of("/etc/hotline/settings").mode == 0o600


def test_a_proxy_gives_up_before_the_carrier_does() -> None:
    """Then callers hear the fallback after one wait, and not after the carrier's own."""
    carrier = read_timeout_of(DEFAULT)
    waits = {
        "/etc/caddy/Caddyfile": r"response_header_timeout (\d+)ms",
        "/etc/nginx/conf.d/hotline.conf": r"proxy_read_timeout (\d+)ms",
    }
    for path, pattern in waits.items():
        [milliseconds] = re.findall(pattern, file_of(path).text)
        assert int(milliseconds) / 1000 < carrier


@pytest.mark.parametrize(
    "told", [file_of("/etc/caddy/Caddyfile").text, (ROOT / "compose.yaml").read_text("utf-8")]
)
def test_caddy_lets_go_of_a_connection_before_the_server_does(told: str) -> None:
    """Else a key may be sent on one that is just closed, which Caddy does not send again."""
    [seconds] = re.findall(r" *keepalive (\d+)s$", told, re.MULTILINE)
    assert int(seconds) < KEEP_ALIVE_SECONDS


@pytest.mark.parametrize("name", PAGES)
def test_every_link_between_the_pages_leads_somewhere(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for page, anchor in re.findall(r"\]\(([\w./-]*\.md)?#([\w-]+)\)", text):
        target = (ROOT / "docs" / (page or name)).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.*)$", target, re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
        assert anchor in anchors, f"{page or name}#{anchor}"


def test_every_command_of_the_page_is_one_that_a_shell_reads() -> None:
    for block in blocks():
        if isinstance(block, Commands):
            read = ran("sh", "-nc", "\n".join(block.lines))
            assert read.returncode == 0, read.stderr


@pytest.mark.parametrize("name", PAGES)
def test_every_ivr_command_of_the_pages_is_there(name: str) -> None:
    commands = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    there = set(re.findall(r"^## ivr (.*)$", commands, re.MULTILINE))
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    command = r"(?:^|[` ])(?:\.venv/bin/)?ivr (?:--project \S+ )?([a-z]+(?: [a-z]+)?)"
    typed = re.findall(command, text, re.MULTILINE)
    assert [one for one in typed if one not in there and one.split()[0] not in there] == []
