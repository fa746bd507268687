"""`ivr twilio doctor`: the numbers that lead here, and the trunks that lead on."""

from __future__ import annotations

from tests.support.doctor import Scene, alone
from tests.support.numbers import ASKER
from tests.support.processes import free_port


def test_a_number_that_the_account_does_not_have(scene: Scene) -> None:
    del scene.account.numbers[0]
    alone(
        scene,
        f"the numbers: [{ASKER}] is not among the numbers of the account. Rent it, or write the "
        "number that you rent in its place.",
    )


def test_a_password_in_an_address_is_not_shown(scene: Scene) -> None:
    address = "https://user:secret@old.example/voice"
    scene.account.set_of(ASKER)["voice_url"] = address
    found = scene.look("--no-clips")
    [line] = found.of("wrong")
    assert "[https://…@old.example/voice]" in line
    assert "secret" not in found.told


def test_a_number_whose_calls_a_trunk_takes(scene: Scene) -> None:
    scene.account.set_of(ASKER)["trunk_sid"] = "TK" + "1" * 32
    alone(
        scene,
        f"the number {ASKER}: What takes its calls instead is [TK{'1' * 32}], and is to be nothing."
        " Run: ivr twilio plan, then: ivr twilio apply",
    )


def test_a_number_that_cannot_be_called(scene: Scene) -> None:
    scene.account.numbers[0].voice = False
    alone(scene, f"the numbers: [{ASKER}] takes no telephone calls. Rent one that does.")


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
