"""Settings, read from the environment once into one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr.carrier import overrides_of
from ivr.environment import trimmed
from ivr.problems import Problem, Refusal
from ivr.serving.faults.settings import is_yes, setting_faults


class BadSettings(Refusal):
    """The environment cannot start a hotline; names every variable at fault."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs from one deployment to the next.

    ``base_url`` is what the carrier calls, without a trailing slash. ``tokens`` are the
    auth tokens whose signatures are accepted, two while one is being rotated.
    ``variables`` fill in the routes of config/services.yaml. ``drafts`` offers languages
    that no speaker has approved; ``outdated`` keeps speaking what was approved before its
    Norwegian changed. ``warnings`` are told when the hotline starts. ``emulated``
    is true only under the emulated carrier of ``ivr run``: then the carrier's clock counts.
    ``quiet`` keeps what is worth mending out of the log, where callers are served by another.

    >>> environ = {"PUBLIC_BASE_URL": "https://h.example/", "TWILIO_AUTH_TOKEN": "7e57" * 8}
    >>> Settings.from_environ(environ).base_url
    'https://h.example'
    >>> Settings.from_environ({"PUBLIC_BASE_URL": "h.example"})
    Traceback (most recent call last):
        ...
    ivr.serving.settings.BadSettings: PUBLIC_BASE_URL: [h.example] is no web address. Write \
https:// and the host name Twilio calls.
    TWILIO_AUTH_TOKEN is not set. Copy it from the Twilio console.
    """

    base_url: str
    tokens: tuple[str, ...] = field(repr=False)
    root: Path = Path()
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    emulated: bool = False
    drafts: bool = False
    outdated: bool = True
    warnings: tuple[Problem, ...] = ()
    quiet: bool = False

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read the environment; raises BadSettings naming every variable at fault."""
        settings, problems = cls.read(environ)
        mistakes = [problem for problem in problems if not problem.is_warning]
        if mistakes:
            raise BadSettings(*mistakes)
        return settings

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> tuple[Settings, tuple[Problem, ...]]:
        """Return the settings as far as they can be read, and everything that is wrong with them.

        What a paste or a file left unseen at the edges of a value is no part of it.
        """
        environ = trimmed(environ)
        root = Path(environ.get("HOTLINE_ROOT", "") or ".")
        problems = [*setting_faults(environ, needed=True)]
        named = {problem.file for problem in problems}
        if "HOTLINE_ROOT" not in named and not (root / "config").is_dir():
            cause, fix = f"[{root}] has no config folder.", "Name the project's folder."
            problems.append(Problem("bad-setting", "HOTLINE_ROOT", None, cause, fix))
        tokens = [environ.get(name, "") for name in ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_NEXT")]
        settings = cls(
            environ.get("PUBLIC_BASE_URL", "").rstrip("/"),
            tuple(filter(None, tokens)),
            root,
            environ,
            emulated=False,
            drafts=is_yes(environ.get("OFFER_DRAFTS", "")),
            outdated=is_yes(environ.get("OFFER_OUTDATED", "") or "yes"),
            warnings=tuple(problem for problem in problems if problem.is_warning),
        )
        return settings, tuple(problems)

    @property
    def overrides(self) -> str:
        """What stands behind every address of the webhook, for the carrier alone."""
        return overrides_of(self.variables)

    @property
    def clips(self) -> Path:
        """The folder of the built clips and their manifest."""
        return self.root / "audio" / "built"
