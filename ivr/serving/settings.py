"""Settings, read from the environment once into one frozen value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ivr.problems import Problem, Refusal


class BadSettings(Refusal):
    """The environment cannot start a hotline; names every variable at fault."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs from one deployment to the next.

    ``base_url`` is what the carrier calls, without a trailing slash. ``tokens`` are the
    auth tokens whose signatures are accepted, two while one is being rotated.
    ``variables`` fill in the routes of config/services.yaml. ``drafts`` offers languages
    that no speaker has approved. ``emulated`` is true only under the emulated carrier of
    ``ivr run``: then the carrier's clock counts.

    >>> environ = {"PUBLIC_BASE_URL": "https://h.example/", "TWILIO_AUTH_TOKEN": "secret"}
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

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read the environment; raises BadSettings naming every variable at fault."""
        base_url = environ.get("PUBLIC_BASE_URL", "").rstrip("/")
        tokens = [environ.get(name, "") for name in ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_NEXT")]
        problems = [*_url_problems(base_url)]
        if not tokens[0]:
            cause, fix = "TWILIO_AUTH_TOKEN is not set.", "Copy it from the Twilio console."
            problems.append(Problem("missing-setting", "TWILIO_AUTH_TOKEN", None, cause, fix))
        root = Path(environ.get("HOTLINE_ROOT", "."))
        if not (root / "config").is_dir():
            cause, fix = f"[{root}] has no config folder.", "Name the project's folder."
            problems.append(Problem("bad-setting", "HOTLINE_ROOT", None, cause, fix))
        if problems:
            raise BadSettings(*problems)
        drafts = environ.get("OFFER_DRAFTS", "").lower() == "yes"
        return cls(
            base_url,
            tuple(filter(None, tokens)),
            root,
            dict(environ),
            emulated=False,
            drafts=drafts,
        )

    @property
    def clips(self) -> Path:
        """The folder of the built clips and their manifest."""
        return self.root / "audio" / "built"


def _url_problems(url: str) -> Iterator[Problem]:
    name = "PUBLIC_BASE_URL"
    parts = urlsplit(url)
    if not url:
        fix = "It is https:// and the host name Twilio calls."
        yield Problem("missing-setting", name, None, f"{name} is not set.", fix)
    elif parts.scheme not in ("http", "https") or not parts.netloc:
        fix = "Write https:// and the host name Twilio calls."
        yield Problem("bad-setting", name, None, f"[{url}] is no web address.", fix)
    elif parts.query or parts.fragment or not url.isascii() or url != url.lower():
        fix = "Use lower-case ASCII letters, no query and no fragment: Twilio signs it literally."
        yield Problem("bad-setting", name, None, f"[{url}] would break signatures.", fix)
