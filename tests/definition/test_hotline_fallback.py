"""A fallback language that nobody lists is a mistake like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.definition import load
from ivr.problems import BrokenHotline
from tests.support.hotline import SMALL, copied


def test_a_fallback_language_that_is_not_listed_is_named_with_its_line(tmp_path: Path) -> None:
    project = copied(tmp_path / "project", SMALL)
    path = project / "config" / "hotline.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("languages: [nb, en, pl]", "languages: [en, pl]"), "utf-8")
    with pytest.raises(BrokenHotline) as broken:
        load(project, {})
    assert any("[nb]" in str(one) for one in broken.value.problems)
