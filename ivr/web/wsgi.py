"""The application as a production server starts it, from the environment."""

from __future__ import annotations

import os
import sys

from flask import Flask

from ivr.problems import BrokenHotline
from ivr.serving.assembly import NothingOffered
from ivr.serving.publishing.content import StillChanging
from ivr.serving.settings import BadSettings, Settings
from ivr.speech.errors import SpeechError
from ivr.translation.approvals import BadApprovals
from ivr.web.app import create_app

REFUSALS = (BadApprovals, BadSettings, BrokenHotline, NothingOffered, SpeechError, StillChanging)
"""What an operator has to mend before calls can be taken."""


def application() -> Flask:
    """Return the hotline, or end the process with every fault on standard error."""
    return started()[1]


def started() -> tuple[Settings, Flask]:
    """Return the settings and the hotline that they start, or end the process as above."""
    try:
        settings = Settings.from_environ(os.environ)
        return settings, create_app(settings)
    except REFUSALS as error:
        sys.exit(f"The hotline does not start.\n{error}")
