"""`ivr twilio doctor` before a real server with a real certificate, and each fault by itself."""

from __future__ import annotations

import datetime as dt
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import httpx
import pytest
from twilio.request_validator import RequestValidator

from ivr.account.doctor.clips import clip_problem
from ivr.carrier.overrides import DEFAULT
from ivr.speech.clips.manifest import MANIFEST_NAME, Manifest
from tests.support.commands import Ivr
from tests.support.deployment import Deployment, deployed
from tests.support.hotline import copy_of, rented
from tests.support.processes import free_port
from tests.support.proxy import Passed, Proxy, proxied, unchanged
from tests.support.twilio_rest import (
    KEY,
    KEY_SECRETS,
    SECRETS,
    RestAccount,
    broken,
    closing,
    hanging,
    refused,
    rest_account,
)
from tests.support.twilio_rest.server import authority

SERVER: Final = sys.executable, "-m", "ivr.web.server"
REGION: Final = "ie1"
FIRST: Final = "+4721000001"
DAY: Final = dt.timedelta(days=1)
TEN_MINUTES: Final = dt.timedelta(minutes=10)


@dataclass
class Hotline:
    """A hotline that is served, its way in, and where callers are sent while it is away."""

    project: Path
    server: Deployment
    way_in: Proxy
    second: Proxy
    trunk: str
    certificate: Path
    document: str = ""

    @property
    def settings(self) -> dict[str, str]:
        return {
            "PUBLIC_BASE_URL": self.way_in.url,
            "FALLBACK_URL": f"{self.second.url}/twiml/EH1",
            "OFFER_DRAFTS": "yes",
            "SIP_TRUNK": self.trunk,
        }


@dataclass
class Found:
    """What the doctor has found."""

    code: int
    lines: list[str]
    told: str = field(repr=False)

    def of(self, verdict: str) -> list[str]:
        return [line[9:] for line in self.lines if line.startswith(verdict)]


def certificate(folder: Path, begins: dt.datetime | None, ends: dt.datetime | None) -> Path:
    path = folder / "certificate.pem"
    leaf = authority().issue_cert("localhost", "127.0.0.1", not_before=begins, not_after=ends)
    leaf.private_key_and_cert_chain_pem.write_to_path(path)
    return path


