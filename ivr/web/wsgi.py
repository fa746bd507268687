"""The application as a production server starts it, from the environment."""

from __future__ import annotations

import os
import sys

from flask import Flask

from ivr.problems import BrokenHotline
from ivr.serving.assembly import NothingOffered
from ivr.serving.settings import BadSettings, Settings
from ivr.speech.errors import SpeechError
from ivr.translation.approvals import BadApprovals
from ivr.web.app import create_app

REFUSALS = (BadApprovals, BadSettings, BrokenHotline, NothingOffered, SpeechError)
"""What an operator has to mend before calls can be taken."""


def application() -> Flask:
    """Return the hotline, or end the process with every fault on standard error."""
    try:
        return create_app(Settings.from_environ(os.environ))
    except REFUSALS as error:
        sys.exit(f"The hotline does not start.\n{error}")
