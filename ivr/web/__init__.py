"""The hotline over HTTP: the voice webhook, the clips, health."""

from ivr.web.app import create_app
from ivr.web.offering import NothingOffered, offering
from ivr.web.settings import BadSettings, Settings
from ivr.web.shelf import Shelf

__all__ = ["BadSettings", "NothingOffered", "Settings", "Shelf", "create_app", "offering"]
