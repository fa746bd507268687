"""The application as a production server starts it, from the environment."""

from __future__ import annotations

import os
import sys

from flask import Flask

from ivr.hotline import BrokenHotline
from ivr.speech import SpeechError
from ivr.web.app import create_app
from ivr.web.settings import BadSettings, Settings
from ivr.web.shelf import ClipsMissing


def application() -> Flask:
    """Return the hotline, or end the process with every fault on standard error."""
    try:
        return create_app(Settings.from_environ(os.environ))
    except (BadSettings, BrokenHotline, ClipsMissing, SpeechError) as error:
        sys.exit(f"The hotline does not start.\n{error}")
