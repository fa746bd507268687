"""A hotline with numbers that can be rented, and an account at the carrier that has them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ivr.carrier.overrides import DEFAULT
from tests.support.commands import Ivr
from tests.support.deployment import deployed
from tests.support.doctor import REGION, SERVER, Scene, Served, certificate_of
from tests.support.hotline import BASE_URL, SMALL, copied, copy_of, rented
from tests.support.numbers import HEALTH, NUMBERS
from tests.support.proxy import proxied, unchanged
from tests.support.twilio_rest import SECRETS, RestAccount, broken, rest_account


@pytest.fixture
def ivr(tmp_path: Path) -> Ivr:
    """The small hotline with numbers that can be rented, in a folder of its own."""
    return Ivr(rented(copied(tmp_path, SMALL)))


@pytest.fixture
def account() -> Iterator[RestAccount]:
    """An account with the three numbers, none of them set, and a hotline that answers."""
    with rest_account() as account:
        account.environ |= {"PUBLIC_BASE_URL": BASE_URL}
        account.plant("hotline.example/healthz", broken(HEALTH))
        for number in NUMBERS:
            account.rent(number)
        yield account


@pytest.fixture(scope="session")
def served(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    project = rented(copy_of(small, folder / "project"))
    pem = certificate_of(folder, None, None)
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        trunk = f"127.0.0.1:{listening.getsockname()[1]};transport=tcp"
        way_in, second = (stack.enter_context(proxied(pem)) for _ in range(2))
        variables = {"PUBLIC_BASE_URL": way_in.url, "SIP_TRUNK": trunk}
        token = {"TWILIO_AUTH_TOKEN": SECRETS[REGION]}
        deployment = deployed(project, *SERVER, **variables, **token)
        way_in.upstream = stack.enter_context(deployment).url
        # What stands in for a server lies on another host.
        second.url = second.url.replace("localhost", "127.0.0.1")
        served = Served(project, way_in, second, trunk, pem)
        done = Ivr(project)("export", "fallback", **token, **served.settings)
        assert done.returncode == 0, done.stderr
        served.document = done.stdout
        yield served


@pytest.fixture
def scene(served: Served) -> Iterator[Scene]:
    address = served.way_in.url
    with rest_account(REGION) as account:
        for number, name in zip(NUMBERS, ("Asker", "Asker", "Halden"), strict=True):
            account.rent(
                number,
                friendly_name=name,
                voice_url=f"{address}/voice#{DEFAULT}",
                voice_fallback_url=served.settings["FALLBACK_URL"],
                status_callback=f"{address}/voice/status#{DEFAULT}",
            )
            account.regions[number] = REGION
        scene = Scene(served, account, served.document)
        served.second.change = scene.bin
        yield scene
    served.way_in.change = unchanged
    served.way_in.plain = False
    scene.show(served.certificate)
