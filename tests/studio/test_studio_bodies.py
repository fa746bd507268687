"""What somebody may send: little before anybody knows who they are."""

from __future__ import annotations

from pathlib import Path

from ivr.studio import StudioSettings, create_studio
from ivr.studio.people.roles import Role
from tests.support.hotline import VARIABLES, copy_of
from tests.support.people import NAMES, URL, Moment, Visitor, peopled

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_whoever_has_not_signed_in_sends_little(small: Path, tmp_path: Path) -> None:
    """A form of a million fields would take the memory of the machine before anybody is known."""
    project = copy_of(small, tmp_path / "project")
    peopled(project)
    app = create_studio(StudioSettings(project, URL, VARIABLES, drafts=True, clock=Moment()))
    nobody, editor = Visitor(app), Visitor(app, "192.0.2.8")
    assert editor.sign_in(NAMES[Role.EDIT]).status_code == 303
    for visitor, size in ((nobody, 1), (editor, 10)):
        large = "a&" * 100_000 * size
        sent = visitor.client.post("/studio/sign-in", data=large, headers=FORM)
        assert sent.status_code == 413
        assert "Traceback" not in sent.text
    take = {"data": {"take": "x" * 200_000}, "content_type": "multipart/form-data"}
    assert nobody.client.post("/studio/recording/take", **take).status_code == 413
