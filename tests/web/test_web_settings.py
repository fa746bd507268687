"""What operators write into the environment: meant values are taken, others refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.definition import load
from ivr.environment import trimmed
from ivr.model.hosts import host_faults, trunk_faults
from ivr.problems import BrokenHotline, Problem
from ivr.serving.faults.settings import setting_faults
from ivr.serving.reachable import unreachable
from ivr.serving.settings import BadSettings, Settings
from tests.support.commands import COMMAND, Ivr, one_line
from tests.support.hotline import BASE_URL, TOKEN, copied
from tests.support.processes import environment, ran

SID = "EH" + "0123456789abcdef" * 2
NEEDED = {"PUBLIC_BASE_URL": BASE_URL, "TWILIO_AUTH_TOKEN": TOKEN}

EDGES = [" {}", "{} ", "{}\n", "{}\r\n", "\t{}", "\ufeff{}", "{}\u200b", "\xa0{}\xa0", "{}\u2028"]
QUOTED = ['"{}"', "'{}'", "`{}`", "“{}”", "«{}»", '{}"', "’{}"]


def settings(small: Path, changes: dict[str, str]) -> Settings:
    return Settings.from_environ(NEEDED | {"HOTLINE_ROOT": str(small)} | changes)


def told(changes: dict[str, str], *, needed: bool = False) -> dict[str, str]:
    """The mistakes of an environment, by variable."""
    found = setting_faults(trimmed(changes), needed=needed)
    return {problem.file: problem.sentence for problem in found if not problem.is_warning}


def warned(changes: dict[str, str]) -> list[Problem]:
    found = setting_faults(trimmed(NEEDED | changes), needed=True)
    return [problem for problem in found if problem.is_warning]


@pytest.mark.parametrize("edge", EDGES)
def test_what_cannot_be_seen_at_the_edges_is_no_part_of_a_setting(small: Path, edge: str) -> None:
    changes = {name: edge.format(text) for name, text in NEEDED.items()}
    changes |= {"OFFER_DRAFTS": edge.format("ja"), "SIP_TRUNK": edge.format("trunk.example")}
    read = settings(small, changes)
    assert (read.base_url, read.tokens, read.drafts) == (BASE_URL, (TOKEN,), True)
    assert read.variables["SIP_TRUNK"] == "trunk.example"
    served = load(small, {"SIP_TRUNK": edge.format("trunk.example")}).hotline
    targets = {
        route.target
        for municipality in served.municipalities.values()
        for service in municipality.services.values()
        for route in service.routes
    }
    assert "sip:113@trunk.example" in targets


@pytest.mark.parametrize("quoted", QUOTED)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        *NEEDED.items(),
        ("TWILIO_AUTH_TOKEN_NEXT", TOKEN),
        ("OFFER_DRAFTS", "yes"),
        ("PIPER_VOICES", "/voices"),
        ("HOTLINE_ROOT", "/srv/hotline"),
        ("PORT", "8000"),
        ("WEB_CONCURRENCY", "2"),
    ],
)
def test_quotation_marks_are_refused_by_name_and_the_value_is_not_told(
    name: str, text: str, quoted: str
) -> None:
    [(named, sentence)] = told({name: quoted.format(text)}).items()
    assert named == name
    assert "quotation marks" in sentence
    assert TOKEN not in sentence


@pytest.mark.parametrize(
    ("url", "cause", "fix"),
    [
        ("http://h.example", "is not encrypted", "Write https://h.example"),
        ("https://h.example/voice", "more than a host name", "Write https://h.example,"),
        ("https://h.example/?x=1", "more than a host name", "Write https://h.example,"),
        ("https://h.example#rc=2", "more than a host name", "Write https://h.example,"),
        ("https://who:what@h.example", "user name", "Write https://h.example"),
        ("https://h .example", "a blank in it", "https://"),
        ("https://h\u200b.example", "U+200B zero width space", "https://"),
        ("https://H.Example", "small letters", "Write https://h.example"),
        ("HTTPS://h.example", "small letters", "Write https://h.example"),
        ("https://blåbær.example", "beyond ASCII", "xn--"),
        ("https://h..example", "two dots", "https://"),
        ("https://h.example:0", "port", "https://"),
        ("https://h.example:https", "port", "https://"),
        ("https://", "no web address", "https://"),
        ("https:/h.example", "no web address", "https://"),
        ("h.example", "no web address", "https://"),
        ("ftp://h.example", "no web address", "https://"),
        ("https://300.1.1.1", "IPv4", "https://"),
        ("https://-h.example", "letters, digits and hyphens", "https://"),
        ("https://https://h.example", "begins with", "https://"),
        ("https:\\\\h.example", "backslash", "https://"),
    ],
)
def test_an_address_that_the_carrier_cannot_call_or_sign_is_refused(
    url: str, cause: str, fix: str
) -> None:
    sentence = told({"PUBLIC_BASE_URL": url})["PUBLIC_BASE_URL"]
    assert cause in sentence
    assert fix in sentence
    assert "who:what" not in sentence


@pytest.mark.parametrize(
    ("name", "text", "cause", "fix"),
    [
        ("LISTEN_ADDRESS", "[::1]", "stands in brackets", "Write ::1"),
        ("LISTEN_ADDRESS", "localhost:8000", "has a port", "127.0.0.1"),
        ("LISTEN_ADDRESS", "127.0.0.1:8000", "has a port", "127.0.0.1"),
        ("LISTEN_ADDRESS", "http://localhost", "begins with [http:]", "127.0.0.1"),
        ("LISTEN_ADDRESS", "256.0.0.1", "is no IPv4 address", "127.0.0.1"),
        ("CONNECTION_OVERRIDES", "no", "[no] is no override", "Write none"),
        ("CONNECTION_OVERRIDES", "off", "[off] is no override", "Write none"),
        ("CONNECTION_OVERRIDES", "ct:2000", "[ct:2000] is no override", "Did you mean [ct=2000]?"),
        ("CONNECTION_OVERRIDES", "rt 5000", "[rt 5000] is no override", "Did you mean [rt=5000]?"),
        ("CONNECTION_OVERRIDES", "ct=2000,rt=5000", "[ct=2000,rt=5000]", "Put & between two"),
        ("CONNECTION_OVERRIDES", "ct=2000;rt=5000", "[ct=2000;rt=5000]", "Put & between two"),
        ("CONNECTION_OVERRIDES", "ct=2s", "[ct=2s] is no whole number", "in milliseconds: ct=2000"),
        ("CONNECTION_OVERRIDES", "rt=5000&rt=6000", "[rt] is given twice", "Give it once"),
        ("CONNECTION_OVERRIDES", "rp=5x", "[rp] has [5x]", "Did you mean [5xx]?"),
        ("CONNECTION_OVERRIDES", "e=dubln", "[e] has [dubln]", "Did you mean [dublin]?"),
        ("CONNECTION_OVERRIDES", "rc=9", "[rc=9] is no whole number from 0 to 5", "rc=2"),
        ("CONNECTION_OVERRIDES", "rt=4000", "gives up after 4 s", "Write rt=5000"),
        ("CONNECTION_OVERRIDES", "tt=3000", "gives up after 3 s", "no shorter tt"),
        ("FALLBACK_URL", SID, "is the name of a TwiML Bin", "https://handler.twilio.com/twiml/EH"),
        ("FALLBACK_URL", "http://h.example/a", "is not encrypted", "https://"),
        ("FALLBACK_URL", "h.example/a", "is no web address", "https://"),
        ("FALLBACK_URL", "https://who:what@h.example", "user name", "https://"),
        ("AUDIO_BASE_URL", "https://h.example/a?x=1", "has a ? in it", "the folder alone"),
        ("AUDIO_BASE_URL", "https://h.example/a#b", "has a # in it", "Leave out"),
        ("AUDIO_BASE_URL", "s3://bucket/hotline", "is no web address", "https://"),
        ("TWILIO_REGION", "ireland", "none of its words", "us1, ie1, au1"),
        ("TWILIO_REGION", "ie2", "none of its words", "Did you mean [ie1]?"),
    ],
)
def test_a_setting_of_the_way_to_the_carrier_is_refused_with_the_nearest_fix(
    name: str, text: str, cause: str, fix: str
) -> None:
    [told] = [str(fault) for fault in setting_faults({name: text}, needed=False)]
    assert told.startswith(f"{name}: ")
    assert cause in told
    assert fix in told


@pytest.mark.parametrize(
    "url",
    [
        "https://h.example",
        "https://h.example/",
        "https://h.example:8443",
        "https://[2001:db8::1]",
        "https://xn--blbr-roah.example",
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
    ],
)
def test_an_address_that_holds_is_taken(url: str) -> None:
    assert told({"PUBLIC_BASE_URL": url}) == {}


@pytest.mark.parametrize(
    "token",
    [
        *("<token>", "your_auth_token", "YOUR-TOKEN-HERE", "changeme", "xxxxxxxx", "0" * 32),
        *("[AuthToken]", "$TWILIO_AUTH_TOKEN", "${TOKEN}", "auth_token", "example", "todo"),
        *("AC" + "1" * 32, "SK" + "a" * 32, "7e57 " * 8, "7e57\u200b7e57", "nøkkel"),
    ],
)
def test_what_is_no_token_is_refused_and_never_repeated(token: str) -> None:
    for name in ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_NEXT"):
        sentence = told({name: token})[name]
        assert "Copy the auth token" in sentence
        assert f"[{token}]" not in sentence


def test_a_token_unlike_twilios_is_taken_with_a_warning() -> None:
    """Compatible platforms have tokens of other forms."""
    [warning] = warned({"TWILIO_AUTH_TOKEN": "PTabc-123_xyz"})
    assert warning.file == "TWILIO_AUTH_TOKEN"
    assert "PTabc" not in warning.sentence


@pytest.mark.parametrize("word", ["yes", "Yes", "TRUE", "1", "on", "ja", "JA", "y", "J"])
def test_a_word_for_yes_offers_drafts(small: Path, word: str) -> None:
    assert settings(small, {"OFFER_DRAFTS": word}).drafts


@pytest.mark.parametrize("word", ["", " ", "no", "False", "0", "off", "nei", "n", "N"])
def test_a_word_for_no_does_not(small: Path, word: str) -> None:
    assert not settings(small, {"OFFER_DRAFTS": word}).drafts


@pytest.mark.parametrize("word", ["maybe", "yess", "2", "oui", "y e s", "-"])
def test_any_other_word_is_refused_by_name(small: Path, word: str) -> None:
    with pytest.raises(BadSettings, match=r"OFFER_DRAFTS: .* is neither yes nor no"):
        settings(small, {"OFFER_DRAFTS": word})


@pytest.mark.parametrize(
    ("word", "fix"),
    [
        ("nope", "Did you mean [no]?"),
        ("ney", "Did you mean [nei]?"),
        ("yess", "Did you mean [yes]?"),
        ("offf", "Did you mean [off]?"),
        ("none", "Did you mean [no]?"),
        ("2", "Write yes or no."),
        ("aktiv", "Write yes or no."),
    ],
)
def test_no_word_is_answered_with_its_opposite(word: str, fix: str) -> None:
    assert told({"OFFER_DRAFTS": word})["OFFER_DRAFTS"].endswith(fix)


@pytest.mark.parametrize(
    "name", ["PUBLIC_BASE_URL", "TWILIO_AUTH_TOKEN", "OFFER_DRAFTS", "PORT", "PIPER_VOICES"]
)
@pytest.mark.parametrize("line", ["{}={}", "export {}={}", "{}: {}", "{}='{}'", '"{}"="{}"'])
def test_a_value_with_its_name_in_front_is_refused_and_not_repeated(name: str, line: str) -> None:
    sentence = told({name: line.format(name, TOKEN)})[name]
    assert f"The name [{name}] stands in the value." in sentence
    assert TOKEN not in sentence


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("PORT", text) for text in ("80a", "0", "70000", "-1", "8000.0", "²")),
        *(("WEB_CONCURRENCY", text) for text in ("0", "two", "-1", "65", "auto")),
    ],
)
def test_a_number_that_the_server_cannot_take_is_named_by_the_check_too(
    small: Path, name: str, text: str
) -> None:
    assert f"[{text}] is no whole number from 1 to" in told({name: text})[name]
    with pytest.raises(BadSettings, match=name):
        settings(small, {name: text})


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "[::1]", "10.0.0.7", "192.168.1.2", "172.16.0.1", "[fe80::1]"),
        *("169.254.1.1", "100.64.0.1", "hotline", "hotline.local", "hotline.internal"),
    ],
)
def test_a_host_that_the_carrier_can_never_reach_is_a_mistake(host: str) -> None:
    changes = {"PUBLIC_BASE_URL": f"https://{host}:8443", "SIP_TRUNK": f"{host}:5061;transport=tls"}
    found = [*unreachable(changes)]
    assert [(one.file, one.is_warning) for one in found] == [(name, False) for name in changes]
    assert told(changes) == {}


@pytest.mark.parametrize("end", ["example", "invalid", "test", "example.org"])
def test_a_host_kept_for_examples_is_warned_of(end: str) -> None:
    changes = {"PUBLIC_BASE_URL": f"https://hotline.{end}", "SIP_TRUNK": f"trunk.{end}"}
    assert [(one.file, one.is_warning) for one in unreachable(changes)] == [
        (name, True) for name in changes
    ]


@pytest.mark.parametrize("host", ["h.kommune.no", "test.kommune.no", "8.8.8.8", "[2606:4700::1]"])
def test_a_host_that_may_be_reached_is_not_spoken_of(host: str) -> None:
    assert [*unreachable({"PUBLIC_BASE_URL": f"https://{host}", "SIP_TRUNK": host})] == []


def test_production_names_what_the_server_could_not_start_with(small: Path) -> None:
    wrong = {"PUBLIC_BASE_URL": "https://localhost", "PORT": "80a", "WEB_CONCURRENCY": "two"}
    done = Ivr(small)("check", "--production", TWILIO_AUTH_TOKEN=TOKEN, **wrong)
    assert done.returncode == 1
    for name in wrong:
        assert f"{name}: " in done.stdout


HOSTS = [
    *("trunk.example", "TRUNK.example:5061", "trunk", "trunk-1.example;transport=tls"),
    *("192.0.2.1", "192.0.2.1:5060;transport=UDP", "[2001:db8::1]", "[2001:db8::1]:5061;lr"),
]
NO_HOSTS = [
    *("sip:trunk.example", "SIPS:trunk.example", "sip://trunk.example", "https://trunk.example"),
    *("113@trunk.example", "user:word@trunk.example", "trunk.example/path", "trunk.example?x=1"),
    *(
        '"trunk.example"',
        "'trunk.example'",
        "trunk example",
        "trunk\texample",
        "trunk\u200b.example",
    ),
    *("trønder.example", "trunk。example", "trunk..example", ".trunk.example", "trunk.example."),
    *("trunk.example:0", "trunk.example:65536", "trunk.example:sip", "trunk.example:", ":5060"),
    *("trunk.example:1:2", "2001:db8::1", "[2001:db8::1", "[trunk.example]", "256.1.1.1", "1.2.3"),
    *(
        "trunk_1.example",
        "-trunk.example",
        "trunk-.example",
        "a" * 64,
        "trunk.example,other.example",
    ),
    *("trunk.example;transport=carrier", "trunk.example;", "trunk.example;=x", "<trunk.example>"),
    *("SIP_TRUNK=trunk.example", "${TRUNK}", "trunk.123", "a." * 130 + "example"),
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_trunk_that_holds_is_taken(small: Path, host: str) -> None:
    assert not load(small, {"SIP_TRUNK": host}).warnings


@pytest.mark.parametrize("host", NO_HOSTS)
def test_a_trunk_that_no_call_can_reach_is_refused_once_and_by_name(small: Path, host: str) -> None:
    with pytest.raises(BrokenHotline) as refused:
        load(small, {"SIP_TRUNK": host})
    [problem] = refused.value.problems
    assert problem.file == "SIP_TRUNK"
    assert problem.cause.startswith("It ")
    assert "Write the host name alone" in problem.fix


@given(st.text(max_size=40))
def test_whatever_a_trunk_is_set_to_it_is_judged(text: str) -> None:
    """No text is too strange, and what is taken holds no sign that would end the address."""
    faults = list(trunk_faults(text))
    assert faults or not set(text) & set(" @/?<>\"'\\")
    assert list(host_faults(text)) or text.isascii()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("TWILIO_AUTHTOKEN_NEXT", "TWILIO_AUTH_TOKEN_NEXT"),
        ("twilio_auth_token_next", "TWILIO_AUTH_TOKEN_NEXT"),
        ("OFFER_DRAFT", "OFFER_DRAFTS"),
        ("OFER_DRAFTS", "OFFER_DRAFTS"),
        ("WEB_CONCURENCY", "WEB_CONCURRENCY"),
        ("PIPER_VOICE", "PIPER_VOICES"),
        ("HOTLINE_ROT", "HOTLINE_ROOT"),
    ],
)
def test_a_mistyped_variable_is_told_with_the_one_that_is_meant(written: str, meant: str) -> None:
    [warning] = warned({written: "x"})
    assert (warning.file, warning.fix) == (written, f"Did you mean [{meant}]?")


@pytest.mark.parametrize(
    "name", ["TWILIO_AUTHTOKEN", "TWILO_AUTH_TOKEN", "TWILIO_TOKEN", "AUTH_TOKEN"]
)
def test_a_needed_variable_that_is_missing_is_looked_for_under_a_like_name(name: str) -> None:
    sentence = told({"PUBLIC_BASE_URL": BASE_URL, name: TOKEN}, needed=True)["TWILIO_AUTH_TOKEN"]
    assert sentence == f"TWILIO_AUTH_TOKEN is not set. Did you mean it by [{name}]?"


def test_a_name_nearest_to_a_setting_that_is_set_is_not_spoken_of() -> None:
    assert warned({"TWILIO_AUTHTOKEN": "x"}) == []


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "HOTLINE_PORT", "PORTS", "ROOT", "PATH"])
def test_a_variable_of_somebody_elses_is_not_spoken_of(name: str) -> None:
    assert warned({name: "x"}) == []


def test_a_mistyped_trunk_is_told_with_the_routes(small: Path) -> None:
    warnings = load(small, {"SIP_TURNK": "trunk.example"}).warnings
    assert [one.sentence for one in warnings if one.code == "unknown-setting"] == [
        "Nobody reads this setting. Did you mean [SIP_TRUNK]?"
    ]


WRONG = {
    "PUBLIC_BASE_URL": "http://h.example ",
    "TWILIO_AUTH_TOKEN": f'"{TOKEN}"',
    "SIP_TRUNK": "sip:trunk.example",
    "OFFER_DRAFTS": "perhaps",
}


@pytest.mark.parametrize("command", [["check"], ["check", "--production"], ["run"]])
@pytest.mark.parametrize("trunk", ["sip:trunk.example", '"trunk.example"'])
def test_every_wrong_setting_is_named_at_once_by_every_command_that_serves(
    small: Path, command: list[str], trunk: str
) -> None:
    done = Ivr(small)(*command, **WRONG | {"SIP_TRUNK": trunk})
    assert done.returncode == 1
    lines = (done.stdout + done.stderr).splitlines()
    named = [line.partition(":")[0] for line in lines if line.partition(":")[0] in WRONG]
    assert sorted(named) == sorted(WRONG)
    assert TOKEN not in done.stdout + done.stderr


def test_a_call_to_a_server_elsewhere_names_a_quoted_token(small: Path) -> None:
    line = one_line(
        Ivr(small)("call", "--url", "http://127.0.0.1:1", TWILIO_AUTH_TOKEN=f"'{TOKEN}'")
    )
    assert line.startswith("TWILIO_AUTH_TOKEN: It stands in quotation marks")


@pytest.mark.parametrize(
    "address",
    [
        *("sip:113@sip:trunk.example", "sip:113@trunk..example", "sip:113@trunk.example:99999"),
        *("sip:113@'trunk.example'", "sip://113@trunk.example", "sip:113@trunk.example/path"),
        *("sip:1<3@trunk.example", "sip:113@trunk.example?x", "sip:113@trunk.example;transport=x"),
    ],
)
@pytest.mark.parametrize("where", ["route", "variable"])
def test_an_address_that_no_call_can_reach_is_refused_wherever_it_is_written(
    small: Path, tmp_path: Path, address: str, where: str
) -> None:
    root = copied(tmp_path, small)
    path = root / "config" / "services.yaml"
    written = path.read_text(encoding="utf-8").replace(
        "sip:113@${SIP_TRUNK}", address if where == "route" else "${AMBULANCE}"
    )
    path.write_text(written, encoding="utf-8")
    environ = {"SIP_TRUNK": "trunk.example", "AMBULANCE": address}
    with pytest.raises(BrokenHotline) as refused:
        load(root, environ)
    [problem] = refused.value.problems
    assert problem.file == "config/services.yaml"
    assert "cannot be dialled" in problem.cause


def test_the_folder_is_found_with_a_line_end_behind_its_name(small: Path) -> None:
    done = ran(*COMMAND, "facts", env=environment(HOTLINE_ROOT=f"{small}\n"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        ({"METRICS_PORT": "8000"}, True),
        ({"METRICS_PORT": "9100", "PORT": "9100"}, True),
        ({"METRICS_PORT": "9100"}, False),
        ({"METRICS_PORT": "8000", "PORT": "8080"}, False),
    ],
)
def test_the_metrics_have_a_port_of_their_own(changes: dict[str, str], is_taken: bool) -> None:  # noqa: FBT001 - a case
    said = told(changes).get("METRICS_PORT", "")
    assert said == ("It is the port that calls come in on. Choose another." if is_taken else "")
