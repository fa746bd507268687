"""A change in the studio under `ivr run`, which takes it over by itself."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from tests.support.changing import NORWEGIAN, changes_of, said_goodbye
from tests.support.commands import Ivr
from tests.support.deployment import answers
from tests.support.hotline import copy_of
from tests.support.processes import PATIENCE_SECONDS, free_port


def test_what_is_undone_in_the_studio_calls_hear_without_a_restart(
    small: Path, tmp_path: Path
) -> None:
    project = copy_of(small, tmp_path / "project")
    before, changes = (project / NORWEGIAN).read_bytes(), changes_of(project)
    change = changes.make(said_goodbye(changes, project, "Og"), "Kari")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (
        Ivr(project).started("run", "--no-best", "--port", str(port)) as running,
        httpx.Client(base_url=url, timeout=PATIENCE_SECONDS) as browser,
    ):
        running.until(lambda: answers(url))
        heard = browser.get("/healthz").json()["content"]
        page = browser.get("/studio/history")
        token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
        assert token is not None
        form = {"csrf_token": token[1], "back": "/history?who=Kari"}
        told = browser.post(f"/studio/history/{change.id}/undo", data=form)
        assert (told.status_code, told.headers["Location"]) == (303, "/studio/history?who=Kari")
        assert "Angret: Ny avskjed" in browser.get(told.headers["Location"]).text
        running.until(lambda: browser.get("/healthz").json()["content"] != heard)
        running.wait_for("Taken over: ")
    assert (project / NORWEGIAN).read_bytes() == before
