"""config/alarms.yaml with the operator's variables: which channels there are, and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.definition import load
from ivr.model.alarms import Email, Watched, Webhook
from ivr.problems import BrokenHotline
from tests.support.hotline import ROOT

MAIL = {
    "ALARM_MAIL_TO": "vakt@kommune.example, it@kommune.example",
    "ALARM_MAIL_FROM": "hotline@kommune.example",
    "ALARM_MAIL_SERVER": "mail.kommune.example",
}


@pytest.fixture
def root(sound: Path) -> Path:
    """The small sound project with the shipped alarms."""
    shipped = (ROOT / "config/alarms.yaml").read_text(encoding="utf-8")
    (sound / "config/alarms.yaml").write_text(shipped, encoding="utf-8")
    return sound


def test_a_channel_is_there_when_its_variables_are_set(root: Path) -> None:
    assert load(root, {}).hotline.alarms.channels == {}
    url = "https://chat.kommune.example/hook/made-up"
    channels = load(root, MAIL | {"ALARM_WEBHOOK": f" {url}\n"}).hotline.alarms.channels
    assert channels == {
        "webhook": Webhook(url),
        "email": Email(
            ("vakt@kommune.example", "it@kommune.example"),
            "hotline@kommune.example",
            "mail.kommune.example",
            587,
        ),
    }
    secret = load(root, MAIL | {"ALARM_MAIL_USER": "ivr", "ALARM_MAIL_PASSWORD": "hemme lig"})
    email = secret.hotline.alarms.channels["email"]
    assert isinstance(email, Email)
    assert (email.user, email.password) == ("ivr", "hemme lig")
    assert "hemme lig" not in repr(secret.hotline.alarms)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALARM_WEBHOOK", '"https://chat.example/made-up"'),
        ("ALARM_WEBHOOK", "chat.example/made-up"),
        ("ALARM_WEBHOOK", "https://chat..example/made-up"),
        ("ALARM_WEBHOOK", "https://chat.example/made up"),
        ("ALARM_MAIL_TO", "made-up"),
        ("ALARM_MAIL_TO", "vakt@kommune.example; made-up@kommune.example"),
        ("ALARM_MAIL_FROM", "Made-Up <made-up@kommune.example>"),
        ("ALARM_MAIL_SERVER", "smtp://made-up.example"),
        ("ALARM_MAIL_SERVER", "made-up.example:25"),
    ],
)
def test_a_variable_that_cannot_work_is_named_and_not_repeated(
    root: Path, name: str, value: str
) -> None:
    with pytest.raises(BrokenHotline) as broken:
        load(root, MAIL | {name: value})
    [problem] = [one for one in broken.value.problems if not one.is_warning]
    assert (problem.code, problem.file) == ("bad-setting", name)
    assert "made" not in str(problem).lower()


def test_a_variable_that_is_named_nearly_like_one_is_warned_of(root: Path) -> None:
    warnings = load(root, {"ALARM_WEBHOKK": "https://chat.example"}).warnings
    [told] = [one for one in warnings if one.code == "unknown-setting"]
    assert str(told) == (
        "ALARM_WEBHOKK: warning: Nobody reads this setting. Did you mean [ALARM_WEBHOOK]?"
    )


def test_a_channel_that_is_half_set_is_left_out_with_a_warning(root: Path) -> None:
    loaded = load(root, {"ALARM_MAIL_TO": "vakt@kommune.example"})
    assert loaded.hotline.alarms.channels == {}
    [told] = [one for one in loaded.warnings if one.code == "alarm-channel-unset"]
    assert "ALARM_MAIL_FROM and ALARM_MAIL_SERVER are not set" in told.cause


def test_every_alarm_is_watched_as_shipped_and_none_without_the_file(
    sound: Path, root: Path
) -> None:
    assert [rule.watched for rule in load(root, {}).hotline.alarms.rules] == [*Watched]
    (sound / "config/alarms.yaml").unlink()
    assert load(sound, {}).hotline.alarms.rules == ()
