"""What `ivr twilio doctor` looks at: a hotline that is served, and its account at the carrier."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from twilio.request_validator import RequestValidator

from tests.support.commands import Ivr
from tests.support.proxy import Passed, Proxy
from tests.support.twilio_rest import SECRETS, RestAccount, authority

SERVER: Final = sys.executable, "-m", "ivr.web.server"
REGION: Final = "ie1"


@dataclass
class Served:
    """A hotline that is served, its way in, and where callers are sent while it is away."""

    project: Path
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


@dataclass
class Scene:
    """A hotline and its account, all as it ought to be until a test changes something."""

    served: Served
    account: RestAccount
    document: str
    settings: dict[str, str] = field(default_factory=dict)

    def bin(self, passed: Passed) -> None:
        """Answer as a TwiML Bin does: to whoever signs as the carrier, and to nobody else."""
        signer = RequestValidator(SECRETS[REGION])
        url = f"{self.served.second.url}{passed.path}"
        right = signer.compute_signature(url, {"AccountSid": self.account.sid})
        is_carrier = passed.form == {"AccountSid": self.account.sid} and passed.signature == right
        passed.answer(200 if is_carrier else 403, self.document.encode(), content_type="text/xml")

    def show(self, certificate: Path) -> None:
        """Have the way in show another certificate from now on."""
        assert self.served.way_in.context is not None
        self.served.way_in.context.load_cert_chain(certificate)

    def look(self, *more: str) -> Found:
        trusted = {"SSL_CERT_FILE": self.account.environ["REQUESTS_CA_BUNDLE"]}
        environ = self.account.environ | trusted | self.served.settings | self.settings
        done = Ivr(self.served.project)("twilio", "doctor", *more, **environ)
        assert "Traceback" not in done.stderr, done.stderr
        assert self.account.changes() == []
        return Found(done.returncode, done.stdout.splitlines(), done.stdout + done.stderr)


def certificate_of(folder: Path, begins: dt.datetime | None, ends: dt.datetime | None) -> Path:
    path = folder / "certificate.pem"
    leaf = authority().issue_cert("localhost", "127.0.0.1", not_before=begins, not_after=ends)
    leaf.private_key_and_cert_chain_pem.write_to_path(path)
    return path


def alone(scene: Scene, line: str, *more: str) -> None:
    """Hold what is found to one wrong line, with nothing that could not be judged beside it."""
    found = scene.look(*(more or ["--no-clips"]))
    assert found.of("wrong") == [line.format(url=scene.served.way_in.url, **scene.settings)]
    assert found.of("unknown") == []
    assert found.code == 1
