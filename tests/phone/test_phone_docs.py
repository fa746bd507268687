"""The page about the emulated carrier cannot lie: its example is run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ivr.phone import read_wav

PAGE = Path(__file__).parents[2] / "docs" / "emulated-carrier.md"


def test_the_example_runs_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves a recording that can be played."""
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    exec(compile(example, str(PAGE), "exec"), {"__name__": "example"})  # noqa: S102 - our own page
    assert read_wav((tmp_path / "call.wav").read_bytes()).seconds > 10
