"""docs/operate.md followed line by line on a folder that stands for a machine.

Not shown, for want of them: a certificate from a real authority, a real start of the system with
the fences of its units, packages and firewall, a call over a telephone network.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import httpx
import pytest

from ivr.phone import Account, EmulatedCarrier, ScriptedCaller
from tests.support.debian import needs
from tests.support.furnished import HOST, TRUNK
from tests.support.hotline import ROOT, with_clips
from tests.support.machine import Machine, machine
from tests.support.outside import BUILD, no_index, outside, without_voices
from tests.support.page import Commands, blocks
from tests.support.processes import ran, wait_until
from tests.support.ringing import CALLER
from tests.support.twilio_rest import SECRETS, RestAccount, broken, rest_account

__all__ = ["no_index"]

NUMBER = "+4721000000"
STUDIO = f"https://{HOST}/studio"
BIN = "handler.twilio.com/twiml/EH1"
PLACE = "m=vestby&at=main&b=1796064363"
SETTINGS = {
    "TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
    "TWILIO_AUTH_TOKEN": SECRETS["ie1"],
    "SIP_TRUNK": TRUNK,
    "OFFER_DRAFTS": "yes",
    "FALLBACK_URL": f"https://{BIN}",
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the page makes at home: the program, its lock and the folder with its clips.

    Silent clips take the place of spoken ones; the proof of every call is other tests'.
    """
    home = tmp_path_factory.mktemp("home")
    (home / "requirements").symlink_to(ROOT / "requirements")
    (home / "release").mkdir()
    [made] = [one for one in blocks() if isinstance(one, Commands) and "release" in one.section]
    for line in made.lines:
        if line.startswith(("make ", "scp ")):
            continue
        if line.endswith(" audio build"):
            with_clips(home / "our-hotline")
            continue
        typed = line.replace(".venv/bin", str(Path(sys.executable).parent)).replace("--full", "")
        if "hatchling" in line:
            typed = f"cd {ROOT} && {typed.removesuffix('release')}{home / 'release'}"
        done = ran(
            "sh", "-ec", typed, cwd=home, env=outside(**SETTINGS, PUBLIC_BASE_URL=f"https://{HOST}")
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        if " init " in line:
            fill_in(home / "our-hotline")
    return home / "release"


def fill_in(folder: Path) -> None:
    """Offer two languages, and leave behind what trying the hotline at home leaves."""
    municipality = folder / "config" / "municipalities" / "vestby.yaml"
    with municipality.open("a", encoding="utf-8") as file:
        file.write("languages: [nb, en]\n")
    for name in ("journal/journal.sqlite", ".run/server", ".git/HEAD", ".env"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("of the machine at home", encoding="utf-8")


def ring(there: Machine) -> None:
    """Make a call from the answer to a door."""
    with there.client() as client:
        carrier = EmulatedCarrier(
            client,
            account=Account(SETTINGS["TWILIO_ACCOUNT_SID"], SETTINGS["TWILIO_AUTH_TOKEN"]),
            voice_url=f"https://{HOST}/voice",
            fallback_url=f"https://{HOST}/voice/fallback",
        )
        record = carrier.call(ScriptedCaller(["2", "4"]), to=NUMBER, from_=CALLER)
    assert record.faults == ()
    assert len(record.heard) > 3


def number(there: Machine, account: RestAccount) -> None:
    """Set the number at the carrier, and find nothing wrong between the account and the answer."""
    account.plant(BIN, broken(there.run("ivr export fallback")))
    account.rent(NUMBER)
    there.follow("8. The number", without="ivr twilio plan")
    assert account.set_of(NUMBER)["voice_url"].startswith(f"https://{HOST}/voice#")
    assert account.regions == {NUMBER: "ie1"}
    assert re.search(r"^Good: \d+ good, 0 wrong, 0 unknown.$", there.told[-1], re.MULTILINE)
    there.run("ivr twilio plan")  # which says by its exit code that nothing would change


def trusting(there: Machine, account: RestAccount) -> None:
    """Lead the machine to the account, as over a proxy of its network, and spare its own name."""
    account.sid = SETTINGS["TWILIO_ACCOUNT_SID"]
    both = (there.authority, Path(account.environ["REQUESTS_CA_BUNDLE"]))
    trusted = there.root / "trusted.pem"
    trusted.write_text("".join(path.read_text(encoding="ascii") for path in both), encoding="ascii")
    names = f"{HOST},127.0.0.1"
    there.more |= dict.fromkeys(("HTTPS_PROXY", "https_proxy"), account.proxy)
    there.more |= dict.fromkeys(("NO_PROXY", "no_proxy"), names)
    there.more |= {name: str(trusted) for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")}


def open_the_studio(there: Machine) -> None:
    """Add somebody, and sign in over each proxy; the voices are left out, which are large."""
    lock = there.path("/var/tmp/release/run.txt")  # noqa: S108 - below the machine's root
    lock.write_text(without_voices(), encoding="utf-8")
    there.follow("10. The studio, if you want it")
    told = "\n".join(there.told)
    [password] = re.findall(r"^Password, .* sign-in: (.+)$", told, re.MULTILINE)
    for proxy in ("Caddy", "nginx"):
        there.follow(f"The studio behind {proxy}")
        with there.client() as browser:
            assert browser.get(f"{STUDIO}/status").headers["Location"].startswith("/studio/sign-in")
            form = {"name": "NAME", "password": password}
            sent = form | token_of(browser)
            page = {"Referer": f"{STUDIO}/sign-in"}
            signed_in = browser.post(f"{STUDIO}/sign-in", data=sent, headers=page)
            assert signed_in.headers.get("Location") == "/studio/", signed_in.text
            chosen_first = browser.get(f"{STUDIO}/status").headers["Location"]
            assert chosen_first == "/studio/account", "a password of one's own"
            assert "NAME" in browser.get(f"{STUDIO}/account").text
            assert browser.get(f"{STUDIO}.txt").status_code == 404, "the hotline's own"
        assert password not in there.logs().replace(told, "")


def token_of(browser: httpx.Client) -> dict[str, str]:
    page = browser.get(f"{STUDIO}/sign-in").text
    [token] = re.findall(r'name="csrf-token" content="([^"]+)"', page)
    return {"csrf_token": token}


def publish(there: Machine) -> None:
    """Bring a change over: what is gone at home goes here, and no clip does."""
    gone = there.path("/srv/hotline/config/municipalities/gone.yaml")
    gone.write_text("name: [", encoding="utf-8")
    clip = there.path("/srv/hotline/audio/built/of-a-call-that-is-on.wav")
    clip.touch()
    there.follow("Changing what callers hear")
    assert (gone.exists(), clip.exists()) == (False, True)


def update(release: Path, there: Machine) -> None:
    """Have a new version take the place of the one that serves, and go back, as a call goes on."""
    newer(release, there.path("/var/tmp/release"))  # noqa: S108 - below the machine's root
    before = there.systemd.main("hotline")
    there.follow("A new version of the program")
    assert there.systemd.main("hotline") != before
    assert there.path("/opt/hotline/current").readlink() == Path("versions/0.1.0")
    before = there.systemd.main("hotline")
    there.run("systemctl reload hotline")
    assert there.systemd.main("hotline") != before


def newer(release: Path, folder: Path) -> None:
    """Add the wheel of the next version, which differs in its number alone."""
    [wheel] = release.glob("ivr-*.whl")
    source = folder / "source"
    shutil.copytree(ROOT / "ivr", source / "ivr", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config", "prompts"):
        shutil.copytree(ROOT / name, source / name)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = 'version = "0.1.0"'
    assert version in project
    (source / "pyproject.toml").write_text(project.replace(version, 'version = "0.2.0"'))
    shutil.copy(ROOT / "LICENSE", source)
    built = ran(*BUILD, str(folder), cwd=source)
    assert built.returncode == 0, built.stderr
    assert (folder / wheel.name.replace("0.1.0", "0.2.0")).is_file()


def ring_in_vain(there: Machine) -> None:
    """Ask for a turn while the server is away: the proxy says so, and keeps no place in a call."""
    with there.client() as client:
        assert client.post(f"https://{HOST}/voice/turn?{PLACE}").status_code == 502
    # The answer is there before its line is written.
    wait_until(lambda: "/voice/turn" in there.logs())
    assert PLACE not in there.logs()


@needs("nginx")
@needs("caddy")
def test_the_page_leads_from_an_empty_machine_to_a_ringing_line(
    release: Path, no_index: dict[str, str]
) -> None:
    with machine(SETTINGS, **no_index) as there:
        shutil.copytree(release, there.path("/var/tmp/release"))  # noqa: S108 - below the machine's root
        there.follow("2. User and folders", "3. The program", "4. Settings")
        brought = {path.name for path in there.path("/srv/hotline").iterdir()}
        assert brought - {".run"} == {"config", "prompts", "audio"}
        there.follow("5. The service")
        there.follow("6. Name, clock, firewall")
        for proxy in ("nginx", "Caddy"):
            there.follow(proxy, "Look from outside")
            ring(there)
            there.run("systemctl stop hotline")
            ring_in_vain(there)
            there.run(f"systemctl stop {proxy.lower()}")
            there.run("systemctl start hotline")
        there.run("systemctl start caddy")
        with rest_account("ie1") as account:
            before = dict(there.more)
            trusting(there, account)
            number(there, account)
            there.more.clear()
            there.more |= before
        there.follow("9. Test calls every ten minutes", without="ivr alarms test")
        open_the_studio(there)
        publish(there)
        update(release, there)
        there.follow("Backup and restore")
        ring(there)
        # What was asked for in all these calls is in no log either.
        assert "/voice/turn?" not in there.logs()
