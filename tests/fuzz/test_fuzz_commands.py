"""Whatever is typed after `ivr`: a call, or one clear line; never a traceback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.serving import make_server

from ivr.cli.dev_server import Emulation
from ivr.model import Hotline
from ivr.serving.settings import Settings
from ivr.web import create_app
from tests.support.commands import Ivr

Held = Callable[..., None]

BROKEN: Final = {
    "--at": (
        *("tomorrow", "2027-13-01", "2027-02-29 10:00", "2027-05-17 24:61", "17.05.2027"),
        *("2027-05-17T10:00+99:00", "٢٠٢٧-٠٥-١٧", "0000-01-01", "9" * 400, " "),
        *("0001-01-01", "1899-12-31 23:59", "9999-12-31 23:59:59", "9999-12-31T23:59-12:00"),
        "0001-01-01T00:00+12:00",
    ),
    "--keys": (
        "a",
        "1,,2",
        ",",
        "1;2",
        "１",
        "٣",
        "1,x1",
        "--",
        "²",
        "#" * 50 + "!",
        "1,🏥",
        "1\n2",
    ),
    "--outcome": (
        "maybe",
        "answered;busy",
        "Busy",
        "answered,,busy",
        ",",
        "🏥",
        "busy" * 100,
        " ",
        "bu\nsy",
    ),
    "--to": (
        *("0", "113", "+0", "+" + "4" * 40, "47 00 00 00 01", "tel:+47", "+٤٧٠٠٠٠٠٠٠٠١", "🏥"),
        *("+4700000001\nX: 1", "sip:", "sip:\u202e@h.example", "sips: @h", "sip:a@b@c"),
    ),
    "--from": ("0", "+47", "nobody at all", "\u202e+4700000099", "🏥 1", "+47000\n00099"),
    "--barge-in": ("x", "-1", "-inf", "", "1,5", "nan", "inf", "1e400"),
    "--url": (
        *("", "x", "http", "http://", "https://", "ftp://h.example", "file:///etc/passwd", "//h"),
        *("http://[", "http://127.0.0.1:99999", "http://127.0.0.1:1", "javascript:alert(1)"),
        *("http://127.0.0.1:1/path?x#y", "http://user:pa ss@127.0.0.1:1"),
        *("http://[::1", "http://127.0.0.1:port", "http://\0", "http://æ\u202e.invalid:1"),
        *("http://" + "a" * 300 + ".invalid", "http://\n", "http://127.0.0.1:1\r\nX: 1"),
    ),
    "--replay": ("nowhere.json", "/", "\u202e", "a" * 300),
    "--save": ("/", "/nowhere/at/all.wav", "a" * 300),
}

typed = st.text(max_size=20) | st.text(st.characters(categories=["Cs", "Cc", "Nd"]), max_size=4)
"""Whatever a shell can hand over, and what it cannot: line breaks, halves of signs."""

OPTIONS: Final = ("--at", "--keys", "--outcome", "--to", "--from", "--barge-in")


@pytest.fixture(scope="module")
def ivr(
    shipped: Path,
    hotline: Hotline,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Ivr]:
    """The command, in a folder whose hotline is running."""
    project = tmp_path_factory.mktemp("rung")
    token = "the token of the typed calls"
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    variables = {"SIP_TRUNK": "trunk.example"}
    server.app = create_app(Settings(url, (token,), shipped, variables, emulated=True, drafts=True))
    Emulation(url, token, "Europe/Oslo", tuple(hotline.entrances)).leave(project)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Ivr(project)
    server.shutdown()
    thread.join()
    server.server_close()


def _values(broken: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(option, value) for option, values in broken.items() for value in values]


@pytest.mark.parametrize(("option", "value"), _values(BROKEN))
def test_a_value_that_means_nothing_is_one_clear_line(
    ivr: Ivr, held: Held, option: str, value: str
) -> None:
    keys = () if option == "--keys" else ("--keys", "1,x")
    result = ivr("call", *keys, f"{option}={value}", TWILIO_AUTH_TOKEN="secret")
    held(result, 1, 2)


@pytest.mark.parametrize("option", OPTIONS)
@given(value=typed)
@settings(max_examples=6)
def test_any_value_is_a_call_or_one_clear_line(
    ivr: Ivr, held: Held, option: str, value: str
) -> None:
    keys = () if option == "--keys" else ("--keys", "x")
    held(ivr("call", *keys, f"{option}={value}"), 0, 1, 2)


@pytest.mark.parametrize("at", ["1900-02-28 12:00", "2027-03-28 02:30", "2027-10-31 02:30"])
def test_a_moment_at_the_edge_of_a_calendar_is_called_at(ivr: Ivr, held: Held, at: str) -> None:
    held(ivr("call", "--keys", "3,0", "--at", at), 0)


@pytest.mark.parametrize(
    "words",
    [
        ("cal",),
        ("call", "now"),
        ("call", "--key", "1", "--none-such"),
        ("proof", "--jobs", "0"),
        ("proof", "--from", "yesterday"),
        ("run", "--port", "0"),
        ("run", "--port", "99999"),
        ("audio", "build", "--none-such"),
        ("check", "🏥"),
        ("--project", "/nowhere/at/all", "check"),
    ],
)
def test_a_command_mistyped_is_explained(ivr: Ivr, held: Held, words: tuple[str, ...]) -> None:
    held(ivr(*words), 1, 2)
