"""`ivr twilio doctor`: what it leaves behind, and what keeps it from looking."""

from __future__ import annotations

import json

from tests.support.commands import Ivr
from tests.support.doctor import Scene, Served
from tests.support.twilio_rest import hanging


def test_what_was_found_is_left_in_the_journals_folder(scene: Scene) -> None:
    scene.account.balance = "1.00"
    told = json.loads("\n".join(scene.look("--no-clips", "--json").lines))
    note = scene.served.project / "journal" / "doctor.json"
    assert json.loads(note.read_text(encoding="utf-8")) == told
    assert told["ok"] is False
    assert told["url"] == scene.served.way_in.url
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


def test_settings_that_cannot_serve_are_told_and_nothing_is_looked_at(served: Served) -> None:
    done = Ivr(served.project)("twilio", "doctor", PUBLIC_BASE_URL="https://hotline.example")
    assert done.returncode == 2
    missing = ("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID")
    lines = [f"{name} is not set. Copy it from the Twilio console." for name in missing]
    assert done.stderr.splitlines() == lines
    done = Ivr(served.project)(
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