@pytest.fixture(scope="module")
def hotline(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    folder = tmp_path_factory.mktemp("served")
    project = rented(copy_of(small, folder / "project"))
    pem = certificate(folder, None, None)
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        trunk = f"127.0.0.1:{listening.getsockname()[1]};transport=tcp"
        way_in, second = (stack.enter_context(proxied(pem)) for _ in range(2))
        variables = {"PUBLIC_BASE_URL": way_in.url, "SIP_TRUNK": trunk}
        token = {"TWILIO_AUTH_TOKEN": SECRETS[REGION]}
        server = stack.enter_context(deployed(project, *SERVER, **variables, **token))
        way_in.upstream = server.url
        # What stands in for a server lies on another host.
        second.url = second.url.replace("localhost", "127.0.0.1")
        hotline = Hotline(project, server, way_in, second, trunk, pem)
        done = Ivr(project)("export", "fallback", **token, **hotline.settings)
        assert done.returncode == 0, done.stderr
        hotline.document = done.stdout
        yield hotline


@dataclass
class Scene:
    """A hotline and its account, all as it ought to be until a test changes something."""

    hotline: Hotline
    account: RestAccount
    document: str
    settings: dict[str, str] = field(default_factory=dict)

    def bin(self, passed: Passed) -> None:
        """Answer as a TwiML Bin does: to whoever signs as the carrier, and to nobody else."""
        signer = RequestValidator(SECRETS[REGION])
        url = f"{self.hotline.second.url}{passed.path}"
        right = signer.compute_signature(url, {"AccountSid": self.account.sid})
        is_carrier = passed.form == {"AccountSid": self.account.sid} and passed.signature == right
        passed.answer(200 if is_carrier else 403, self.document.encode(), content_type="text/xml")

    def show(self, certificate: Path) -> None:
        """Have the way in show another certificate from now on."""
        assert self.hotline.way_in.context is not None
        self.hotline.way_in.context.load_cert_chain(certificate)

    def look(self, *more: str) -> Found:
        trusted = {"SSL_CERT_FILE": self.account.environ["REQUESTS_CA_BUNDLE"]}
        environ = self.account.environ | trusted | self.hotline.settings | self.settings
        done = Ivr(self.hotline.project)("twilio", "doctor", *more, **environ)
        assert "Traceback" not in done.stderr, done.stderr
        assert self.account.changes() == []
        return Found(done.returncode, done.stdout.splitlines(), done.stdout + done.stderr)


@pytest.fixture
def scene(hotline: Hotline) -> Iterator[Scene]:
    address = hotline.way_in.url
    with rest_account(REGION) as account:
        for number, name in ((FIRST, "Asker"), ("+4721000002", "Asker"), ("+4721000011", "Halden")):
            account.rent(
                number,
                friendly_name=name,
                voice_url=f"{address}/voice#{DEFAULT}",
                voice_fallback_url=hotline.settings["FALLBACK_URL"],
                status_callback=f"{address}/voice/status#{DEFAULT}",
            )
            account.regions[number] = REGION
        scene = Scene(hotline, account, hotline.document)
        hotline.second.change = scene.bin
        yield scene
    hotline.way_in.change = unchanged
    hotline.way_in.plain = False
    scene.show(hotline.certificate)


def test_all_is_well_and_nothing_is_changed(scene: Scene) -> None:
    found = scene.look()
    assert found.of("wrong") == found.of("unknown") == []
    assert found.code == 0


def alone(scene: Scene, line: str, *more: str) -> None:
    """Hold what is found to one wrong line, with nothing that could not be judged beside it."""
    found = scene.look(*(more or ["--no-clips"]))
    assert found.of("wrong") == [line.format(url=scene.hotline.way_in.url, **scene.settings)]
    assert found.of("unknown") == []
    assert found.code == 1


def test_a_number_that_leads_elsewhere(scene: Scene) -> None:
    scene.account.set_of(FIRST)["voice_url"] = f"https://old.example/voice#{DEFAULT}"
    alone(
        scene,
        f"the number {FIRST}: The address for calls is another host: "
        f"[https://old.example/voice#{DEFAULT}], not [{{url}}/voice#{DEFAULT}]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_number_that_calls_without_encryption(scene: Scene) -> None:
    plain = scene.hotline.way_in.url.replace("https", "http")
    scene.account.set_of(FIRST)["voice_url"] = f"{plain}/voice#{DEFAULT}"
    alone(
        scene,
        f"the number {FIRST}: The address for calls is not encrypted: "
        f"[{plain}/voice#{DEFAULT}], not [{{url}}/voice#{DEFAULT}]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_server_that_answers_without_encryption(scene: Scene) -> None:
    scene.hotline.way_in.plain = True
    plain = scene.hotline.way_in.url.replace("https", "http")
    alone(
        scene,
        f"plain http: {plain}/healthz answers, without encryption: callers' numbers could be read "
        "on the way. Have the proxy refuse http, or send it on to https.",
    )


def test_a_server_with_another_token(scene: Scene) -> None:
    """The account takes the token of this machine, and so does what lies there for the fallback."""
    hotline = scene.hotline
    former, variables = hotline.way_in.upstream, {"PUBLIC_BASE_URL": hotline.way_in.url}
    with deployed(
        hotline.project, *SERVER, **variables, SIP_TRUNK=hotline.trunk, TWILIO_AUTH_TOKEN="0b" * 16
    ) as other:
        hotline.way_in.upstream = other.url
        try:
            alone(
                scene,
                "a signed request: {url}/voice/status refuses the signature (403): the hotline has "
                "another token, or another PUBLIC_BASE_URL. Compare TWILIO_AUTH_TOKEN and "
                "PUBLIC_BASE_URL here and at the server; its log tells.",
            )
        finally:
            hotline.way_in.upstream = former


def test_a_number_without_a_fallback(scene: Scene) -> None:
    scene.account.set_of(FIRST)["voice_fallback_url"] = ""
    alone(
        scene,
        f"the number {FIRST}: The fallback is not set, and is to be "
        f"[{scene.hotline.settings['FALLBACK_URL']}]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_certificate_that_has_expired(scene: Scene, tmp_path: Path) -> None:
    """What lies behind the address is not looked at, and everything else is."""
    now = dt.datetime.now(dt.UTC)
    scene.show(certificate(tmp_path, now - 90 * DAY, now - DAY))
    found = scene.look()
    [line] = found.of("wrong")
    assert line == (
        "the certificate: The certificate of localhost does not hold: certificate has expired. "
        "Renew it, and see why it was not renewed by itself; callers get nobody until then."
    )
    [line] = found.of("unknown")
    assert line == (
        "what is served: Neither signatures, clips nor the content that is served could be looked "
        "at. Mend the address first."
    )
    good = found.of("good")
    assert good[0].startswith("the name: localhost is ")
    assert any(line.startswith(f"the number {FIRST}: ") for line in good)


def test_a_certificate_that_was_not_renewed(scene: Scene, tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    end = now + 10.5 * DAY
    scene.show(certificate(tmp_path, now - 80 * DAY, end))
    alone(
        scene,
        f"the certificate: The certificate holds for 10 more days, until {end:%Y-%m-%d}, and has "
        "not been renewed. Renew it, and see why nothing renews it by itself; callers get nobody "
        "after that.",
    )


def test_a_country_that_may_not_be_rung(scene: Scene) -> None:
    scene.account.permissions["NO"] = (False, False, False)
    alone(
        scene,
        "dialling to NO: Telephones of NO may not be rung (error 13227). 14 routes ring telephones "
        "there, such as guidance (+4723327000). Allow it in the console: Voice, Settings, Geo "
        "permissions, NO.",
    )


def test_an_account_without_money(scene: Scene) -> None:
    scene.account.balance = "0.40"
    alone(
        scene,
        "the balance: 0.40 USD is left, less than 20: at nothing the account is suspended. Pay in, "
        "or turn on Auto recharge in the console: Billing.",
    )


def test_a_clip_that_is_not_there(scene: Scene) -> None:
    lost: list[str] = []

    def lose(passed: Passed) -> None:
        if passed.path.startswith("/audio/pl/") and (not lost or passed.path in lost):
            lost.append(passed.path)
            passed.answer(404)

    scene.hotline.way_in.change = lose
    found = scene.look("--json")
    told = json.loads("\n".join(found.lines))
    [line] = told["failures"]
    assert line.startswith("a clip: pl [")
    assert line.endswith(f"]: {lost[0]} is answered with 404. Run there: ivr audio build --verify")
    assert found.code == 1


@pytest.mark.parametrize(
    ("status", "kind", "of", "told"),
    [
        (206, "audio/wav", 0, ""),
        (200, "audio/x-wav; x=1", 0, ""),
        (503, "text/html", 0, "is answered with 503. Run there: ivr audio build --verify"),
        (206, "text/html", 0, "comes as text/html, and is audio/wav. Look at the cache or proxy"),
        (206, "audio/wav", -1, "comes cut off or changed: {short} bytes, of {size}. Look at the"),
    ],
)
def test_a_clip_that_comes_otherwise_than_it_was_built(
    small: Path, status: int, kind: str, of: int, told: str
) -> None:
    folder = small / "audio" / "built"
    clip, *_ = Manifest.load(folder / MANIFEST_NAME)
    whole = (folder / clip.file).read_bytes()
    size = len(whole) + of
    headers = {"content-type": kind}
    if status == 206:
        headers["content-range"] = f"bytes 0-11/{size}"
    content = whole[:12] if status == 206 else whole
    answer = httpx.Response(status, headers=headers, content=content)
    problem = clip_problem(clip, "main.fees", answer)
    line = "" if problem is None else problem.sentence
    begin = f"{clip.language} [main.fees]: /audio/{clip.file} "
    expected = told.format(short=size, size=len(whole))
    assert line.startswith(begin + expected) if expected else not line


def test_a_fallback_that_is_out_of_date(scene: Scene) -> None:
    scene.document = "<Response><Say>Ring 112.</Say></Response>"
    alone(
        scene,
        f"the fallback: {scene.hotline.settings['FALLBACK_URL']} says something else than this "
        "folder would have it say. Put there what this prints: ivr export fallback",
    )


def test_a_number_that_is_answered_in_another_region(scene: Scene) -> None:
    scene.account.regions[FIRST] = "us1"
    alone(
        scene,
        f"the number {FIRST}: The region is [us1], and is to be [ie1]. "
        "Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_server_whose_clock_is_ten_minutes_off(scene: Scene) -> None:
    def behind(passed: Passed) -> None:
        passed.headers["date"] = format_datetime(dt.datetime.now(dt.UTC) - TEN_MINUTES, usegmt=True)

    scene.hotline.way_in.change = behind
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert line.startswith("the server's clock: It is 10 min ")
    assert line.endswith(
        " s behind this machine's. Opening hours and announcements, certificates and the journal "
        "go by it; signatures do not. Have it set by the network: timedatectl set-ntp true, or "
        "chrony; see: timedatectl"
    )


def test_a_machine_whose_clock_is_ten_minutes_off_the_carriers(scene: Scene) -> None:
    scene.account.ahead = TEN_MINUTES
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert line.startswith("this machine's clock: It is ")
    assert " s behind the carrier's. " in line


def test_a_number_that_comes_here_and_that_nobody_lists(scene: Scene) -> None:
    scene.account.rent("+4721000099", voice_url=f"{scene.hotline.way_in.url}/voice#{DEFAULT}")
    alone(
        scene,
        "the number +4721000099: Calls to +4721000099 come here, and no municipality lists it: "
        "they are answered as the default municipality. List it in config/municipalities, or point "
        "it elsewhere at the carrier.",
    )


def test_what_the_settings_do_not_tell_is_unknown_and_the_rest_is_looked_at(scene: Scene) -> None:
    scene.settings["TWILIO_ACCOUNT_SID"] = ""
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    fallback, account = found.of("unknown")
    assert fallback == (
        f"the fallback: {scene.hotline.settings['FALLBACK_URL']} answers the carrier alone (403). "
        "Set TWILIO_ACCOUNT_SID, with which the request is signed as the carrier's."
    )
    assert account.startswith("the account: TWILIO_ACCOUNT_SID is not set. Copy it from the ")
    assert scene.account.asked == []


def test_credentials_that_are_refused_are_told_once(scene: Scene) -> None:
    scene.account.plant("", refused(401, 20003, "Authenticate"))
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert line.startswith("TWILIO_AUTH_TOKEN: Twilio refuses it (error 20003) ")
    assert "a signed request: accepted" in found.of("good")
    assert not [one for one in scene.account.asked if "Balance" in one.path]


def test_a_key_that_may_not_ask_for_everything_is_asked_with_for_the_rest(scene: Scene) -> None:
    scene.account.rights = "standard"
    key = {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": KEY_SECRETS[REGION]}
    scene.settings |= key
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert line.startswith("TWILIO_API_KEY: It is a key that may not ask for the account. Make a ")
    assert any(line.startswith(f"the number {FIRST}: ") for line in found.of("good"))


def test_a_carrier_that_cannot_be_asked_is_unknown(scene: Scene) -> None:
    scene.account.plant("", closing())
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert line.startswith("the account: The connection failed or broke off")


def test_one_answer_that_cannot_be_read_stops_no_other(scene: Scene) -> None:
    scene.account.plant("/Balance.json", broken("{}"))
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert line.startswith("the balance: ")
    assert any(line.startswith(f"the number {FIRST}: ") for line in found.of("good"))


def test_the_carriers_alerts_are_told_by_their_number_with_what_to_do(scene: Scene) -> None:
    for _ in range(2):
        scene.account.note("11200", f"{scene.hotline.way_in.url}/voice/turn?m=asker&l=pl")
    scene.account.note("99999", level="warning")
    unknown, known = scene.look("--no-clips").of("wrong")
    assert unknown.startswith("the carrier's alerts: 99999, not known here: once in 24 hours, last")
    assert unknown.endswith(". Read https://www.twilio.com/docs/api/errors/99999")
    begin = (
        "the carrier's alerts: 11200, no usable answer came from an address: 2 times in 24 hours"
    )
    assert known.startswith(begin)
    assert known.endswith(
        ", at /voice/turn. Look at the server's log of that time, and at the proxy before it."
    )


@pytest.mark.parametrize(
    ("field_", "value", "line"),
    [
        ("status", "suspended", "the account: It is suspended: no call is answered."),
        ("kind", "Trial", "the account: It is a trial account: callers hear the carrier's own"),
        ("profiles", [], "the business profile: None is approved: a newer account then holds two"),
    ],
)
def test_an_account_that_is_not_ready(scene: Scene, field_: str, value: object, line: str) -> None:
    setattr(scene.account, field_, value)
    [told] = scene.look("--no-clips").of("wrong")
    assert told.startswith(line)


def test_a_number_that_the_account_does_not_have(scene: Scene) -> None:
    del scene.account.numbers[0]
    alone(
        scene,
        f"the numbers: [{FIRST}] is not among the numbers of the account. Rent it, or write the "
        "number that you rent in its place.",
    )


def test_a_password_in_an_address_is_not_shown(scene: Scene) -> None:
    address = "https://user:secret@old.example/voice"
    scene.account.set_of(FIRST)["voice_url"] = address
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert "[https://…@old.example/voice]" in line
    assert "secret" not in found.told


def test_a_number_whose_calls_a_trunk_takes(scene: Scene) -> None:
    scene.account.set_of(FIRST)["trunk_sid"] = "TK" + "1" * 32
    alone(
        scene,
        f"the number {FIRST}: What takes its calls instead is [TK{'1' * 32}], and is to be nothing."
        " Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_number_that_cannot_be_called(scene: Scene) -> None:
    scene.account.numbers[0].voice = False
    alone(scene, f"the numbers: [{FIRST}] takes no telephone calls. Rent one that does.")


def test_a_trunk_that_is_not_found_and_one_that_lets_nobody_in(scene: Scene) -> None:
    scene.settings["SIP_TRUNK"] = "trunk.invalid:5060"
    alone(
        scene,
        "the trunk trunk.invalid:5060: The name trunk.invalid is not found, so nobody is rung over "
        "it. Compare SIP_TRUNK with what the trunk's provider says.",
    )
    port = free_port()
    scene.settings["SIP_TRUNK"] = f"127.0.0.1:{port};transport=tls"
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert line == (
        f"the trunk 127.0.0.1:{port};transport=tls: 127.0.0.1 takes no connection at port {port}: "
        "Connection refused. If it lets in the carrier alone, that is as it ought to be: ask its "
        "provider."
    )


def test_no_fallback_but_the_server_that_it_stands_in_for(scene: Scene) -> None:
    scene.settings["FALLBACK_URL"] = ""
    for number in scene.account.numbers:
        own = f"{scene.hotline.way_in.url}/voice/fallback#{DEFAULT}"
        number.settings[REGION]["voice_fallback_url"] = own
    alone(
        scene,
        "FALLBACK_URL: Neither it nor AUDIO_BASE_URL is set, so nobody answers when this server is "
        "away. Make a TwiML Bin of what `ivr export fallback` prints, and set its address.",
    )


def test_a_fallback_that_is_gone(scene: Scene) -> None:
    scene.hotline.second.change = lambda passed: passed.answer(404)
    [line] = scene.look("--no-clips").of("wrong")
    assert " answers with 404: callers would hear the carrier's error. " in line


def test_a_fallback_that_refuses_the_carrier(scene: Scene) -> None:
    scene.hotline.second.change = lambda passed: passed.answer(403)
    alone(
        scene,
        f"the fallback: {scene.hotline.settings['FALLBACK_URL']} refuses what is signed as the "
        "carrier's (403). See that it is a TwiML Bin of this account, and TWILIO_AUTH_TOKEN the "
        "account's.",
    )


def test_a_fallback_that_leads_elsewhere(scene: Scene) -> None:
    there = "https://user:pass@second.example/twiml"
    scene.hotline.second.change = lambda passed: passed.answer(302, location=there)
    alone(
        scene,
        f"the fallback: {scene.hotline.settings['FALLBACK_URL']} redirects to "
        "https://…@second.example/twiml: the carrier would ask twice, the second time by GET. Set "
        "FALLBACK_URL to the address that answers by itself.",
    )


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "ftp://127.0.0.1"])
def test_a_proxy_that_is_none_keeps_nothing_else_from_being_looked_at(
    scene: Scene, proxy: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        del scene.account.environ[name]
    scene.account.environ |= {"ALL_PROXY": proxy, "NO_PROXY": "localhost", "no_proxy": "localhost"}
    found = scene.look("--no-clips")
    assert (found.code, found.of("wrong")) == (0, [])
    told = (
        "HTTPS_PROXY or ALL_PROXY names a proxy that cannot be used here. Write http://, a host and"
    )
    told += " a port."
    assert found.of("unknown") == [f"the fallback: {told}", f"HTTPS_PROXY: {told}"]


def test_a_fallback_at_a_second_place_and_a_clip_that_is_not_there(
    scene: Scene, tmp_path: Path
) -> None:
    second = scene.hotline.second
    scene.settings = {"FALLBACK_URL": "", "AUDIO_BASE_URL": f"{second.url}/hotline"}
    for number in scene.account.numbers:
        number.settings[REGION]["voice_fallback_url"] = f"{second.url}/hotline/fallback.xml"
        number.settings[REGION]["voice_fallback_method"] = "GET"
    environ = scene.hotline.settings | scene.settings | scene.account.environ
    done = Ivr(scene.hotline.project)("audio", "publish", str(tmp_path), **environ)
    assert done.returncode == 0, done.stderr

    def lie_there(passed: Passed) -> None:
        path = tmp_path / passed.path.removeprefix("/hotline/")
        kind = {".wav": "audio/wav", ".xml": "text/xml"}[path.suffix]
        passed.answer(404)
        if path.is_file():
            passed.answer(200, path.read_bytes(), content_type=kind)

    second.change = lie_there
    found = scene.look("--no-clips")
    assert found.of("wrong") == found.of("unknown") == []
    assert "the fallback: 127.0.0.1 says what this folder has it say" in found.of("good")
    lost, *_ = sorted(tmp_path.rglob("*.wav"))
    lost.unlink()
    [line] = scene.look("--no-clips").of("wrong")
    assert line == (
        f"a clip of the fallback: {second.url}/hotline/{lost.relative_to(tmp_path)} is answered "
        "with 404, no type: the call would end there. Run: ivr audio publish, and bring it there; "
        "clips are audio/wav."
    )


def test_a_proxy_that_changes_the_address(scene: Scene) -> None:
    def tidy(passed: Passed) -> None:
        if "%20" in passed.path:
            passed.answer(403)

    scene.hotline.way_in.change = tidy
    [line] = scene.look("--no-clips").of("wrong")
    assert line.startswith(
        "the proxy: A signed request to /voice/status?looked=a%20b&empty= is refused (403), and one"
    )


def test_whatever_takes_the_signature_of_anybody(scene: Scene) -> None:
    def take(passed: Passed) -> None:
        if passed.method == "POST":
            passed.answer(204)

    scene.hotline.way_in.change = take
    [line] = scene.look("--no-clips").of("wrong")
    assert line.startswith(f"a wrong signature: {scene.hotline.way_in.url}/voice/status takes a ")


def test_another_folder_than_the_one_that_is_served(scene: Scene, tmp_path: Path) -> None:
    """Its clips may be others, so none is missed."""
    scene.hotline = replace(scene.hotline, project=copy_of(scene.hotline.project, tmp_path / "own"))
    menu = scene.hotline.project / "config" / "menu.yaml"
    menu.write_text(menu.read_text(encoding="utf-8") + "\n# later\n", encoding="utf-8")
    found = scene.look()
    assert (found.code, found.of("wrong")) == (0, [])
    [line] = found.of("unknown")
    assert "and this folder holds" in line
    assert not [line for line in found.lines if "clips" in line]


def test_a_folder_that_cannot_be_read_is_named_and_so_is_what_was_not_looked_at(
    scene: Scene, tmp_path: Path
) -> None:
    scene.hotline = replace(scene.hotline, project=copy_of(scene.hotline.project, tmp_path / "own"))
    (scene.hotline.project / "config" / "menu.yaml").write_text("steps: [", encoding="utf-8")
    found = scene.look()
    assert (found.code, found.of("wrong")) == (0, [])
    content, folder = found.of("unknown")
    assert content.startswith(
        "the content: This folder cannot be read (config/menu.yaml:1: This is"
    )
    assert folder == (
        "what the folder says: Neither the fallback, who would be rung, trunks nor numbers could "
        "be looked at. Mend the folder first: ivr check"
    )


def test_what_was_found_is_left_in_the_journals_folder(scene: Scene) -> None:
    scene.account.balance = "1.00"
    told = json.loads("\n".join(scene.look("--no-clips", "--json").lines))
    note = scene.hotline.project / "journal" / "doctor.json"
    assert json.loads(note.read_text(encoding="utf-8")) == told
    assert told["ok"] is False
    assert told["url"] == scene.hotline.way_in.url
    [failure] = told["failures"]
    assert failure.startswith("the balance: 1.00 USD is left")
    [check] = [one for one in told["checks"] if one["verdict"] == "wrong"]
    assert check["problem"]["code"] == "doctor-balance"


def test_an_account_that_hangs_is_given_up_with_the_rest(scene: Scene) -> None:
    scene.account.plant("", hanging())
    found = scene.look("--no-clips", "--timeout", "2")
    assert found.code == 1
    assert found.of("wrong")[-1] == (
        "the time: After 2 s the rest was given up. See what is slow above; or allow more: "
        "--timeout"
    )


def test_settings_that_cannot_serve_are_told_and_nothing_is_looked_at(hotline: Hotline) -> None:
    done = Ivr(hotline.project)("twilio", "doctor", PUBLIC_BASE_URL="https://hotline.example")
    assert done.returncode == 2
    missing = ("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID")
    lines = [f"{name} is not set. Copy it from the Twilio console." for name in missing]
    assert done.stderr.splitlines() == lines
    done = Ivr(hotline.project)(
        "twilio", "doctor", "--json", PUBLIC_BASE_URL="https://hotline.example"
    )
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"], told["url"]) == (2, False, "")
    assert told["failures"] == [f"the settings: {line}" for line in lines]


def test_certificates_that_cannot_be_read_are_told(scene: Scene) -> None:
    scene.account.environ["REQUESTS_CA_BUNDLE"] = "/nowhere/trusted.pem"
    found = scene.look("--no-clips")
    assert found.code == 2
    assert "The certificates that are to be trusted cannot be read: No such file" in found.told


def test_every_request_that_is_signed_is_marked_as_a_test(scene: Scene) -> None:
    scene.look("--no-clips")
    passed = scene.hotline.way_in.passed
    posted = [one for one in passed if one.method == "POST"]
    assert {one.path.partition("?")[0] for one in posted} == {"/voice/status"}
    assert {one.form["Probe"] for one in posted} == {"yes"}
